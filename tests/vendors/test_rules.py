# SPDX-License-Identifier: Apache-2.0
"""Numbers of a business and the form of an offer."""

from decimal import Decimal

import pytest

from vendors.rules import (
    BadNumber,
    BadOffer,
    Row,
    clean_nib,
    clean_npwp,
    line_total,
    make_offer,
    media_type_of,
    plain,
    price_of,
    same_taxpayer,
)

pytestmark = pytest.mark.pure
ROWS = [Row(1, Decimal("24")), Row(2, Decimal("1.5000"))]


@pytest.mark.parametrize("typed", ["9120201234567", "9120 2012 34567", "9120.2012-34567"])
def test_a_nib_is_thirteen_digits_however_typed(typed: str) -> None:
    assert clean_nib(typed) == "9120201234567"


@pytest.mark.parametrize("typed", ["", "912020123456", "91202012345678", "912020123456a", "٩١٢٠٢٠١٢٣٤٥٦٧"])
def test_anything_else_is_no_nib(typed: str) -> None:
    with pytest.raises(BadNumber):
        clean_nib(typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("01.312.166.0-091.000", "013121660091000"),
        ("0013 1216 6009 1000", "0013121660091000"),
        ("3171011708900001", "3171011708900001"),
    ],
)
def test_an_npwp_of_either_form_is_read(typed: str, digits: str) -> None:
    assert clean_npwp(typed) == digits


@pytest.mark.parametrize(
    "typed", ["", "01.312.166.1-091.000", "0113121660091000", "12345", "31710117089000012", "x" * 15]
)
def test_a_wrong_check_digit_or_length_is_no_npwp(typed: str) -> None:
    with pytest.raises(BadNumber):
        clean_npwp(typed)


def test_the_old_and_the_new_form_name_one_taxpayer() -> None:
    assert same_taxpayer("013121660091000") == same_taxpayer("0013121660091000")


def test_an_offer_sums_its_lines_half_up() -> None:
    form = make_offer(ROWS, {1: Decimal("1000.55"), 2: Decimal("0.01")}, valid_days=60)
    assert line_total(Decimal("1.5"), Decimal("0.01")) == Decimal("0.02")
    assert form["price"] == "24013.22"
    assert form["items"][1] == {"number": 2, "quantity": "1.5", "unit_price": "0.01"}
    assert price_of(form) == Decimal("24013.22")


def test_an_offer_states_local_content_only_where_it_is_asked_for() -> None:
    prices = {1: Decimal("1000.55"), 2: Decimal("0.01")}
    form = make_offer(ROWS, prices, valid_days=60, contents={1: Decimal("0.405")})
    assert form["v"] == "lpse/offer-2"
    assert [item.get("local_content") for item in form["items"]] == ["0.4050", None]
    assert make_offer(ROWS, prices, valid_days=60)["v"] == "lpse/offer"
    for wrong in ("-0.1", "1.01", "0.33333"):
        with pytest.raises(BadOffer, match="TKDN butir 1"):
            make_offer(ROWS, prices, valid_days=60, contents={1: Decimal(wrong)})


@pytest.mark.parametrize(
    "prices",
    [
        {1: Decimal(1)},
        {1: Decimal(1), 2: Decimal("-1")},
        {1: Decimal(1), 2: Decimal("0.001")},
        {1: Decimal(0), 2: Decimal(0)},
    ],
    ids=["a row without price", "negative", "below a sen", "nothing in all"],
)
def test_an_offer_that_is_none_is_refused(prices: dict[int, Decimal]) -> None:
    with pytest.raises(BadOffer):
        make_offer(ROWS, prices, valid_days=60)


@pytest.mark.parametrize(
    "form", [{}, {"price": "x"}, {"price": "NaN"}, {"price": "-1"}, {"price": "1e30"}, {"price": None}]
)
def test_a_form_without_a_readable_price_has_none(form: dict[str, object]) -> None:
    assert price_of(form) is None


@pytest.mark.parametrize(("value", "text"), [("24", "24"), ("24.0000", "24"), ("1E+2", "100"), ("0.2500", "0.25")])
def test_a_quantity_is_written_plainly(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_evidence_is_known_by_its_first_bytes() -> None:
    assert media_type_of(b"%PDF-1.7 ...") == "application/pdf"
    assert media_type_of(b"\x89PNG\r\n\x1a\n") == "image/png"
    assert media_type_of(b"<svg>") is None
    assert media_type_of(b"") is None
