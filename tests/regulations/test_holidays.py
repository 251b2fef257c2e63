# SPDX-License-Identifier: Apache-2.0
"""The tables of holidays, cross-checked with a second, independent source."""

from datetime import date

import holidays
import pytest

from lpse.regulations.holidays import BadHolidayTable, national, read

YEARS = (2023, 2024, 2025, 2026, 2027)


@pytest.mark.parametrize("year", YEARS)
def test_each_year_agrees_with_the_holidays_package(year: int) -> None:
    second = set(holidays.country_holidays("ID", years=year, categories=("public", "government")))
    assert set(national().years[year].days) == second


def test_only_a_year_read_from_its_decree_is_final() -> None:
    assert tuple(national().years) == YEARS
    assert [year for year, table in national().years.items() if table.provisional] == [2027]
    assert all("SKB" in table.decree for table in national().years.values())


def test_2026_has_seventeen_national_holidays_and_eight_days_of_collective_leave() -> None:
    names = national().years[2026].days.values()
    leave = [name for name in names if name.startswith("Cuti bersama")]
    assert (len(names) - len(leave), len(leave)) == (17, 8)


HEAD = 'year = 2030\ndecree = "SKB uji"\nprovisional = false\n'


def test_a_day_of_another_year_or_in_both_lists_is_refused() -> None:
    with pytest.raises(BadHolidayTable, match="2031-01-01"):
        read(HEAD + '[national]\n2031-01-01 = "Tahun Baru"\n[collective_leave]\n')
    with pytest.raises(BadHolidayTable, match="2030-01-01"):
        read(HEAD + '[national]\n2030-01-01 = "Tahun Baru"\n[collective_leave]\n2030-01-01 = "Cuti"\n')


def test_a_table_is_read_in_order_with_its_decree() -> None:
    table = read(HEAD + '[national]\n2030-12-25 = "Natal"\n2030-01-01 = "Tahun Baru"\n[collective_leave]\n')
    assert list(table.days) == [date(2030, 1, 1), date(2030, 12, 25)]
    assert (table.decree, table.provisional) == ("SKB uji", False)
