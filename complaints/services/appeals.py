# SPDX-License-Identifier: Apache-2.0
"""Appeals (sanggah banding) of works: filed with a bond, the bond clarified, decided by the KPA or by silence."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import IntegrityError, transaction

import evaluation.services
import tenders.services
from complaints import policy_appeals as policy
from complaints.models import Appeal, AppealPoint, AppealWindow, Objection
from complaints.policy import Act, require
from complaints.rules import (
    APPEAL,
    Answer,
    Bond,
    Channel,
    Level,
    Ordered,
    Origin,
    Point,
    WindowEnd,
    answer_key,
    silence_key,
)
from complaints.rules import appeal_number as number_of
from complaints.selectors import appeals as selectors
from complaints.selectors import letters
from complaints.services.complaints import receive_complaint
from complaints.services.escalation import set_marks
from complaints.services.objections import LEAST_FACT, check_answers, check_points, kept_evidence
from complaints.services.windows import end_appeals
from documents import services as documents
from documents.models import StoredObject
from documents.rules import PaperKind
from lpse import regulations
from lpse.core import money
from lpse.core.acts import STEP_UP, Actor, Kind, Refused, refuse
from lpse.core.canonical import hash_of, timestamp
from lpse.core.said import said
from lpse.core.words_of_time import long_date
from lpse.ledger import services as ledger
from lpse.regulations import Rule, Source
from tenders.models import Tender
from tenders.rules import Status

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Papers:
    """The kept files of an appeal: the bond, proofs by the position of their point (from 1), the letter if on paper."""

    bond: StoredObject
    proofs: Mapping[int, StoredObject]
    letter: StoredObject | None = None


@transaction.atomic
def keep_appeal_paper(*, actor: Actor, objection: Objection, name: str, body: bytes, now: dt.datetime) -> StoredObject:
    """Keep a file while its appeal is still being written, by the objector or by the chair who enters a letter."""
    tender = Tender.objects.get(pk=objection.result.tender_id)
    facts = selectors.appeal_facts(actor, tender, objection, now)
    refusal = policy.may_draft_appeal(actor, facts, now)
    if refusal not in policy.DIVERTED and policy.may_enter_letter(actor, facts) is not None:
        require(refusal)
    return kept_evidence(name=name, body=body, now=now)


@transaction.atomic
def file_appeal(
    *,
    actor: Actor,
    objection: Objection,
    points: Sequence[Point],
    bond: Bond,
    papers: Papers,
    remedy: str,
    now: dt.datetime,
) -> Appeal:
    """Appeal against the answer that rejected one's objection; the award stays on hold until it is decided.

    Source: R-BANDING-1, R-BANDING-2, R-BANDING-4, R-BANDING-6, R-BOND-2.
    """
    tender = tenders.services.lock(objection.result.tender_id)
    objection = _current(objection)
    require(policy.may_file_appeal(actor, selectors.appeal_facts(actor, tender, objection, now), now))
    check_points(points)
    check_bond(tender, bond, now)
    row: dict[str, Any] = {"channel": Channel.PORTAL, "filed_at": now, "actor": actor, "remedy": remedy}
    appeal = _inserted(tender, objection, bond, papers, **row)
    _pointed(appeal, points, papers)
    _recorded(Act.FILE_APPEAL, actor, tender, appeal, points)
    return appeal


@transaction.atomic
def record_paper_appeal(
    *,
    actor: Actor,
    objection: Objection,
    received_at: dt.datetime,
    points: Sequence[Point],
    bond: Bond,
    papers: Papers,
    remedy: str,
    now: dt.datetime,
) -> Appeal:
    """Enter an appeal that came on paper, with the moment the letter was received; that moment decides on its time.

    The award is held again when the clock had ended the window meanwhile. One received too late, or whose bond is not
    enough, is refused (``policy_appeals.DIVERTED``): its words go on as a complaint. Source: R-BANDING-5, R-BANDING-9.
    """
    tender = tenders.services.lock(objection.result.tender_id)
    objection = _current(objection)
    facts = selectors.appeal_facts(actor, tender, objection, now)
    require(policy.may_enter_letter(actor, facts) or (None if actor.stepped_up else STEP_UP))
    check_points(points)
    _check_receipt(objection, received_at, now)
    if not policy.is_in_window(facts, received_at):
        raise Refused(policy.LATE)
    if why_no_bond(tender, bond, received_at) is not None:
        raise Refused(policy.BAD_BOND)
    row: dict[str, Any] = {"channel": Channel.PAPER, "filed_at": received_at, "actor": actor, "remedy": remedy}
    appeal = _inserted(tender, objection, bond, papers, **row)
    _pointed(appeal, points, papers)
    if tender.holds.get(ref=number_of(objection.number)).lifted_at is not None:
        tenders.services.place_hold(tender=tender, reason=APPEAL, ref=appeal.hold_ref, now=now)
    _recorded(Act.RECORD_PAPER_APPEAL, actor, tender, appeal, points)
    return appeal


def _current(objection: Objection) -> Objection:
    rows = Objection.objects.select_related("result", "participation__vendor").select_for_update(of=("self",))
    return rows.get(pk=objection.pk)


def _check_receipt(objection: Objection, received_at: dt.datetime, now: dt.datetime) -> None:
    if received_at > now:
        raise refuse(Kind.INPUT, "Waktu terima surat belum tiba.", "Isi waktu surat itu diterima.")
    answered_at = objection.answered_at
    if answered_at is None or received_at < answered_at:
        raise refuse(
            Kind.INPUT,
            "Surat diterima sebelum sanggah dijawab, jadi bukan sanggah banding atas jawaban itu.",
            "Periksa waktu terimanya.",
        )


def why_no_bond(tender: Tender, bond: Bond, filed_at: dt.datetime) -> Refused | None:
    """Return why a bond is not enough for an appeal filed at this moment, or None (R-BOND-2)."""
    least = selectors.least_bond(tender)
    if bond.amount < least:
        told = said(
            "Nilai jaminan {amount} kurang dari {least}.", amount=money.rupiah(bond.amount), least=money.rupiah(least)
        )
        return refuse(Kind.INPUT, told, "Mintalah jaminan yang cukup kepada penerbitnya.")
    until = selectors.least_until(tender, filed_at)
    if bond.valid_until < until:
        told = said("Jaminan harus berlaku sedikitnya sampai {day}.", day=long_date(until))
        return refuse(Kind.INPUT, told, "Mintalah masa berlaku yang cukup kepada penerbitnya.")
    if not bond.issuer.strip() or not bond.number.strip():
        return refuse(Kind.INPUT, "Penerbit atau nomor jaminan belum diisi.", "Salin dari surat jaminan.")
    return None


def check_bond(tender: Tender, bond: Bond, filed_at: dt.datetime) -> None:
    """Raise Refused for a bond that is not enough."""
    refused = why_no_bond(tender, bond, filed_at)
    if refused is not None:
        raise refused


def _inserted(
    tender: Tender,
    objection: Objection,
    bond: Bond,
    papers: Papers,
    *,
    channel: Channel,
    filed_at: dt.datetime,
    actor: Actor,
    remedy: str,
) -> Appeal:
    """Insert the appeal and close its window; the database's own clock has the last word on the time."""
    number = number_of(objection.number)
    window = AppealWindow.objects.select_for_update().get(objection=objection)
    reopened = window.closed_at is not None
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(
                number=number,
                objection=objection,
                channel=channel,
                filed_at=filed_at,
                filed_by_id=actor.person,
                letter=papers.letter,
                remedy_sought=remedy.strip(),
                hold_ref=f"{number}/surat" if reopened else number,
                bond_issuer=bond.issuer.strip(),
                bond_number=bond.number.strip(),
                bond_amount=bond.amount,
                bond_least_amount=selectors.least_bond(tender),
                bond_valid_until=bond.valid_until,
                bond_least_until=selectors.least_until(tender, filed_at),
                bond_paper=papers.bond,
            )
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "appeal_within_window":
            raise Refused(policy.LATE) from None
        raise
    if not reopened:
        window.closed_at, window.closed_because = max(filed_at, window.opened_at), WindowEnd.APPEALED
        window.save(update_fields=["closed_at", "closed_because"])
    return appeal


def _pointed(appeal: Appeal, points: Sequence[Point], papers: Papers) -> None:
    for position, point in enumerate(points, start=1):
        AppealPoint.objects.create(
            appeal=appeal,
            position=position,
            ground=point.ground,
            fact=point.fact.strip(),
            clause=point.clause.strip(),
            evidence=papers.proofs.get(position),
        )


def _recorded(act: Act, actor: Actor, tender: Tender, appeal: Appeal, points: Sequence[Point]) -> None:
    public = {
        "appeal": appeal.number,
        "objection": appeal.objection.number,
        "points": len(points),
        "filed_at": timestamp(appeal.filed_at),
        "bond": f"{appeal.bond_amount:.2f}",
        "bond_valid_until": appeal.bond_valid_until.isoformat(),
    }
    private = {
        "vendor": appeal.objection.participation.vendor.code,
        "points": [[point.ground.value, hash_of(point.fact)] for point in points],
        "bond": [appeal.bond_issuer, appeal.bond_number, appeal.bond_paper.sha256],
    }
    ledger.record(act, actor=actor, subject=tender.code, public=public, private=private)


# --- Clarifying, deciding --------------------------------------------------------------------------------------------


@transaction.atomic
def clarify_bond(*, actor: Actor, appeal: Appeal, is_valid: bool, text: str, now: dt.datetime) -> Appeal:
    """Tell the KPA in writing whether the issuer confirmed the bond (klarifikasi jaminan); the KPA's term begins.

    A bond that is not valid ends the appeal: it goes on as a complaint with every word and file, and its hold is
    lifted. Source: R-BANDING-3, R-BANDING-5, R-BANDING-7, R-BOND-5.
    """
    tender, appeal = _locked(appeal)
    require(policy.may_clarify(actor, selectors.appeal_facts(actor, tender, appeal.objection, now)))
    if len(text.strip()) < LEAST_FACT:
        raise refuse(
            Kind.INPUT, "Klarifikasi tertulis belum jelas.", "Tulis jawaban penerbit: nomor dan tanggal suratnya."
        )
    appeal.clarified_at, appeal.clarified_by_id = now, actor.person
    appeal.clarification, appeal.is_bond_valid = text.strip(), is_valid
    public: dict[str, Any] = {"appeal": appeal.number, "valid": is_valid}
    if is_valid:
        public["due_at"] = timestamp(_begin_term(tender, appeal, now))
    else:
        appeal.complaint = _as_complaint(tender, appeal, now)
        appeal.refuse_bond()
    appeal.save()
    if not is_valid:
        tenders.services.lift_hold(tender=tender, ref=appeal.hold_ref, now=now)
    ledger.record(Act.CLARIFY_BOND, actor=actor, subject=tender.code, public=public)
    return appeal


def _begin_term(tender: Tender, appeal: Appeal, now: dt.datetime) -> dt.datetime:
    term = selectors.appeal_term(tender, now, Rule.APPEAL_ANSWER)
    assert term is not None  # the law that knows an appeal knows its answer
    appeal.due_on, appeal.due_at = term.due.due_on, term.due.due_at
    appeal.basis = {**term.as_data(), "words": term.words()}
    appeal.silence_accepts = regulations.get(tender.regulation).appeal.silence_accepts
    levels = frozenset(Level) - ({Level.OVERDUE} if appeal.silence_accepts else set())
    set_marks(of=appeal.number, subject=tender.code, starts_at=now, basis=appeal.basis, levels=levels)
    appeal.admit()
    return term.due.due_at


def _as_complaint(tender: Tender, appeal: Appeal, now: dt.datetime) -> Any:
    points = list(appeal.points.select_related("evidence"))
    parts = [f"Sanggah banding {appeal.number} atas sanggah {appeal.objection.number}: {appeal.clarification}"]
    parts += [f"Pokok {row.position}: {row.fact}\n{row.clause}".strip() for row in points]
    parts += [f"Yang diminta:\n{appeal.remedy_sought}"] if appeal.remedy_sought else []
    files = [appeal.letter, appeal.bond_paper, *(row.evidence for row in points)]
    received = receive_complaint(
        subject=f"Sanggah banding {appeal.number} tanpa jaminan sah",
        text="\n\n".join(parts),
        tender=tender,
        nonce=appeal.number,
        origin=Origin.INVALID_APPEAL,
        files=[each for each in files if each is not None],
        now=now,
    )
    assert received is not None  # an appeal is refused once
    return received.complaint


@transaction.atomic
def decide_appeal(
    *,
    actor: Actor,
    appeal: Appeal,
    answers: Sequence[Answer],
    ordered: Ordered | None,
    follow_up: str,
    now: dt.datetime,
) -> Appeal:
    """Answer an appeal point by point (jawaban sanggah banding), for the KPA. Source: R-BANDING-3, R-BANDING-8.

    Any point found right accepts it: the result is void, evaluation begins anew or the committee is ordered to select
    anew, the bond goes back. Else it is rejected: the award is free, the bond is to be cashed.
    """
    tender, appeal = _locked(appeal)
    require(policy.may_decide(actor, selectors.appeal_facts(actor, tender, appeal.objection, now), now))
    points = list(appeal.points.all())
    check_answers(points, answers, follow_up)
    is_upheld = any(answer.upheld for answer in answers)
    if is_upheld and ordered is None:
        raise refuse(Kind.INPUT, "Tindak lanjutnya belum dipilih.", "Pilih evaluasi ulang atau pemilihan ulang.")
    for point, answer in zip(points, answers, strict=True):
        point.upheld, point.answer, point.answer_clause = answer.upheld, answer.text.strip(), answer.clause.strip()
        point.save(update_fields=["upheld", "answer", "answer_clause"])
    appeal.decided_at, appeal.decided_by_id, appeal.follow_up = now, actor.person, follow_up.strip()
    appeal.is_late = appeal.due_at is not None and now >= appeal.due_at
    appeal.ordered = ordered or "" if is_upheld else ""
    if is_upheld:
        appeal.uphold()
    else:
        appeal.reject()
    appeal.save()
    public = {
        "appeal": appeal.number,
        "verdict": appeal.status,
        "points": [answer.upheld for answer in answers],
        "ordered": appeal.ordered,
        "late": appeal.is_late,
    }
    ledger.record(Act.DECIDE_APPEAL, actor=actor, subject=tender.code, public=public)
    _order_letter(actor, tender, appeal, now)
    _followed(actor, tender, appeal, f"Sanggah banding {appeal.number} diterima: {appeal.follow_up}", now)
    return appeal


def _order_letter(actor: Actor, tender: Tender, appeal: Appeal, now: dt.datetime) -> None:
    """Order the letter that answers an appeal (jawaban sanggah banding, law.md part 9)."""
    documents.order_paper(
        kind=PaperKind.APPEAL_ANSWER,
        key=answer_key(appeal.number),
        subject=tender.code,
        template="complaints/appeal_answer",
        data=letters.appeal_letter(tender, appeal, actor.name),
        basis=hash_of(letters.appeal_answer(appeal)),
        said_at=now,
        training=tender.training,
    )


def accept_silent_appeals(*, now: dt.datetime) -> int:
    """Accept every appeal whose answer did not come in its term, where the rule book says that silence accepts.

    An act of the clock, once for each (R-BANDING-7). One that fails is logged loudly and stops no other. Returns how
    many.
    """
    due = Appeal.objects.filter(status="admitted", silence_accepts=True, due_at__lte=now).order_by("pk")
    accepted = 0
    for row in due.select_related("objection__result"):
        try:
            accepted += _accept_silent(row, now)
        except Exception:
            log.exception("an appeal could not be accepted by silence", appeal=row.number)
    return accepted


@transaction.atomic
def _accept_silent(row: Appeal, now: dt.datetime) -> int:
    tender, appeal = _locked(row)
    if appeal.status != "admitted" or appeal.due_at is None:
        return 0  # another clock, or the answer of the last moment, came first
    appeal.decided_at, appeal.by_silence, appeal.ordered = now, True, Ordered.RE_EVALUATION
    appeal.uphold()
    appeal.save()
    source = regulations.get(tender.regulation).appeal.silence_source
    public = {"appeal": appeal.number, "due_at": timestamp(appeal.due_at), "source": str(source)}
    ledger.record(Act.ACCEPT_BY_SILENCE, actor=Actor.clock(), subject=tender.code, public=public)
    reason = f"Sanggah banding {appeal.number} diterima karena tidak dijawab sampai tenggatnya."
    _followed(Actor.clock(), tender, appeal, reason, now)
    _order_minutes(tender, appeal, source, now)
    return 1


def _order_minutes(tender: Tender, appeal: Appeal, source: Source, now: dt.datetime) -> None:
    """Order the minutes of an appeal that silence accepted; its effects, which they tell, came before."""
    appeal.objection.result.refresh_from_db(fields=["voided_at"])
    documents.order_paper(
        kind=PaperKind.APPEAL_SILENCE,
        key=silence_key(appeal.number),
        subject=tender.code,
        template="complaints/appeal_silence",
        data=letters.silence_minutes(tender, appeal, source),
        basis=hash_of(letters.appeal_silence(appeal)),
        said_at=now,
        training=tender.training,
    )


def _followed(actor: Actor, tender: Tender, appeal: Appeal, reason: str, now: dt.datetime) -> None:
    """Let a decision have its effect: the hold ends, and an accepted appeal voids the result."""
    tenders.services.lift_hold(tender=tender, ref=appeal.hold_ref, now=now)
    result = appeal.objection.result
    if appeal.status == "upheld" and result.voided_at is None and tender.status == Status.DECIDED:
        evaluation.services.void_after_appeal(actor=actor, tender_id=tender.pk, reason=reason, now=now)
        end_appeals(tender, result, now)


@transaction.atomic
def settle_bond(*, actor: Actor, appeal: Appeal, text: str, now: dt.datetime) -> Appeal:
    """Note that the bond was returned or cashed, with what shows it (head of UKPBJ; R-BANDING-8)."""
    tender, appeal = _locked(appeal)
    require(policy.may_settle(actor, selectors.appeal_facts(actor, tender, appeal.objection, now)))
    if len(text.strip()) < LEAST_FACT:
        raise refuse(Kind.INPUT, "Buktinya belum jelas.", "Tulis nomor dan tanggal surat atau setoran.")
    appeal.bond_settled_at, appeal.bond_settled_by_id, appeal.bond_settlement = now, actor.person, text.strip()
    appeal.save(update_fields=["bond_settled_at", "bond_settled_by", "bond_settlement"])
    public = {"appeal": appeal.number, "outcome": "cashed" if appeal.status == "rejected" else "returned"}
    ledger.record(Act.SETTLE_BOND, actor=actor, subject=tender.code, public=public)
    return appeal


def _locked(appeal: Appeal) -> tuple[Tender, Appeal]:
    """Lock the tender, then the appeal as it now is."""
    tender = tenders.services.lock(appeal.objection.result.tender_id)
    rows = Appeal.objects.select_related("objection__result", "objection__participation__vendor")
    return tender, rows.select_for_update(of=("self",)).get(pk=appeal.pk)
