# SPDX-License-Identifier: Apache-2.0
"""Quantities of an addendum from a spreadsheet: which row each line replaces, what is refused, and the way through."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from tenders import selectors
from tenders.estimate import BadSheet, QuantityRow, read_quantities, write_quantities
from tenders.models import Addendum

HEAD = "No;Uraian;Volume;Satuan"
KNOWN = (1, 2, 3)


def read(*lines: str, head: str = HEAD) -> tuple[list[QuantityRow], list[tuple[int, str, str]]]:
    rows, errors = read_quantities("butir.csv", "\n".join((head, *lines)).encode(), KNOWN)
    return rows, [(error.line, error.column, str(error.remedy)) for error in errors]


@pytest.mark.pure
def test_the_number_says_which_row_a_line_replaces_and_another_one_is_new() -> None:
    rows, errors = read("3;Lampu;2,5;unit", ";;;", "1;Meja;1.250;set", ";Kursi;4;unit", "9;Lemari;1;unit", ";JUMLAH;;")
    assert errors == []
    assert [(row.number, row.description, row.quantity) for row in rows] == [
        (3, "Lampu", Decimal("2.5")), (1, "Meja", Decimal("1250")), (None, "Kursi", Decimal("4")),
        (None, "Lemari", Decimal("1")),
    ]  # fmt: skip


@pytest.mark.pure
def test_a_sheet_without_numbers_is_taken_in_order_and_a_written_one_is_read_back() -> None:
    rows, errors = read(*(f"Butir {place};1;unit" for place in range(1, 5)), head="Uraian;Volume;Satuan")
    assert (errors, [row.number for row in rows]) == ([], [1, 2, 3, None])
    assert read_quantities("butir.csv", write_quantities(rows[:3]), KNOWN) == (rows[:3], [])


@pytest.mark.pure
@pytest.mark.parametrize(
    ("line", "column", "remedy"),
    [
        ("1;Meja;1,250.5;unit", "Volume", "Tulis 1.250,5"),
        ("1;Meja;0;unit", "Volume", "lebih besar dari nol"),
        ("1;Meja;2;", "Satuan", "Isi satuan"),
        ("1;;2;unit", "Uraian", "Isi uraian"),
        ("A;Meja;2;unit", "No.", "kosongkan untuk butir baru"),
        ("1;Pekerjaan tanah;;", "Uraian", "judul bagian"),
    ],
)
def test_each_wrong_cell_is_named_with_what_to_write(line: str, column: str, remedy: str) -> None:
    rows, errors = read(";Lain;1;unit", line)
    assert [(number, name) for number, name, _told in errors] == [(3, column)]
    assert remedy in errors[0][2]
    assert len(rows) == 1


@pytest.mark.pure
def test_a_number_stands_once_and_a_sheet_has_its_columns() -> None:
    _rows, errors = read("1;Meja;1;unit", "1;Kursi;1;unit")
    assert "sudah dipakai" in errors[0][2]
    with pytest.raises(BadSheet, match="Volume"):
        read("1;Meja", head="No;Uraian")


def test_a_sheet_fills_the_addendum_with_its_differences_and_a_wrong_one_nothing(cast: Cast, as_person: Any) -> None:
    tender = world.announced_tender(cast)
    before, bima = selectors.item_data(tender), as_person("bima")
    given = bima.get(reverse("tenders:quantities-sheet", args=[tender.code]))
    rows, errors = read_quantities("x.csv", given.content, [row["number"] for row in before])
    assert ([row.description for row in rows], errors) == ([row["description"] for row in before], [])
    address = reverse("tenders:import-amended-items", args=[tender.code])

    def send(text: str) -> Any:
        return bima.post(address, {"file": SimpleUploadedFile("butir.csv", text.encode())})

    wrong = send(f"{HEAD}\n1;Meja;1.5;unit\n")
    assert wrong.status_code == 422
    assert "Tulis 1,5" in wrong.content.decode()
    same = send("\n".join((HEAD, *map(line_of, before))))
    assert same.status_code == 422
    assert "sama dengan daftar yang berlaku" in same.content.decode()
    first, rest = before[0], before[1:]
    lines = [line_of({**first, "quantity": "777.5"}), *map(line_of, rest[1:]), ";Baru;3;unit"]
    taken = send("\n".join((HEAD, *lines)))
    assert taken.status_code == 200
    page = taken.content.decode()
    for words in ("777,5", "dihapus", "belum ada", "Baru", "Usulkan adendum"):
        assert words in page, words
    typed = {**fields_of(page), "reason": "Kuantitas keliru."}
    answer = bima.post(reverse("tenders:propose-addendum", args=[tender.code]), typed)
    assert answer.status_code == 302
    row = Addendum.objects.get(tender=tender)
    assert row.items_before == before
    assert row.items is not None
    assert row.items[0] == {**first, "quantity": "777.5000"}
    assert [each["number"] for each in row.items] == [
        first["number"], *(each["number"] for each in rest[1:]), max(each["number"] for each in before) + 1
    ]  # fmt: skip
    for name in ("arung", "ratna"):
        assert as_person(name).get(address).status_code in (403, 404)


def line_of(row: dict[str, Any]) -> str:
    quantity = str(row["quantity"]).replace(".", ",")
    return f"{row['number']};{row['description']};{quantity};{row['unit']}"


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of a page's forms as they stand."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if given.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if "name" in given and given.get("type") != "file" and given["name"] != "csrfmiddlewaretoken":
            found[given["name"]] = unescape(given.get("value", "on" if given.get("type") == "checkbox" else ""))
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        found[name] = unescape(body.strip())
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = unescape(chosen[1]) if chosen else ""
    return found
