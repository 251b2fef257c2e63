# SPDX-License-Identifier: Apache-2.0
"""The question an address asks of the list; what is unknown or too long in it is left out."""

import re
from collections.abc import Collection

from django.http import QueryDict

from tenders.rules import Status
from tenders.selectors.search import LABELS, NEAREST, NEWEST, Query

MOST_WORDS, MOST_CHOICES = 200, 20
YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


def query_of(asked: QueryDict) -> Query:
    """Return the question; every address asks one, whatever stands in it."""
    return Query(
        q=_typed(asked.get("q", "")),
        statuses=_known(asked.getlist("tahap"), LABELS["status"].keys() - {Status.DRAFT}),
        categories=_known(asked.getlist("jenis"), LABELS["category"]),
        order=NEAREST if asked.get("urut") == NEAREST else NEWEST,
        after=asked.get("sesudah", "")[:64],
        kinds=_known(asked.getlist("asal"), LABELS["kind"]),
        methods=_known(asked.getlist("metode"), LABELS["method"]),
        years=tuple(dict.fromkeys(year for year in asked.getlist("tahun") if YEAR.fullmatch(year)))[:MOST_CHOICES],
        units=_any(asked.getlist("satker")),
        closings=_known(asked.getlist("tutup"), LABELS["closing"]),
        values=_known(asked.getlist("nilai"), LABELS["value"]),
        sizes=_known(asked.getlist("usaha"), LABELS["size"]),
        places=_any(asked.getlist("lokasi")),
        agencies=_any(asked.getlist("instansi")),
    )


def _any(asked: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_typed(text) for text in asked))[:MOST_CHOICES]


def _typed(text: str) -> str:
    return text.strip().replace("\x00", "")[:MOST_WORDS]


def _known(asked: list[str], words: Collection[str]) -> tuple[str, ...]:
    return tuple(word for word in dict.fromkeys(asked) if word in words)
