# SPDX-License-Identifier: Apache-2.0
"""Bonds of R-BOND-1 and R-BOND-3, around each of their limits."""

from decimal import Decimal

import pytest

from lpse.core.calendar import Unit
from lpse.regulations import BOOKS, Category, latest
from lpse.regulations.bonds import BID_BONDS, SIGNING, bid_bond, performance_bond

ESTIMATE = Decimal(1_000_000_000)


@pytest.mark.parametrize(
    ("value", "category", "amount", "is_of_estimate"),
    [
        ("200000000", Category.GOODS, None, False),
        ("200000000.01", Category.GOODS, "50000000.00", True),
        ("799999999.99", Category.WORKS, "50000000.00", True),
        ("800000000", Category.WORKS, "40000000.00", False),
        ("1000000000", Category.OTHER_SERVICES, "50000000.00", False),
        ("900000000.50", Category.GOODS, "45000000.03", False),
        ("900000000", Category.CONSULTANCY, None, False),
    ],
)
def test_the_bond_is_of_the_contract_and_of_the_estimate_when_the_bid_is_low(
    value: str, category: Category, amount: str | None, is_of_estimate: bool
) -> None:
    found = performance_bond(latest(), category, value=Decimal(value), owner_estimate=ESTIMATE)
    if amount is None:
        assert found is None
        return
    assert found is not None
    assert (found.amount, found.is_of_estimate) == (Decimal(amount), is_of_estimate)
    assert "R-BOND-3" in str(found.source)


def test_every_book_says_by_when_a_contract_is_signed() -> None:
    assert set(SIGNING) == set(BOOKS)
    assert all((each.contract.days, each.contract.unit) == (14, Unit.WORKING_DAY) for each in SIGNING.values())


@pytest.mark.parametrize(
    ("category", "estimate", "bounds"),
    [
        (Category.WORKS, "10000000000", None),
        (Category.WORKS, "10000000000.01", ("100000000.00", "300000000.00")),
        (Category.WORKS, "46812345678.90", ("468123456.79", "1404370370.37")),
        (Category.OTHER_SERVICES, "46812345678.90", None),
    ],
)
def test_a_bid_bond_is_asked_for_in_large_works_alone(
    category: Category, estimate: str, bounds: tuple[str, str] | None
) -> None:
    found = bid_bond(latest(), category, Decimal(estimate))
    assert (found and (found.least, found.most)) == (bounds and tuple(map(Decimal, bounds)))
    assert set(BID_BONDS) == set(BOOKS)
