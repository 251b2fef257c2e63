# SPDX-License-Identifier: Apache-2.0
"""The estimate of a tender: its rows in force, the versions it had with what each changed, and how old it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists

from lpse.core.acts import Actor
from lpse.core.calendar import UnknownYear, last_day
from lpse.regulations import StageKind, get
from lpse.regulations.holidays import national
from tenders.estimate import EstimateRow
from tenders.estimate_versions import FIRST, RowChange, of_data, row_changes
from tenders.models import EstimateVersion, Package, Tender
from tenders.policy import Act, may
from tenders.rules import Status, line_total
from tenders.selectors.doors import facts, zone_of

ROW_FIELDS = ("description", "unit", "quantity", "unit_price", "is_tax_free", "source")


def newest_version(tender: Tender) -> EstimateVersion | None:
    """Return the version of the estimate in force, or None while it is what the tender began with."""
    return tender.estimate_versions.order_by("-number").first()


def estimate_rows(tender: Tender) -> list[EstimateRow]:
    """Return the rows of the estimate in force: of its newest version, of the tender it repeats, or of its package.

    Their unit prices are confidential until the contract. One query where the estimate was never changed.
    """
    known = tender.package.items.annotate(changed=Exists(EstimateVersion.objects.filter(tender=tender)))
    rows = list(known.values(*ROW_FIELDS, "changed"))
    is_plain = bool(rows) and not rows[0]["changed"] and tender.retry_of_id is None
    at: Tender | None = None if is_plain else tender
    while at is not None:
        version = newest_version(at)
        if version is not None:
            return of_data(version.rows)
        at = at.retry_of
    return [EstimateRow(**{name: row[name] for name in ROW_FIELDS}) for row in rows]


def package_rows(package: Package) -> list[EstimateRow]:
    """Return the rows of the estimate as the package has them: what its first tender begins with."""
    return [EstimateRow(**values) for values in package.items.values(*ROW_FIELDS)]


@dataclass(frozen=True)
class EstimateAge:
    """How old an estimate is at the bid deadline (law.md R-HPS-3), in working days.

    ``days`` counts to ``until``: the planned deadline, or today while none is planned. ``lasts_until`` is the last day
    on which bids may be due. A training tender is held to no limit.
    """

    set_on: date
    days: int
    most: int
    until: date
    is_planned: bool
    lasts_until: date
    article: str
    is_training: bool

    @property
    def is_too_old(self) -> bool:
        """Say whether the estimate has to be set again before bids are due then."""
        return not self.is_training and self.days > self.most


def estimate_age(tender: Tender, now: datetime) -> EstimateAge | None:
    """Return how old the estimate of a tender is; None without its day, or where the calendar is not known yet."""
    on, zone = tender.owner_estimate_on, zone_of(tender)
    if on is None:
        return None
    book, calendar = get(tender.regulation), national()
    limit = book.schedule.owner_estimate_before_deadline
    due = tender.stages.filter(kind=StageKind.BID_SUBMISSION).values_list("ends_at", flat=True).first()
    until = last_day(due, zone) if due else now.astimezone(zone).date()
    try:
        lasts = calendar.add(on, limit.days, limit.unit, zone=zone).due_on
        days = calendar.working_days(on, until)
    except UnknownYear:
        return None
    return EstimateAge(on, days, limit.days, until, due is not None, lasts, str(limit.source), tender.training)


@dataclass(frozen=True)
class VersionView:
    """One version of an estimate with what it changed of the one before."""

    number: int
    reason: str
    set_by: str
    set_at: datetime
    total: Decimal
    total_before: Decimal
    net: Decimal
    changes: Sequence[RowChange]

    @property
    def difference(self) -> Decimal:
        """How much the estimate grew in rupiah; negative when it shrank."""
        return self.total - self.total_before

    @property
    def percent(self) -> Decimal:
        """The same in hundredths of the estimate before."""
        return self.difference * 100 / self.total_before


@dataclass(frozen=True)
class EstimatePage:
    """The estimate of a tender for its makers: rows in force, age, versions newest first, what this person may do."""

    number: int
    rows: Sequence[tuple[int, EstimateRow, Decimal]]
    total: Decimal
    net: Decimal | None
    ceiling: Decimal
    first_total: Decimal
    age: EstimateAge | None
    versions: Sequence[VersionView]
    may_change: bool
    is_draft: bool

    @property
    def tax(self) -> Decimal | None:
        """The PPN inside the estimate in rupiah; None of a package older than its split."""
        return None if self.net is None else self.total - self.net

    @property
    def left(self) -> Decimal:
        """What the ceiling leaves above the estimate, in rupiah."""
        return self.ceiling - self.total


def version_views(tender: Tender) -> list[VersionView]:
    """Return the versions of an estimate after the first, newest first; one query."""
    return [
        VersionView(
            number=row.number,
            reason=row.reason,
            set_by=row.set_by.name,
            set_at=row.set_at,
            total=row.owner_estimate,
            total_before=row.owner_estimate_before,
            net=row.owner_estimate_net,
            changes=row_changes(of_data(row.rows_before), of_data(row.rows)),
        )
        for row in tender.estimate_versions.select_related("set_by").order_by("-number")
    ]


def may_change_estimate(actor: Actor, tender: Tender) -> bool:
    """Say whether the actor may change the estimate of this tender once the second factor is given."""
    able = Actor(actor.user_id, actor.name, actor.roles, stepped_up=True)
    return may(Act.CHANGE_ESTIMATE, able, facts(actor, tender=tender)) is None


def estimate_page(actor: Actor, tender: Tender, now: datetime) -> EstimatePage:
    """Return the estimate of a tender for one of its makers."""
    versions = version_views(tender)
    rows = estimate_rows(tender)
    return EstimatePage(
        number=versions[0].number if versions else FIRST,
        rows=[(number, row, line_total(row.quantity, row.unit_price)) for number, row in enumerate(rows, start=1)],
        total=tender.owner_estimate,
        net=tender.owner_estimate_net,
        ceiling=tender.ceiling,
        first_total=versions[-1].total_before if versions else tender.owner_estimate,
        age=estimate_age(tender, now),
        versions=versions,
        may_change=may_change_estimate(actor, tender),
        is_draft=tender.status == Status.DRAFT,
    )
