# SPDX-License-Identifier: Apache-2.0
"""Texts of strangers in the cells of a spreadsheet."""

import pytest

from lpse.core.cells import cell, line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("  +62", "'+62"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("\ufeff=1", "'=1"),
        ("\x01=1", "'=1"),
        ("＝1", "'＝1"),
        ("Meja, =cmd|' /C calc'!A0", "Meja, '=cmd|' /C calc'!A0"),
        ("Meja;=1", "Meja;'=1"),
        ("Pengadaan A-1 = B", "Pengadaan A-1 = B"),
        ("Rehab. Gedung (Tahap 2)", "Rehab. Gedung (Tahap 2)"),
        ("", ""),
    ],
)
def test_a_cell_is_never_a_formula_whichever_separator_the_country_has(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_a_line_has_no_breaks_and_nothing_xml_refuses() -> None:
    assert line("Satu\r\ndua\x00\x0b tiga\u2028empat\x1f") == "Satu dua tiga empat"
