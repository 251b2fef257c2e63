# SPDX-License-Identifier: Apache-2.0
"""What a vendor can carry and has done, read from its accepted data as they stood at a moment."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from lpse import regulations
from lpse.regulations import Category, StageKind
from lpse.regulations.capacity import capacity_numbers
from tenders import selectors as tenders
from tenders.models import Tender
from vendors.models import BalanceSheet, Deed, Experience, Licence, RunningContract, TaxRecord, Vendor
from vendors.rules import DeedKind
from vendors.rules.capacity import Finding, Paper, Standing, Wanted, Work, findings
from vendors.selectors.consortium import partners_of


@dataclass(frozen=True)
class Capacity:
    """The findings on a vendor, and on which day they were reckoned; ``waiting_count`` rows wait for the verifier.

    Those do not count yet.
    """

    on: date
    findings: tuple[Finding, ...]
    waiting_count: int

    @property
    def short(self) -> list[Finding]:
        """The measures that do not reach what is asked."""
        return [each for each in self.findings if each.meets is False]


def capacity_of(vendor: Vendor, now: datetime) -> Capacity:
    """Return what is reckoned of a vendor in general, by the newest rule book. Seven queries."""
    on = now.astimezone(ZoneInfo(settings.OFFICE["zone"])).date()
    numbers = capacity_numbers(regulations.latest().code)
    return Capacity(on, findings(standing_of(vendor, now), None, numbers, on), _waiting(vendor))


def capacity_for(vendor: Vendor, tender: Tender, now: datetime) -> Capacity:
    """Return what is reckoned of a vendor for one tender, by the tender's own rule book.

    Years are counted back from the day of the bid deadline, and after it the data count as they stood then: vendor
    and committee read the same.
    """
    deadline = tenders.window(tender, StageKind.BID_SUBMISSION).ends_at
    on = deadline.astimezone(tenders.zone_of(tender)).date()
    wanted = Wanted(Category(tender.category), tender.owner_estimate, tender.package.field_code)
    known = standing_of(vendor, min(now, deadline))
    return Capacity(on, findings(known, wanted, capacity_numbers(tender.regulation), on), _waiting(vendor))


def capacities_of(bidder: str, tender: Tender, now: datetime) -> list[tuple[Vendor, Capacity]]:
    """Return what is reckoned of a bidder, named by the code of its vendor; of a joint operation, of each member."""
    rows = [each for lead in Vendor.objects.filter(code=bidder) for each in partners_of(lead, tender)]
    return [(row, capacity_for(row, tender, now)) for row in rows]


def standing_of(vendor: Vendor, at: datetime) -> Standing:
    """Return the data the capacities are reckoned from: rows accepted by then and not ended by then."""
    sheet = _then(BalanceSheet, vendor, at).order_by("-year", "-pk").first()
    founded = _then(Deed, vendor, at).filter(kind=DeedKind.ESTABLISHMENT).order_by("dated_on").first()
    return Standing(
        is_small=vendor.small_business,
        founded_on=founded.dated_on if founded else None,
        equity=sheet.equity if sheet else None,
        equity_year=sheet.year if sheet else 0,
        running=[
            Work(row.title, row.value, row.ends_on, row.started_on, row.field_code)
            for row in _then(RunningContract, vendor, at)
        ],
        finished=[
            Work(row.title, row.value, row.finished_on, row.started_on, row.field_code)
            for row in _then(Experience, vendor, at)
        ],
        papers=[Paper(f"{row.kind} {row.number}", row.grade, row.valid_until) for row in _then(Licence, vendor, at)],
        tax_years=[row.year for row in _then(TaxRecord, vendor, at)],
    )


def _then(model: Any, vendor: Vendor, at: datetime) -> Any:
    still = Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    return model.objects.filter(still, vendor=vendor, accepted_at__lte=at).order_by("pk")


def _waiting(vendor: Vendor) -> int:
    """How many rows that would count were never accepted yet."""
    models: tuple[Any, ...] = (RunningContract, Experience, BalanceSheet)
    rows = [model.objects.filter(vendor=vendor, accepted_at__isnull=True, ended_at__isnull=True) for model in models]
    found: int = rows[0].values("pk").union(*(each.values("pk") for each in rows[1:]), all=True).count()
    return found
