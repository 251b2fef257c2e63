# SPDX-License-Identifier: Apache-2.0
"""The bid room: what a vendor must bring, what it sent, and the facts its browser seals with."""

import base64
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from documents.sealing.envelope import SEGMENT, Expectations
from lpse.core.acts import STEP_UP, Actor, Refusal
from lpse.core.canonical import parse, timestamp
from lpse.core.windows import Window
from lpse.ledger import bundle
from lpse.ledger import selectors as ledger
from lpse.regulations import StageKind, get
from tenders import selectors as tenders
from tenders.models import Item, KeySet, Stage, Tender
from tenders.rules import Status, Step
from tenders.selectors import AddendumView, ChangeView
from vendors import policy
from vendors.models import Participation, Statement
from vendors.policy import Act
from vendors.rules import COMMITTED, KIND, LOT, MOST_TICKETS, ROUND, BidStatus, Outcome
from vendors.selectors.blacklist import refusal_of
from vendors.selectors.doors import facts

STEPS: dict[str, Any] = {
    Step.ADMINISTRATION: _("Administrasi"),
    Step.QUALIFICATION: _("Kualifikasi"),
    Step.TECHNICAL: _("Teknis"),
}


@dataclass(frozen=True)
class Slot:
    """A place for files that a requirement of the tender makes."""

    slot: str
    number: int
    title: str
    guidance: str
    step: str
    needs_file: bool


@dataclass(frozen=True)
class Version:
    """One statement in the vendor's own history.

    ``addendum`` counts the addenda in force when it was received: the version of the documents it answers.
    """

    ver: int
    received_at: datetime
    hash: str
    is_withdrawal: bool
    status: str
    addendum: int


@dataclass(frozen=True)
class Room:
    """The bid room of one vendor in one tender."""

    participation: Participation
    window: Window
    slots: list[Slot]
    items: list[Item]
    owner_estimate: Decimal
    versions: list[Version]
    has_current: bool
    key_set: KeySet
    threshold: int
    holders: int
    changes: list[ChangeView]
    addenda: list[AddendumView]
    preference: Decimal | None
    """The largest price preference for local content, a fraction; None where the tender asks for no statement."""
    preferred_from: Decimal
    is_commitment: bool
    """Works state one local content for all of it, to which their contract binds them (R-TKDN-6)."""

    @property
    def is_outdated(self) -> bool:
        """Say whether an addendum came into force after the bid that counts."""
        current = next((each for each in self.versions if each.status == BidStatus.SUBMITTED), None)
        return current is not None and current.addendum < len(self.addenda)

    def is_open(self, now: datetime) -> bool:
        """Say whether the tender takes bids at ``now``, as far as a page may tell: the database decides."""
        return self.participation.tender.status == Status.ANNOUNCED and self.window.is_open(now)

    @property
    def nb(self) -> str:
        """The bid deadline as a timestamp of the formats."""
        return timestamp(self.window.ends_at)

    @property
    def steps(self) -> list[tuple[Any, list[Slot]]]:
        """Slots by step of evaluation, in the order of the requirements, with the step's name."""
        found: dict[str, list[Slot]] = {}
        for slot in self.slots:
            found.setdefault(slot.step, []).append(slot)
        return [(STEPS[step], slots) for step, slots in found.items()]


def room(participation: Participation) -> Room:
    """Return the bid room. Raises Missing when the tender has no key set or bid window."""
    tender = participation.tender
    row, document = tenders.key_set(tender)
    sent = versions(participation)
    is_revised = tender.revision > 1
    return Room(
        participation=participation,
        window=tenders.window(tender, StageKind.BID_SUBMISSION),
        slots=[
            Slot(each.slot, each.number, each.title, each.guidance, each.step, each.needs_file)
            for each in tender.requirements.order_by("number")
        ],
        items=list(tender.items.order_by("number")),
        owner_estimate=tender.owner_estimate,
        versions=sent,
        has_current=any(each.status == BidStatus.SUBMITTED for each in sent),
        key_set=row,
        threshold=document["k"],
        holders=len(document["members"]),
        changes=tenders.change_views(tender) if is_revised else [],
        addenda=tenders.addendum_views(tender) if is_revised else [],
        preference=tender.preference_max,
        is_commitment=tender.preference_max is not None and tender.category in COMMITTED,
        preferred_from=get(tender.regulation).price.preference_local_content.value,
    )


def versions(participation: Participation) -> list[Version]:
    """The vendor's statements, newest first."""
    addenda = tenders.addendum_times(participation.tender) if participation.tender.revision > 1 else []
    return [
        Version(
            ver=row.ver,
            received_at=row.received_at,
            hash=row.hash,
            is_withdrawal=row.envelope_count == 0,
            status=row.bid.status if row.envelope_count else BidStatus.WITHDRAWN,
            addendum=sum(moment <= row.received_at for moment in addenda),
        )
        for row in participation.statements.select_related("bid").order_by("-ver")
    ]


def deadlines(tender: Tender) -> list[str]:
    """Bid deadlines of the published revisions, as timestamps, oldest first: what ``nb`` may be (6.1)."""
    found = (parse(bytes(entry.body)) for entry in ledger.entries_of(tender.code) if entry.kind == "tender")
    return list(dict.fromkeys(leaf["deadline"] for leaf in found))


def next_envelope(participation: Participation) -> int:
    """The serial the next envelope must carry."""
    last = participation.envelopes.filter(kind=KIND).aggregate(last=Max("ver"))["last"]
    return int(last or 0) + 1


def expectations(participation: Participation) -> Expectations:
    """What the portal itself knows of an envelope that arrives."""
    tender = participation.tender
    return Expectations(
        tender=tender.code,
        lot=LOT,
        round=ROUND,
        vendor=participation.vendor.code,
        kind=KIND,
        ver=next_envelope(participation),
        deadlines=deadlines(tender),
    )


def last_statement(participation: Participation) -> Statement | None:
    """The vendor's newest statement in a tender."""
    return participation.statements.order_by("-ver").first()


def record_facts(tender: Tender) -> dict[str, Any] | None:
    """The tender's key set and revisions as the signed record carries them, with proofs the browser checks itself."""
    checkpoint = ledger.latest_checkpoint()
    if checkpoint is None:
        return None
    wanted = [each for each in ledger.entries_of(tender.code) if each.kind in {"keyset", "tender"}]
    entries = [each for each in wanted if each.idx < checkpoint.size]
    paths = ledger.inclusion_paths([each.idx for each in entries], checkpoint.size)
    return {
        "checkpoint": checkpoint.note,
        "vkey": bundle.verification_keys()["log"],
        "leaves": [
            {
                "index": each.idx,
                "entry": bytes(each.body).decode(),
                "path": [base64.b64encode(part).decode() for part in paths[each.idx]],
            }
            for each in entries
        ],
    }


def room_facts(participation: Participation) -> dict[str, Any]:
    """All the browser needs to deal, seal and state; nothing in it is secret, and nothing is another vendor's."""
    tender = participation.tender
    row, document = tenders.key_set(tender)
    last = last_statement(participation)
    window = tenders.window(tender, StageKind.BID_SUBMISSION)
    return {
        "tender": tender.code,
        "lot": LOT,
        "round": ROUND,
        "vendor": participation.vendor.code,
        "kind": KIND,
        "ver": next_envelope(participation),
        "nb": timestamp(window.ends_at),
        "deadlines": deadlines(tender),
        "seg": SEGMENT,
        "keyset": document,
        "keyset_hash": row.hash,
        "record": record_facts(tender),
        "limit": tender.vendor_bytes_limit,
        "tickets": MOST_TICKETS,
        "statement": {
            "ver": last.ver + 1 if last else 1,
            "prev": last.hash if last else None,
            "pk": last.public_key if last else None,
        },
        "has_current": participation.bids.filter(status=BidStatus.SUBMITTED).exists(),
        "reasons": [outcome.value for outcome in Outcome],
    }


@dataclass(frozen=True)
class Practice:
    """A training tender that takes bids now."""

    code: str
    title: str
    ends_at: datetime


def practice_tenders(now: datetime) -> list[Practice]:
    """Training tenders that take bids, those that do so longest first. One query."""
    stages = Stage.objects.filter(
        kind=StageKind.BID_SUBMISSION,
        starts_at__lte=now,
        ends_at__gt=now,
        tender__training=True,
        tender__status=Status.ANNOUNCED,
    ).select_related("tender")
    return [Practice(each.tender.code, each.tender.title, each.ends_at) for each in stages.order_by("-ends_at")[:10]]


def refusals_now(actor: Actor, participation: Participation, now: datetime) -> list[Refusal]:
    """What would refuse a bid of this vendor now, but for the second factor, which is asked when it is sent."""
    tender = participation.tender
    window = tenders.window(tender, StageKind.BID_SUBMISSION)
    person = policy.may(Act.SUBMIT_BID, actor, facts(actor))
    found = [None if person is STEP_UP else person, refusal_of(participation.vendor, tender, now)]
    if tender.status != Status.ANNOUNCED:
        found.append(policy.OUTCOMES[Outcome.CLOSED])
    elif not window.is_open(now):
        outcome = Outcome.EARLY if now < window.starts_at else Outcome.LATE
        found.append(policy.out_of_time(outcome, window, tenders.zone_of(tender)))
    return [each for each in found if each is not None]
