# SPDX-License-Identifier: Apache-2.0
"""Every act that may stand on the record is told to somebody, or said to be quiet; its sentences can be made."""

from itertools import chain

import pytest

from evaluation.selectors import record
from lpse.notices.sides import GROUPS, Group
from lpse.notices.words import QUIET, TOLD
from lpse.portal import words


def test_every_worded_act_is_told_or_quiet_and_none_is_both() -> None:
    worded = set(chain(words.SENTENCES, words.TELLERS, words.HEADLINES, record.TELLERS))
    worded = {act for act in worded if "." in act}
    assert worded - set(TOLD) - QUIET == set()
    assert set(TOLD) & QUIET == set()


@pytest.mark.parametrize("act", sorted(TOLD))
def test_what_is_told_of_an_act_is_whole_sentences_and_leads_somewhere(act: str) -> None:
    for told in TOLD[act].values():
        what, to_do = str(told.what), str(told.to_do) % {"until": "Senin"}
        assert what.endswith(".") and to_do.endswith(".") and "%" not in to_do
        assert told.path.startswith("/") and told.path.endswith("/")
        assert told.path.format(subject="T-2026-0001").count("{") == 0


def test_every_group_has_its_words() -> None:
    assert set(GROUPS) == set(Group)
