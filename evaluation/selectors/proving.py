# SPDX-License-Identifier: Apache-2.0
"""Reads of the qualification proof: who has to prove what, what is verified already, and who was invited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from evaluation.models import Evaluation, Minutes, OpenedBid, Opening, Proof, ProofInvitation
from evaluation.rules.minutes import MinutesKind
from evaluation.rules.offer import Offer
from evaluation.rules.proving import PROVEN, ProofOutcome, Row
from evaluation.rules.turns import Place, turns
from evaluation.selectors import evaluating as sheets
from evaluation.selectors.bidders import bidder_of
from evaluation.selectors.proofs import proofs_of
from lpse import regulations
from lpse.core.acts import Actor, Missing
from lpse.regulations import StageKind
from lpse.regulations.proofs import proof_numbers
from tenders.models import Requirement, Stage, Tender
from tenders.rules import Status, Step
from vendors.models import Vendor, VerificationVerdict
from vendors.rules import Part
from vendors.selectors import qualification as data
from vendors.selectors import vendor_of
from vendors.selectors.consortium import partners_of


@dataclass(frozen=True)
class Candidate:
    """One of the first ranks of a locked sheet: the winner or a reserve, and how far its proof is.

    ``rows`` are its data and the documents it was asked to show; nothing once the proof is settled. ``has_begun`` says
    that the time it was invited for has come.
    """

    bid: OpenedBid
    name: str
    vendor: Vendor
    rank: int
    price: str
    rows: tuple[Row, ...] = ()
    invitation: ProofInvitation | None = None
    proof: Proof | None = None
    has_begun: bool = False

    @property
    def waiting(self) -> tuple[Row, ...]:
        """The rows whose originals are to be shown."""
        return tuple(row for row in self.rows if not row.is_verified)

    @property
    def is_open(self) -> bool:
        """Say whether somebody has still to invite it, or to judge what it showed."""
        return self.proof is None and (self.invitation is not None or bool(self.waiting))


@dataclass(frozen=True)
class Reached:
    """Whom a locked sheet puts on the first ranks, who is out by its proof, and who came in because of that.

    ``called_in`` are the names of bids whose turn has come since and that nobody has assessed yet.
    """

    ranked: tuple[tuple[int, str, OpenedBid], ...]
    proofs: tuple[Proof, ...]
    called_in: tuple[str, ...]

    @property
    def is_needed(self) -> bool:
        """Say whether there is a proof to conclude before the result."""
        return bool(self.ranked or self.proofs)


@dataclass(frozen=True)
class Proving:
    """The proof of a round: its candidates by rank, those who are out by it, and what hinders its end."""

    evaluation: Evaluation
    candidates: tuple[Candidate, ...]
    out: tuple[tuple[str, Proof], ...]
    """Who is out by its proof, by name."""
    called_in: tuple[str, ...]
    minutes: Minutes | None
    stage: Stage | None
    """The stage that the schedule plans for it."""

    @property
    def waiting(self) -> tuple[str, ...]:
        """The candidates whose proof is still open."""
        return tuple(each.name for each in self.candidates if each.is_open)

    @property
    def is_needed(self) -> bool:
        """Say whether there is anything to prove; not where no bid passed the sheet."""
        return bool(self.candidates or self.out)

    @property
    def is_ready(self) -> bool:
        """Say whether the chair may conclude it now."""
        return self.is_needed and self.minutes is None and not self.called_in and not self.waiting


def reached(tender: Tender, evaluation: Evaluation) -> Reached:
    """Return whom the sheet and the proofs so far put on the ranks that must prove their qualification.

    Reckoned by the same rules as the result. Source: Peraturan LKPP 9/2018 Lampiran 4.1.2.
    """
    bids = sheets.readable_bids(tender)
    terms = sheets.terms_of(tender)
    offers = sheets.offers_of(tender, evaluation, terms, bids)
    by_code = {bid.bid.participation.vendor.code: bid for bid in bids}
    called = _called_in(offers, turns(terms, offers, regulations.get(tender.regulation).price))
    most = int(proof_numbers(tender.regulation).places.value)
    rows = sheets.ranking(tender, terms, offers) if offers else []
    ranked = [
        (row["rank"], row["corrected_price"], by_code[row["vendor"]])
        for row in rows
        if row["rank"] and row["vendor"] not in called
    ]
    names = tuple(bidder_of(by_code[code]) for code in called)
    return Reached(tuple(ranked[:most]), tuple(proofs_of(evaluation)), names)


def _called_in(offers: Sequence[Offer], places: Mapping[str, Place]) -> list[str]:
    return [offer.vendor for offer in offers if places[offer.vendor].is_due and offer.verdict.is_open]


def minutes_of(evaluation: Evaluation) -> Minutes | None:
    """Return the minutes that concluded the proof of a round."""
    rows = Minutes.objects.select_related("object").filter(tender_id=evaluation.tender_id, kind=MinutesKind.PROOF)
    return rows.filter(round_no=evaluation.round_no).first()


def proving_of(tender: Tender, evaluation: Evaluation | None, now: datetime) -> Proving | None:
    """Return the proof of a round, or None while its sheet is open. Reads the data of three vendors at most."""
    if evaluation is None or evaluation.locked_at is None:
        return None
    found = reached(tender, evaluation)
    proofs = {proof.opened_bid_id: proof for proof in found.proofs}
    invited = {row.opened_bid_id: row for row in evaluation.invitations.select_related("invited_by__user")}
    candidates = []
    for rank, price, bid in found.ranked:
        vendor, proof, invitation = bid.bid.participation.vendor, proofs.get(bid.pk), invited.get(bid.pk)
        rows = () if proof else (*rows_of_bid(tender, vendor, now), *_documents(invitation))
        has_begun = invitation is not None and now >= invitation.starts_at
        candidates.append(Candidate(bid, bidder_of(bid), vendor, rank, price, rows, invitation, proof, has_begun))
    return Proving(
        evaluation=evaluation,
        candidates=tuple(candidates),
        out=tuple(
            (bidder_of(proof.opened_bid), proof) for proof in found.proofs if ProofOutcome(proof.outcome) not in PROVEN
        ),
        called_in=found.called_in,
        minutes=minutes_of(evaluation),
        stage=stage_of(tender),
    )


def stage_of(tender: Tender) -> Stage | None:
    """Return the stage that the schedule plans for the proof."""
    return tender.stages.filter(kind=StageKind.QUALIFICATION_PROOF).first()


def candidate_of(page: Proving | None, bid_id: int) -> Candidate:
    """Return a candidate by its bid. Raises Missing."""
    found = next((each for each in page.candidates if each.bid.pk == bid_id), None) if page else None
    if found is None:
        raise Missing(str(bid_id))
    return found


def _documents(invitation: ProofInvitation | None) -> list[Row]:
    return [Row(**each) for each in invitation.documents] if invitation else []


def documents_of(tender: Tender) -> list[Requirement]:
    """Return the requirements of qualification that a file of the offer answers: what may be asked for as original."""
    return list(tender.requirements.filter(step=Step.QUALIFICATION, needs_file=True).order_by("number"))


def rows_of_bid(tender: Tender, vendor: Vendor, now: datetime) -> tuple[Row, ...]:
    """Return the qualification data behind a vendor's bid: its own, and those of everybody it bids together with.

    A partner's field begins with its code, and each label with its name. Source: law.md R-ACT-11 (each member of a
    joint operation proves its own qualification).
    """
    members = partners_of(vendor, tender)
    if len(members) == 1:
        return rows_of(tender, vendor, now)
    return tuple(
        replace(row, field=row.field if each == vendor else f"{each.code}/{row.field}", label=f"{each}: {row.label}")
        for each in members
        for row in rows_of(tender, each, now)
    )


def rows_of(tender: Tender, vendor: Vendor, now: datetime) -> tuple[Row, ...]:
    """Return a vendor's qualification data as far as they count for this tender, each with who verified it when.

    Rows added after the bids were closed do not count, nor do refused ones, nor a renewal that waits beside what it
    renews. A row that ended by now is to be shown, whoever verified it. Source: R-QUAL-5, R-EVAL-5 (no post-bidding).
    """
    closed_at = Opening.objects.select_related("close").filter(tender=tender).latest("pk").close.closed_at
    today = timezone.localtime(now, ZoneInfo(tender.zone)).date()
    verdicts = VerificationVerdict.objects.filter(vendor=vendor).select_related("by").order_by("at", "pk")
    told = {row.field: row for row in verdicts}
    rows = []
    for name, value in data.identity_of(vendor).items():
        verdict = told.get(name)
        holds = verdict is not None and verdict.value in ("", value)
        if value.strip():
            rows.append(_row(name, data.LABELS[name], value, verdict if holds else None))
    for part in Part:
        for row in data.rows_of(vendor, part):
            verdict = told.get(f"{part}.{row.pk}")
            is_late = row.added_at is not None and row.added_at >= closed_at
            is_renewal = row.replaces_id is not None and row.accepted_at is None
            if is_late or is_renewal or (verdict is not None and not verdict.accepted):
                continue
            holds = not _has_ended(getattr(row, "valid_until", None), today)
            rows.append(_row(f"{part}.{row.pk}", data.TITLES[part], data.WORDS[part](row), verdict if holds else None))
    return tuple(rows)


def _has_ended(until: date | None, today: date) -> bool:
    return until is not None and until < today


def _row(field: str, label: object, value: str, verdict: VerificationVerdict | None) -> Row:
    if verdict is None or not verdict.accepted:
        return Row(field, str(label), value)
    return Row(field, str(label), value, verified_by=str(verdict.by), verified_at=verdict.at)


def invitation_to(actor: Actor, tender: Tender) -> ProofInvitation | None:
    """Return the newest invitation of the actor's business in a tender, with its outcome if there is one."""
    vendor = vendor_of(actor)
    if vendor is None:
        return None
    rows = ProofInvitation.objects.filter(
        evaluation__tender=tender, opened_bid__bid__participation__vendor=vendor
    ).select_related("proof", "opened_bid__bid__participation__vendor")
    return rows.order_by("-pk").first()


def rows_to_show(tender: Tender, invitation: ProofInvitation, now: datetime) -> tuple[Row, ...]:
    """Return what the invited has still to show; nothing once its proof is settled."""
    if hasattr(invitation, "proof"):
        return ()
    rows = rows_of(tender, invitation.opened_bid.bid.participation.vendor, now)
    return (*(row for row in rows if not row.is_verified), *_documents(invitation))


def open_invitations(actor: Actor) -> list[ProofInvitation]:
    """Return the invitations that the actor's business has still to follow, the next one first; one query."""
    seats = {"vendor__seats__user_id": actor.user_id, "vendor__seats__ended_at__isnull": True}
    own = {f"opened_bid__bid__participation__{name}": value for name, value in seats.items()}
    rows = ProofInvitation.objects.filter(proof__isnull=True, evaluation__tender__status=Status.OPENED, **own)
    return list(rows.select_related("evaluation__tender").order_by("starts_at"))
