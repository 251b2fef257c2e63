# SPDX-License-Identifier: Apache-2.0
"""What a newly decreed holiday would do to a due date that was counted and stored before.

A stored ``basis`` is never changed (law.md R-CAL-4): this only counts the same period again, so that a person can see
which dates differ. A time once promised may be extended by a person, never shortened.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from lpse.core.calendar import OFFICE_HOURS, Due, UnknownYear, WorkingCalendar, WorkingHours


class Change(StrEnum):
    """What the tables of today say of a stored due date."""

    LATER = "later"
    EARLIER = "earlier"
    SAME_DATE = "same_date"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Recount:
    """A stored count and the same period by other tables; ``after`` is None when a year it needs has no table."""

    before: Due
    after: Due | None

    @property
    def change(self) -> Change | None:
        """Return how the two differ, or None when not one day is counted otherwise.

        SAME_DATE: other days were counted, or a provisional table is now read from its decree (or the reverse).
        """
        if self.after is None:
            return Change.UNKNOWN
        if self.after.due_on != self.before.due_on:
            return Change.LATER if self.after.due_on > self.before.due_on else Change.EARLIER
        return None if _days(self.after) == _days(self.before) else Change.SAME_DATE

    @property
    def lawful_at(self) -> datetime:
        """Return the later of the two ends: what was promised holds, whatever a new table says."""
        return self.before.due_at if self.after is None else max(self.before.due_at, self.after.due_at)


def _days(due: Due) -> tuple[Any, ...]:
    """Return what the tables decide; the names of holidays may be written otherwise and decide nothing."""
    return due.counted, tuple(row.on for row in due.skipped), due.provisional


def recount(
    basis: Mapping[str, Any],
    *,
    calendar: WorkingCalendar,
    follows: Recount | None = None,
    hours: WorkingHours = OFFICE_HOURS,
) -> Recount | None:
    """Return a stored ``basis`` (members of ``Deadline.as_data``) beside the same count by ``calendar``.

    ``follows`` is the window after which the period begins (an answer): it begins after that window's later end.
    ``hours`` close a CD+ period. Returns None for a training clock, which no holiday touches.
    """
    before = Due.from_data(basis)
    zone = before.due_at.tzinfo
    assert zone is not None  # every basis is stored with its offset
    if not before.counted:
        return None
    start_on = before.start_on
    if follows is not None:
        if follows.after is None:
            return Recount(before, None)
        start_on = max(follows.before.due_on, follows.after.due_on)
    try:
        return Recount(before, calendar.add(start_on, before.count, before.unit, zone=zone, hours=hours))
    except UnknownYear:
        return Recount(before, None)
