# SPDX-License-Identifier: Apache-2.0
"""What the letters that answer objections and appeals print, in Indonesian, every instant and amount in words."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import override

from complaints.models import Appeal, AppealPoint, AppealWindow, Objection, ObjectionPoint
from complaints.rules import AppealStatus, Channel, Ground, Ordered, answered
from complaints.selectors import words
from documents.models import Paper
from documents.rules import PaperKind
from evaluation.selectors.minutes import POSITIONS
from lpse.core import words_of_time
from lpse.core.canonical import timestamp
from lpse.core.money import rupiah
from lpse.regulations import Source
from tenders.models import Tender
from tenders.selectors import zone_of
from vendors.selectors import bidder_names

KINDS = (PaperKind.OBJECTION_ANSWER, PaperKind.APPEAL_ANSWER, PaperKind.APPEAL_SILENCE)


def objection_answer(objection: Objection) -> dict[str, Any]:
    """Return an answered objection as the digest on the record names it: points, answers, verdict, what follows."""
    return {
        "v": "lpse/objection-answer",
        "tender": objection.result.tender.code,
        "objection": objection.number,
        "vendor": objection.participation.vendor.code,
        "filed_at": timestamp(objection.filed_at),
        "answered_at": timestamp(_moment(objection.answered_at)),
        "verdict": objection.status,
        "late": objection.answered_late,
        "points": _stated(objection.points.all()),
        "follow_up": objection.follow_up,
    }


def appeal_answer(appeal: Appeal) -> dict[str, Any]:
    """Return an answered appeal as the digest on the record names it."""
    return {
        "v": "lpse/appeal-answer",
        "tender": appeal.objection.result.tender.code,
        "appeal": appeal.number,
        "vendor": appeal.objection.participation.vendor.code,
        "filed_at": timestamp(appeal.filed_at),
        "answered_at": timestamp(_moment(appeal.decided_at)),
        "verdict": appeal.status,
        "late": appeal.is_late,
        "points": _stated(appeal.points.all()),
        "ordered": appeal.ordered,
        "follow_up": appeal.follow_up,
    }


def appeal_silence(appeal: Appeal) -> dict[str, Any]:
    """Return an appeal that silence accepted as the digest on the record names it."""
    return {
        "v": "lpse/appeal-silence",
        "tender": appeal.objection.result.tender.code,
        "appeal": appeal.number,
        "vendor": appeal.objection.participation.vendor.code,
        "filed_at": timestamp(appeal.filed_at),
        "clarified_at": timestamp(_moment(appeal.clarified_at)),
        "due_at": timestamp(_moment(appeal.due_at)),
        "accepted_at": timestamp(_moment(appeal.decided_at)),
        "verdict": appeal.status,
        "points": _stated(appeal.points.all()),
        "ordered": appeal.ordered,
    }


def _stated(points: Iterable[ObjectionPoint | AppealPoint]) -> list[dict[str, Any]]:
    names = ("position", "ground", "fact", "clause", "upheld", "answer", "answer_clause")
    return [{name: getattr(row, name) for name in names} for row in points]


def objection_letter(tender: Tender, objection: Objection, window: AppealWindow | None) -> dict[str, Any]:
    """Return what the committee's answer prints (surat jawaban sanggah). Source: law.md R-SANGGAH-9."""
    zone = zone_of(tender)
    with override("id"):
        return {
            "number_of_objection": objection.number,
            **_common(tender, objection, zone),
            "filed_at": _at(objection.filed_at, zone),
            "answered_at": _at(objection.answered_at, zone),
            "due_at": str(words_of_time.deadline(objection.due_at, zone)),
            "basis": str(objection.basis.get("words", "")),
            "is_late": objection.answered_late,
            "remedy": objection.remedy_sought,
            "points": _printed(objection.points.all()),
            "verdict": str(words.OBJECTION[objection.status][0]),
            "is_upheld": objection.status == "upheld",
            "is_void": objection.result.voided_at is not None,
            "follow_up": objection.follow_up,
            "appeal_until": str(words_of_time.deadline(window.ends_at, zone)) if window else "",
            "members": [
                {"name": str(seat.user), "position": str(POSITIONS[seat.position])}
                for seat in tender.seats.select_related("user")
            ],
        }


def appeal_letter(tender: Tender, appeal: Appeal, authority: str) -> dict[str, Any]:
    """Return what the answer of the budget authority ``authority`` prints (jawaban sanggah banding; law.md part 9)."""
    zone = zone_of(tender)
    with override("id"):
        return {
            "number_of_appeal": appeal.number,
            "number_of_objection": appeal.objection.number,
            **_common(tender, appeal.objection, zone),
            "filed_at": _at(appeal.filed_at, zone),
            "answered_at": _at(appeal.decided_at, zone),
            "due_at": str(words_of_time.deadline(appeal.due_at, zone)) if appeal.due_at else "–",
            "basis": str((appeal.basis or {}).get("words", "")),
            "is_late": appeal.is_late,
            "remedy": appeal.remedy_sought,
            "points": _printed(appeal.points.all()),
            "verdict": str(words.APPEAL[appeal.status][0]),
            "is_upheld": appeal.status == "upheld",
            "ordered": str(words.ORDERED[Ordered(appeal.ordered)]) if appeal.ordered else "",
            "follow_up": appeal.follow_up,
            "bond": f"{rupiah(appeal.bond_amount)} dari {appeal.bond_issuer} nomor {appeal.bond_number}",
            "bond_end": str(words.BOND[AppealStatus(appeal.status)]),
            "authority": authority,
        }


def silence_minutes(tender: Tender, appeal: Appeal, silence: Source) -> dict[str, Any]:
    """Return what the minutes of an appeal that silence accepted print: the rule, the dates, what follows.

    ``silence`` is where the rule book says that silence accepts. Source: law.md R-BANDING-3, R-BANDING-7, R-BANDING-8.
    """
    zone, result = zone_of(tender), appeal.objection.result
    lapsed = Appeal.objects.filter(objection__result=result, status=AppealStatus.LAPSED).order_by("pk")
    with override("id"):
        return {
            "number_of_appeal": appeal.number,
            "number_of_objection": appeal.objection.number,
            **_common(tender, appeal.objection, zone),
            "filed_at": _at(appeal.filed_at, zone),
            "channel": "surat" if appeal.channel == Channel.PAPER else "portal",
            "clarified_at": _at(appeal.clarified_at, zone),
            "due_at": str(words_of_time.deadline(_moment(appeal.due_at), zone)),
            "accepted_at": _at(appeal.decided_at, zone),
            "basis": str((appeal.basis or {}).get("words", "")),
            "source": silence.text,
            "remedy": appeal.remedy_sought,
            "points": _asserted(appeal.points.all()),
            "ordered": str(words.ORDERED[Ordered(appeal.ordered)]),
            "is_void": result.voided_at is not None,
            "round": str(tender.evaluations.count()),
            "lapsed": [each.number for each in lapsed],
            "bond": f"{rupiah(appeal.bond_amount)} dari {appeal.bond_issuer} nomor {appeal.bond_number}",
            "bond_end": str(words.BOND[AppealStatus(appeal.status)]),
        }


def _asserted(points: Iterable[AppealPoint]) -> list[dict[str, str]]:
    return [
        {
            "position": str(row.position),
            "ground": str(words.GROUND[Ground(row.ground)]),
            "fact": row.fact,
            "clause": row.clause,
        }
        for row in points
    ]


def _common(tender: Tender, objection: Objection, zone: ZoneInfo) -> dict[str, Any]:
    package, vendor = tender.package, objection.participation.vendor
    return {
        "tender": {
            "code": tender.code,
            "title": tender.title,
            "agency": package.agency.name,
            "work_unit": package.work_unit.name,
            "result_at": _at(objection.result.announced_at, zone),
        },
        "vendor": bidder_names(tender).get(vendor.code, str(vendor)),
        "vendor_address": f"{vendor.address}, {vendor.city}",
    }


def _printed(points: Iterable[ObjectionPoint | AppealPoint]) -> list[dict[str, Any]]:
    return [
        {
            "position": str(row.position),
            "ground": str(words.GROUND[Ground(row.ground)]),
            "fact": row.fact,
            "clause": row.clause,
            "has_evidence": row.evidence_id is not None,
            "conclusion": "Benar, diterima" if row.upheld else "Tidak benar, ditolak",
            "answer": row.answer,
            "answer_clause": row.answer_clause,
        }
        for row in points
    ]


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return str(words_of_time.instant(_moment(moment), zone, seconds=True))


def _moment(moment: datetime | None) -> datetime:
    assert moment is not None  # only what was answered has a letter
    return moment


def letters_of(tender: Tender) -> dict[str, Paper]:
    """Return the printed answers of a tender, silence among them, by the number of what they answer; one query."""
    rows = Paper.objects.select_related("object").filter(subject=tender.code, kind__in=KINDS, object__isnull=False)
    return {answered(row.key): row for row in rows}
