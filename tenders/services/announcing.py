# SPDX-License-Identifier: Apache-2.0
"""The announcement: refused with everything that is missing, then frozen and on the record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import Paper
from documents.rules import PaperKind
from documents.services import order_paper
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import canonical, timestamp
from lpse.core.said import said, together
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from lpse.regulations import StageKind, get
from tenders import policy, selectors
from tenders.models import KeySet, Tender
from tenders.policy import Act
from tenders.rules import Planned, anchored
from tenders.selectors.announcing import announcement_data
from tenders.services.locking import lock
from tenders.services.writing import draw_document, written_document


@transaction.atomic
def announce_tender(*, actor: Actor, tender: Tender, now: datetime) -> Tender:
    """Announce the tender (pengumuman): its schedule starts, all of it is frozen and stands on the record.

    Refused with the list of what is missing. The ``tender`` leaf of revision 1 follows the ``keyset`` leaf; its
    document holds everything announced. Source: sealed-bids.md part 8; decisions.md 3.10, 3.11.
    """
    tender = lock(tender.pk)
    policy.require(Act.ANNOUNCE_TENDER, actor, selectors.facts(actor, tender=tender))
    found = selectors.checklist(tender, now)
    if not found.is_complete:
        told = said("Tender belum dapat diumumkan. {gaps}", gaps=together(gap.message for gap in found.gaps))
        articles = together(dict.fromkeys(gap.source for gap in found.gaps if gap.source), "; ")
        raise refuse(Kind.STATE, told, "Lengkapi bagian itu, lalu umumkan lagi.", articles)
    plan = anchored(selectors.planned(tender), now, training=tender.training)
    draw_document(tender, now)
    _move_stages(tender, plan)
    tender.announce()
    tender.announced_at = now
    tender.revision = 1
    tender.save(update_fields=["status", "announced_at", "revision"])
    put_on_record(actor, tender, plan, Act.ANNOUNCE_TENDER)
    return tender


def put_on_record(
    actor: Actor, tender: Tender, plan: list[Planned], act: Act, changed: Mapping[str, Any] | None = None
) -> Entry:
    """Append the ``tender`` leaf of the present revision and order its paper; ``changed`` says what differs and why."""
    key_set, _document = selectors.key_set(tender)
    deadline = next(stage.ends_at for stage in plan if stage.kind is StageKind.BID_SUBMISSION)
    document = announcement(tender, plan, key_set) | dict(changed or {})
    fields: dict[str, Any] = {
        "tender": tender.code,
        "rev": tender.revision,
        "deadline": timestamp(deadline),
        "basis": None,
        "h": ledger.put_document(canonical(document)),
        "training": tender.training,
    }
    entry = ledger.append("tender", fields, act=act, actor=actor)
    order_announcement(tender, plan, basis=fields["h"], said_at=entry.at)
    return entry


def order_announcement(tender: Tender, plan: list[Planned], *, basis: str, said_at: datetime) -> Paper:
    """Order the paper of the present revision (pengumuman): one version for each lawful change (law.md part 9)."""
    return order_paper(
        kind=PaperKind.ANNOUNCEMENT,
        key=f"{tender.code}/PENG.{tender.revision}",
        subject=tender.code,
        version=tender.revision,
        template="tenders/announcement",
        data=announcement_data(tender, plan),
        basis=basis,
        said_at=said_at,
        training=tender.training,
    )


def _move_stages(tender: Tender, plan: list[Planned]) -> None:
    wanted = {stage.kind: stage for stage in plan}
    rows = list(tender.stages.all())
    for row in rows:
        stage = wanted[StageKind(row.kind)]
        row.starts_at, row.ends_at = stage.starts_at, stage.ends_at
    tender.stages.bulk_update(rows, ["starts_at", "ends_at"])


def announcement(tender: Tender, plan: list[Planned], key_set: KeySet) -> dict[str, Any]:
    """Return the public document of an announcement: everything a bidder relies on, no person's name."""
    package, book = tender.package, get(tender.regulation)
    return {
        "v": "lpse/tender",
        "tender": tender.code,
        "rev": tender.revision,
        "training": tender.training,
        "title": tender.title,
        "category": tender.category,
        "method": tender.method,
        "qualification": tender.qualification,
        "file_form": tender.file_form,
        "evaluation_method": tender.evaluation_method,
        "regulation": {"code": book.code, "h": book.digest()},
        "zone": tender.zone,
        "working_hours": selectors.hours_of(tender).as_data(),
        "agency": package.agency.name,
        "work_unit": package.work_unit.name,
        "plan": package.plan_code,
        "location": package.location,
        "fund_source": package.fund_source,
        "fiscal_year": package.fiscal_year,
        "contract_type": package.contract_type,
        "duration_days": package.duration_days,
        "ceiling": str(tender.ceiling),
        "owner_estimate": str(tender.owner_estimate),
        **_estimate_parts(tender),
        **_written_parts(tender),
        "bytes_per_vendor": tender.vendor_bytes_limit,
        "keyset": key_set.hash,
        **({"preference_max": f"{tender.preference_max:.4f}"} if tender.preference_max else {}),
        **({"retry_of": tender.retry_of.code} if tender.retry_of else {}),
        **_announced_parts(tender, plan),
    }


def _estimate_parts(tender: Tender) -> dict[str, Any]:
    """The estimate without PPN and its day (law.md R-HPS-1, R-HPS-3); unknown of packages older than this rule."""
    found: dict[str, Any] = {}
    if tender.owner_estimate_net is not None:
        found["owner_estimate_net"] = str(tender.owner_estimate_net)
    if tender.owner_estimate_on is not None:
        found["owner_estimate_on"] = tender.owner_estimate_on.isoformat()
    return found


def _written_parts(tender: Tender) -> dict[str, Any]:
    """The document a written selection document was printed from, and its template; nothing for an uploaded one."""
    if not tender.document_template:
        return {}
    return {"selection": {"template": tender.document_template, "h": ledger.put_document(written_document(tender))}}


def _announced_parts(tender: Tender, plan: list[Planned]) -> dict[str, Any]:
    return {
        "stages": [
            {"kind": stage.kind.value, "starts_at": timestamp(stage.starts_at), "ends_at": timestamp(stage.ends_at)}
            for stage in plan
        ],
        **contents(tender),
    }


def contents(tender: Tender) -> dict[str, Any]:
    """Return what bidders read, must meet and price: documents, requirements and items, as an announcement holds it."""
    return {
        "documents": [
            {
                "kind": row.kind,
                "title": row.title,
                "version": row.version,
                "name": row.name,
                "type": row.object.media_type,
                "size": row.object.size,
                "sha256": row.object.sha256,
            }
            for row in tender.documents.select_related("object").order_by("kind", "title", "version")
        ],
        "requirements": [
            {
                "number": row.number,
                "step": row.step,
                "slot": row.slot,
                "title": row.title,
                "guidance": row.guidance,
                "needs_file": row.needs_file,
            }
            for row in tender.requirements.order_by("number")
        ],
        "items": [
            {"number": row.number, "description": row.description, "unit": row.unit, "quantity": str(row.quantity)}
            for row in tender.items.order_by("number")
        ],
    }
