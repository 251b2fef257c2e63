# SPDX-License-Identifier: Apache-2.0
"""Words of requests for public information (permohonan informasi publik). Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

from lpse.regulations.information import Exemption, ObjectionGround

NUMBER_PREFIX = "PIP"
_TYPED = re.compile(rf"{NUMBER_PREFIX}(\d{{4}})(\d{{4,8}})", re.ASCII)
_LEFT_OUT = re.compile(r"[\s-]+")


class InformationStatus(StrEnum):
    """States of a request: received, answered by the officer, objected to, answered by the superior."""

    RECEIVED = "received"
    ANSWERED = "answered"
    OBJECTED = "objected"
    REVIEWED = "reviewed"


class Decision(StrEnum):
    """What the information officer answers: given, given in part, refused under an exemption, or not held here."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    NOT_HELD = "not_held"


KEEPING_BACK = frozenset({Decision.PARTLY, Decision.REFUSED})
"""Answers that keep something back, and so name the exemption and its test of consequences (R-KIP-9)."""


class Delivery(StrEnum):
    """How the requester wants the information: to read it, or a copy of it."""

    READ = "read"
    ELECTRONIC = "electronic"
    PAPER = "paper"


@dataclass(frozen=True)
class Wanted:
    """A request as its author writes it. ``name`` and ``contact`` are for the officer only."""

    name: str
    contact: str
    subject: str
    text: str
    purpose: str
    delivery: Delivery


@dataclass(frozen=True)
class Reply:
    """The officer's answer; ``summary`` is for the public register, without names.

    ``exemption`` and ``consequence`` (the test of consequences in words) come with what is kept back, and only then.
    """

    decision: Decision
    text: str
    summary: str
    exemption: Exemption | None = None
    consequence: str = ""


def number_of(year: int, serial: int) -> str:
    """Return the registration number of the ``serial``-th request (PIP-2026-0007)."""
    return f"{NUMBER_PREFIX}-{year}-{serial:04d}"


def normal_number(typed: str) -> str:
    """Return a typed registration number as it was given out (``pip 2026 0007``), or an empty text."""
    found = _TYPED.fullmatch(_LEFT_OUT.sub("", typed.upper()))
    return f"{NUMBER_PREFIX}-{found[1]}-{found[2]}" if found else ""


def grounds_of(decision: Decision | None, *, is_late: bool) -> tuple[ObjectionGround, ...]:
    """Return the grounds a requester may object on; ``decision`` is None when the term passed without an answer.

    Source: UU 14/2008 Pasal 35 ayat (1), R-KIP-3.
    """
    if decision is None:
        return (ObjectionGround.NO_ANSWER, ObjectionGround.PERIODIC_MISSING)
    barred = {ObjectionGround.NO_ANSWER}
    barred |= set() if decision in KEEPING_BACK else {ObjectionGround.EXEMPTED}
    barred |= set() if is_late else {ObjectionGround.LATE}
    return tuple(ground for ground in ObjectionGround if ground not in barred)
