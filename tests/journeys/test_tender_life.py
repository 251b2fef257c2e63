# SPDX-License-Identifier: Apache-2.0
"""The life of a tender with five vendors, as Hypothesis leads it: lawful acts succeed, unlawful ones change nothing.

Beside the portal stands a model of a page: who joined, whose bid counts, in which state the tender is. After every
step the database is asked whether the invariants of architecture.md 3.7 hold, and a model and a portal that disagree
fail the test. Nothing is mocked: bids are sealed into the real store, deadlines are those of the database's clock.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

import evaluation.services
import tenders.services
import vendors.selectors
import vendors.services
from complaints.models import Objection
from evaluation.models import Award, Result, Standing
from lpse.core import clock
from lpse.core.acts import Missing, Refused
from lpse.core.canonical import Malformed
from lpse.demo import cast as casting
from lpse.demo import complaints as voice
from lpse.demo import evaluation as judges
from lpse.demo import evaluation_opening as openings
from lpse.demo import vendors as traders
from lpse.demo import waiting
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.regulations import StageKind
from tenders.models import Tender
from tenders.rules import Status
from vendors.models import Participation, Vendor
from vendors.rules import Part
from vendors.services import Judged

CLOSES_IN = 7
NEAR = 1.5
"""Seconds before an end in which no act is tried: whether it is in time would be a race."""
FIVE = ("arung", "bahari", "lintang", "nusa", "samudra")
MORE = {
    "nusa": ("Sinta Rahayu", "Nusa Abadi", "9120301234561", "0016090524018000", "7371045003850005"),
    "samudra": ("Yosef Tandi", "Samudra Jaya", "9120401234562", "0016090524019000", "7371055003850006"),
}
"""Two more traders: person, business, NIB, NPWP and the director's NIK, all invented."""
MOST_STEPS = 9
"""From the announcement to the award, with three objections on the way."""
PERCENTS = (72, 84, 88, 93, 97, 104)
"""Prices, of the owner's estimate: one that needs a clarification, one that is out."""
ACTS = (
    *("join", "submit", "submit", "submit", "withdraw", "clock", "open", "announce", "award", "award"),
    *("object", "object", "object", "answer", "answer", "cancel", *6 * ("go_on",)),
)
BROKEN = {
    "one current bid per participation": """
        SELECT participation_id FROM vendors_bid WHERE status IN ('submitted', 'opened', 'unreadable')
        GROUP BY participation_id HAVING count(*) > 1""",
    "no statement at the deadline or after": """
        SELECT s.id FROM vendors_statement s JOIN vendors_participation p ON p.id = s.participation_id
        JOIN tenders_stage w ON w.tender_id = p.tender_id AND w.kind = 'bid_submission'
        WHERE s.received_at >= w.ends_at""",
    "nothing opens before the close": """
        SELECT b.id FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id
        JOIN tenders_tender t ON t.id = o.tender_id WHERE t.status IN ('draft', 'announced', 'closed')""",
    "ranks begin at one, have no gaps, and follow the price": """
        SELECT result_id FROM evaluation_standing WHERE rank IS NOT NULL GROUP BY result_id
        HAVING max(rank) <> count(*)
        OR array_agg(rank ORDER BY price_corrected, rank) <> array_agg(rank ORDER BY rank)""",
    "no award in the window, with an open objection or hold": """
        SELECT a.id FROM evaluation_award a JOIN evaluation_result r ON r.id = a.result_id
        WHERE a.issued_at < r.objection_ends_at OR r.voided_at IS NOT NULL
        OR EXISTS (SELECT FROM complaints_objection o WHERE o.result_id = r.id AND o.status = 'filed')
        OR EXISTS (SELECT FROM tenders_hold h WHERE h.tender_id = a.tender_id AND h.lifted_at IS NULL)""",
    "objections come in the window of a result": """
        SELECT o.id FROM complaints_objection o JOIN evaluation_result r ON r.id = o.result_id
        WHERE o.filed_at < r.announced_at OR o.filed_at >= r.objection_ends_at""",
    "the record has no gap": "SELECT 1 FROM ledger_entry HAVING max(idx) + 1 <> count(*)",
    "one result in force per tender": """
        SELECT tender_id FROM evaluation_result WHERE voided_at IS NULL GROUP BY tender_id HAVING count(*) > 1""",
}


class TenderLife(RuleBasedStateMachine):
    """One tender from its announcement; each rule is an act somebody tries, whether it is lawful now or not."""

    cast: ClassVar[Cast]
    reached: ClassVar[set[str]] = set()
    tried: ClassVar[Counter[bool]] = Counter()
    """How many acts were tried, by whether they were lawful."""

    def __init__(self) -> None:
        super().__init__()
        self.tender = announced_tender(self.cast, closes_in=CLOSES_IN)
        self.status = Status.ANNOUNCED
        self.joined: set[str] = set()
        self.bids: dict[str, Decimal] = {}
        self.objected: set[str] = set()
        self.open_objections: set[str] = set()

    def tries(self, perform: Callable[[], Any], *, lawful: bool, until: datetime | None = None) -> bool:
        """Perform an act; it must succeed exactly when the model says so, and be refused in words otherwise.

        A lawful act that was still being prepared at ``until``, on a busy machine, is late and refused like any other.
        """
        type(self).tried[lawful] += 1
        try:
            perform()
        except (Refused, Missing, Malformed):
            if until is not None and waiting.database_now() >= until:
                return False
            assert not lawful, f"a lawful act was refused in state {self.status}"
            return False
        assert lawful, f"an unlawful act succeeded in state {self.status}"
        return True

    def is_before(self, end: datetime) -> bool:
        """Say whether an end is ahead; one that is near is waited for."""
        left = (end - waiting.database_now()).total_seconds()
        if 0 <= left < NEAR:
            waiting.wait_until(end)
            return False
        return left > 0

    def takes_bids(self) -> bool:
        """Say whether the tender takes bids now."""
        if self.status is not Status.ANNOUNCED:
            return False
        return self.is_before(self.deadline)

    @property
    def deadline(self) -> datetime:
        """The end of the bid window."""
        return self.tender.stages.get(kind=StageKind.BID_SUBMISSION).ends_at

    def result(self) -> Result | None:
        """The result in force."""
        return Result.objects.filter(tender=self.tender, voided_at=None).first()

    def moves(self, status: Status) -> None:
        """The model follows a lawful act."""
        self.status = status
        self.reached.add(status.value)

    @initialize(percents=st.lists(st.sampled_from(PERCENTS), min_size=2, max_size=3))
    def begin(self, percents: list[int]) -> None:
        """Two or three vendors have sent a bid."""
        for name, percent in zip(FIVE, percents, strict=False):
            self.submit(name, percent)

    @rule(
        act=st.sampled_from(ACTS),
        name=st.sampled_from(FIVE),
        official=st.sampled_from(("bima", "citra", "ratna", "hendra")),
        percent=st.sampled_from(PERCENTS),
        upheld=st.booleans(),
    )
    def somebody_acts(self, act: str, name: str, official: str, percent: int, upheld: bool) -> None:
        """Somebody tries something. One rule for all acts: else whole lives would go by without some of them."""
        acts: dict[str, Callable[[], None]] = {
            "join": lambda: self.join(name),
            "submit": lambda: self.submit(name, percent),
            "withdraw": lambda: self.withdraw(name),
            "clock": self.clock_ticks,
            "open": self.open_unasked,
            "announce": lambda: self.announce_unasked(official),
            "award": lambda: self.award(official),
            "object": lambda: self.object(name),
            "answer": lambda: self.answer(upheld=upheld, by=official),
            "cancel": self.cancel_unasked,
            "go_on": self.go_on,
        }
        acts[act]()

    def join(self, name: str) -> None:
        """A vendor registers; who did already is told so at any time."""
        lawful = self.takes_bids() or name in self.joined
        if self.tries(lambda: traders.join(self.cast, name, self.tender), lawful=lawful, until=self.deadline):
            self.joined.add(name)

    def submit(self, name: str, percent: int) -> None:
        """A vendor seals and sends a bid, or its replacement."""
        if name not in self.joined and not self.takes_bids():
            return
        price = (self.tender.owner_estimate * (100 * percent + FIVE.index(name)) / 10_000).quantize(Decimal(1))
        lawful = self.takes_bids()
        send = lambda: traders.submit_bid(self.cast, name, self.tender, price=price)  # noqa: E731
        if self.tries(send, lawful=lawful, until=self.deadline):
            self.joined.add(name)
            self.bids[name] = price
        elif Participation.objects.filter(tender=self.tender, vendor=self.vendor(name)).exists():
            self.joined.add(name)  # in time to join, too late to send

    def withdraw(self, name: str) -> None:
        """A vendor takes its bid back."""
        lawful = name in self.bids and self.takes_bids()
        if self.tries(lambda: traders.withdraw_bid(self.cast, name, self.tender), lawful=lawful, until=self.deadline):
            del self.bids[name]

    def clock_ticks(self) -> None:
        """The clock closes what is due, and nothing else."""
        is_due = self.status is Status.ANNOUNCED and not self.takes_bids()
        vendors.services.close_due()
        if is_due:
            self.moves(Status.CLOSED)

    def open_unasked(self) -> None:
        """Somebody starts an opening; before the close, and without a bid, there is none."""
        lawful = self.status not in (Status.ANNOUNCED, Status.CANCELLED) and bool(self.bids)
        self.tries(lambda: evaluation.services.begin_opening(tender_id=self.tender.pk, now=clock.now()), lawful=lawful)

    def announce_unasked(self, name: str) -> None:
        """Somebody announces a result although no sheet is locked, or one is announced."""
        self.tries(
            lambda: evaluation.services.announce_result(
                actor=self.cast.actor(name), tender_id=self.tender.pk, now=clock.now()
            ),
            lawful=False,
        )

    def award(self, name: str) -> None:
        """Somebody issues the letter of appointment."""
        found = self.result()
        is_over = found is not None and not self.is_before(found.objection_ends_at)
        lawful = self.status is Status.DECIDED and name == "ratna" and is_over and not self.open_objections
        perform = lambda: evaluation.services.issue_award(  # noqa: E731
            actor=self.cast.actor(name), tender_id=self.tender.pk, number=f"027/{self.tender.pk}", now=clock.now()
        )
        if self.tries(perform, lawful=lawful):
            self.moves(Status.AWARDED)

    def object(self, name: str) -> None:
        """A vendor objects to the result."""
        found = self.result()
        in_window = found is not None and self.is_before(found.objection_ends_at)
        lawful = self.status is Status.DECIDED and in_window and name in self.bids and name not in self.objected
        until = found.objection_ends_at if found else None
        if self.tries(lambda: voice.file_objection(self.cast, name, self.tender), lawful=lawful, until=until):
            self.objected.add(name)
            self.open_objections.add(name)

    def answer(self, upheld: bool, by: str) -> None:
        """The chair answers an objection, nobody else does; one that is right voids the result."""
        if not self.open_objections:
            return
        first = Objection.objects.filter(result__tender=self.tender, status="filed").earliest("filed_at", "id")
        trader = next(name for name in FIVE if self.vendor(name).pk == first.participation.vendor_id)
        verdicts = [upheld, False]
        perform = lambda: voice.answer_objection(self.cast, self.tender, verdicts, by=by)  # noqa: E731
        if not self.tries(perform, lawful=by == "bima"):
            return
        self.open_objections.discard(trader)
        if upheld and self.status is Status.DECIDED:
            self.objected.clear()
            self.moves(Status.OPENED)

    def cancel_unasked(self) -> None:
        """A vendor, an auditor and the chair cancel nothing."""
        for name in ("arung", "esti"):
            self.tries(
                lambda name=name: tenders.services.cancel_tender(  # type: ignore[misc]
                    actor=self.cast.actor(name), tender=self.tender, reason="Tidak perlu lagi.", now=clock.now()
                ),
                lawful=False,
            )

    def go_on(self, *, is_last: bool = False) -> None:
        """What the flow does next, so that every life gets somewhere; the award only at the end of it."""
        if self.status is Status.ANNOUNCED and self.bids:
            waiting.closed(self.tender)
            self.clock_ticks()
        elif self.status is Status.CLOSED and self.bids:
            openings.open_tender(self.cast, Tender.objects.get(pk=self.tender.pk))
            self.moves(Status.OPENED)
        elif self.status is Status.OPENED and self.expected():
            judges.decided(self.cast, Tender.objects.get(pk=self.tender.pk))
            self.moves(Status.DECIDED)
            winner = Standing.objects.get(result=self.result(), rank=1)
            assert winner.vendor_id == self.vendor(self.expected()[0]).pk
        elif self.status is Status.DECIDED and is_last and not self.open_objections:
            found = self.result()
            assert found is not None
            waiting.wait_until(found.objection_ends_at)
            self.award("ratna")

    def teardown(self) -> None:
        """Whatever happened, the flow goes on from there to its end."""
        for _step in range(MOST_STEPS):
            if self.open_objections:
                self.answer(upheld=False, by="bima")
            self.go_on(is_last=True)
            self.nothing_is_broken()

    def expected(self) -> list[str]:
        """The bidders within the owner's estimate, lowest first: every requirement is met in these lives."""
        within = {name: price for name, price in self.bids.items() if price <= self.tender.owner_estimate}
        return sorted(within, key=lambda name: within[name])

    def vendor(self, name: str) -> Vendor:
        """The trader's business."""
        return Vendor.objects.get(seats__user=self.cast.people[name])

    @invariant()
    def nothing_is_broken(self) -> None:
        """The database holds what it promises, and says what the model says."""
        with connection.cursor() as cursor:
            for name, sql in BROKEN.items():
                cursor.execute(sql)
                assert cursor.fetchall() == [], name
        assert Tender.objects.get(pk=self.tender.pk).status == self.status
        rows = Participation.objects.filter(tender=self.tender)
        assert {row.vendor_id for row in rows} == {self.vendor(name).pk for name in self.joined}
        current = rows.filter(bids__status__in=("submitted", "opened"))
        assert {row.vendor_id for row in current} == {self.vendor(name).pk for name in self.bids}
        assert Award.objects.filter(tender=self.tender).count() == (self.status is Status.AWARDED)


def enter(cast: Cast, name: str) -> None:
    """A trader of this test: an account, and a business that is verified."""
    person, business, nib, npwp, nik = MORE[name]
    casting._person(cast, name, person)
    actor, now = cast.actor(name), clock.now()
    company = {**traders.COMPANIES["lintang"], "name": business, "business_number": nib, "tax_number": npwp}
    vendor = vendors.services.register_vendor(actor=actor, **company, now=now)
    for part, values, evidence in traders.qualification("lintang", vendor, now.date()):
        own = values | ({"identity_number": nik, "name": person} if part in (Part.OWNER, Part.DIRECTOR) else {})
        body = traders.PDF + f"% {evidence} {vendor.code}\n".encode() if evidence else None
        vendors.services.add_row(actor=actor, part=part, values=own, evidence=body, evidence_name=evidence, now=now)
    vendor = vendors.services.submit_vendor(actor=actor, now=now)
    verdicts = {each.name: Judged(True) for each in vendors.selectors.fields_of(vendor)}
    vendors.services.judge_vendor(actor=cast.actor("vera"), vendor=vendor, verdicts=verdicts, now=now)


def test_every_life_of_a_tender_keeps_its_promises(cast: Cast) -> None:
    for name in FIVE:
        if name in MORE:
            enter(cast, name)
        else:
            traders.verified_vendor(cast, name)
    TenderLife.cast = cast
    how = settings(
        max_examples=4,
        stateful_step_count=24,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(TenderLife, settings=how)
    assert {"closed", "opened", "decided", "awarded"} <= TenderLife.reached
    assert min(TenderLife.tried[True], TenderLife.tried[False]) >= 20
