# SPDX-License-Identifier: Apache-2.0
"""The owner's estimate (HPS) of a draft changed by its officer: a version that is kept, and what follows from it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import hash_of
from lpse.core.said import said
from lpse.ledger import services as ledger
from lpse.regulations import get
from tenders import policy, selectors
from tenders.estimate import EstimateRow
from tenders.estimate_versions import FIRST, as_data, total_of
from tenders.models import EstimateVersion, Tender
from tenders.policy import Act
from tenders.requirements import BID_BOND, requirements_for
from tenders.rules import Category, Step
from tenders.services.drafting import RequirementRow, put_items, put_requirements
from tenders.services.locking import lock
from tenders.services.packages import net_of


@transaction.atomic
def change_estimate(
    *, actor: Actor, tender: Tender, rows: Sequence[EstimateRow], reason: str, now: datetime
) -> EstimateVersion:
    """Change rows and values of the estimate of a draft, with a reason; the estimate is set on the present day.

    The version is kept beside the one before. The bill of quantities follows its rows, the bid bond of works and the
    price preference its sum; what the officer agreed to is agreed to anew. Never above the ceiling (pagu). After the
    announcement only an addendum changes quantities, and nothing changes the estimate.
    Source: Perpres 16/2018 Pasal 11 and 26; law.md R-ACT-3, R-HPS-1 to R-HPS-3.
    """
    tender = lock(tender.pk)
    policy.require(Act.CHANGE_ESTIMATE, actor, selectors.facts(actor, tender=tender))
    before, total = selectors.estimate_rows(tender), total_of(rows)
    _require_estimate(tender, before, rows, total, reason)
    newest = selectors.newest_version(tender)
    version = EstimateVersion.objects.create(
        tender=tender,
        number=1 + (newest.number if newest else FIRST),
        reason=reason.strip(),
        rows=as_data(rows),
        rows_before=as_data(before),
        owner_estimate=total,
        owner_estimate_net=net_of(rows, get(tender.regulation)),
        owner_estimate_before=tender.owner_estimate,
        owner_estimate_on=now.astimezone(selectors.zone_of(tender)).date(),
        set_by_id=actor.person,
        set_at=now,
    )
    lost = _take_over(tender, version)
    put_items(tender, rows)
    _follow_bid_bond(tender, version)
    public = {
        "tender": tender.code,
        "version": version.number,
        "owner_estimate_before": str(version.owner_estimate_before),
        "owner_estimate": str(version.owner_estimate),
        "on": version.owner_estimate_on.isoformat(),
        **({"preference_ended": True} if lost else {}),
    }
    private = {"reason": version.reason, "rows": hash_of({"rows": version.rows})}
    ledger.record(Act.CHANGE_ESTIMATE, actor=actor, subject=tender.code, public=public, private=private)
    return version


def _require_estimate(
    tender: Tender, before: Sequence[EstimateRow], rows: Sequence[EstimateRow], total: Decimal, reason: str
) -> None:
    """Raise Refused for an estimate that may not take the place of the one before."""
    if not reason.strip():
        raise refuse(Kind.INPUT, "Alasan perubahan HPS belum diisi.", "Tulis mengapa HPS berubah.")
    if total <= 0:
        raise refuse(Kind.INPUT, "HPS tidak boleh nol.", "Isi harga satuan setiap butir.")
    if total > tender.ceiling:
        raise refuse(
            Kind.INPUT,
            "Jumlah HPS melampaui pagu anggaran.",
            "Kurangi harga atau volume; pagu berubah hanya lewat paket baru.",
        )
    if unsourced := [number for number, row in enumerate(rows, start=1) if not row.source.strip()]:
        told = said("Sumber harga butir {numbers} belum diisi.", numbers=", ".join(map(str, unsourced)))
        raise refuse(Kind.INPUT, told, "Isi sumber harga setiap butir HPS.")
    if as_data(rows) == as_data(before):
        raise refuse(
            Kind.INPUT,
            "HPS ini sama dengan yang berlaku.",
            "Ubah butirnya, atau tetapkan kembali tanpa perubahan dari halaman paket.",
        )


def _take_over(tender: Tender, version: EstimateVersion) -> bool:
    """Give the tender the estimate of its newest version; say whether it lost its price preference by it.

    Below the value from which the book knows it there is no preference. Source: law.md R-TKDN-6.
    """
    tender.owner_estimate = version.owner_estimate
    tender.owner_estimate_net = version.owner_estimate_net
    tender.owner_estimate_on = version.owner_estimate_on
    above = get(tender.regulation).price.preference_above.value
    lost = tender.preference_max is not None and tender.owner_estimate <= above
    if lost:
        tender.preference_max = None
    tender.save(update_fields=["owner_estimate", "owner_estimate_net", "owner_estimate_on", "preference_max"])
    return lost


def _follow_bid_bond(tender: Tender, version: EstimateVersion) -> None:
    """Ask for the bid bond of the new estimate where the law does, in words nobody changed. Source: law.md R-BOND-1."""
    book, category = get(tender.regulation), Category(tender.category)
    old, new = (
        next((text for text in requirements_for(book, category, estimate) if text.slot == BID_BOND), None)
        for estimate in (version.owner_estimate_before, version.owner_estimate)
    )
    row = tender.requirements.filter(slot=BID_BOND).first()
    is_own = row is not None and (old is None or row.guidance != old.guidance)
    if old == new or is_own or (row is None and new is None):
        return
    kept = [
        RequirementRow(Step(each.step), each.slot, each.title, each.guidance, each.needs_file)
        for each in tender.requirements.exclude(slot=BID_BOND)
    ]
    if new is not None:
        kept.append(RequirementRow(new.step, new.slot, new.title, new.guidance, new.needs_file))
    put_requirements(tender, kept)
