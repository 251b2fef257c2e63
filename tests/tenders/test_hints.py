# SPDX-License-Identifier: Apache-2.0
"""Words that may keep vendors out are hinted at with their rule, and lawful ones are left alone."""

import pytest

from lpse.core.said import said
from tenders.hints import hints
from tenders.requirements import TEMPLATES
from tenders.rules import Category, Part

pytestmark = pytest.mark.pure


def told(text: str) -> list[str]:
    return [gap.source for gap in hints([(Part.REQUIREMENTS, said("Syarat 1"), text)])]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Tensimeter OMRON HEM-7120", "Pasal 19"),
        ("Pompa air merek Sanyo", "Pasal 19"),
        ("Printer Epson L3210 atau setara", "Pasal 19"),
        ("Peserta berdomisili di Kota Sagara", "ayat (8)"),
        ("Memiliki kantor cabang di provinsi ini", "ayat (8)"),
        ("Melampirkan surat dukungan dari pabrikan", "ayat (8)"),
        ("Memiliki sertifikat ISO 9001", "ayat (8)"),
        ("Menjadi anggota asosiasi pengusaha", "ayat (8)"),
        ("Perusahaan berdiri minimal 5 tahun", "ayat (8)"),
        ("Fotokopi NIB dilegalisir", "ayat (9)"),
    ],
)
def test_a_worrying_word_is_hinted_at_with_its_rule(text: str, source: str) -> None:
    assert len(told(text)) == 1
    assert source in told(text)[0]


@pytest.mark.parametrize("text", ["Memuat merek, tipe, dan ukuran", "Lemari 65 liter", "Sharpener", "Kantor desa"])
def test_an_innocent_text_is_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize("category", TEMPLATES)
def test_the_template_of_requirements_worries_nobody(category: Category) -> None:
    assert [each for text in TEMPLATES[category] for each in told(f"{text.title}. {text.guidance}")] == []


def test_a_hint_never_keeps_a_tender_from_being_announced() -> None:
    gap = hints([(Part.ITEMS, said("Butir 2"), "Laptop Lenovo")])[0]
    assert gap.is_warning
    assert str(gap.message).startswith('Butir 2 menyebut "Lenovo"')
