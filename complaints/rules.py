# SPDX-License-Identifier: Apache-2.0
"""Words of objections and complaints. Pure."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from lpse.core.acts import Role
from lpse.core.said import said
from lpse.regulations import Rule


class ObjectionStatus(StrEnum):
    """States of an objection (sanggah)."""

    FILED = "filed"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class AppealStatus(StrEnum):
    """States of an appeal (sanggah banding): filed, its bond found valid, decided; or no appeal after all."""

    FILED = "filed"
    ADMITTED = "admitted"
    UPHELD = "upheld"
    REJECTED = "rejected"
    INADMISSIBLE = "inadmissible"
    LAPSED = "lapsed"


PENDING_APPEAL = frozenset({AppealStatus.FILED, AppealStatus.ADMITTED})


class Channel(StrEnum):
    """How an appeal came: through the portal, or on paper and entered by the committee (law.md R-BANDING-9)."""

    PORTAL = "portal"
    PAPER = "paper"


class Ordered(StrEnum):
    """What follows when an appeal is accepted (law.md R-BANDING-8)."""

    RE_EVALUATION = "re_evaluation"
    NEW_SELECTION = "new_selection"


class WindowEnd(StrEnum):
    """Why an appeal window is closed: its time passed, an appeal was filed, or the result is in force no more."""

    PASSED = "passed"
    APPEALED = "appealed"
    VOIDED = "voided"


class Ground(StrEnum):
    """Grounds of an objection (law.md R-SANGGAH-3)."""

    EVALUATION_ERROR = "evaluation_error"
    PROCEDURE_BREACH = "procedure_breach"
    COLLUSION = "collusion"
    ABUSE_OF_POWER = "abuse_of_power"


class ComplaintStatus(StrEnum):
    """States of a public complaint (pengaduan)."""

    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class Origin(StrEnum):
    """Where a complaint came from, and so why it is none other (law.md R-SANGGAH-7, R-BANDING-5)."""

    PUBLIC = "public"
    LATE_OBJECTION = "late_objection"
    MISDIRECTED_OBJECTION = "misdirected_objection"
    OFF_CHANNEL_OBJECTION = "off_channel_objection"
    LATE_APPEAL = "late_appeal"
    INVALID_APPEAL = "invalid_appeal"


class ReportKind(StrEnum):
    """Classes of what comes in as a complaint (law.md R-LAPOR-1)."""

    INFORMATION = "information"
    ASPIRATION = "aspiration"
    GENERAL = "general"
    OVERSIGHT = "oversight"


KIND_RULE = {
    ReportKind.INFORMATION: Rule.REPORT_INFORMATION,
    ReportKind.ASPIRATION: Rule.REPORT_INFORMATION,
    ReportKind.GENERAL: Rule.REPORT_GENERAL,
    ReportKind.OVERSIGHT: Rule.REPORT_OVERSIGHT,
}
"""The term of each class (law.md R-LAPOR-2); an aspiration is answered like a question."""


STEPS = {
    Rule.COMPLAINT_COMPLETENESS: frozenset({ComplaintStatus.RECEIVED}),
    Rule.COMPLAINT_COMPLETION: frozenset({ComplaintStatus.INCOMPLETE}),
}
"""States in which a step on the way to the answer is still waited for, by the rule that gives it time."""


def waiting_states(rule: Rule) -> frozenset[ComplaintStatus]:
    """Return the states of a complaint in which a clock of it still runs: of a step, or else until it is closed."""
    return STEPS.get(rule, frozenset(ComplaintStatus) - {ComplaintStatus.CLOSED})


class IdentityMode(StrEnum):
    """Whether a complainant says who they are: not at all, to auditors only, or openly (law.md R-LAPOR-4)."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    OPEN = "open"


class Outcome(StrEnum):
    """How a complaint was closed."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Level(StrEnum):
    """How far an open clock has run: half, four fifths, its last day, or past its end."""

    HALF = "half"
    FOUR_FIFTHS = "four_fifths"
    DUE = "due"
    OVERDUE = "overdue"


ANSWERS = {
    Rule.OBJECTION_ANSWER: Role.COMMITTEE,
    Rule.PREQUALIFICATION_OBJECTION_ANSWER: Role.COMMITTEE,
    Rule.APPEAL_ANSWER: Role.BUDGET_AUTHORITY,
    Rule.COMPLAINT_COMPLETENESS: Role.AUDITOR,
    Rule.COMPLAINT_DECISION: Role.AUDITOR,
    Rule.REPORT_OVERSIGHT: Role.AUDITOR,
    Rule.REPORT_GENERAL: Role.AUDITOR,
    Rule.REPORT_INFORMATION: Role.AUDITOR,
    Rule.INFORMATION_REQUEST: Role.INFORMATION_OFFICER,
    Rule.INFORMATION_REQUEST_EXTENSION: Role.INFORMATION_OFFICER,
    Rule.INFORMATION_OBJECTION_ANSWER: Role.INFORMATION_SUPERIOR,
}
"""Who must answer, by the rule that gives the time. The other rules give time to who raises the voice: nobody in
office misses those."""
SUPERIOR = {
    Role.COMMITTEE: Role.UNIT_HEAD,
    Role.PROCUREMENT_OFFICER: Role.BUDGET_AUTHORITY,
    Role.BUDGET_AUTHORITY: Role.BUDGET_AUTHORITY,
    Role.AUDITOR: Role.AUDITOR,
    Role.INFORMATION_OFFICER: Role.INFORMATION_SUPERIOR,
    Role.INFORMATION_SUPERIOR: Role.INFORMATION_SUPERIOR,
}
"""Before whom a missed answer is brought: Pokja to head of UKPBJ, PPK to KPA, KPA to PA, auditor to head of APIP,
PPID to its superior.

PA and KPA hold one role here, and so do an auditor and the head of APIP; the latter's clocks are told in public too.
"""


def forwarded(case: str) -> str:
    """Return what the marks of a forwarding's clock are of: they are not those of its complaint."""
    return f"{case}:diteruskan"


def marks_of(starts_at: datetime, due_at: datetime, days: int) -> dict[Level, datetime]:
    """Return when a clock reaches each level, in order.

    ``days`` are those of its period; the last of them begins one such share before the end, and never before four
    fifths of the time are over.
    """
    span = due_at - starts_at
    four_fifths = starts_at + span * 4 / 5
    return {
        Level.HALF: starts_at + span / 2,
        Level.FOUR_FIFTHS: four_fifths,
        Level.DUE: max(due_at - span / days, four_fifths),
        Level.OVERDUE: due_at,
    }


ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs without 0, O, 1 and I, five bits each."""
CASE_PREFIX = "ADU"
CASE_SIGNS, CODE_SIGNS, GROUP = 8, 20, 4
TRIES = 5
"""Wrong tracking codes that are answered per case and per address in one hour."""
TICKET_SECONDS = 30 * 60
"""How long a ticket stays open in a browser that gave the right code."""
APPEAL_PERIOD = said("masa sanggah banding")
"""Why the award waits after a rejected objection."""
APPEAL = said("sanggah banding")
"""Why the award waits for an appeal on paper, entered after its window."""
EVIDENCE_BYTES = 20 * 2**20
_MAGIC = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True)
class Point:
    """A point of an objection as its author writes it."""

    ground: Ground
    fact: str
    clause: str = ""


@dataclass(frozen=True)
class Bond:
    """An appeal bond (jaminan sanggah banding) as the paper says; ``amount`` in rupiah."""

    issuer: str
    number: str
    amount: Decimal
    valid_until: date


@dataclass(frozen=True)
class Answer:
    """The committee's answer to one point."""

    upheld: bool
    text: str
    clause: str = ""


def new_case() -> str:
    """Return a random case number (ADU-7F3K-92QD), which says nothing about how many came before."""
    return f"{CASE_PREFIX}-{_grouped(CASE_SIGNS)}"


def new_code() -> str:
    """Return a random tracking code of 100 bits in groups of four."""
    return _grouped(CODE_SIGNS)


def _grouped(signs: int) -> str:
    text = "".join(secrets.choice(ALPHABET) for _ in range(signs))
    return "-".join(text[at : at + GROUP] for at in range(0, signs, GROUP))


def normal_code(typed: str) -> str:
    """Return what a typed code says: its signs in upper case, without hyphens, spaces and signs never given out."""
    return "".join(sign for sign in typed.upper() if sign in ALPHABET)


def normal_case(typed: str) -> str:
    """Return a typed case number as it was given out (``adu 7f3k92qd`` is ADU-7F3K-92QD), or an empty text."""
    signs = normal_code(typed)
    if len(signs) == len(CASE_PREFIX) + CASE_SIGNS and signs.startswith(CASE_PREFIX):
        signs = signs.removeprefix(CASE_PREFIX)
    return f"{CASE_PREFIX}-{signs[:GROUP]}-{signs[GROUP:]}" if len(signs) == CASE_SIGNS else ""


def code_hash(key: bytes, code: str) -> str:
    """Return the keyed hash (HMAC-SHA256, hex) under which a tracking code is kept."""
    return hmac.new(key, b"complaint code\0" + normal_code(code).encode(), hashlib.sha256).hexdigest()


def try_keys(key: bytes, case: str, address: str, day: date) -> tuple[str, str]:
    """Return the names under which wrong codes are counted: of the case, and of the address with the day's own key.

    Neither case nor address can be read back from them; yesterday's name of an address is not today's.
    """
    daily = hmac.new(key, b"tries of " + day.isoformat().encode(), hashlib.sha256).digest()
    return (
        hmac.new(daily, b"case\0" + case.encode(), hashlib.sha256).hexdigest(),
        hmac.new(daily, b"address\0" + address.encode(), hashlib.sha256).hexdigest(),
    )


def answer_key(number: str) -> str:
    """Return the number of the letter that answers an objection or an appeal."""
    return f"{number}/JAWABAN"


def silence_key(number: str) -> str:
    """Return the number of the minutes (berita acara) of an appeal that silence accepted."""
    return f"{number}/BA"


def answered(key: str) -> str:
    """Return the number of the objection or appeal that a paper of this number is about."""
    return key.partition("/")[0]


def appeal_number(objection_number: str) -> str:
    """Return the number of the one appeal that may follow an objection (SGH-2026-0412-01 is BDG-2026-0412-01)."""
    return f"BDG-{objection_number.removeprefix('SGH-')}"


def media_type(head: bytes) -> str | None:
    """Return the media type that a file's first bytes show (PDF, JPEG, PNG), or None for any other file."""
    return next((media for magic, media in _MAGIC.items() if head.startswith(magic)), None)
