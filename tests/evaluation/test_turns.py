# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is to be evaluated, counted by hand and by laws that hold for every sheet; no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.arithmetic import PricedItem
from evaluation.rules.evaluate import evaluate
from evaluation.rules.offer import Offer, Terms, Verdict, evaluation_file
from evaluation.rules.reading import Status
from evaluation.rules.turns import Place, Turn, in_turn, turns
from evaluation.rules.warnings import warnings
from lpse import regulations
from lpse.core.canonical import timestamp
from lpse.regulations import Category

NUMBERS = regulations.get("pbj-2025").price
LEAST = int(NUMBERS.lowest_bids_evaluated.value)
TERMS = Terms("lowest_price_pass_fail", "goods", Decimal(1000), {})
MORNING = datetime(2026, 11, 24, 3, tzinfo=UTC)
OPEN = Verdict(Status.PASSED, is_open=True)
PASSED = Verdict(Status.PASSED)
FAILED = Verdict(Status.FAILED, "technical", "Kurang.")
VERDICTS = {"?": OPEN, "+": PASSED, "-": FAILED}


def offer(vendor: str, price: int, verdict: Verdict = OPEN, hours: int = 0) -> Offer:
    return Offer(vendor, Decimal(price), None, timestamp(MORNING + timedelta(hours=hours)), verdict)


def told(found: dict[str, Place]) -> str:
    """Each bid's turn as one letter, in order."""
    letters = {Turn.FIRST: "F", Turn.NEXT: "N", Turn.WAITING: "w", Turn.SPARED: "s", Turn.PRICED_OUT: "x"}
    return "".join(letters[place.turn] for place in found.values())


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ("", ""),
        ("?", "F"),
        ("??", "FF"),
        ("???", "FFF"),
        ("?????", "FFFww"),
        ("++???", "FFFss"),  # one has passed: nobody else has to be looked at
        ("+++??", "FFFss"),
        ("-????", "FFFww"),
        ("--+??", "FFFss"),
        ("--???", "FFFww"),
        ("---??", "FFFNw"),  # all three failed: the next comes in
        ("---+?", "FFFNs"),
        ("----?", "FFFNN"),
        ("-----", "FFFNN"),  # none is left
        ("+-+-+", "FFFss"),
        ("???+-", "FFFws"),  # more than required, found before its turn
        ("+++-?", "FFFss"),
    ],
)
def test_the_lowest_have_their_turn_and_the_next_when_all_of_them_failed(findings: str, expected: str) -> None:
    assert LEAST == 3
    offers = [offer(f"V-{n}", 500 + n, VERDICTS[word]) for n, word in enumerate(findings)]
    assert told(turns(TERMS, offers, NUMBERS)) == expected


def test_who_is_out_by_price_alone_takes_nobodys_place() -> None:
    offers = [offer("nol", 0), offer("atas", 1001), *(offer(f"V-{n}", 997 + n) for n in range(4))]
    found = turns(TERMS, offers, NUMBERS)
    assert list(found) == ["nol", "V-0", "V-1", "V-2", "V-3", "atas"]
    assert told(found) == "xFFFwx"
    assert "melebihi HPS" in found["atas"].sentence
    assert "R-EVAL-3" in found["atas"].sentence


def test_equal_prices_take_turns_by_the_time_of_receipt() -> None:
    offers = [offer("A", 500, hours=3), offer("B", 500, hours=1), offer("C", 500, hours=2), offer("D", 500, hours=4)]
    assert list(turns(TERMS, offers, NUMBERS)) == ["B", "C", "A", "D"]


def test_turns_are_taken_by_the_corrected_price() -> None:
    terms = replace(TERMS, quantities={"1": Fraction(10)})
    low = Offer("A", Decimal(1), (PricedItem("1", Fraction(1), Fraction(90)),), timestamp(MORNING), OPEN)
    high = Offer("B", Decimal(900), (PricedItem("1", Fraction(10), Fraction(80)),), timestamp(MORNING), OPEN)
    assert list(turns(terms, [low, high], NUMBERS)) == ["B", "A"]


@pytest.mark.parametrize("changes", [{"method": "merit_points"}, {"is_one_file": False}])
def test_any_other_method_evaluates_every_bid(changes: dict[str, Any]) -> None:
    offers = [offer(f"V-{n}", 500 + n) for n in range(5)]
    found = turns(replace(TERMS, **changes), [*offers, offer("nol", 0)], NUMBERS)
    assert {place.turn for place in found.values()} == {Turn.EVERY}
    assert all(place.is_due for place in found.values())


@pytest.mark.parametrize(
    ("findings", "at", "words"),
    [
        ("????", 1, "Wajib dinilai: urutan ke-2 dari 3 harga terkoreksi terendah."),
        ("---?", 3, "Wajib dinilai: 3 penawaran yang lebih rendah tidak memenuhi syarat."),
        ("????", 3, "Belum dinilai: penawaran yang lebih rendah masih dapat lulus."),
        ("+++?", 3, "Tidak dinilai: ada penawaran dengan harga terkoreksi lebih rendah yang lulus."),
        ("++++", 3, "Dinilai atas kehendak Pokja; gilirannya tidak datang."),
    ],
)
def test_each_turn_is_told_in_words_with_the_article(findings: str, at: int, words: str) -> None:
    offers = [offer(f"V-{n}", 500 + n, VERDICTS[word]) for n, word in enumerate(findings)]
    place = turns(TERMS, offers, NUMBERS)[f"V-{at}"]
    assert place.words == words
    assert place.sentence == f"{words} Dasar: {NUMBERS.lowest_bids_evaluated.source}."


def test_the_published_file_says_who_was_not_evaluated_and_gives_everybody_the_same_ranking() -> None:
    offers = [offer(f"V-{n}", 500 + n, VERDICTS[word]) for n, word in enumerate("+-++?")]
    found = in_turn([*offers, offer("atas", 2000)], turns(TERMS, [*offers, offer("atas", 2000)], NUMBERS))
    rows = {row["vendor"]: row for row in evaluate(evaluation_file(TERMS, found))["ranking"]}
    assert [rows[f"V-{n}"]["rank"] for n in range(5)] == [1, None, 2, 3, None]
    assert rows["V-4"]["reason"].startswith("Tidak dinilai: ada penawaran")
    assert "melebihi HPS" in rows["atas"]["reason"]


SHEETS = st.lists(st.tuples(st.integers(0, 12), st.sampled_from("?+-"), st.integers(0, 2)), max_size=9)


@given(SHEETS, st.randoms(use_true_random=False))
def test_turns_hold_their_laws(rows: list[tuple[int, str, int]], random: Any) -> None:
    offers = [offer(f"V-{n}", price * 100, VERDICTS[word], hour) for n, (price, word, hour) in enumerate(rows)]
    found = turns(TERMS, offers, NUMBERS)
    shuffled = list(offers)
    random.shuffle(shuffled)
    assert turns(TERMS, shuffled, NUMBERS) == found
    verdicts = {each.vendor: each.verdict for each in offers}
    in_reach = [vendor for vendor, place in found.items() if place.turn is not Turn.PRICED_OUT]
    due = [vendor for vendor in in_reach if found[vendor].is_due]
    assert due == in_reach[: len(due)]  # from the lowest on, nobody skipped
    standing = [vendor for vendor in due if verdicts[vendor].status is not Status.FAILED]
    assert standing or due == in_reach  # until one stands or none is left
    assert not set(standing) & set(due[LEAST:-1])  # after the first, only failures call the next
    assert len(due) <= LEAST or not set(standing) & set(due[:LEAST])
    # Another failure never takes a turn away.
    for vendor in due:
        worse = [replace(each, verdict=FAILED) if each.vendor == vendor else each for each in offers]
        assert {each for each, place in turns(TERMS, worse, NUMBERS).items() if place.is_due} >= set(due)


@given(SHEETS)
def test_a_closed_sheet_ranks_or_explains_every_bid_and_ranks_no_open_one(
    rows: list[tuple[int, str, int]],
) -> None:
    offers = [offer(f"V-{n}", price * 100, VERDICTS[word], hour) for n, (price, word, hour) in enumerate(rows)]
    places = turns(TERMS, offers, NUMBERS)
    if any(places[each.vendor].is_due and each.verdict.is_open for each in offers):
        return  # not lockable
    verdicts = {each.vendor: each.verdict for each in offers}
    for row in evaluate(evaluation_file(TERMS, in_turn(offers, places)))["ranking"]:
        assert (row["rank"] is None) == bool(row["reason"])
        assert row["rank"] is None or verdicts[row["vendor"]] == PASSED


UNITS = {"1": Fraction(100), "2": Fraction(10)}


@pytest.mark.parametrize(
    ("prices", "total", "expected"),
    [
        ({"1": 110, "2": 11}, 800, []),
        ({"1": 111, "2": 11}, 800, ["butir 1 "]),
        ({"2": 12, "1": 111, "9": 999}, 800, ["butir 2, 1 "]),
        ({"1": 1}, 799, ["Di bawah 80% HPS"]),
        ({"1": 111}, 799, ["Di bawah 80% HPS", "butir 1 "]),
    ],
)
def test_low_and_uneven_prices_are_to_be_clarified_with_their_article(
    prices: dict[str, int], total: int, expected: list[str]
) -> None:
    items = tuple(PricedItem(number, Fraction(1), Fraction(price)) for number, price in prices.items())
    bid = Offer("A", Decimal(total), items, timestamp(MORNING), OPEN)
    found = warnings(bid, Fraction(total), Fraction(1000), Category.GOODS, UNITS, NUMBERS)
    assert len(found) == len(expected)
    for sentence, words in zip(found, expected, strict=True):
        assert words in sentence
        assert "Dasar: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d" in sentence


def test_a_lump_sum_has_no_uneven_prices() -> None:
    assert warnings(offer("A", 900), Fraction(900), Fraction(1000), Category.WORKS, UNITS, NUMBERS) == ()
