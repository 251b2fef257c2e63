# SPDX-License-Identifier: Apache-2.0
"""Case numbers, tracking codes, names of tries, first bytes of files."""

import datetime as dt
import re

import pytest

from complaints.rules import ALPHABET, CODE_SIGNS, code_hash, media_type, new_case, new_code, normal_case, try_keys

pytestmark = pytest.mark.pure
KEY = b"k" * 32
DAY = dt.date(2026, 11, 24)


def test_a_case_number_has_no_sign_that_looks_like_another():
    assert len(ALPHABET) == 32
    assert not set("01OI") & set(ALPHABET)
    assert all(re.fullmatch(r"ADU-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", new_case()) for _each in range(50))


def test_a_tracking_code_has_at_least_eighty_bits():
    assert CODE_SIGNS * 5 >= 80
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){4}[2-9A-HJ-NP-Z]{4}", new_code())
    assert len({new_code() for _each in range(100)}) == 100


@pytest.mark.parametrize("typed", ["ADU-7F3K-92QD", "adu 7f3k 92qd", " adu7f3k92qd ", "7F3K-92QD", "7f3k92qd"])
def test_a_case_number_is_read_however_it_is_typed(typed: str):
    assert normal_case(typed) == "ADU-7F3K-92QD"


@pytest.mark.parametrize("typed", ["", "ADU", "ADU-7F3K", "ADU-7F3K-92QD-9", "'; DROP TABLE x; --", "0" * 5000])
def test_what_is_no_case_number_is_none(typed: str):
    assert normal_case(typed) == ""


def test_a_case_number_that_itself_begins_with_adu_is_read_whole():
    assert normal_case("ADU-ADU7-F3K2") == normal_case("adu7f3k2") == "ADU-ADU7-F3K2"


def test_a_code_is_hashed_the_same_however_it_is_typed_and_differently_under_another_key():
    code = "7F3K-92QD-ABCD-EFGH-JKLM"
    assert code_hash(KEY, code) == code_hash(KEY, code.lower().replace("-", " "))
    assert code_hash(KEY, code) != code_hash(b"x" * 32, code)
    assert code_hash(KEY, code) != code_hash(KEY, code[:-1] + "N")


def test_tries_of_an_address_have_another_name_tomorrow_and_do_not_show_it():
    case, address = try_keys(KEY, "ADU-7F3K-92QD", "203.0.113.7", DAY)
    assert case != address
    assert "203" not in address or len(address) == 64
    assert try_keys(KEY, "ADU-7F3K-92QD", "203.0.113.7", DAY) == (case, address)
    assert set(try_keys(KEY, "ADU-7F3K-92QD", "203.0.113.7", DAY + dt.timedelta(days=1))) & {case, address} == set()
    assert try_keys(KEY, "ADU-7F3K-92QD", "203.0.113.8", DAY)[1] != address


@pytest.mark.parametrize(
    ("head", "media"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"<svg onl", None),
        (b"PK\x03\x04....", None),
        (b" %PDF-1.", None),
        (b"", None),
    ],
)
def test_only_first_bytes_say_what_a_file_is(head: bytes, media: str | None):
    assert media_type(head) == media
