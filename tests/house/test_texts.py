# SPDX-License-Identifier: Apache-2.0
"""House rules for texts: English is whole, fits the source, and is compiled; scripts speak both languages."""

from __future__ import annotations

import gettext
import io
import re

import pytest

from lpse.core.said import Figure, said, together
from lpse.language import told
from lpse.portal.management.commands import texts
from tests.support.tree import ROOT, ending, text

INDONESIAN = re.compile(r"[\"'`][^\"'`\n]*\b(?:yang|dengan|belum|untuk|tidak|sudah|atau)\b[^\"'`\n]*[\"'`]")
SPEAKING = re.compile(r"\b(?:ID|EN|WORDS|DONE)\b[^;]*\ben\b|\bconst EN = \{", re.DOTALL)


def found() -> texts.Found:
    """Every marked text."""
    return texts.gathered(ROOT)


def test_the_english_catalogue_is_whole_and_compiled():
    """When this fails: `manage.py texts`, translate what it names, and again `manage.py texts`."""
    assert texts.problems(ROOT) == []


def test_no_marked_text_begins_or_ends_with_a_space():
    assert texts.loose(one for _context, one in found().texts) == []


def test_there_are_texts_of_every_kind():
    known = found().texts
    assert len(known) > 2000
    for wanted in ("Beranda", "Masa pemasukan penawaran sudah berakhir.", "{date} pukul {time}", "Sabtu"):
        assert ("", wanted) in known
    assert known["", "%(n)s tugas menunggu Anda"]


def test_every_script_that_speaks_indonesian_speaks_english_too():
    scripts = [path for path in ending(".js") if path.parts[:3] == ("lpse", "static", "js")]
    assert len(scripts) > 20
    silent = [str(path) for path in scripts if INDONESIAN.search(text(path)) and not SPEAKING.search(text(path))]
    assert silent == []


@pytest.mark.parametrize(
    "entries",
    [
        {("", "Batal"): texts.Entry("", ("Cancel",)), ("penawaran", "Batal"): texts.Entry("", ("Void",))},
        {("", "%(n)s butir"): texts.Entry("%(n)s butir", ("%(n)s item", "%(n)s items"))},
        {("", 'Tiga "kata"\nbaris\\dua\n'): texts.Entry("", ('Three "words"\nline\\two\n',))},
        {("", "Belum"): texts.Entry("", ("",))},
    ],
)
def test_a_catalogue_is_read_as_it_was_written(entries: dict[texts.Key, texts.Entry]):
    assert texts.read(texts.written(entries)) == entries


def test_the_compiled_catalogue_is_what_the_standard_library_reads():
    entries = {
        ("", "Batal"): texts.Entry("", ("Cancel",)),
        ("penawaran", "Batal"): texts.Entry("", ("Void",)),
        ("", "%(n)s butir"): texts.Entry("%(n)s butir", ("%(n)s item", "%(n)s items")),
        ("", "Belum"): texts.Entry("", ("",)),
    }
    read = gettext.GNUTranslations(io.BytesIO(texts.compiled(entries)))
    assert read.gettext("Batal") == "Cancel"
    assert read.pgettext("penawaran", "Batal") == "Void"
    assert [read.ngettext("%(n)s butir", "%(n)s butir", n) for n in (1, 2)] == ["%(n)s item", "%(n)s items"]
    assert read.gettext("Belum") == "Belum"


def test_a_text_that_lost_its_placeholder_is_named():
    entries = {("", "Berakhir {end}."): texts.Entry("", ("Ends.",)), ("", "<b>%(n)s</b>"): texts.Entry("", ("%(n)s",))}
    assert len(list(texts._differences(entries))) == 2


def test_a_mark_around_a_text_with_values_is_named():
    broken = texts.Found()
    texts._python('refuse(Kind.STATE, f"Berakhir {end}.")', "x.py", broken)
    assert len(broken.wrong) == 1


def test_a_sentence_of_the_core_is_said_anew_with_its_values():
    from django.utils.translation import override

    sentence = said("Harga terkoreksi {price} melebihi HPS {estimate}.", price=Figure("Rp1.450,50"), estimate="PT 1.5")
    both = together([sentence, said("Berakhir {end}.", end=said("Sabtu"))])
    assert both == "Harga terkoreksi Rp1.450,50 melebihi HPS PT 1.5. Berakhir Sabtu."
    with override("id"):
        assert told(both) == both
    with override("en"):
        english = "The corrected price of Rp1,450.50 is above the owner's estimate (HPS) of PT 1.5. Ends Saturday."
        assert told(both) == english
        assert told("") == ""
        assert told("PT Arung Samudra") == "PT Arung Samudra"
