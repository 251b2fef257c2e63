# SPDX-License-Identifier: Apache-2.0
"""The letter of appointment (SPPBJ), which waits for every objection."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

import tenders.services
from documents import pdf
from documents import services as documents
from documents.rules import Store
from evaluation import policy
from evaluation.models import Award, Result, Standing
from evaluation.policy import Act
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import result as selectors
from lpse import regulations
from lpse.core import money, words_of_time
from lpse.core.acts import Actor, Kind, Refused, refuse
from lpse.core.calendar import UnknownYear
from lpse.core.canonical import unb64u
from lpse.core.said import said
from lpse.ledger import services as ledger
from lpse.regulations import Category, refusals
from lpse.regulations.bonds import SIGNING, performance_bond
from tenders.models import Tender
from tenders.selectors import hours_of
from vendors import selectors as vendors
from vendors.rules.consortium import percent


@transaction.atomic
def issue_award(*, actor: Actor, tender_id: int, number: str, now: dt.datetime) -> Award:
    """Appoint the winner by letter (SPPBJ): after the objection window, and while nothing holds the award."""
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.ISSUE_AWARD, actor, sheets.facts(tender, actor)))
    result = selectors.result_in_force(tender)
    assert result is not None  # a decided tender has one
    _refuse_standstill(tender, result, now)
    winner = result.standings.select_related("vendor").filter(rank=1).first()
    if winner is None:
        raise refuse(
            Kind.STATE,
            "Tidak ada penawaran yang lulus, jadi tidak ada pemenang.",
            "Ketua Pokja menyatakan tender gagal sesudah masa sanggah.",
            refusals.AFTER_OBJECTIONS,
        )
    # The blacklist and conflicts of interest are looked at once more before the letter (R-BL-7).
    if barred := vendors.refusal_of(winner.vendor, tender, now):
        raise Refused(barred)
    number = number.strip()
    if not number or Award.objects.filter(number=number).exists():
        raise _number_taken()
    value = winner.price_corrected
    assert value is not None  # a ranked bid has a corrected price
    data = _letter_data(actor, tender, winner, number, now)
    name = f"SPPBJ {tender.code}.pdf"
    body = pdf.render(
        "evaluation/award_letter",
        data,
        drawn_at=now,
        digest=unb64u(result.document, 32).hex(),
        paper=f"{tender.code}/SPPBJ",
        training=tender.training,
    )
    letter = documents.keep(body, name=name, media_type=pdf.MEDIA_TYPE, store=Store.PUBLIC, now=now)
    facts = {"result": result, "tender": tender, "vendor": winner.vendor, "value": value, "letter": letter}
    try:
        with transaction.atomic():
            award = Award.objects.create(number=number, issued_by_id=actor.person, issued_at=now, **facts)
    except IntegrityError:  # a letter of another tender took the number a moment ago
        raise _number_taken() from None
    tender.award()
    tender.save(update_fields=["status"])
    public = {"number": number, "vendor": winner.vendor.code, "value": f"{value:.2f}", "letter": letter.sha256}
    ledger.record(Act.ISSUE_AWARD, actor=actor, subject=tender.code, public=public)
    return award


def _number_taken() -> Refused:
    return refuse(Kind.INPUT, "Nomor surat kosong atau sudah dipakai.", "Isi nomor SPPBJ yang belum dipakai.")


def _refuse_standstill(tender: Tender, result: Result, now: dt.datetime) -> None:
    if now < result.objection_ends_at:
        ends = words_of_time.deadline(result.objection_ends_at, ZoneInfo(tender.zone))
        raise refuse(
            Kind.WHEN,
            said("Masa sanggah masih berjalan sampai {ends}.", ends=ends),
            "Terbitkan SPPBJ setelah masa sanggah berakhir.",
            result.objection_basis["source"],
        )
    hold = tender.holds.filter(lifted_at__isnull=True).first()
    if hold is not None:
        raise refuse(
            Kind.STATE,
            said("Penetapan ditahan sejak ada {reason} ({ref}).", reason=said(hold.reason), ref=hold.ref),
            "Tunggu sampai penahanan dilepas dengan jawaban yang diterbitkan.",
            refusals.HELD,
        )


def _letter_data(actor: Actor, tender: Tender, winner: Standing, number: str, now: dt.datetime) -> dict[str, Any]:
    value = winner.price_corrected
    assert value is not None
    return {
        "number": number,
        "tender": {
            "code": tender.code,
            "title": tender.title,
            "agency": str(tender.package.agency),
            "work_unit": str(tender.package.work_unit),
        },
        "vendor": vendors.bidder_names(tender).get(winner.vendor.code, str(winner.vendor)),
        "joint": _joint(tender, winner),
        "vendor_address": f"{winner.vendor.address}, {winner.vendor.city}",
        "tax_number": winner.vendor.tax_number,
        "value": money.rupiah(value),
        "value_words": money.words(value),
        "bond": _bond(tender, value),
        "contract": _contract_by(tender, now),
        "officer": actor.name,
    }


def _joint(tender: Tender, winner: Standing) -> dict[str, Any] | None:
    """Return the joint operation (KSO) a letter is addressed to, or None: its lead, and every member with its share.

    The lead acts for all members; the bonds are in the name of the joint operation.
    Source: Perpres 16/2018 Pasal 17; Peraturan LKPP 9/2018 Lampiran 4.2.5 and 4.2.7; law.md R-ACT-11.
    """
    row = vendors.joint_bid_of(winner.vendor.code, tender)
    if row is None:
        return None
    return {
        "name": row.name,
        "lead": str(winner.vendor),
        "members": [
            {"name": str(each.vendor), "share": f"{percent(each.share)}%", "tax_number": each.vendor.tax_number}
            for each in row.members.select_related("vendor")
        ],
    }


def _bond(tender: Tender, value: Decimal) -> dict[str, str] | None:
    """Return the performance bond in words, or None where the law asks for none (R-BOND-3)."""
    book = regulations.get(tender.regulation)
    found = performance_bond(book, Category(tender.category), value=value, owner_estimate=tender.owner_estimate)
    if found is None:
        return None
    low = f"nilai HPS, karena nilai penunjukan di bawah {book.price.low_price_limit} HPS"
    base = low if found.is_of_estimate else "nilai kontrak"
    return {
        "amount": money.rupiah(found.amount),
        "words": money.words(found.amount),
        "base": base,
        "share": f"{(SIGNING[book.code].bond_fraction.value * 100).normalize():f}%".replace(".", ","),
        "source": str(found.source),
    }


def _contract_by(tender: Tender, now: dt.datetime) -> dict[str, str]:
    """Return the time to sign the contract, and its end where the tables of holidays reach so far."""
    period, zone = SIGNING[tender.regulation].contract, ZoneInfo(tender.zone)
    told = {"period": str(period.words()), "source": str(period.source), "until": ""}
    try:
        due = selectors.calendar_of(tender).add(now, period.days, period.unit, zone=zone, hours=hours_of(tender))
    except UnknownYear:
        return told
    return told | {"until": str(words_of_time.deadline(due.due_at, zone))}
