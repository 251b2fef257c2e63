# SPDX-License-Identifier: Apache-2.0
"""How the office answers: what counts, what is withheld, and the page in a bounded number of queries."""

import csv
import io
from fractions import Fraction
from typing import Any

from django.test import Client

from complaints.selectors.statistics import Count, Counts, counts_at, figures_of
from complaints.selectors.words_statistics import Answered
from lpse.core import clock
from lpse.demo import complaints as world
from lpse.demo.cast import Cast

from .conftest import Scene

OBJECTION, COMPLAINT = Answered.OBJECTION, Answered.COMPLAINT


def counts(**more: Any) -> Counts:
    """Forty objections in two agencies and two quarters, and three complaints."""
    late, good = Count(10, 4, Fraction(5)), Count(30, 27, Fraction(2))
    given: dict[str, Any] = {
        "by_class": {OBJECTION: Count(40, 31, Fraction(5, 2)), COMPLAINT: Count(3, 3, Fraction(9))},
        "by_agency": {(OBJECTION, "Dinas A"): late, (OBJECTION, "Dinas B"): good, (COMPLAINT, ""): Count(3, 3, None)},
        "by_quarter": {(OBJECTION, "2026-Q1"): late, (OBJECTION, "2026-Q2"): good},
        "grounds": {"evaluation_error": 12, "collusion": 3, "procedure_breach": 25},
        "outcomes": {"founded": 2},
    }
    return Counts(**(given | more))


def test_each_figure_has_a_sentence_a_chart_a_table_and_its_n() -> None:
    figures = {figure.name: figure for figure in figures_of(counts())}
    assert list(figures) == ["tepat", "lama", "instansi", "tren", "alasan", "hasil"]
    assert figures["tepat"].sentence == "77,5 persen jawaban tepat waktu; terendah pada Sanggah: 77,5 persen."
    assert figures["lama"].sentence.startswith("Separuh jawaban Sanggah terbit dalam 2,5 hari")
    assert figures["instansi"].sentence == "Dinas A paling jarang tepat waktu: 40,0 persen jawaban."
    assert figures["tren"].sentence == "Triwulan II 2026: 90,0 persen jawaban tepat waktu."
    assert [bar.value for bar in figures["tren"].chart.bars] == [40, 90]
    assert figures["instansi"].n == 40


def test_fewer_than_five_are_withheld_and_cannot_be_had_by_subtraction() -> None:
    figures = {figure.name: figure for figure in figures_of(counts())}
    assert ("Pengaduan", "kurang dari 5", "–", "–") in figures["tepat"].rows
    assert figures["hasil"].is_withheld
    assert "Kurang dari 5 jawaban" in figures["hasil"].sentence
    # Three of collusion would be told by the whole minus the others, so the smallest other is hidden with them.
    assert [row[1] for row in figures["alasan"].rows] == ["kurang dari 5", "kurang dari 5", "25"]


def test_nothing_at_all_is_told_as_nothing() -> None:
    empty: dict[str, Any] = {"by_class": {}, "by_agency": {}, "by_quarter": {}, "grounds": {}, "outcomes": {}}
    assert all(figure.is_withheld and figure.n == 0 for figure in figures_of(Counts(**empty)))


def test_answers_are_counted_in_time_by_agency_and_only_when_due_or_given(decided: Scene) -> None:
    world.file_objection(decided.cast, "bahari", decided.tender)
    waiting = counts_at(clock.now())
    assert OBJECTION not in waiting.by_class
    world.answer_objection(decided.cast, decided.tender, [True, False])
    received = world.complain(tender=decided.tender)
    world.complain()
    world.close_complaint(decided.cast, received.complaint.case)
    found = counts_at(clock.now())
    agency = decided.tender.package.agency.name
    assert (found.by_class[OBJECTION].n, found.by_class[OBJECTION].in_time) == (1, 1)
    assert found.by_agency[OBJECTION, agency].median is not None
    assert (found.by_class[COMPLAINT].n, found.outcomes) == (1, {"founded": 1})
    assert sum(found.grounds.values()) == 2


def test_page_and_table_ask_two_queries_and_show_no_small_number(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    received = world.complain()
    world.close_complaint(cast, received.complaint.case)
    with django_assert_num_queries(2):
        page = client.get("/statistik/jawaban/")
    assert "Kurang dari 5 jawaban" in page.content.decode()
    assert received.complaint.case not in page.content.decode()
    rows = list(csv.reader(io.StringIO(client.get("/statistik/jawaban/data.csv").content.decode("utf-8-sig"))))
    assert ["Dijawab tepat waktu", "Pengaduan", "kurang dari 5", "–", "–"] in rows
