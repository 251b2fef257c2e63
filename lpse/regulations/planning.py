# SPDX-License-Identifier: Apache-2.0
"""Planning a schedule backwards from a wanted deadline, moving one, and measuring what each stage keeps in hand.

Pure, beside ``schedules``: what is drafted here passes ``check_schedule``, and a stage that falls short there has a
negative slack here. Working days are counted by the calendar of law.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from lpse.core.calendar import OFFICE_HOURS, Skipped, WorkingCalendar, WorkingHours, last_day, local_date
from lpse.core.said import Said, said
from lpse.regulations.book import Category, Regulation, Rule, Source, StageKind, Trust
from lpse.regulations.deadlines import statutory
from lpse.regulations.schedules import Planned, TooEarly, draft_schedule

K = StageKind
A_DAY = timedelta(days=1)
LONGEST_LOOK_BACK = 60
"""Calendar days within which the latest lawful announcement before a deadline is looked for."""


class DeadlineGround(StrEnum):
    """Grounds on which a bid deadline may move after the announcement; there are no others.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.6 huruf e; law.md R-SCH-3. That no bid came in is known only after the
    window ends: it is no ground before it, and the only one on the rest of that day (4.2.5; R-SCH-4).
    """

    FORCE_MAJEURE = "force_majeure"
    SYSTEM_DISRUPTION = "system_disruption"
    DOCUMENT_CHANGE = "document_change"
    NO_BID = "no_bid"


NO_BID_SOURCE = Source("Peraturan LKPP 9/2018 Lampiran 4.2.5; R-SCH-4", Trust.PRIMARY)
GROUND_SOURCE = Source("Peraturan LKPP 9/2018 Lampiran 4.2.6 huruf e; R-SCH-3", Trust.PRIMARY)
CHANGE_SOURCE = Source("Peraturan LKPP 9/2018 Lampiran 4.2.5 dan 4.2.6 huruf f; R-SCH-2", Trust.PRIMARY)


def announcement_for(
    regulation: Regulation,
    category: Category,
    deadline_at: datetime,
    *,
    calendar: WorkingCalendar,
    zone: tzinfo,
    hours: WorkingHours = OFFICE_HOURS,
) -> datetime:
    """Return the latest opening of the office at which an announcement still allows this bid deadline.

    Raises UnknownYear, and ValueError for a calendar without enough working days.
    """
    day = last_day(deadline_at, zone)
    for _step in range(LONGEST_LOOK_BACK):
        day -= A_DAY
        open_hours = hours.on(day)
        if open_hours is None or not calendar.is_working_day(day):
            continue
        begins = datetime.combine(day, open_hours[0], zone)
        try:
            draft_schedule(
                regulation, category, begins, calendar=calendar, zone=zone, hours=hours, deadline_at=deadline_at
            )
        except TooEarly:
            continue
        return begins
    raise ValueError(said("Tidak ada hari kerja yang cukup sebelum batas akhir itu."))


@dataclass(frozen=True)
class Moved:
    """One stage of a moved schedule."""

    kind: StageKind
    starts_at: datetime
    ends_at: datetime


def moved_schedule(
    plan: Sequence[Planned],
    deadline_at: datetime,
    *,
    regulation: Regulation,
    category: Category,
    calendar: WorkingCalendar,
    zone: tzinfo,
    hours: WorkingHours = OFFICE_HOURS,
    training: bool = False,
) -> list[Moved]:
    """Return the schedule with a later bid deadline and everything after it moved along.

    A training schedule keeps its durations. A real one is drafted anew behind the deadline; what comes before it
    stays, and documents stay open at least as long as they were. Raises UnknownYear and TooEarly.
    """
    known = {K(row.kind): row for row in plan}
    before = known[K.BID_SUBMISSION].ends_at
    if training:
        return [_shifted(row, before, deadline_at - before) for row in plan]
    drafted = {
        row.kind: row
        for row in draft_schedule(
            regulation,
            category,
            known[K.ANNOUNCEMENT].starts_at,
            calendar=calendar,
            zone=zone,
            hours=hours,
            deadline_at=deadline_at,
        )
    }
    rows = []
    for kind, row in known.items():
        starts_at, ends_at = row.starts_at, row.ends_at
        if kind is K.BID_SUBMISSION:
            ends_at = deadline_at
        elif kind is K.DOCUMENT_DOWNLOAD:
            ends_at = max(ends_at, drafted[kind].ends_at)
        elif starts_at >= before:
            starts_at, ends_at = drafted[kind].starts_at, drafted[kind].ends_at
        rows.append(Moved(kind, starts_at, ends_at))
    return rows


def _shifted(row: Planned, before: datetime, by: timedelta) -> Moved:
    kind = K(row.kind)
    if kind in (K.BID_SUBMISSION, K.DOCUMENT_DOWNLOAD):
        return Moved(kind, row.starts_at, row.ends_at + by)
    moves = by if row.starts_at >= before else timedelta(0)
    return Moved(kind, row.starts_at + moves, row.ends_at + moves)


@dataclass(frozen=True)
class Measure:
    """What a stage takes beside its limit: words for what it is, and ``slack`` in working days (None: no limit).

    A negative slack falls short of a minimum or passes a maximum. ``holidays`` are the named days within the stage.
    """

    kind: StageKind
    actual: Said
    slack: int | None
    holidays: tuple[Skipped, ...]


def measure(
    plan: Sequence[Planned],
    regulation: Regulation,
    category: Category,
    *,
    calendar: WorkingCalendar,
    zone: tzinfo,
    hours: WorkingHours = OFFICE_HOURS,
) -> list[Measure]:
    """Return the measure of every stage of a whole plan, in the order of the rule book. Raises UnknownYear."""
    known = {K(row.kind): row for row in plan}
    reached = _reached(known, regulation, category, calendar=calendar, zone=zone, hours=hours)
    rows = []
    for stage in regulation.stages:
        row = known[stage.kind]
        actual, slack = reached.get(stage.kind) or (_own(row, calendar, zone), None)
        rows.append(Measure(stage.kind, actual, slack, _holidays(row, calendar, zone)))
    return rows


def provisional_years(plan: Sequence[Planned], *, calendar: WorkingCalendar, zone: tzinfo) -> list[int]:
    """Return the years a plan touches whose holidays are not read from their decree yet; a decree may move its days.

    Source: law.md R-CAL-3, R-CAL-4; decisions.md part 1 (calendar of law).
    """
    touched = {
        year
        for row in plan
        for year in range(local_date(row.starts_at, zone).year, last_day(row.ends_at, zone).year + 1)
    }
    return sorted(year for year in touched if year in calendar.years and calendar.years[year].provisional)


def _own(row: Planned, calendar: WorkingCalendar, zone: tzinfo) -> Said:
    """Return how many working days a stage touches, its first one included."""
    first = local_date(row.starts_at, zone)
    return said("{n} hari kerja", n=calendar.working_days(first - A_DAY, last_day(row.ends_at, zone)))


def _holidays(row: Planned, calendar: WorkingCalendar, zone: tzinfo) -> tuple[Skipped, ...]:
    day, end = local_date(row.starts_at, zone), last_day(row.ends_at, zone)
    found = []
    while day <= end:
        name = calendar.why_not(day)
        if name and (day.weekday() < 5 or day in calendar.years[day.year].days):
            found.append(Skipped(day, name))
        day += A_DAY
    return tuple(found)


def _reached(
    known: Mapping[StageKind, Planned],
    regulation: Regulation,
    category: Category,
    *,
    calendar: WorkingCalendar,
    zone: tzinfo,
    hours: WorkingHours,
) -> dict[StageKind, tuple[Said, int]]:
    limits, count = regulation.schedule, calendar.working_days

    def starts(kind: StageKind) -> date:
        return local_date(known[kind].starts_at, zone)

    def ends(kind: StageKind) -> date:
        return last_day(known[kind].ends_at, zone)

    deadline_on, announced_on = ends(K.BID_SUBMISSION), starts(K.ANNOUNCEMENT)
    on_air, to_clarify = count(announced_on, ends(K.ANNOUNCEMENT)), count(announced_on, starts(K.CLARIFICATION))
    since, closed = count(ends(K.CLARIFICATION), deadline_on), count(ends(K.DOCUMENT_DOWNLOAD), deadline_on - A_DAY)
    to_award, to_sign = (
        count(ends(K.QUALIFICATION_PROOF), starts(K.AWARD_ANNOUNCEMENT)),
        count(ends(K.APPOINTMENT), ends(K.CONTRACT_SIGNING)),
    )
    return {
        K.ANNOUNCEMENT: (said("tayang {n} hari kerja", n=on_air), on_air - limits.announcement.days),
        K.DOCUMENT_DOWNLOAD: (
            said("ditutup {n} hari kerja sebelum batas akhir", n=count(ends(K.DOCUMENT_DOWNLOAD), deadline_on)),
            limits.download_before_deadline.days - 1 - closed,
        ),
        K.CLARIFICATION: (
            said("mulai {n} hari kerja sesudah pengumuman", n=to_clarify),
            to_clarify - limits.clarification_after_announcement.days,
        ),
        K.BID_SUBMISSION: (
            said("berakhir {n} hari kerja sesudah penjelasan", n=since),
            since - limits.deadline_after_clarification.days,
        ),
        K.AWARD_ANNOUNCEMENT: (
            said("{n} hari kerja sesudah pembuktian", n=to_award),
            limits.award_after_proof.days - to_award,
        ),
        K.STANDSTILL: _standstill(known, regulation, category, calendar=calendar, zone=zone, hours=hours),
        K.CONTRACT_SIGNING: (
            said("berakhir {n} hari kerja sesudah SPPBJ", n=to_sign),
            limits.contract_after_appointment.days - to_sign,
        ),
    }


def _standstill(
    known: Mapping[StageKind, Planned],
    regulation: Regulation,
    category: Category,
    *,
    calendar: WorkingCalendar,
    zone: tzinfo,
    hours: WorkingHours,
) -> tuple[Said, int]:
    """Return the slack of the standstill: whole working days behind the law's own end, below zero before it."""
    announced_at, ends_at = known[K.AWARD_ANNOUNCEMENT].starts_at, known[K.STANDSTILL].ends_at
    end = statutory(
        Rule.OBJECTION, category, announced_at, regulation=regulation, calendar=calendar, zone=zone, hours=hours
    )
    whole = local_date(ends_at, zone)
    if ends_at.astimezone(zone).time() == time.min:
        whole -= A_DAY
    words = said("menurut hukum sampai {end}", end=end.due.words_of_end())
    if ends_at < end.due.due_at:
        return words, min(-1, -calendar.working_days(whole, end.due.due_on))
    return words, calendar.working_days(end.due.due_on, whole)
