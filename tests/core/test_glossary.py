# SPDX-License-Identifier: Apache-2.0
"""The one glossary."""

import re

import pytest

from lpse.core import glossary
from lpse.regulations import Category, StageKind


def test_one_row_per_term_and_nothing_blank() -> None:
    codes = [term.code for term in glossary.TERMS]
    assert len(set(codes)) == len(codes) > 120
    for term in glossary.TERMS:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", term.code)
        assert all(text == text.strip() != "" for text in (term.id, term.en, term.meaning, term.source)), term


@pytest.mark.parametrize("code", [*Category, *StageKind])
def test_every_category_and_stage_has_its_term(code: str) -> None:
    expected = {"evaluation": "step", "award_decision": "result", "award_announcement": "announce_result"}
    expected |= {"contract_signing": "contract", "appointment": "award"}
    assert glossary.term(expected.get(code, code)).id


def test_objection_appeal_and_complaint_are_never_mixed_up() -> None:
    assert glossary.term("objection").id == "sanggah"
    assert glossary.term("appeal").id == "sanggah banding"
    assert glossary.term("complaint").id == "pengaduan"
    assert {"objection", "appeal", "standstill"} <= {term.code for term in glossary.find(" Sanggah")}


def test_a_term_that_is_not_there_is_refused_by_name() -> None:
    with pytest.raises(glossary.NoSuchTerm, match="lelang"):
        glossary.term("lelang")
