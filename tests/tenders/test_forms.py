# SPDX-License-Identifier: Apache-2.0
"""Numbers as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

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


@pytest.mark.parametrize(
    ("typed", "indonesian", "english"),
    [
        ("1.250,5", "1250.5", "1250.5"),
        ("1,250.5", "1250.5", "1250.5"),
        ("1250.5", "1250.5", "1250.5"),
        ("1250,5", "1250.5", "1250.5"),
        ("1 250,5", "1250.5", "1250.5"),
        ("1.250.000", "1250000", "1250000"),
        ("1,250,000", "1250000", "1250000"),
        ("1,250,000.75", "1250000.75", "1250000.75"),
        ("1.2500", "1.25", "1.25"),
        ("0.125", "0.125", "0.125"),
        ("0,125", "0.125", "0.125"),
        # Both languages write these, and mean different numbers: the page's language decides.
        ("1.250", "1250", "1.25"),
        ("1,250", "1.25", "1250"),
        *((text, None, None) for text in ("1.25.0", "1,25,0", "1.2,5.0", "1.250,5.0", "1.250,", "1e3", "NaN", "x")),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(typed: str, indonesian: str | None, english: str | None) -> None:
    for language, wanted in (("id", indonesian), ("en", english)):
        field = NumberField(max_digits=18, decimal_places=4)
        with translation.override(language):
            if wanted is None:
                with pytest.raises(ValidationError, match=r"1\.250,5" if language == "id" else r"1,250\.5"):
                    field.clean(typed)
            else:
                assert field.clean(typed) == Decimal(wanted), (language, typed)
