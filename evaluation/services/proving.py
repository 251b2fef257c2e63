# SPDX-License-Identifier: Apache-2.0
"""Qualification proof (pembuktian kualifikasi) of the winner and its reserves, between the lock and the result."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import override

import tenders.services
from evaluation import policy
from evaluation.models import Evaluation, Minutes, Proof, ProofInvitation
from evaluation.policy import Act
from evaluation.rules import proving as rules
from evaluation.rules.minutes import MinutesKind
from evaluation.rules.offer import evaluation_file
from evaluation.rules.proving import Attendee, Finding, Found, ProofOutcome, Row
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import proving as selectors
from evaluation.selectors.minutes import POSITIONS
from evaluation.selectors.proofs import proofs_of
from evaluation.services.minutes import draw_minutes
from lpse.core import money, words_of_time
from lpse.core.acts import Actor, Kind, Missing, Refused, refuse
from lpse.core.canonical import hash_of, parse_timestamp, timestamp
from lpse.core.said import said
from lpse.ledger import services as ledger
from lpse.regulations import StageKind, get
from lpse.regulations.proofs import proof_numbers
from tenders.models import CommitteeSeat, Tender
from tenders.selectors import seat_of, zone_of
from vendors.selectors import bidder_names


@transaction.atomic
def invite_to_proof(
    *,
    actor: Actor,
    tender_id: int,
    bid_id: int,
    starts_at: dt.datetime,
    place: str,
    is_online: bool,
    text: str,
    documents: Sequence[int],
    now: dt.datetime,
) -> ProofInvitation:
    """Invite a candidate to show its originals at ``starts_at``, at a place or by a link (undangan pembuktian).

    Rows that are not verified are to be shown; ``documents`` are ids of requirements whose file in the offer is to be
    shown too. Who is verified and asked for no document needs no invitation.
    Source: Peraturan LKPP 9/2018 Lampiran 4.1.2; R-QUAL-5.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.INVITE_TO_PROOF, actor, sheets.facts(tender, actor)))
    page = _page(tender, now)
    one = selectors.candidate_of(page, bid_id)
    known = {row.pk: row for row in selectors.documents_of(tender)}
    asked = [{"field": f"requirement.{pk}", "label": known[pk].title, "value": ""} for pk in documents if pk in known]
    _refuse_invitation(one, starts_at, place, has_documents=bool(asked), now=now)
    invited = ProofInvitation.objects.create(
        evaluation=page.evaluation,
        opened_bid=one.bid,
        starts_at=starts_at,
        place=place.strip(),
        is_online=is_online,
        text=text.strip(),
        documents=asked,
        invited_by=_seat(actor, tender),
        invited_at=now,
    )
    # Who passed is not public before the result (law.md R-KIP-9): the record commits to the invitation.
    hidden = {"bid": one.vendor.code, "starts_at": timestamp(starts_at), "place": invited.place}
    ledger.record(Act.INVITE_TO_PROOF, actor=actor, subject=tender.code, public={}, private=hidden)
    return invited


def _refuse_invitation(
    one: selectors.Candidate, starts_at: dt.datetime, place: str, *, has_documents: bool, now: dt.datetime
) -> None:
    if one.proof is not None or one.invitation is not None:
        raise refuse(Kind.STATE, "Peserta ini sudah diundang atau sudah dibuktikan.", "Lihat halaman pembuktian.")
    if starts_at <= now:
        raise refuse(Kind.INPUT, "Waktu pembuktian sudah lewat.", "Pilih waktu yang akan datang.")
    if not place.strip():
        raise refuse(Kind.INPUT, "Tempat pembuktian belum diisi.", "Tulis alamat, atau tautan bila daring.")
    if not one.waiting and not has_documents:
        raise refuse(
            Kind.INPUT,
            "Semua data peserta ini sudah terverifikasi, jadi tidak dibuktikan lagi.",
            "Pilih dokumen penawaran yang aslinya harus ditunjukkan, atau selesaikan pembuktian tanpa undangan.",
        )


@transaction.atomic
def settle_proof(
    *,
    actor: Actor,
    tender_id: int,
    bid_id: int,
    outcome: ProofOutcome,
    findings: Mapping[str, tuple[Finding, str]],
    attendees: Sequence[Attendee],
    reason: str,
    now: dt.datetime,
) -> Proof:
    """Settle the proof of an invited candidate: what each original said, who came, and whether it is proven.

    ``findings`` are by field of the rows to be shown. Who fails or does not come is out, and the ranks move up.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.SETTLE_PROOF, actor, sheets.facts(tender, actor)))
    with override("id"):  # what is kept and printed is Indonesian
        page = _page(tender, now)
    one = selectors.candidate_of(page, bid_id)
    if one.proof is not None or one.invitation is None:
        raise refuse(Kind.STATE, "Peserta ini tidak menunggu pembuktian.", "Lihat halaman pembuktian.")
    if not one.has_begun:
        raise refuse(Kind.WHEN, "Waktu pembuktian peserta ini belum tiba.", "Catat hasilnya sesudah waktu undangan.")
    if outcome is ProofOutcome.ABSENT:
        findings = {row.field: (Finding.NOT_SHOWN, "Peserta tidak hadir.") for row in one.waiting}
    missing = [row.label for row in one.waiting if row.field not in findings]
    if missing:
        told = said("Belum ada hasil untuk: {rows}.", rows=", ".join(missing))
        raise refuse(Kind.INPUT, told, "Pilih hasil untuk setiap data, lalu simpan.")
    found = [Found(row, *_finding(row, findings)) for row in one.rows]
    proof = _settled(page.evaluation, one, outcome, found, attendees, reason, _seat(actor, tender), now)
    hidden = {"bid": one.vendor.code, "outcome": outcome.value, "reason": proof.reason, "rows": len(found)}
    ledger.record(Act.SETTLE_PROOF, actor=actor, subject=tender.code, public={}, private=hidden)
    return proof


def _finding(row: Row, findings: Mapping[str, tuple[Finding, str]]) -> tuple[Finding, str]:
    return (Finding.VERIFIED, "") if row.is_verified else findings[row.field]


def _settled(
    evaluation: Evaluation,
    one: selectors.Candidate,
    outcome: ProofOutcome,
    found: Sequence[Found],
    attendees: Sequence[Attendee],
    reason: str,
    seat: CommitteeSeat,
    now: dt.datetime,
) -> Proof:
    if refusal := rules.why_not(outcome, found, attendees, reason):
        raise Refused(refusal)
    return Proof.objects.create(
        evaluation=evaluation,
        opened_bid=one.bid,
        invitation=one.invitation,
        outcome=outcome,
        items=[_item(each) for each in found],
        attendees=[{"name": each.name.strip(), "mandate": each.mandate.strip()} for each in attendees],
        reason=reason.strip(),
        settled_by=seat,
        settled_at=now,
    )


def _item(each: Found) -> dict[str, str]:
    row = each.row
    item = {"field": row.field, "label": row.label, "value": row.value, "finding": each.finding.value}
    if row.verified_at is not None:
        return item | {"by": row.verified_by, "at": timestamp(row.verified_at)}
    return item | {"reason": each.reason.strip()}


@transaction.atomic
def conclude_proof(*, actor: Actor, tender_id: int, now: dt.datetime) -> Minutes:
    """Conclude the proof of a round and print its minutes (berita acara pembuktian kualifikasi).

    Candidates whose data are all verified are taken as proven here, with who verified each row when; every other one
    must be settled. The record commits to the evaluation file that the result will publish.
    Source: Peraturan LKPP 9/2018 Lampiran 4.1.2; Perpres 16/2018 Pasal 44 ayat (9); R-QUAL-5; law.md part 9.
    """
    tender = tenders.services.lock(tender_id)
    policy.require(policy.may(Act.CONCLUDE_PROOF, actor, sheets.facts(tender, actor)))
    with override("id"):
        page = _page(tender, now)
    _refuse_unready(page)
    seat = _seat(actor, tender)
    for one in page.candidates:
        if one.proof is None:
            found = [Found(row, Finding.VERIFIED) for row in one.rows]
            _settled(page.evaluation, one, ProofOutcome.VERIFIED, found, (), "", seat, now)
    terms = sheets.terms_of(tender)
    basis = hash_of(evaluation_file(terms, sheets.offers_of(tender, page.evaluation, terms)))
    public, hidden = {"round": page.evaluation.round_no}, {"evaluation": basis}
    ledger.record(Act.CONCLUDE_PROOF, actor=actor, subject=tender.code, public=public, private=hidden)
    return draw_minutes(
        tender=tender,
        kind=MinutesKind.PROOF,
        data=proof_data(tender, page),
        digest=basis,
        now=now,
        round_no=page.evaluation.round_no,
        actor=actor,
    )


def _refuse_unready(page: selectors.Proving) -> None:
    if not page.is_needed:
        raise refuse(
            Kind.STATE,
            "Tidak ada penawaran lulus yang harus dibuktikan.",
            "Umumkan hasilnya lebih dahulu.",
        )
    if page.called_in:
        told = said("Giliran {bidders} datang karena calon sebelumnya gugur.", bidders=", ".join(page.called_in))
        raise refuse(Kind.STATE, told, "Buka kembali lembar evaluasi, nilai penawaran itu, lalu kunci lagi.")
    if page.waiting:
        told = said("Pembuktian {bidders} belum selesai.", bidders=", ".join(page.waiting))
        raise refuse(Kind.STATE, told, "Undang peserta itu dan catat hasilnya lebih dahulu.")


def _page(tender: Tender, now: dt.datetime) -> selectors.Proving:
    page = selectors.proving_of(tender, sheets.current_evaluation(tender), now)
    if page is None:
        raise refuse(Kind.STATE, "Lembar evaluasi belum dikunci.", "Kunci lembar evaluasi lebih dahulu.")
    if page.minutes is not None:
        raise refuse(Kind.STATE, "Pembuktian kualifikasi sudah selesai.", "Lihat berita acaranya.")
    return page


def _seat(actor: Actor, tender: Tender) -> CommitteeSeat:
    seat = seat_of(actor, tender)
    if seat is None:
        raise Missing(tender.code)
    return seat


def require_proven(tender: Tender, evaluation: Evaluation) -> None:
    """Refuse what waits for the proof: the proposal of a winner, and the result."""
    found = selectors.reached(tender, evaluation)
    if found.called_in:
        told = said("Giliran {bidders} datang karena calon sebelumnya gugur.", bidders=", ".join(found.called_in))
        raise refuse(Kind.STATE, told, "Buka kembali lembar evaluasi, nilai penawaran itu, lalu kunci lagi.")
    if found.is_needed and selectors.minutes_of(evaluation) is None:
        raise refuse(
            Kind.STATE,
            "Pembuktian kualifikasi calon pemenang belum selesai.",
            "Selesaikan pembuktian pada halaman pembuktian kualifikasi lebih dahulu.",
            str(get(tender.regulation).stage(StageKind.QUALIFICATION_PROOF).source),
        )


FINDINGS = {
    Finding.VERIFIED: "terverifikasi",
    Finding.MATCHES: "cocok",
    Finding.DIFFERS: "tidak cocok",
    Finding.NOT_SHOWN: "tidak ditunjukkan",
}
OUTCOMES = {
    ProofOutcome.VERIFIED: "Terbukti dari data yang sudah terverifikasi",
    ProofOutcome.SHOWN: "Terbukti dari dokumen asli",
    ProofOutcome.FAILED: "Tidak terbukti, gugur",
    ProofOutcome.ABSENT: "Tidak hadir, gugur",
}


def proof_data(tender: Tender, page: selectors.Proving) -> dict[str, Any]:
    """Return what the minutes of the proof print, in Indonesian; identity numbers are masked."""
    ranks, names = {one.bid.pk: one.rank for one in page.candidates}, bidder_names(tender)
    return {
        "tender": {"code": tender.code, "title": tender.title, "agency": str(tender.package.agency)},
        "round": str(page.evaluation.round_no),
        "source": str(proof_numbers(tender.regulation).verified),
        "planned": "–" if page.stage is None else _span(tender, page.stage.starts_at, page.stage.ends_at),
        "candidates": [
            _printed(tender, proof, ranks.get(proof.opened_bid_id), names) for proof in proofs_of(page.evaluation)
        ],
        # A digest of minutes is public at once; without something unguessable inside it would tell who passed.
        "nonce": secrets.token_hex(16),
        "members": [
            {"name": str(seat.user), "position": POSITIONS[seat.position]}
            for seat in tender.seats.select_related("user")
        ],
    }


def _span(tender: Tender, starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    zone = zone_of(tender)
    return f"{words_of_time.instant(starts_at, zone)} sampai {words_of_time.instant(ends_at, zone)}"


def _printed(tender: Tender, proof: Proof, rank: int | None, names: Mapping[str, str]) -> dict[str, Any]:
    zone, vendor = zone_of(tender), proof.opened_bid.bid.participation.vendor
    invited: ProofInvitation | None = proof.invitation
    return {
        "vendor": names.get(vendor.code, str(vendor)),
        "rank": str(rank or "–"),
        "price_read": money.rupiah(proof.opened_bid.price_read or 0),
        "outcome": OUTCOMES[ProofOutcome(proof.outcome)],
        "reason": proof.reason,
        "settled": f"{proof.settled_by.user}, {words_of_time.instant(proof.settled_at, zone)}",
        "invited": "" if invited is None else words_of_time.instant(invited.starts_at, zone),
        "place": "" if invited is None else f"{'Daring' if invited.is_online else 'Tatap muka'}: {invited.place}",
        "attendees": proof.attendees,
        "rows": [
            {
                "label": item["label"],
                "value": rules.masked(item["value"]) or "dokumen dalam penawaran",
                "finding": FINDINGS[Finding(item["finding"])],
                "note": f"{item['by']}, {words_of_time.instant(parse_timestamp(item['at']), zone)}"
                if "at" in item
                else item["reason"],
            }
            for item in proof.items
        ],
    }
