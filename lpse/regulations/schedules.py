# SPDX-License-Identifier: Apache-2.0
"""Drafting and checking the schedule of a tender with post-qualification and one file (law.md 3.1).

Pure. ``draft_schedule`` proposes the shortest comfortable lawful schedule; ``check_schedule`` returns every problem
at once, each with its stage and article, so that a page can show a checklist. Training tenders may have any positive
duration but keep the order of stages (decisions.md 3.11).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

from lpse.core import words_of_time
from lpse.core.calendar import OFFICE_HOURS, UnknownYear, WorkingCalendar, WorkingHours, last_day, local_date
from lpse.core.said import said, together
from lpse.core.windows import Window
from lpse.regulations.book import Category, Regulation, Rule, StageKind
from lpse.regulations.deadlines import statutory, statutory_after

# Proposals of this house where the law says "as needed"; a Pokja changes them freely.
EVALUATION_DAYS, PROOF_DAYS, APPOINTMENT_DAYS, SIGNING_DAYS = 5, 2, 2, 5
BID_DEADLINE_AT = time(10, 0)
K = StageKind


@dataclass(frozen=True)
class StageWindow:
    """One drafted stage: when it is open, its SPSE name, its minimum in words and the article behind that."""

    kind: StageKind
    starts_at: datetime
    ends_at: datetime
    label: str
    minimum: str
    article: str


class Planned(Protocol):
    """What ``check_schedule`` reads: a stage row of any kind that has these three."""

    @property
    def kind(self) -> StageKind: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True)
class Problem:
    """What is wrong with a schedule: the stage (None for the whole), a sentence, and the article behind it.

    ``is_warning`` marks advice that does not stop an announcement.
    """

    stage: StageKind | None
    message: str
    article: str = ""
    is_warning: bool = False


class TooEarly(ValueError):
    """A wanted bid deadline before the earliest one the law allows, which is ``earliest_at``."""

    def __init__(self, earliest_at: datetime) -> None:
        self.earliest_at = earliest_at
        zone = earliest_at.tzinfo
        assert zone is not None
        super().__init__(
            said(
                "Batas akhir itu lebih awal daripada yang sah. Paling awal {earliest}.",
                earliest=words_of_time.instant(earliest_at, zone),
            )
        )


@dataclass(frozen=True)
class _Office:
    calendar: WorkingCalendar
    zone: tzinfo
    hours: WorkingHours

    def opens(self, on: date) -> datetime:
        return self._at(on, 0)

    def closes(self, on: date) -> datetime:
        return self._at(on, 1)

    def _at(self, on: date, which: int) -> datetime:
        hours = self.hours.on(on) or OFFICE_HOURS.by_weekday[0]
        assert hours is not None  # the default week opens on Monday
        return datetime.combine(on, hours[which], self.zone)

    def closes_after(self, moment: datetime) -> datetime:
        """Return the first close of working hours after a moment."""
        on = local_date(moment, self.zone)
        works = self.calendar.is_working_day(on) and self.hours.on(on) is not None
        return self.closes(on) if works and moment < self.closes(on) else self.closes(self.next(on))

    def next(self, on: date, days: int = 1) -> date:
        """Return the date ``days`` days on which the office works after ``on``."""
        day, left = on, days
        while left:
            day += timedelta(days=1)
            left -= self.calendar.is_working_day(day) and self.hours.on(day) is not None
        return day


def draft_schedule(
    regulation: Regulation,
    category: Category,
    announce_at: datetime,
    *,
    calendar: WorkingCalendar,
    zone: tzinfo,
    hours: WorkingHours = OFFICE_HOURS,
    deadline_at: datetime | None = None,
) -> list[StageWindow]:
    """Propose the twelve stages from the moment of announcement (aware), with the wanted bid deadline if there is one.

    Counted minima come from the rule book, the rest from this house; every end lies within working hours but a wanted
    deadline and the standstill's own. Raises UnknownYear, and TooEarly for a deadline the law does not allow.
    """
    limits, office = regulation.schedule, _Office(calendar, zone, hours)
    day0 = local_date(announce_at, zone)
    announced_until = office.next(day0, limits.announcement.days)
    clarified_on = office.next(day0, limits.clarification_after_announcement.days)
    earliest_on = max(office.next(clarified_on, limits.deadline_after_clarification.days), announced_until)
    if deadline_at is None:
        deadline_at = _bid_deadline(office, earliest_on)
    elif last_day(deadline_at, zone) < earliest_on:
        raise TooEarly(_bid_deadline(office, earliest_on))
    deadline_on = last_day(deadline_at, zone)
    evaluated_on = office.next(deadline_on, EVALUATION_DAYS)
    proved_on = office.next(evaluated_on, PROOF_DAYS)
    awarded_on = office.next(proved_on, limits.award_after_proof.days)
    awarded_at = office.opens(awarded_on)
    common = {"regulation": regulation, "calendar": calendar, "zone": zone, "hours": hours}
    contested_until = statutory(Rule.OBJECTION, category, awarded_at, **common).due.due_at  # type: ignore[arg-type]
    answered = statutory_after(Rule.OBJECTION_ANSWER, category, contested_until, **common).due  # type: ignore[arg-type]
    appointed_on = office.next(answered.due_on)
    appointed_until = office.next(appointed_on, APPOINTMENT_DAYS - 1)
    signed_until = office.next(appointed_until, min(SIGNING_DAYS, limits.contract_after_appointment.days))
    spans = {
        K.ANNOUNCEMENT: (announce_at, office.closes(announced_until)),
        K.DOCUMENT_DOWNLOAD: (announce_at, office.closes(calendar.back(deadline_on, 1))),
        K.CLARIFICATION: (office.opens(clarified_on), office.closes(clarified_on)),
        K.BID_SUBMISSION: (office.closes(clarified_on), deadline_at),
        K.BID_OPENING: (deadline_at, office.closes_after(deadline_at)),
        K.EVALUATION: (deadline_at, office.closes(evaluated_on)),
        K.QUALIFICATION_PROOF: (office.opens(office.next(evaluated_on)), office.closes(proved_on)),
        K.AWARD_DECISION: (awarded_at, office.closes(awarded_on)),
        K.AWARD_ANNOUNCEMENT: (awarded_at, office.closes(awarded_on)),
        K.STANDSTILL: (awarded_at, contested_until),
        K.APPOINTMENT: (office.opens(appointed_on), office.closes(appointed_until)),
        K.CONTRACT_SIGNING: (office.opens(office.next(appointed_until)), office.closes(signed_until)),
    }
    return _named(regulation, spans)


def draft_training_schedule(
    regulation: Regulation,
    announce_at: datetime,
    *,
    bidding: timedelta,
    step: timedelta,
    standstill: timedelta | None = None,
) -> list[StageWindow]:
    """Propose the stages of a training tender: bids from the announcement on for ``bidding``, then one ``step`` each.

    ``standstill`` defaults to ``step``. Raises BadWindow when a duration is not positive.
    """
    deadline_at = announce_at + bidding
    before = (K.ANNOUNCEMENT, K.DOCUMENT_DOWNLOAD, K.CLARIFICATION, K.BID_SUBMISSION)
    spans = dict.fromkeys(before, (announce_at, deadline_at))
    spans[K.BID_OPENING] = spans[K.EVALUATION] = (deadline_at, deadline_at + step)
    moment = deadline_at + step
    for kinds, length in (
        ((K.QUALIFICATION_PROOF,), step),
        ((K.AWARD_DECISION, K.AWARD_ANNOUNCEMENT), step),
        ((K.STANDSTILL,), standstill or step),
        ((K.APPOINTMENT,), step),
        ((K.CONTRACT_SIGNING,), step),
    ):
        for kind in kinds:
            spans[kind] = (moment, moment + length)
        moment += length
    return _named(regulation, spans)


def _bid_deadline(office: _Office, on: date) -> datetime:
    wanted = datetime.combine(on, BID_DEADLINE_AT, office.zone)
    return wanted if office.opens(on) < wanted <= office.closes(on) else office.closes(on)


def _named(regulation: Regulation, spans: Mapping[StageKind, tuple[datetime, datetime]]) -> list[StageWindow]:
    rows = []
    for stage in regulation.stages:
        window = Window(*spans[stage.kind])
        article = str(stage.source)
        rows.append(StageWindow(stage.kind, window.starts_at, window.ends_at, stage.label, stage.minimum, article))
    return rows


def check_schedule(
    windows: Sequence[Planned],
    regulation: Regulation,
    category: Category,
    *,
    calendar: WorkingCalendar,
    zone: tzinfo,
    hours: WorkingHours = OFFICE_HOURS,
    owner_estimate_on: date | None = None,
    training: bool = False,
) -> list[Problem]:
    """Return everything that stops this schedule from being announced, and warnings marked as such.

    ``windows`` are the planned stages in any order, one of each kind; ``owner_estimate_on`` is the date of the HPS.
    With ``training`` only presence, positive durations and order are checked. Empty list: nothing is wrong.
    """
    plan = {K(window.kind): window for window in windows}
    problems = _presence(windows, plan, regulation)
    if problems:
        return problems
    problems += _order(plan, regulation)
    if training:
        return problems
    try:
        check = _Check(plan, regulation, category, calendar, zone, hours)
        problems += check.minima()
        problems += check.owner_estimate(owner_estimate_on)
        problems += check.hours_kept()
    except UnknownYear as unknown:
        problems.append(Problem(None, unknown.args[0], "R-CAL-4"))
    return problems


def _presence(windows: Sequence[Planned], plan: Mapping[StageKind, Planned], regulation: Regulation) -> list[Problem]:
    problems = []
    for stage in regulation.stages:
        count, name = sum(K(window.kind) is stage.kind for window in windows), said(stage.label)
        if count == 0:
            text = said("Tahap {stage} belum dijadwalkan.", stage=name)
            problems.append(Problem(stage.kind, text, str(stage.source)))
        elif count > 1:
            problems.append(Problem(stage.kind, said("Tahap {stage} dijadwalkan lebih dari satu kali.", stage=name)))
        elif plan[stage.kind].ends_at <= plan[stage.kind].starts_at:
            problems.append(Problem(stage.kind, said("Tahap {stage} harus berakhir sesudah mulai.", stage=name)))
    return problems


# (stage, its end): must not come before (other stage, its end). "s" is starts_at, "e" is ends_at.
_ORDER = (
    (K.DOCUMENT_DOWNLOAD, "s", K.ANNOUNCEMENT, "s"),
    (K.CLARIFICATION, "s", K.ANNOUNCEMENT, "s"),
    (K.BID_SUBMISSION, "s", K.ANNOUNCEMENT, "s"),
    (K.BID_SUBMISSION, "e", K.ANNOUNCEMENT, "e"),
    (K.BID_SUBMISSION, "e", K.DOCUMENT_DOWNLOAD, "e"),
    (K.BID_SUBMISSION, "e", K.CLARIFICATION, "e"),
    (K.BID_OPENING, "s", K.BID_SUBMISSION, "e"),
    (K.EVALUATION, "s", K.BID_OPENING, "s"),
    (K.QUALIFICATION_PROOF, "s", K.EVALUATION, "s"),
    (K.QUALIFICATION_PROOF, "e", K.EVALUATION, "e"),
    (K.AWARD_DECISION, "s", K.QUALIFICATION_PROOF, "e"),
    (K.AWARD_ANNOUNCEMENT, "s", K.AWARD_DECISION, "s"),
    (K.STANDSTILL, "s", K.AWARD_ANNOUNCEMENT, "s"),
    (K.APPOINTMENT, "s", K.STANDSTILL, "e"),
    (K.CONTRACT_SIGNING, "s", K.APPOINTMENT, "s"),
)
_WORDS = {
    ("s", "s"): said("{stage} tidak boleh mulai sebelum {other} mulai."),
    ("s", "e"): said("{stage} tidak boleh mulai sebelum {other} berakhir."),
    ("e", "e"): said("{stage} tidak boleh berakhir sebelum {other} berakhir."),
}


def _edge(window: Planned, edge: str) -> datetime:
    return window.starts_at if edge == "s" else window.ends_at


def _order(plan: Mapping[StageKind, Planned], regulation: Regulation) -> list[Problem]:
    problems = []
    for kind, edge, other, other_edge in _ORDER:
        if _edge(plan[kind], edge) < _edge(plan[other], other_edge):
            stage, before = regulation.stage(kind), regulation.stage(other)
            text = said(_WORDS[edge, other_edge], stage=said(stage.label), other=said(before.label))
            problems.append(Problem(kind, text, str(stage.source)))
    return problems


@dataclass(frozen=True)
class _Check:
    plan: Mapping[StageKind, Planned]
    regulation: Regulation
    category: Category
    calendar: WorkingCalendar
    zone: tzinfo
    hours: WorkingHours

    def _starts_on(self, kind: StageKind) -> date:
        return local_date(self.plan[kind].starts_at, self.zone)

    def _ends_on(self, kind: StageKind) -> date:
        return last_day(self.plan[kind].ends_at, self.zone)

    def _told(self, kind: StageKind, reached: bool, text: str) -> list[Problem]:
        stage = self.regulation.stage(kind)
        return [] if reached else [Problem(kind, together([said(stage.label), text]), str(stage.source))]

    def minima(self) -> list[Problem]:
        """Return the stages that fall short of a minimum of the rule book, or pass a maximum."""
        return [*self._before_the_deadline(), *self._after_the_opening()]

    def _before_the_deadline(self) -> list[Problem]:
        limits, calendar = self.regulation.schedule, self.calendar
        announced_on, deadline_on = self._starts_on(K.ANNOUNCEMENT), self._ends_on(K.BID_SUBMISSION)
        on_air = calendar.working_days(announced_on, self._ends_on(K.ANNOUNCEMENT))
        before = calendar.working_days(announced_on, self._starts_on(K.CLARIFICATION))
        since = calendar.working_days(self._ends_on(K.CLARIFICATION), deadline_on)
        download_until = calendar.back(deadline_on, limits.download_before_deadline.days)
        return [
            *self._told(
                K.ANNOUNCEMENT,
                on_air >= limits.announcement.days,
                said("tayang {n} hari kerja; paling sedikit {least}.", n=on_air, least=limits.announcement.words()),
            ),
            *self._told(
                K.DOCUMENT_DOWNLOAD,
                self._ends_on(K.DOCUMENT_DOWNLOAD) >= download_until,
                said(
                    "ditutup terlalu awal; buka sampai {least} sebelum batas akhir.",
                    least=limits.download_before_deadline.words(),
                ),
            ),
            *self._told(
                K.CLARIFICATION,
                before >= limits.clarification_after_announcement.days,
                said(
                    "mulai {n} hari kerja; paling sedikit {least} setelah pengumuman.",
                    n=before,
                    least=limits.clarification_after_announcement.words(),
                ),
            ),
            *self._told(
                K.BID_SUBMISSION,
                since >= limits.deadline_after_clarification.days,
                said(
                    "berakhir {n} hari kerja; paling sedikit {least} setelah pemberian penjelasan.",
                    n=since,
                    least=limits.deadline_after_clarification.words(),
                ),
            ),
        ]

    def _after_the_opening(self) -> list[Problem]:
        limits, calendar = self.regulation.schedule, self.calendar
        proved_on = self._ends_on(K.QUALIFICATION_PROOF)
        to_award = calendar.working_days(proved_on, self._starts_on(K.AWARD_ANNOUNCEMENT))
        signing = calendar.working_days(self._ends_on(K.APPOINTMENT), self._ends_on(K.CONTRACT_SIGNING))
        return [
            *self._told(
                K.AWARD_ANNOUNCEMENT,
                to_award <= limits.award_after_proof.days,
                said("paling lambat {most} setelah pembuktian kualifikasi.", most=limits.award_after_proof.words()),
            ),
            *self._standstill(),
            *self._told(
                K.CONTRACT_SIGNING,
                signing <= limits.contract_after_appointment.days,
                said("paling lambat {most} setelah SPPBJ.", most=limits.contract_after_appointment.words()),
            ),
        ]

    def _standstill(self) -> list[Problem]:
        end = statutory(
            Rule.OBJECTION,
            self.category,
            self.plan[K.AWARD_ANNOUNCEMENT].starts_at,
            regulation=self.regulation,
            calendar=self.calendar,
            zone=self.zone,
            hours=self.hours,
        )
        reached = self.plan[K.STANDSTILL].ends_at >= end.due.due_at
        text = said(
            "Masa Sanggah paling singkat {least} setelah pengumuman pemenang. {counting}",
            least=end.clock.period.words(),
            counting=end.due.words(),
        )
        return [] if reached else [Problem(K.STANDSTILL, text, end.source)]

    def owner_estimate(self, on: date | None) -> list[Problem]:
        """Return a problem when the HPS is older at the bid deadline than the law allows (R-HPS-3)."""
        limit = self.regulation.schedule.owner_estimate_before_deadline
        if on is None or self.calendar.working_days(on, self._ends_on(K.BID_SUBMISSION)) <= limit.days:
            return []
        text = said(
            "HPS ditetapkan lebih dari {most} sebelum batas akhir pemasukan penawaran. "
            "Minta PPK menetapkannya kembali dari halaman paket.",
            most=limit.words(),
        )
        return [Problem(K.BID_SUBMISSION, text, str(limit.source))]

    def hours_kept(self) -> list[Problem]:
        """Return the stages that end outside working days or hours: a fault for works, else advice (R-CAL-5)."""
        must = self.category in self.regulation.end_in_hours_categories
        article = str(self.regulation.end_in_hours_source)
        problems = []
        for stage in self.regulation.stages:
            # The standstill ends where the law says, at midnight for rules in working days.
            if stage.kind is not K.STANDSTILL and not self._in_hours(self.plan[stage.kind].ends_at):
                text = said("{stage} berakhir di luar hari atau jam kerja.", stage=said(stage.label))
                problems.append(Problem(stage.kind, text, article, is_warning=not must))
        return problems

    def _in_hours(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        hours = self.hours.on(local.date())
        return bool(hours and self.calendar.is_working_day(local.date()) and hours[0] < local.time() <= hours[1])
