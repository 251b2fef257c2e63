# SPDX-License-Identifier: Apache-2.0
"""Rupiah written, said and read the Indonesian way."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpse.core import money
from lpse.core.money import NotAnAmount


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("4876540000"), "Rp4.876.540.000,00"),
        (0, "Rp0,00"),
        (Decimal("0.005"), "Rp0,01"),
        (Fraction(1, 3), "Rp0,33"),
        (Decimal("-1234.5"), "-Rp1.234,50"),
        (999, "Rp999,00"),
        (1000, "Rp1.000,00"),
    ],
)
def test_amounts_are_written_with_points_for_thousands(amount: Decimal | Fraction | int, written: str) -> None:
    assert money.rupiah(amount) == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (4_876_540_000, "Rp4,88 miliar"),
        (768_900_000, "Rp768,9 juta"),
        (150_000_000, "Rp150 juta"),
        (999_949_999, "Rp999,9 juta"),
        (999_950_000, "Rp1 miliar"),
        (999_995_000_000, "Rp1 triliun"),
        (999_999, "Rp999.999"),
        (1_000_000, "Rp1 juta"),
        (2_500_000_000_000_000, "Rp2.500 triliun"),
        (-1_500_000, "-Rp1,5 juta"),
        (0, "Rp0"),
    ],
)
def test_short_amounts_keep_their_scale(amount: int, written: str) -> None:
    assert money.short_rupiah(amount) == written


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "nol rupiah"),
        (11, "sebelas rupiah"),
        (1000, "seribu rupiah"),
        (21000, "dua puluh satu ribu rupiah"),
        (101000, "seratus satu ribu rupiah"),
        (1001000, "satu juta seribu rupiah"),
        (11001000, "sebelas juta seribu rupiah"),
        (
            4876540000,
            "empat miliar delapan ratus tujuh puluh enam juta lima ratus empat puluh ribu rupiah",
        ),
        (Decimal("1500.50"), "seribu lima ratus rupiah lima puluh sen"),
    ],
)
def test_amounts_in_words_end_in_rupiah(amount: Decimal | int, said: str) -> None:
    assert money.words(amount) == said


@pytest.mark.parametrize("amount", [Decimal("-1"), Decimal("0.001"), Decimal(10) ** 18])
def test_words_refuse_what_a_letter_cannot_carry(amount: Decimal) -> None:
    with pytest.raises(NotAnAmount, match="tidak negatif"):
        money.words(amount)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("Rp4.876.540.000,00", "4876540000.00"),
        (" rp 4.876.540.000 ", "4876540000.00"),
        ("Rp. 1.000", "1000.00"),
        ("4876540000", "4876540000.00"),
        ("1,5", "1.50"),
        ("0", "0.00"),
        ("Rp\u00a01.000,05", "1000.05"),
        ("9" * 18 + ",99", "9" * 18 + ".99"),
    ],
)
def test_typed_amounts_are_read(typed: str, amount: str) -> None:
    assert money.parse_rupiah(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Isi jumlah rupiah"),
        ("   ", "Isi jumlah rupiah"),
        ("-5", "tidak boleh negatif"),
        ("\u22125", "tidak boleh negatif"),
        ("4,876,540,000.00", "titik untuk ribuan"),
        ("1,234", "titik untuk ribuan"),
        ("1.5", "titik untuk ribuan"),
        ("1.23.456", "harus berupa angka"),
        ("1.234,567", "harus berupa angka"),
        ("1 000", "harus berupa angka"),
        ("lima juta", "harus berupa angka"),
        ("1e9", "harus berupa angka"),
        ("\uff19\uff19", "harus berupa angka"),
        ("1" + "0" * 18, "delapan belas angka"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(NotAnAmount, match=sentence):
        money.parse_rupiah(typed)


@given(st.decimals(min_value=0, max_value=Decimal("999999999999999999.99"), places=2))
def test_every_written_amount_reads_back(amount: Decimal) -> None:
    assert money.parse_rupiah(money.rupiah(amount)) == amount


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(-5, 1000), 2, "-0.01"),
        (Fraction(49999, 10_000_000), 2, "0.00"),
        (Fraction(200, 3), 4, "66.6667"),
        (Decimal("2.5"), 0, "3"),
    ],
)
def test_rounding_is_half_up_on_exact_rationals(value: Fraction | Decimal, places: int, shown: str) -> None:
    assert f"{money.rounded(value, places):f}" == shown
