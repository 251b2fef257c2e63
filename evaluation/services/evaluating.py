# SPDX-License-Identifier: Apache-2.0
"""Assessing bids: a verdict per requirement and bid, kept in every version, until the chair locks the sheet."""

import datetime as dt
import secrets
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

import tenders.services
from evaluation import policy
from evaluation.models import Assessment, Evaluation, Minutes, OpenedBid, OpenedFile
from evaluation.policy import Act
from evaluation.rules.assessing import LAST_PAGE, CellState
from evaluation.rules.minutes import MinutesKind
from evaluation.rules.offer import evaluation_file
from evaluation.selectors import evaluating as selectors
from evaluation.selectors.bidders import bidder_of
from evaluation.selectors.cells import STEPS, Cell, Panel, changed_minds, panel_of
from evaluation.selectors.steps import events_of, steps_to_lock
from evaluation.services.minutes import draw_minutes
from evaluation.services.steps import require_answers, require_open_step
from lpse import regulations
from lpse.core import money, words_of_time
from lpse.core.acts import Actor, Kind, Missing, refuse
from lpse.core.canonical import hash_of
from lpse.core.said import said, together
from lpse.ledger import services as ledger
from tenders.models import Requirement, Tender
from tenders.rules import Position
from tenders.selectors import seat_of
from vendors.selectors import bidder_names

VERDICTS = {True: "Memenuhi", False: "Tidak memenuhi", None: "Tidak dinilai"}


def begin_evaluation(*, tender: Tender, now: dt.datetime) -> Evaluation:
    """Begin the next round of evaluation (evaluasi); called when the bids are open or a result was voided."""
    last = selectors.current_evaluation(tender)
    return Evaluation.objects.create(tender=tender, round_no=last.round_no + 1 if last else 1, begun_at=now)


@transaction.atomic
def save_assessment(
    *,
    actor: Actor,
    tender_id: int,
    bid_id: int,
    requirement_id: int,
    passed: bool,
    reason: str,
    seen_version: int,
    now: dt.datetime,
    file_id: int | None = None,
    page: int | None = None,
) -> Assessment:
    """Save a member's verdict on one requirement of one bid (penilaian).

    ``seen_version`` is the version the member saw (0: none); a newer one refuses the save and names its author. Where
    two members assess a cell, each follows their own versions and only the two whom the chair assigned may save.
    ``file_id`` and ``page`` are where in the bid the member read it; both may be left out.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.SAVE_ASSESSMENT, actor, selectors.facts(tender, actor)))
    evaluation = _unlocked(tender)
    bid = OpenedBid.objects.filter(pk=bid_id, opening__tender=tender, result="ok").first()
    requirement = Requirement.objects.filter(pk=requirement_id, tender=tender).first()
    if bid is None or requirement is None:
        raise Missing("no such cell")
    reason, file = _reasoned(passed, reason), _file_named(bid, file_id, page)
    seat = seat_of(actor, tender)
    assert seat is not None  # only a seat may assess
    panel = panel_of(evaluation)
    require_open_step(evaluation, panel, bid, requirement)
    rows = evaluation.assessments.filter(opened_bid=bid, requirement=requirement)
    rows = rows.select_related("assessor__user").order_by("-version")
    last = rows.first()
    _refuse_unasked(panel, evaluation, bid, requirement, seat.pk)
    _refuse_stale(tender, rows.filter(assessor=seat).first() if panel.two else last, seen_version)
    saved = Assessment.objects.create(
        evaluation=evaluation,
        opened_bid=bid,
        requirement=requirement,
        version=last.version + 1 if last else 1,
        passed=passed,
        reason=reason,
        file=file,
        page=page,
        assessor=seat,
        saved_at=now,
    )
    _record_saved(actor, tender, saved)
    return saved


def _record_saved(actor: Actor, tender: Tender, saved: Assessment) -> None:
    """Evaluation in progress is not public (law.md R-KIP-9): the record commits to the verdict without showing it."""
    hidden = {
        "bid": saved.opened_bid.header,
        "requirement": saved.requirement.number,
        "passed": saved.passed,
        "reason": saved.reason,
    }
    if saved.file is not None:
        hidden |= {"file": saved.file.n, "page": saved.page}
    ledger.record(Act.SAVE_ASSESSMENT, actor=actor, subject=tender.code, public={}, private=hidden)


def _unlocked(tender: Tender) -> Evaluation:
    evaluation = selectors.current_evaluation(tender)
    if evaluation is None:
        raise refuse(Kind.STATE, "Evaluasi belum dimulai.", "Tunggu sampai semua penawaran dibuka.")
    if evaluation.locked_at is not None:
        raise refuse(Kind.STATE, "Lembar evaluasi sudah dikunci.", "Lihat berita acara evaluasi.")
    return evaluation


def _reasoned(passed: bool, reason: str) -> str:
    """Return the reason without its margins; a failed requirement needs one."""
    if not passed and len(reason.strip()) < 10:
        raise refuse(
            Kind.INPUT,
            "Isi alasan mengapa syarat ini tidak memenuhi, paling sedikit sepuluh huruf.",
            "Sebut halaman dan butir dokumennya.",
        )
    return reason.strip()


def _file_named(bid: OpenedBid, file_id: int | None, page: int | None) -> OpenedFile | None:
    """Return the file of the bid that a verdict names; refuses another bid's, and a page without its file."""
    if file_id is None:
        if page is not None:
            raise refuse(
                Kind.INPUT, "Halaman disebut tanpa berkasnya.", "Pilih juga berkasnya, atau kosongkan halaman."
            )
        return None
    file = bid.files.filter(pk=file_id).first()
    if file is None:
        raise refuse(Kind.INPUT, "Berkas itu bukan bagian dari penawaran ini.", "Pilih berkas dari daftarnya.")
    if page is not None and not 1 <= page <= LAST_PAGE:
        raise refuse(Kind.INPUT, "Halaman berkas tidak wajar.", "Isi nomor halaman dari 1 sampai 9999.")
    return file


def _refuse_unasked(
    panel: Panel, evaluation: Evaluation, bid: OpenedBid, requirement: Requirement, seat_id: int
) -> None:
    """Refuse a verdict where two members assess a cell: by another one, before they are assigned, after a decision."""
    if not panel.two:
        return
    pair = panel.pair(requirement.pk)
    if pair is None:
        raise refuse(Kind.STATE, "Penilai tahap ini belum ditugaskan.", "Minta ketua Pokja menugaskan dua anggota.")
    if seat_id not in pair:
        names = [panel.names[each] for each in pair]
        told = said("Sel ini dinilai oleh {first} dan {second}.", first=names[0], second=names[1])
        raise refuse(Kind.STATE, told, "Minta ketua Pokja mengubah penugasan bila seharusnya Anda yang menilai.")
    if evaluation.decisions.filter(opened_bid=bid, requirement=requirement).exists():
        raise refuse(
            Kind.STATE,
            "Ketua sudah memutuskan sel ini.",
            "Hanya ketua yang dapat mengubah putusannya sebelum lembar dikunci.",
        )


def _refuse_stale(tender: Tender, last: Assessment | None, seen_version: int) -> None:
    if (last.version if last else 0) == seen_version:
        return
    if last is None:
        raise refuse(Kind.STATE, "Sel ini belum dinilai siapa pun.", "Muat ulang lembar evaluasi, lalu simpan lagi.")
    at = timezone.localtime(last.saved_at, ZoneInfo(tender.zone))
    time = said("{hour}.{minute}", hour=f"{at:%H}", minute=f"{at:%M}")
    raise refuse(
        Kind.STATE,
        said("{member} mengubah penilaian ini pukul {time}.", member=str(last.assessor.user), time=time),
        "Bandingkan dengan penilaian Anda, lalu simpan lagi.",
    )


@transaction.atomic
def lock_evaluation(*, actor: Actor, tender_id: int, now: dt.datetime) -> Minutes:
    """Lock the sheet and print the minutes of evaluation (berita acara evaluasi).

    Refused while a bid whose turn it is (R-EVAL-4) has an empty cell; the others may have some.

    The record commits to the digest of the evaluation file without showing it, for who knows the prices could guess
    from it who passed (R-KIP-9). The file is published with the result, with what the proof of qualification found.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.LOCK_EVALUATION, actor, selectors.facts(tender, actor)))
    evaluation = _unlocked(tender)
    sheet = selectors.sheet(tender)
    if sheet.empty_count:
        told = said(
            "Evaluasi belum dapat dikunci karena {n} sel belum dinilai: {cells}.",
            n=sheet.empty_count,
            cells=together(sheet.empty_cells, "; "),
        )
        remedy = said("Nilai setiap syarat untuk setiap penawaran yang wajib dinilai, lalu kunci lagi.")
        if sheet.waiting_count or sheet.different_count:
            remedy = said("Lengkapi penilai kedua dan putuskan sel yang berbeda penilaiannya, lalu kunci lagi.")
        raise refuse(Kind.STATE, told, remedy)
    if waiting := steps_to_lock(sheet):
        names = together([each.label for each in waiting], ", ")
        told = said("Evaluasi belum dapat dikunci karena tahap ini belum dikunci: {steps}.", steps=names)
        raise refuse(Kind.STATE, told, "Kunci tahap itu lebih dahulu pada lembar evaluasi.")
    require_answers(sheet, now)
    if sheet.unsettled:
        limit, bidders = regulations.get(tender.regulation).price.low_price_limit, ", ".join(sheet.unsettled)
        told = said("Harga {bidders} di bawah {limit} HPS dan belum diklarifikasi.", bidders=bidders, limit=limit)
        raise refuse(Kind.STATE, told, "Minta klarifikasi harganya dan putuskan kewajarannya, lalu kunci lagi.")
    evaluation.locked_at = now
    evaluation.save(update_fields=["locked_at"])
    terms = selectors.terms_of(tender)
    basis = hash_of(evaluation_file(terms, selectors.offers_of(tender, evaluation, terms)))
    public, hidden = {"round": evaluation.round_no}, {"evaluation": basis}
    ledger.record(Act.LOCK_EVALUATION, actor=actor, subject=tender.code, public=public, private=hidden)
    return draw_minutes(
        tender=tender,
        kind=MinutesKind.EVALUATION,
        data=_minutes_data(tender, sheet),
        digest=basis,
        now=now,
        round_no=evaluation.round_no,
    )


def _minutes_data(tender: Tender, sheet: selectors.Sheet) -> dict[str, Any]:
    """Return what the minutes print, every amount and word as it is printed."""
    names = bidder_names(tender)
    limit = regulations.get(tender.regulation).price.low_price_limit
    requirements = [
        {
            "title": f"{row.requirement.number}. {row.requirement.title}",
            "cells": [
                {
                    "vendor": bid.vendor,
                    "verdict": VERDICTS[cell.passed],
                    "reason": _reason(cell),
                    "by": cell.assessor or "–",
                }
                for bid, cell in row.cells
            ],
        }
        for row in sheet.rows
    ]
    return {
        "tender": {
            "code": tender.code,
            "title": tender.title,
            "agency": str(tender.package.agency),
            "owner_estimate": money.rupiah(tender.owner_estimate),
        },
        "bids": [
            _printed(line, limit) | ({"vendor": names[line.code]} if line.code in names else {})
            for line in selectors.preview(tender, sheet.evaluation)
        ],
        "preferred": selectors.preference_of(tender) is not None,
        "requirements": requirements,
        "assessing": _assessing(sheet),
        "steps": _steps(sheet),
        "reopened": sheet.evaluation.reopened_reason if sheet.evaluation else "",
        # A digest of minutes is public at once; without something unguessable inside it would tell who passed.
        "nonce": secrets.token_hex(16),
        "unreadable": [{"vendor": bidder_of(bid), "reason": bid.detail or bid.reason} for bid in sheet.unreadable],
        "members": [
            {"name": str(seat.user), "position": "Ketua" if seat.position == Position.CHAIR else "Anggota"}
            for seat in tender.seats.select_related("user")
        ],
    }


def _reason(cell: Cell) -> str:
    """Return why a verdict was found; where the chair decided, what each assessor said and how it was decided."""
    if cell.state is not CellState.DECIDED:
        return cell.reason
    told = []
    for word in cell.words:
        reason = f" ({word.told})" if word.told else ""
        verdict = f"{VERDICTS[word.passed].lower()}{reason}"
        told.append(f"Diputuskan {word.assessor}: {verdict}." if word.by_chair else f"{word.assessor}: {verdict}.")
    return " ".join(told)


def _assessing(sheet: selectors.Sheet) -> dict[str, Any]:
    """Return how cells were assessed: by whom each step, and how often two assessors differed at first."""
    if not sheet.panel.two or sheet.evaluation is None:
        return {"two": False, "steps": [], "differed": "0", "decided": "0"}
    decided = sum(cell.state is CellState.DECIDED for row in sheet.rows for _bid, cell in row.cells)
    return {
        "two": True,
        "steps": [
            {"title": str(STEPS[step]), "names": ", ".join(sheet.panel.of_step(step))}
            for step in STEPS
            if sheet.panel.of_step(step)
        ],
        "differed": str(len(changed_minds(sheet.evaluation))),
        "decided": str(decided),
    }


def _steps(sheet: selectors.Sheet) -> list[dict[str, str]]:
    """Return when which step of whom was locked or reopened."""
    if not sheet.panel.by_step or sheet.evaluation is None:
        return []
    zone = ZoneInfo(sheet.evaluation.tender.zone)
    events = events_of(sheet.evaluation)
    return [{"at": str(words_of_time.instant(each.at, zone)), "words": str(each.words)} for each in events]


def _rupiah(amount: str | None) -> str:
    return "–" if amount is None else money.rupiah(Decimal(amount))


def _printed(line: selectors.Line, limit: str) -> dict[str, Any]:
    """Return a bid's row with all that is to be said about it: why it is out, whether it is low, what was corrected.

    ``limit`` is the share of the estimate below which a price is low.
    """
    return {
        "vendor": line.vendor,
        "price_read": money.rupiah(line.price_read),
        "price_corrected": money.rupiah(line.corrected.total),
        "evaluated": _rupiah(line.row["final_evaluated_price"]),
        "share": f"{money.rounded(line.share * 100, 1)}%".replace(".", ","),
        "rank": str(line.row["rank"] or "–"),
        "notes": [
            *([str(line.row["reason"])] if line.row["reason"] else []),
            *([line.place.sentence] if line.is_evaluated else []),
            *([f"Harga terkoreksi di bawah {limit} HPS."] if line.row["low_price"] else []),
            *(str(finding) for finding in line.findings),
            *(change.words for change in line.corrections),
            *(str(told) for told in line.preferred),
        ],
    }
