# SPDX-License-Identifier: Apache-2.0
"""Clocks of handling a complaint, each started by an act; and what was forwarded, with a clock of its own."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from complaints.models import Complaint, ComplaintClock, ComplaintForwarding, ComplaintKind
from complaints.policy import Act, may_record_answer, require
from complaints.rules import ANSWERS, KIND_RULE, ReportKind, forwarded
from complaints.services.escalation import COMPLAINTS, set_marks
from evaluation.selectors.result import calendar_of
from lpse import regulations
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.calendar import OFFICE_HOURS
from lpse.core.canonical import timestamp
from lpse.ledger import services as ledger
from lpse.regulations import Category, Rule, holidays
from lpse.regulations.deadlines import Deadline, statutory
from tenders.models import Tender
from tenders.selectors import hours_of

LEAST_WORDS, MOST_LINE, MOST_WORDS = 20, 200, 8_000


def counted(rule: Rule, tender: Tender | None, start: dt.datetime) -> Deadline:
    """Return the end of a complaint's period; one about a tender keeps that tender's book, zone and training days."""
    is_training = tender is not None and tender.training
    calendar = calendar_of(tender) if tender is not None and is_training else holidays.national()
    regulation = regulations.get(tender.regulation) if tender else regulations.latest()
    zone = ZoneInfo(tender.zone if tender else settings.OFFICE["zone"])
    category = Category(tender.category) if tender else Category.GOODS
    # Counted in days that end at midnight whatever the hours; a tender brings its own all the same.
    hours = hours_of(tender) if tender else OFFICE_HOURS
    return statutory(rule, category, start, regulation=regulation, calendar=calendar, zone=zone, hours=hours)


def start_clock(complaint: Complaint, rule: Rule, start: dt.datetime) -> ComplaintClock:
    """Start a further clock of a complaint, told as it runs out when it is an auditor's; called by the act that does.

    The complainant's own time (R-LYN-5) is on the ticket, and is told to nobody.
    """
    due = counted(rule, complaint.tender, start)
    clock, made = ComplaintClock.objects.get_or_create(
        complaint=complaint,
        rule=rule,
        defaults={
            "starts_at": start,
            "due_on": due.due.due_on,
            "due_at": due.due.due_at,
            "basis": {**due.as_data(), "words": due.words()},
        },
    )
    if made and rule in ANSWERS:
        set_marks(of=complaint.case, subject=COMPLAINTS, starts_at=start, basis=clock.basis)
    return clock


def classify(complaint: Complaint, kind: ReportKind, actor: Actor, now: dt.datetime) -> None:
    """Give a complaint its class, and the clocks that follow: of its class from receipt, of the decision from now.

    Called by ``accept_complaint``. Source: R-LAPOR-1, R-LAPOR-2, R-LYN-6.
    """
    ComplaintKind.objects.create(complaint=complaint, word=kind, given_at=now, given_by_id=actor.person)
    rule = KIND_RULE[kind]
    if rule is not Rule(complaint.basis["rule"]):
        start_clock(complaint, rule, complaint.received_at)
    start_clock(complaint, Rule.COMPLAINT_DECISION, now)


def forward(complaint: Complaint, to: str, letter: str, now: dt.datetime) -> ComplaintForwarding:
    """Keep where a complaint was forwarded; the answer is due after the days of its class, counted anew (R-LAPOR-2).

    Called by ``close_complaint``.
    """
    kind = ComplaintKind.objects.filter(complaint=complaint).first()
    rule = KIND_RULE[ReportKind(kind.word)] if kind else Rule.REPORT_OVERSIGHT
    due = counted(rule, complaint.tender, now)
    row = ComplaintForwarding.objects.create(
        complaint=complaint,
        to=to.strip(),
        letter=letter.strip(),
        forwarded_at=now,
        due_on=due.due.due_on,
        due_at=due.due.due_at,
        basis={**due.as_data(), "words": due.words()},
    )
    set_marks(of=forwarded(complaint.case), subject=COMPLAINTS, starts_at=now, basis=row.basis)
    return row


def check_forwarded_to(to: str, letter: str) -> None:
    """Refuse a forwarding without an addressee."""
    if not 3 <= len(to.strip()) <= MOST_LINE or len(letter) > MOST_LINE:
        raise refuse(Kind.INPUT, "Penerima pengaduan yang diteruskan belum disebut.", "Tulis instansi yang berwenang.")


@transaction.atomic
def record_forwarded_answer(*, actor: Actor, complaint: Complaint, text: str, now: dt.datetime) -> ComplaintForwarding:
    """Record what the competent office answered; the complainant reads it with case and code."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    row = ComplaintForwarding.objects.filter(complaint=complaint).first()
    require(may_record_answer(actor, is_waiting=row is not None and row.answered_at is None))
    assert row is not None  # the policy refused otherwise
    if not LEAST_WORDS <= len(text.strip()) <= MOST_WORDS:
        raise refuse(Kind.INPUT, "Jawabannya belum jelas.", "Tulis apa yang dijawab, paling sedikit dua puluh huruf.")
    row.answered_at, row.answer = now, text.strip()
    row.save(update_fields=["answered_at", "answer"])
    ledger.record(
        Act.RECORD_FORWARDED_ANSWER,
        actor=actor,
        subject=COMPLAINTS,
        public={"due_at": timestamp(row.due_at), "late": now >= row.due_at},
        private={"case": complaint.case, "to": row.to, "answer": row.answer},
    )
    return row
