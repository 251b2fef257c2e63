# SPDX-License-Identifier: Apache-2.0
"""Local content (TKDN) of a bid: reckoned by item, published without unit prices, the same in the database."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.rules.evaluate import evaluate
from evaluation.rules.local_content import Preference, local_content
from evaluation.rules.offer import Offer, Terms, Verdict, content_of, evaluated, evaluation_file, items_of, plain
from evaluation.rules.preferring import local_content_words
from evaluation.rules.reading import Status
from lpse import regulations
from lpse.core.acts import Refused
from lpse.demo import tenders as demo
from lpse.demo.cast import Cast
from tenders import services
from tenders.models import Tender

from .test_result_constraints import broken

PREFERENCE = Preference(Fraction(1, 4), Fraction(1, 4))
QUANTITIES = {"1": Fraction(10), "2": Fraction(2)}
TERMS = Terms("lowest_price_pass_fail", "goods", Decimal(2_000_000_000), QUANTITIES, preference=PREFERENCE)
AT = "2026-11-24T03:00:00.000Z"


def offer(*rows: tuple[str, str, str | None], version: str = "lpse/offer-2", price: str = "1500000000.00") -> Offer:
    """An offer of (number, unit price, local content) rows at the document's quantities."""
    lines: list[dict[str, Any]] = []
    for number, unit_price, content in rows:
        line = {"number": number, "quantity": str(QUANTITIES[number]), "unit_price": unit_price}
        lines.append(line | ({} if content is None else {"local_content": content}))
    items = items_of({"v": version, "items": lines})
    return Offer("V-1", Decimal(price), items, AT, Verdict(Status.PASSED), lines=items)


def test_only_items_from_25_percent_on_are_preferred() -> None:
    bid = offer(("1", "100000000.00", "0.40"), ("2", "250000000.00", "0.2499"))
    found = content_of(bid, TERMS)
    assert found is not None
    assert (found.share, found.preferred) == (Fraction(2, 5), Fraction(1_000_000_000))
    assert evaluated(bid, TERMS) == 1_500_000_000 - Fraction(1, 10) * 1_000_000_000
    words = " ".join(local_content_words(bid, TERMS))
    assert "Rp1.500.000.000,00 - 40% x 25% x Rp1.000.000.000,00 = Rp1.400.000.000,00" in words


def test_the_share_is_weighed_over_the_preferred_items() -> None:
    bid = offer(("1", "100000000.00", "0.30"), ("2", "250000000.00", "0.60"))
    found = content_of(bid, TERMS)
    assert found is not None
    assert (found.share, found.preferred) == (Fraction(2, 5), Fraction(1_500_000_000))


@pytest.mark.parametrize(
    "bid",
    [
        offer(("1", "100000000.00", "0.40"), ("2", "250000000.00", "0.40"), version="lpse/offer"),
        offer(("1", "100000000.00", "40"), ("2", "250000000.00", "1.01")),
        offer(("1", "100000000.00", None), ("2", "250000000.00", "0.20")),
    ],
    ids=["an older form states none", "no fractions", "too low"],
)
def test_who_states_nothing_that_counts_is_compared_by_the_corrected_price(bid: Offer) -> None:
    found = content_of(bid, TERMS)
    assert found is not None
    assert found.preferred == 0
    assert evaluated(bid, TERMS) == 1_500_000_000
    assert "Tanpa preferensi" in local_content_words(bid, TERMS)[0]


def test_the_published_file_gives_the_same_price_and_no_unit_price() -> None:
    bid = offer(("1", "100000000.00", "0.3333"), ("2", "250000000.00", "0.10"))
    data = evaluation_file(TERMS, [bid])
    assert data["preference_max"] == "0.2500"
    assert data["bids"][0]["preferred_price"] == "1000000000.00"
    assert "items" not in data["bids"][0]
    for file in (data, evaluation_file(TERMS, [bid], items_for="V-1")):
        row = evaluate(file)["ranking"][0]
        assert row["final_evaluated_price"] == plain(evaluated(bid, TERMS)) == "1416675000.00"
        assert row["corrected_price"] == "1500000000.00"


def test_without_a_preference_nothing_is_said_of_local_content() -> None:
    terms = Terms("lowest_price_pass_fail", "goods", Decimal(2_000_000_000), QUANTITIES)
    bid = offer(("1", "100000000.00", "0.40"), ("2", "250000000.00", "0.40"))
    assert content_of(bid, terms) is None
    assert local_content_words(bid, terms) == ()
    assert not {"preference_max", "local_content"} & {
        *evaluation_file(terms, [bid]),
        *evaluation_file(terms, [bid])["bids"][0],
    }


WORDS = st.sampled_from(["1", "2", "3", "2.5", "10.00", "0", "1.005", "-1", "murah", "01"])
CONTENT = st.sampled_from(["0", "0.2499", "0.25", "0.4", "1", "1.0000", "1.01", "40", "", 1, None, "0.33333"])
FORM = st.fixed_dictionaries(
    {
        "v": st.sampled_from(["lpse/offer", "lpse/offer-2", "lpse/offer-2"]),
        "items": st.lists(
            st.fixed_dictionaries(
                {"number": st.sampled_from(["1", "2", "3"]), "quantity": WORDS, "unit_price": WORDS},
                optional={"local_content": CONTENT},
            ),
            max_size=5,
        ),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(form=FORM, quantities=st.sampled_from([None, {}, {"1": "3.0000", "2": "0.5000"}]), total=st.integers(0, 40))
def test_the_database_reckons_the_content_of_a_form_as_the_rules_do(
    db: None, form: Any, quantities: Any, total: int
) -> None:
    document = {number: Fraction(text) for number, text in (quantities or {}).items()}
    found = local_content(items_of(form), document, Fraction(total), PREFERENCE)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT share, preferred, evaluation_evaluated(%s::numeric, share, preferred, 0.25, 0.25)"
            " FROM evaluation_local_content(%s::jsonb, %s::jsonb, %s::numeric, 0.25, 0.25)",
            [total, json.dumps(form), None if quantities is None else json.dumps(quantities), total],
        )
        share, preferred, price = cursor.fetchone()
    assert (Fraction(share), Fraction(preferred)) == (found.share, found.preferred)
    low = found.share < PREFERENCE.least
    assert Fraction(price) == (total if low else total - found.share / 4 * found.preferred)


def test_the_database_knows_the_books_numbers_of_the_preference(db: None) -> None:
    with connection.cursor() as cursor:
        for code, book in regulations.BOOKS.items():
            cursor.execute(
                "SELECT tenders_preference_above(%s), tenders_preference_most(%s), evaluation_preferred_from(%s)",
                [code, code, code],
            )
            price = book.price
            numbers = (price.preference_above, price.preference_maximum, price.preference_local_content)
            assert cursor.fetchone() == tuple(number.value for number in numbers)


SET = "UPDATE tenders_tender SET preference_max = %s WHERE id = %s"


def test_a_preference_is_given_within_the_book_and_before_the_announcement(cast: Cast) -> None:
    small = demo.assigned_package(cast)
    bima = cast.actor("bima")
    with pytest.raises(Refused, match="di atas Rp1"):
        services.set_preference(actor=bima, tender=small, maximum=Decimal("0.25"))
    assert broken((SET, [Decimal("0.25"), small.pk])) == "preference_is_within_the_book"
    rows = [demo.EstimateRow("Ambulans", "unit", Decimal(3), Decimal("400000000.00"))]
    large = demo.assigned_package(cast, rows=rows)
    for wrong in ("0.26", "0"):
        with pytest.raises(Refused, match="paling besar 25%"):
            services.set_preference(actor=bima, tender=large, maximum=Decimal(wrong))
    assert broken((SET, [Decimal("0.2501"), large.pk])) == "preference_is_within_the_book"
    assert broken((SET, [Decimal(0), large.pk])) == "preference_is_a_fraction"
    with pytest.raises(Refused):
        services.set_preference(actor=cast.actor("ratna"), tender=large, maximum=Decimal("0.25"))
    services.set_preference(actor=bima, tender=large, maximum=Decimal("0.25"))
    assert Tender.objects.get(pk=large.pk).preference_max == Decimal("0.25")
    services.set_preference(actor=bima, tender=large, maximum=None)
    assert Tender.objects.get(pk=large.pk).preference_max is None
