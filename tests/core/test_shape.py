# SPDX-License-Identifier: Apache-2.0
"""A document has exactly its members."""

import pytest

from lpse.core.canonical import Malformed
from lpse.core.shape import boolean, each, identifier, integer, literal, members, optional, table, text

pytestmark = pytest.mark.pure

PERSON = members(
    "person",
    v=literal("p1"),
    name=text(10, 1),
    age=integer(0, 150),
    agrees=boolean,
    friend=optional(identifier),
    tags=each(identifier, 0, 2),
    marks=table(identifier, integer(0), 0, 2),
)
GOOD = {"v": "p1", "name": "Bima", "age": 40, "agrees": True, "friend": None, "tags": ["a"], "marks": {"x": 1}}


def test_a_document_with_its_members_passes():
    PERSON(GOOD)
    PERSON({**GOOD, "friend": "Citra", "name": "😀" * 10})


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"v": "p2"}, "person.v"),
        ({"v": ["p1"]}, "person.v"),
        ({"name": ""}, "person.name"),
        ({"name": "x" * 11}, "person.name"),
        ({"age": True}, "person.age"),
        ({"age": "40"}, "person.age"),
        ({"age": 151}, "person.age"),
        ({"agrees": 1}, "person.agrees"),
        ({"friend": ""}, "person.friend"),
        ({"tags": ["a", "b", "c"]}, "person.tags"),
        ({"tags": ["a", " "]}, r"person.tags: \[1\]"),
        ({"tags": {"0": "a"}}, "person.tags"),
        ({"marks": {"x": -1}}, "person.marks: x"),
        ({"marks": {"x y": 1}}, "person.marks"),
        ({"more": 1}, "unknown: more"),
    ],
)
def test_a_member_of_another_type_range_or_name_is_refused_with_its_place(change, where):
    with pytest.raises(Malformed, match=where):
        PERSON({**GOOD, **change})


def test_a_missing_member_and_a_document_of_another_kind_are_refused():
    with pytest.raises(Malformed, match="age"):
        PERSON({name: value for name, value in GOOD.items() if name != "age"})
    for value in ([], None, "x", 1):
        with pytest.raises(Malformed, match="not an object"):
            PERSON(value)
