# SPDX-License-Identifier: Apache-2.0
"""Numbers as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from tenders.forms import NumberField, RupiahField

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("Rp4.876.540.000,00", "4876540000.00"),
        ("rp 4.876.540.000", "4876540000"),
        ("4876540000", "4876540000"),
        ("4876540000.50", "4876540000.50"),
        ("1.450.000,5", "1450000.5"),
        ("175.000", "175000"),
    ],
)
def test_an_amount_of_rupiah_is_read_as_written(typed: str, amount: str) -> None:
    assert RupiahField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["banyak", "1.2.3,4,5", "-1", "NaN", "1e3000", "Infinity", "1.234,567"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        RupiahField().clean(typed)


def test_a_volume_may_have_a_fraction() -> None:
    assert NumberField(max_digits=18, decimal_places=4).clean("1.250,5") == Decimal("1250.5")
