# SPDX-License-Identifier: Apache-2.0
"""Kinds of minutes (berita acara) and how they are called. Pure."""

import re
from enum import StrEnum

from lpse.core.said import Said, said

NUMBER = re.compile(r"(?P<code>[^/]+)/BA-(?P<place>[1-9][0-9]?)\.(?P<round>[1-9][0-9]{0,3})")
"""The number printed on minutes."""


class MinutesKind(StrEnum):
    """What minutes are about; the word in addresses is Indonesian."""

    OPENING = "opening"
    EVALUATION = "evaluation"
    RESULT = "result"
    CLARIFICATION = "clarification"
    PROOF = "qualification_proof"

    @property
    def slug(self) -> str:
        """The word in the address of the minutes."""
        return SLUGS[self]

    @property
    def heading(self) -> Said:
        """The heading of the minutes."""
        return TITLES[self]

    @classmethod
    def of_slug(cls, slug: str) -> "MinutesKind | None":
        """Return the kind an address names, or None."""
        return next((kind for kind, word in SLUGS.items() if word == slug), None)


SLUGS = {
    MinutesKind.OPENING: "pembukaan",
    MinutesKind.EVALUATION: "evaluasi",
    MinutesKind.RESULT: "hasil",
    MinutesKind.CLARIFICATION: "penjelasan",
    MinutesKind.PROOF: "pembuktian",
}
TITLES = {
    MinutesKind.OPENING: said("Berita Acara Pembukaan Penawaran"),
    MinutesKind.EVALUATION: said("Berita Acara Evaluasi Penawaran"),
    MinutesKind.RESULT: said("Berita Acara Hasil Pemilihan"),
    MinutesKind.CLARIFICATION: said("Berita Acara Pemberian Penjelasan"),
    MinutesKind.PROOF: said("Berita Acara Pembuktian Kualifikasi"),
}
AFTER_THE_RESULT = frozenset({MinutesKind.EVALUATION, MinutesKind.PROOF})
"""Kinds that only the committee reads before the result is announced. Source: R-KIP-9."""

DRAWN_ONCE = frozenset({MinutesKind.OPENING, MinutesKind.CLARIFICATION})
"""Kinds that a tender has once; the others are drawn again in each round of evaluation."""


def number_of(code: str, kind: MinutesKind, round_no: int) -> str:
    """Return the number printed on minutes: unique by tender, kind and round. Kinds keep their place for ever."""
    place = list(MinutesKind).index(kind) + 1
    return f"{code}/BA-{place}.{round_no}"


def numbered(number: str) -> tuple[str, MinutesKind, int] | None:
    """Return tender, kind and round of the number of minutes, or None for what is none."""
    found, kinds = NUMBER.fullmatch(number), list(MinutesKind)
    if found is None or int(found["place"]) > len(kinds):
        return None
    return found["code"], kinds[int(found["place"]) - 1], int(found["round"])


def address_of(code: str, kind: MinutesKind, round_no: int, part: str = "") -> str:
    """Return the address of the page of minutes, or of a ``part`` of it such as ``berkas/``, with its round."""
    asked = "" if kind in DRAWN_ONCE else f"?putaran={round_no}"
    return f"/tender/{code}/berita-acara/{kind.slug}/{part}{asked}"
