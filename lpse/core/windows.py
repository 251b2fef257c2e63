# SPDX-License-Identifier: Apache-2.0
"""Spans of time in which an act is allowed: half-open, so that the end itself is already late."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Phase(StrEnum):
    """Where a moment stands to a window."""

    FUTURE = "future"
    OPEN = "open"
    PAST = "past"


class BadWindow(ValueError):
    """A window without a time zone, or one that does not end after it starts."""


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise BadWindow("Waktu harus menyebut zona.")
    return moment


@dataclass(frozen=True, order=True)
class Window:
    """A half-open span: an act at ``t`` is in time when ``starts_at <= t < ends_at`` (decisions.md 3.1).

    Both ends are aware datetimes. Windows order by start, then by end.
    Raises BadWindow for a naive end or when ``ends_at`` is not after ``starts_at``.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if _aware(self.starts_at) >= _aware(self.ends_at):
            raise BadWindow("Waktu berakhir harus sesudah waktu mulai.")

    def state(self, now: datetime) -> Phase:
        """Return whether the window is still to come, open or past at ``now`` (aware)."""
        if _aware(now) < self.starts_at:
            return Phase.FUTURE
        return Phase.OPEN if now < self.ends_at else Phase.PAST

    def is_open(self, now: datetime) -> bool:
        """Say whether an act at ``now`` is in time; equality with the end is late."""
        return self.state(now) is Phase.OPEN

    def overlaps(self, other: "Window") -> bool:
        """Say whether the two windows share any moment; windows that merely touch do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at
