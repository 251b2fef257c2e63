# SPDX-License-Identifier: Apache-2.0
"""The service survey: which services ask, spans of time, what may be shown, and names under which nobody is known.

Pure.
"""

import hashlib
import hmac
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import TypeVar

from lpse.core.said import Said, said
from lpse.regulations.survey import ELEMENTS, SCORES

LEAST = 5
"""Fewer answers than this are never shown, so that no figure tells of a person."""
OPEN_PER_HOUR = 20
"""Answers by the open link from one address in one hour; a bidding room shares one address."""
QUARTERS = ("I", "II", "III", "IV")
_CODE = re.compile(r"(20[0-9]{2})(?:-Q([1-4]))?", re.ASCII)


class Service(StrEnum):
    """The service that an answer is about: four that end with a result, and anything by the open link."""

    REGISTRATION = "registration"
    BID = "bid"
    OBJECTION = "objection"
    COMPLAINT = "complaint"
    OPEN = "open"


class Question(StrEnum):
    """What a respondent may say of themselves; none of it is compulsory."""

    GENDER = "gender"
    EDUCATION = "education"
    OCCUPATION = "occupation"


CHOICES: Mapping[Question, Sequence[str]] = {
    Question.GENDER: ("female", "male"),
    Question.EDUCATION: ("secondary", "diploma", "bachelor", "postgraduate"),
    Question.OCCUPATION: ("business", "official", "press", "student", "other"),
}


class NoSuchSpan(ValueError):
    """No year and no quarter is written like that."""


@dataclass(frozen=True, order=True)
class Span:
    """A quarter (triwulan) or, without one, a whole year."""

    year: int
    quarter: int | None = None

    @property
    def code(self) -> str:
        """The span as addresses and the record write it: 2026-Q3, or 2026."""
        return f"{self.year}" if self.quarter is None else f"{self.year}-Q{self.quarter}"

    def words(self) -> Said:
        """Return ``Triwulan III 2026`` or ``Tahun 2026``."""
        if self.quarter is None:
            return said("Tahun {year}", year=self.year)
        return said("Triwulan {quarter} {year}", quarter=QUARTERS[self.quarter - 1], year=self.year)

    def starts_at(self, zone: tzinfo) -> datetime:
        """The local midnight that begins it."""
        month = 1 if self.quarter is None else 3 * self.quarter - 2
        return datetime.combine(date(self.year, month, 1), time.min, zone)

    def ends_at(self, zone: tzinfo) -> datetime:
        """The local midnight that ends it (exclusive)."""
        following = Span(self.year + 1, None if self.quarter is None else 1)
        if self.quarter is not None and self.quarter < len(QUARTERS):
            following = Span(self.year, self.quarter + 1)
        return following.starts_at(zone)

    def quarters(self) -> list["Span"]:
        """The quarters it consists of."""
        return [Span(self.year, number) for number in range(1, 5)] if self.quarter is None else [self]


def span_of(code: str) -> Span:
    """Return the span of a code. Raises NoSuchSpan."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise NoSuchSpan(code)
    return Span(int(found[1]), int(found[2]) if found[2] else None)


def quarter_of(moment: datetime, zone: tzinfo) -> Span:
    """Return the quarter of a moment in the office's zone."""
    local = moment.astimezone(zone)
    return Span(local.year, (local.month + 2) // 3)


def is_complete(scores: Sequence[int]) -> bool:
    """Say whether all nine elements were rated on the scale."""
    return len(scores) == len(ELEMENTS) and all(score in SCORES for score in scores)


Key = TypeVar("Key", bound=Hashable)


def withheld(counts: Mapping[Key, int], least: int = LEAST) -> frozenset[Key]:
    """Return the parts of a whole whose figures are not shown.

    Those with fewer than ``least``, and, when these together are still fewer, the smallest of the others too: else the
    whole minus what is shown would tell them.
    """
    hidden = {key for key, count in counts.items() if 0 < count < least}
    others = sorted((key for key, count in counts.items() if count >= least), key=lambda key: counts[key])
    while hidden and others and sum(counts[key] for key in hidden) < least:
        hidden.add(others.pop(0))
    return frozenset(hidden)


def spent_key(key: bytes, service: Service, thing: str) -> str:
    """Return the name under which an answer about this thing is remembered as given (HMAC-SHA256, hex)."""
    return hmac.new(key, f"survey\0{service}\0{thing}".encode(), hashlib.sha256).hexdigest()


def address_key(key: bytes, address: str, day: date) -> str:
    """Return the day's name of an address, under which its answers by the open link are counted for an hour."""
    daily = hmac.new(key, b"survey of " + day.isoformat().encode(), hashlib.sha256).digest()
    return hmac.new(daily, address.encode(), hashlib.sha256).hexdigest()
