# SPDX-License-Identifier: Apache-2.0
"""Tables of public holidays and collective leave, one file per year with the decree it was read from."""

import tomllib
from datetime import date
from functools import cache
from importlib import resources

from lpse.core.calendar import HolidayYear, WorkingCalendar


class BadHolidayTable(ValueError):
    """A table that names a day of another year, or one day twice."""


def read(text: str) -> HolidayYear:
    """Read one year's table from TOML: ``year``, ``decree``, ``provisional``, ``[national]``, ``[collective_leave]``.

    Raises BadHolidayTable for a day outside the year or in both lists, KeyError and ValueError for a malformed file.
    """
    data = tomllib.loads(text)
    year = int(data["year"])
    days: dict[date, str] = {}
    for part in ("national", "collective_leave"):
        for written, name in data[part].items():
            day = date.fromisoformat(written)
            if day.year != year or day in days:
                raise BadHolidayTable(f"Tanggal {written} tidak termasuk tahun {year} atau tertulis dua kali.")
            days[day] = str(name)
    return HolidayYear(year, dict(sorted(days.items())), str(data["decree"]), bool(data["provisional"]))


@cache
def national() -> WorkingCalendar:
    """Return the working calendar over every table that ships with the product.

    Source: joint decree of three ministers per year (law.md R-CAL-2, R-CAL-3). An office adds its regional
    holidays with ``WorkingCalendar.with_regional``.
    """
    tables = [
        read(file.read_text(encoding="utf-8"))
        for file in resources.files(__name__).iterdir()
        if file.name.endswith(".toml")
    ]
    return WorkingCalendar({table.year: table for table in sorted(tables, key=lambda table: table.year)})
