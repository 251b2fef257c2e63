# SPDX-License-Identifier: Apache-2.0
"""Money, dates, times, sizes and digests as people read them."""

import hashlib
from base64 import urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as some

from lpse.templatetags import lpse_format as show

CLOSE = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_money_is_written_without_a_space_and_with_two_decimals() -> None:
    assert show.rupiah(Decimal("4876540000")) == "Rp4.876.540.000,00"


@settings(deadline=None)
@given(some.decimals(min_value=0, max_value=10**15, places=2))
def test_money_is_written_as_the_locale_data_of_babel_writes_it(amount: Decimal) -> None:
    theirs = format_currency(amount, "IDR", format="¤#,##0.00", locale="id_ID", currency_digits=False)
    assert show.rupiah(amount) == theirs


@settings(deadline=None)
@given(some.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)))
def test_a_long_date_is_written_as_the_locale_data_of_babel_writes_it(day: date) -> None:
    assert show.tanggal(day) == format_date(day, "EEEE, d MMMM y", locale="id_ID")


@settings(deadline=None)
@given(some.integers(min_value=0, max_value=10**12))
def test_a_count_is_grouped_as_the_locale_data_of_babel_groups_it(count: int) -> None:
    assert show.cacah(count) == format_decimal(count, locale="id_ID")


def test_an_instant_names_its_day_and_its_zone() -> None:
    assert show.instant(CLOSE) == (
        '<time datetime="2026-11-24T10:00:00+07:00">Selasa, 24 November 2026 pukul 10.00 WIB</time>'
    )


def test_an_instant_just_before_midnight_in_utc_is_told_on_the_next_local_day() -> None:
    assert show.tanggal(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == "Jumat, 1 Januari 2027"
    assert show.tanggal(datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)) == "Kamis, 31 Desember 2026"


def test_an_office_in_the_east_tells_its_own_zone(settings) -> None:  # type: ignore[no-untyped-def]
    settings.OFFICE = {**settings.OFFICE, "zone": "Asia/Jayapura"}
    assert show.pukul(CLOSE) == "12.00 WIT"
    assert show.zona_lain(CLOSE) == "10.00 WIB · 11.00 WITA"


def test_a_moment_without_a_zone_is_never_shown() -> None:
    with pytest.raises(ValueError, match="without zone"):
        show.pukul(datetime(2026, 11, 24, 10, 0))  # noqa: DTZ001 the mistake under test


def test_a_period_that_ends_at_midnight_ends_at_24_of_the_day_before() -> None:
    start = datetime(2026, 12, 4, 8, 0, tzinfo=UTC)
    midnight = datetime(2026, 12, 9, 17, 0, tzinfo=UTC)
    assert show.rentang(start, midnight) == "Jum 4 Des 15.00 – Rab 9 Des 2026 24.00 WIB"
    assert "Rabu, 9 Desember 2026 pukul 24.00 WIB" in show.batas(midnight)
    with translation.override("en"):
        assert show.rentang(start, midnight) == "Fri 4 Dec 15:00 – Wed 9 Dec 2026 24:00 WIB"


def test_a_period_over_new_year_names_both_years() -> None:
    start, end = datetime(2026, 12, 30, 1, 0, tzinfo=UTC), datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
    assert show.rentang(start, end) == "Rab 30 Des 2026 08.00 – Sen 4 Jan 2027 10.00 WIB"
    with translation.override("en"):
        assert show.rentang(start, end) == "Wed 30 Dec 2026 08:00 – Mon 4 Jan 2027 10:00 WIB"


def test_english_pages_write_english_forms() -> None:
    with translation.override("en"):
        assert show.rupiah(Decimal("4876540000")) == "Rp4,876,540,000.00"
        assert show.rupiah_singkat(Decimal("4876540000")) == "Rp4.88 billion"
        assert show.cacah(1412) == "1,412"
        assert show.persen(Fraction(925, 1000)) == "92.5%"
        assert "Tuesday, 24 November 2026, 10:00 WIB (UTC+0700)" in show.instant(CLOSE)
        assert show.sisa(CLOSE, CLOSE - timedelta(hours=2, minutes=14, seconds=9)) == "02:14:09"


@pytest.mark.parametrize(
    ("left", "told", "level"),
    [
        (timedelta(days=3, hours=19, minutes=27), "3 hari 19 jam 27 menit", ""),
        (timedelta(days=2, hours=18), "2 hari 18 jam 0 menit", "soon"),
        (timedelta(hours=2, minutes=14, seconds=9), "02.14.09", "urgent"),
        (timedelta(0), "00.00.00", "urgent"),
        (timedelta(seconds=-5), "00.00.00", "urgent"),
    ],
)
def test_what_is_left_is_told_and_coloured(left: timedelta, told: str, level: str) -> None:
    assert show.sisa(CLOSE, CLOSE - left) == told
    assert show.mendesak(CLOSE, CLOSE - left) == level
    assert " ".join(f"{figure} {word}".strip() for figure, word in show.sisa_bagian(CLOSE, CLOSE - left)) == told


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 bita"),
        (999, "999 bita"),
        (1000, "1 KB"),
        (412_900, "412 KB"),
        (999_999, "999 KB"),
        (14_600_000, "14,6 MB"),
        (1_400_000_000, "1,4 GB"),
        (2_000_000_000_000, "2.000,0 GB"),
    ],
)
def test_a_size_is_told_in_powers_of_a_thousand(size: int, told: str) -> None:
    assert show.ukuran(size) == told


@pytest.mark.parametrize(
    ("fraction", "told"), [("0.925", "92,5%"), ("1", "100,0%"), ("0.78749", "78,7%"), ("0.7875", "78,8%")]
)
def test_a_percentage_is_rounded_half_up(fraction: str, told: str) -> None:
    assert show.persen(Decimal(fraction)) == told


@settings(deadline=None)
@given(some.binary(min_size=32, max_size=32))
def test_a_digest_looks_the_same_from_bytes_hex_and_base64url(digest: bytes) -> None:
    told = show.sidik(digest)
    assert told == show.sidik(digest.hex()) == show.sidik(urlsafe_b64encode(digest).decode().rstrip("="))
    assert told.replace(" ", "") == digest.hex()[:12]
    assert [len(group) for group in told.split()] == [4, 4, 4]
    assert show.sidik_penuh(digest).replace(" ", "") == digest.hex() == show.heks(digest)


def test_a_short_text_that_is_no_digest_is_not_decoded() -> None:
    assert show.sidik("b7e109c4") == "b7e1 09c4"


def test_what_is_missing_is_a_dash_and_never_none() -> None:
    filters = [
        show.rupiah,
        show.rupiah_singkat,
        show.terbilang,
        show.tanggal,
        show.tanggal_singkat,
        show.pukul,
        show.pukul_detik,
        show.instant,
        show.instant_detik,
        show.instant_singkat,
        show.batas,
        show.ukuran,
        show.persen,
        show.cacah,
        show.sidik,
        show.sidik_penuh,
        show.heks,
    ]
    assert {write(None) for write in filters} == {"–"}  # type: ignore[operator]
    assert show.rentang(None, CLOSE) == show.rentang(CLOSE, None) == "–"


def test_an_amount_in_words_begins_with_a_capital_and_ends_in_rupiah() -> None:
    told = show.terbilang(Decimal("4512880000"))
    assert told == "Empat miliar lima ratus dua belas juta delapan ratus delapan puluh ribu rupiah"


def test_an_empty_digest_of_nothing_is_not_the_digest_of_an_empty_file() -> None:
    assert show.sidik("") == "–"
    assert show.sidik(hashlib.sha256(b"").digest()) == "e3b0 c442 98fc"
