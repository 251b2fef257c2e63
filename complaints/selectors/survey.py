# SPDX-License-Identifier: Apache-2.0
"""Reads of the service survey: who is asked, what ended spans came to, and what of it may be shown."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from complaints.models import Complaint, Objection, SurveyCount, SurveyProfile, SurveyResult, SurveySpent
from complaints.policy_survey import SurveyFacts
from complaints.rules_survey import (
    CHOICES,
    LEAST,
    NoSuchSpan,
    Question,
    Service,
    Span,
    quarter_of,
    span_of,
    spent_key,
    withheld,
)
from complaints.selectors import words_survey as words
from complaints.selectors.complaints import complaint_key
from lpse.core.acts import Actor, Missing, Role
from lpse.core.charts import Chart, Point, bars
from lpse.core.money import rounded
from lpse.ledger.models import Entry
from lpse.regulations.survey import ELEMENTS, GRADE_LABELS, Grade, Index, index_of, sample_of
from vendors.models import Bid
from vendors.rules import BidStatus

_tickets = signing.Signer(salt="complaints.survey")
FINISHED_BIDS = (BidStatus.OPENED, BidStatus.UNREADABLE, BidStatus.VOID)
LOWEST = 3
"""Elements that a follow-up plan looks at first."""


def zone() -> ZoneInfo:
    """Return the office's zone, in which quarters begin and end."""
    return ZoneInfo(settings.OFFICE["zone"])


def invitation(service: Service, thing: str) -> str | None:
    """Return the ticket that asks about this thing, or None when it was answered.

    The ticket names the thing by a keyed hash only: the page it leads to knows the service and nothing else.
    """
    key = spent_key(complaint_key(), service, thing)
    if SurveySpent.objects.filter(key=key).exists():
        return None
    return _tickets.sign_object({"s": service.value, "k": key})


def invited(ticket: str) -> tuple[Service, str] | None:
    """Return service and key of a ticket that this portal made, else None."""
    try:
        said = _tickets.unsign_object(ticket)
    except signing.BadSignature:
        return None
    return Service(said["s"]), said["k"]


# --- What answers came to --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """Some answers: how many, and the sum of the scores of each element."""

    respondents: int = 0
    sums: tuple[int, ...] = (0,) * len(ELEMENTS)

    def __add__(self, other: "Tally") -> "Tally":
        sums = tuple(one + two for one, two in zip(self.sums, other.sums, strict=True))
        return Tally(self.respondents + other.respondents, sums)

    def index(self) -> Index | None:
        """Return the index of these answers; None when they are too few to be shown."""
        if self.respondents < LEAST:
            return None
        return index_of([Fraction(total, self.respondents) for total in self.sums])


def tallies(*by: str, **only: Any) -> dict[tuple[str, ...], Tally]:
    """Return answers by ``period``, ``service`` or both; one query."""
    rows = SurveyCount.objects.filter(**only).values(*by, "element").order_by()
    found: dict[tuple[str, ...], dict[int, tuple[int, int]]] = defaultdict(dict)
    for row in rows.annotate(given=Sum("count"), total=Sum(F("score") * F("count"))):
        found[tuple(row[name] for name in by)][row["element"]] = (row["given"], row["total"])
    return {
        key: Tally(of[1][0], tuple(of.get(number, (0, 0))[1] for number in range(1, len(ELEMENTS) + 1)))
        for key, of in found.items()
    }


def tally_of(span: Span, quarters: Mapping[Span, Tally]) -> Tally:
    """Return the answers of a span. A year leaves out quarters with too few, when the rest would tell of them."""
    given = {quarter: quarters[quarter] for quarter in span.quarters() if quarter in quarters}
    few = {quarter: each for quarter, each in given.items() if each.respondents < LEAST}
    is_telling = span.quarter is None and sum(each.respondents for each in few.values()) < LEAST
    return sum((each for quarter, each in given.items() if not (is_telling and quarter in few)), Tally())


def by_quarter(**only: Any) -> dict[Span, Tally]:
    """Return the answers of each quarter."""
    return {span_of(period): each for (period,), each in tallies("period", **only).items()}


@dataclass(frozen=True)
class Summary:
    """One ended span in the list of results."""

    span: Span
    respondents: int | None
    index: Decimal | None
    grade: Grade | None
    grade_label: Any
    is_published: bool


@dataclass(frozen=True)
class SurveyPage:
    """The page of the survey: every ended quarter and year, newest first, and the index of quarters as a chart."""

    results: Sequence[Summary]
    chart: Chart
    trend: Sequence[Summary]


MOST_QUARTERS = 8


def survey_page(now: datetime) -> SurveyPage:
    """Return every ended span that was answered. Two queries."""
    quarters = by_quarter()
    published = set(SurveyResult.objects.values_list("period", flat=True))
    spans = {each for quarter in quarters for each in (quarter, Span(quarter.year))}
    ended = [span for span in spans if span.ends_at(zone()) <= now]
    ended.sort(key=lambda span: (span.year, span.quarter or 5), reverse=True)
    results = [_summary(span, tally_of(span, quarters), span.code in published) for span in ended]
    trend = [row for row in results if row.span.quarter and row.index is not None][:MOST_QUARTERS][::-1]
    points = [
        Point(_short(row.span), Fraction(row.index), row.respondents or 0, name=row.span.words())
        for row in trend
        if row.index is not None
    ]
    return SurveyPage(results, bars(points), trend)


def _short(span: Span) -> str:
    return f"{span.code[5:]} {span.year}"


def _summary(span: Span, tally: Tally, is_published: bool) -> Summary:
    index = tally.index()
    if index is None:
        return Summary(span, None, None, None, "", is_published)
    grade = index.grade
    return Summary(span, tally.respondents, rounded(index.exact), grade, GRADE_LABELS[grade], is_published)


def unpublished(now: datetime) -> list[Span]:
    """Return ended quarters with answers whose result is not published, oldest first."""
    known = SurveyCount.objects.filter(element=1).values_list("period", flat=True).distinct()
    waiting = {span_of(period) for period in known} - {
        span_of(period) for period in SurveyResult.objects.values_list("period", flat=True)
    }
    return sorted(span for span in waiting if span.ends_at(zone()) <= now)


# --- One result ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ElementRow:
    """One element of a result: its mean (NRR) as shown, and that weighted with 1/9."""

    number: int
    label: Any
    mean: Decimal
    weighted: Decimal
    is_low: bool


@dataclass(frozen=True)
class Share:
    """One part of the respondents; ``count`` is None when it is withheld."""

    label: Any
    count: int | None
    index: Decimal | None = None


@dataclass(frozen=True)
class ResultPage:
    """The result of one ended span. ``index`` is None when fewer than five answered."""

    span: Span
    respondents: int
    population: int
    sample: int
    index: Index | None
    exact: Decimal | None
    printed: Decimal | None
    grade: Grade | None
    grade_label: Any
    elements: Sequence[ElementRow]
    services: Sequence[Share]
    profile: Sequence[tuple[Any, Sequence[Share]]]
    published: SurveyResult | None
    plan: Sequence[tuple[Any, Mapping[str, Any]]]
    chart: Chart
    least: int = LEAST

    @property
    def lowest(self) -> list[ElementRow]:
        """The elements that need most to be done about, the lowest first."""
        return sorted((row for row in self.elements if row.is_low), key=lambda row: (row.mean, row.number))


def ended_span(code: str, now: datetime) -> Span:
    """Return the span of an address. Raises Missing for one that is none, or still runs: its answers move."""
    try:
        span = span_of(code)
    except NoSuchSpan:
        raise Missing(code) from None
    if span.ends_at(zone()) > now:
        raise Missing(code)
    return span


def result_page(code: str, now: datetime) -> ResultPage:
    """Return the result of an ended span. Raises Missing when nobody was asked in it. At most eight queries."""
    span = ended_span(code, now)
    periods = [quarter.code for quarter in span.quarters()]
    tally = tally_of(span, by_quarter(period__in=periods))
    published = SurveyResult.objects.filter(period=span.code).first()
    if tally.respondents == 0 and published is None:
        raise Missing(code)
    index = tally.index()
    means = index.means if index else ()
    population = published.population if published else population_of(span)
    is_shown = index is not None and span.quarter is not None
    elements = _elements(means)
    return ResultPage(
        span=span,
        respondents=tally.respondents,
        population=population,
        sample=sample_of(population),
        index=index,
        exact=rounded(index.exact) if index else None,
        printed=rounded(index.printed) if index else None,
        grade=index.grade if index else None,
        grade_label=GRADE_LABELS[index.grade] if index else "",
        elements=elements,
        services=_services(span) if is_shown else [],
        profile=_profile(span) if is_shown else [],
        published=published,
        plan=_plan(published),
        chart=bars([Point(f"U{row.number}", Fraction(row.mean), name=words.named(row)) for row in elements]),
    )


def _plan(published: SurveyResult | None) -> list[tuple[Any, Mapping[str, Any]]]:
    rows = published.plan if published else []
    return [
        (ELEMENTS[row["element"] - 1] if row["element"] else "", {**row, "until_on": date.fromisoformat(row["until"])})
        for row in rows
    ]


def _elements(means: Sequence[Fraction]) -> list[ElementRow]:
    low = sorted(range(len(means)), key=lambda place: (means[place], place))[:LOWEST]
    return [
        ElementRow(place + 1, ELEMENTS[place], rounded(mean), rounded(mean / len(ELEMENTS), 3), place in low)
        for place, mean in enumerate(means)
    ]


def _services(span: Span) -> list[Share]:
    found = {Service(service): each for (service,), each in tallies("service", period=span.code).items()}
    counts = {service: found[service].respondents if service in found else 0 for service in Service}
    hidden = withheld(counts)
    rows = []
    for service, count in counts.items():
        index = found[service].index() if count and service not in hidden else None
        shown = None if service in hidden else count
        rows.append(Share(words.SERVICE[service], shown, rounded(index.exact) if index else None))
    return rows


def _profile(span: Span) -> list[tuple[Any, Sequence[Share]]]:
    known = {(row.question, row.choice): row.count for row in SurveyProfile.objects.filter(period=span.code)}
    rows: list[tuple[Any, Sequence[Share]]] = []
    for question in Question:
        counts = {choice: known.get((question.value, choice), 0) for choice in CHOICES[question]}
        hidden = withheld(counts)
        shares = [Share(words.CHOICE[choice], None if choice in hidden else n) for choice, n in counts.items()]
        rows.append((words.QUESTION[question], shares))
    return rows


def population_of(span: Span) -> int:
    """Return how many services ended in the span: verified vendors, bids of closed tenders, objections, complaints.

    Bids are counted by the close of their tender: before it nobody may learn how many there are.
    """
    during = (span.starts_at(zone()), span.ends_at(zone()))

    def within(field: str) -> dict[str, datetime]:
        return {f"{field}__gte": during[0], f"{field}__lt": during[1]}

    bids = Bid.objects.filter(status__in=FINISHED_BIDS, **within("participation__tender__closes__closed_at"))
    return (
        Entry.objects.filter(act="vendors.verify_vendor", **within("at")).count()
        + bids.distinct().count()
        + Objection.objects.filter(**within("answered_at")).count()
        + Complaint.objects.filter(**within("closed_at")).count()
    )


def survey_facts(span: Span, now: datetime) -> SurveyFacts:
    """Return what policy asks of a span."""
    periods = [quarter.code for quarter in span.quarters()]
    return SurveyFacts(
        has_ended=span.ends_at(zone()) <= now,
        has_answers=SurveyCount.objects.filter(period__in=periods).exists(),
        is_published=SurveyResult.objects.filter(period=span.code).exists(),
    )


def head_of_unit(actor: Actor) -> None:
    """Let only a head of the procurement unit through. Raises Missing for everybody else."""
    if not actor.is_a(Role.UNIT_HEAD):
        raise Missing("survey")


def running_quarter(now: datetime) -> Span:
    """Return the quarter that answers of this moment count in."""
    return quarter_of(now, zone())


def data_rows(page: ResultPage) -> list[tuple[str, ...]]:
    """Return a result as rows of a table for machines: element, mean, weighted mean; then totals."""
    head = (_("Unsur"), _("Nama"), _("Nilai rata-rata (NRR)"), _("NRR tertimbang 1/9"))
    rows = [head]
    rows += [(f"U{row.number}", str(row.label), str(row.mean), str(row.weighted)) for row in page.elements]
    rows.append((_("IKM"), _("bobot 1/9"), str(page.exact or ""), page.grade or ""))
    rows.append((_("IKM"), _("bobot 0,11"), str(page.printed or ""), ""))
    shown = str(page.respondents) if page.index else f"< {page.least}"
    return [*rows, ("n", _("Responden"), shown, ""), ("N", _("Layanan selesai"), str(page.population), "")]
