# SPDX-License-Identifier: Apache-2.0
"""Every figure of a result says how it came about, and the sheet how far each step is."""

from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.rules.proving import ProofOutcome
from evaluation.rules.reckoning import price_words, proof_words, rank_words
from evaluation.selectors import choosing
from evaluation.selectors import evaluating as sheets
from lpse.demo import evaluation as world

from .conftest import Scene

HUNDRED, EIGHTY = Fraction(100), Fraction(80)


@pytest.mark.parametrize(
    ("read", "corrected", "is_lump_sum", "words"),
    [
        (EIGHTY, EIGHTY, False, "tetap"),
        (EIGHTY, EIGHTY, True, "lumsum tidak dikoreksi"),
        (EIGHTY, Fraction(90), False, "naik Rp10,00 dari harga terbaca"),
        (Fraction(90), EIGHTY, False, "turun Rp10,00 dari harga terbaca"),
        (EIGHTY, None, False, "di luar batas"),
    ],
)
def test_a_corrected_price_says_how_it_came_from_the_one_read(
    read: Fraction, corrected: Fraction | None, is_lump_sum: bool, words: str
) -> None:
    told = price_words(read, corrected, HUNDRED, is_lump_sum=is_lump_sum)
    assert words in told[1]
    assert (len(told) == 3) == (corrected is not None)
    if corrected == EIGHTY:
        assert told[2] == "Terhadap HPS: Rp80,00 : Rp100,00 = 80%."


def test_a_rank_and_a_proof_say_why() -> None:
    assert rank_words(1, 3, is_preferred=True, reason="").startswith(
        "Peringkat 1 dari 3: diurutkan dari harga evaluasi"
    )
    assert "terkoreksi" in rank_words(1, 3, is_preferred=False, reason="")
    assert rank_words(None, 3, is_preferred=False, reason="Gugur.") == "Tanpa peringkat: Gugur."
    assert [len(proof_words(word)) for word in ProofOutcome] == [1, 1, 0, 0]
    assert proof_words("") == ()


def test_the_result_tells_of_each_bid_how_it_was_reckoned(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    page = Client().get(reverse("evaluation:result", args=[sheet.tender.code])).content.decode()
    assert page.count("dihitung bagaimana?<span") == result.standings.count() == 3
    for words in ("Peringkat 1 dari 2", "naik Rp", "Terhadap HPS", "semua data sudah terverifikasi", "Tanpa peringkat"):
        assert words in page
    assert "1.450.000,00" not in page  # unit prices of the estimate stay confidential


def test_the_sheet_says_how_far_each_step_is(sheet: Scene, as_person: Any) -> None:
    empty = choosing.progress(sheets.sheet(sheet.tender))
    assert (empty.found, empty.untouched) == (0, empty.total)
    page = as_person("citra").get(reverse("evaluation:sheet", args=[sheet.tender.code])).content.decode()
    world.assess_all(sheet.cast, sheet.tender)
    full = choosing.progress(sheets.sheet(sheet.tender))
    assert full.found == full.total == empty.total
    for words in ("Kemajuan setiap tahap", 'id="tahap-technical"', "Jadwal evaluasi berakhir", "data-clarify"):
        assert words in page
    bid = sheets.sheet(sheet.tender).bids[0].id
    asking = reverse("evaluation:request-clarification", args=[sheet.tender.code])
    form = as_person("citra").get(asking, {"peserta": bid}).content.decode()
    assert f'<option value="{bid}" selected' in form
