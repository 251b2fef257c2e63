# SPDX-License-Identifier: Apache-2.0
"""Canonical JSON takes one form of a document and refuses every other."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpse.core.canonical import (
    MAX_DEPTH,
    Malformed,
    b64u,
    canonical,
    check_identifier,
    hash_of,
    label,
    parse,
    parse_timestamp,
    timestamp,
    unb64u,
)

pytestmark = pytest.mark.pure

KEYS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=12)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
)
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


@given(DOCUMENTS)
def test_a_document_survives_serialising_and_parsing(document):
    data = canonical(document)
    assert parse(data) == document
    assert canonical(parse(data)) == data


@given(st.dictionaries(KEYS, SCALARS, min_size=2, max_size=6))
def test_the_order_members_were_added_in_does_not_matter(document):
    assert canonical(dict(reversed(document.items()))) == canonical(document)


def test_members_stand_in_order_without_spaces_and_letters_are_not_escaped():
    document = {"b": 1, "a": ["é", "\n", '"\\', None, True, False, -7], "A": {}}
    assert canonical(document).decode() == '{"A":{},"a":["é","\\n","\\"\\\\",null,true,false,-7],"b":1}'


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'{"a": 1}', id="space"),
        pytest.param(b'{"a":1,"a":1}', id="same key twice"),
        pytest.param(b'{"b":1,"a":1}', id="keys out of order"),
        pytest.param(b'{"a":1.0}', id="1.0"),
        pytest.param(b'{"a":1e2}', id="1e2"),
        pytest.param(b'{"a":-0}', id="minus zero"),
        pytest.param(b'{"a":01}', id="leading zero"),
        pytest.param(b'{"a":9007199254740992}', id="2^53"),
        pytest.param(b'{"a":' + b"9" * 5000 + b"}", id="five thousand digits"),
        pytest.param(b'{"a":NaN}', id="NaN"),
        pytest.param(b'{"a":Infinity}', id="Infinity"),
        pytest.param(b'{"a":"\\u0041"}', id="needless escape"),
        pytest.param(b'{"a":"\\/"}', id="escaped slash"),
        pytest.param(b'{"a":"\\ud800"}', id="half a surrogate pair"),
        pytest.param(b'{"a":"\xff"}', id="bad UTF-8"),
        pytest.param(b'\xef\xbb\xbf{"a":1}', id="byte-order mark"),
        pytest.param(b'{"a":1}\n', id="trailing newline"),
        pytest.param(b'{"a":1}{"a":1}', id="two documents"),
        pytest.param(b'{"a b":1}', id="space in a key"),
        pytest.param(b'{"":1}', id="empty key"),
        pytest.param('{"é":1}'.encode(), id="key beyond ASCII"),
        pytest.param(b'{"a":1', id="cut off"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"[" * 100_000, id="a hundred thousand brackets"),
        pytest.param(b"[" * 17 + b"]" * 17, id="depth 17"),
    ],
)
def test_bytes_in_any_other_form_are_refused(data):
    with pytest.raises(Malformed):
        parse(data)


def test_sixteen_levels_are_read_and_brackets_in_strings_do_not_count():
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert parse(b'["' + b"[" * 100 + b'"]') == ["[" * 100]
    assert parse(b'["\\"' + b"[" * 100 + b'"]') == ['"' + "[" * 100]


def test_a_document_over_its_size_is_refused_before_parsing():
    data = canonical("x" * 100)
    assert parse(data, max_size=102)
    with pytest.raises(Malformed, match="101 bytes"):
        parse(data, max_size=101)


@pytest.mark.parametrize("value", [1.5, b"x", (1,), {1: 2}, {"a b": 1}, 2**53, -(2**53), "\ud800", {"a": object()}])
def test_what_has_no_canonical_form_is_not_serialised(value):
    with pytest.raises(Malformed):
        canonical(value)


@pytest.mark.parametrize("text", ["AA==", "A", "AB", "A A", "AA\n", "+/", "é", None, 3])
def test_base64url_has_one_form(text):
    with pytest.raises(Malformed):
        unb64u(text)


def test_base64url_of_another_length_is_refused():
    assert unb64u(b64u(bytes(32)), 32) == bytes(32)
    with pytest.raises(Malformed, match="31 bytes"):
        unb64u(b64u(bytes(31)), 32)


def test_timestamps_have_24_characters_and_sort_as_instants_do():
    at = datetime(2026, 12, 1, 3, tzinfo=UTC)
    assert timestamp(at) == "2026-12-01T03:00:00.000Z"
    jakarta = at.astimezone(timezone(timedelta(hours=7)))
    assert timestamp(jakarta) == timestamp(at)
    assert parse_timestamp(timestamp(at)) == at
    assert timestamp(at) < timestamp(at + timedelta(milliseconds=500))


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-01T03:00:00Z",
        "2026-12-01T03:00:00.5Z",
        "2026-12-01T03:00:00.000000Z",
        "2026-12-01T03:00:00.000+00:00",
        "2026-12-01 03:00:00.000Z",
        "2026-13-01T03:00:00.000Z",
        "2026-02-30T03:00:00.000Z",
        "2026-12-01T24:00:00.000Z",
        "2026-12-01T03:00:00.000Z\n",
        "２026-12-01T03:00:00.000Z",
    ],
)
def test_a_timestamp_of_another_precision_zone_or_day_is_refused(text):
    with pytest.raises(Malformed):
        parse_timestamp(text)


def test_an_instant_without_zone_or_finer_than_a_millisecond_is_not_written():
    with pytest.raises(ValueError, match="naive"):
        timestamp(datetime(2026, 12, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="millisecond"):
        timestamp(datetime(2026, 12, 1, 0, 0, 0, 1, tzinfo=UTC))


@pytest.mark.parametrize("text", ["", "a" * 65, "a b", "a\n", "../a", "a/b", "é", None, 7])
def test_an_identifier_with_foreign_letters_is_refused(text):
    with pytest.raises(Malformed):
        check_identifier(text)


def test_names_and_labels_of_the_scheme():
    assert check_identifier("T-2026-0001") == "T-2026-0001"
    assert label("seg") == b"sb1/seg\0"
    assert json.loads(canonical({"a": 1})) == {"a": 1}
    assert hash_of({}) == "RBNvo1WzZ4oRRq0W9-hknpT7T8If536DEMBg9hyq_4o"
