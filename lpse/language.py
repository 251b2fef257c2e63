# SPDX-License-Identifier: Apache-2.0
"""The language of the page: sentences of the core said anew, and errors and refusals with them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext

from lpse.core.acts import Refusal, Refused
from lpse.core.calendar import Due
from lpse.core.said import Figure, Said, said
from lpse.regulations import BOOKS
from lpse.regulations.deadlines import retold

SWAP = str.maketrans(",.", ".,")


def is_english() -> bool:
    """Say whether the page is in English; every other language is told in Indonesian."""
    return (get_language() or "id").startswith("en")


def told(text: object) -> str:
    """Return a text of the core in the language of the page; what has no translation stays as it is.

    A ``Said`` is made anew from its pattern and its values, of which only those that are Said are translated and
    only a Figure is written anew: a name is never looked up. Any other text is looked up whole.
    """
    if isinstance(text, Said):
        pattern = gettext(text.pattern) if text.pattern else ""
        values = {name: _value(value) for name, value in text.values.items()}
        return pattern.format(**values) if values else pattern
    plain = str(text)
    return gettext(plain) if plain else ""


def _value(value: object) -> object:
    if isinstance(value, Figure):
        return value.translate(SWAP) if is_english() else value
    return told(value) if isinstance(value, Said) else value


def reason(error: Exception) -> str:
    """Return what an exception of the core says, in the language of the page."""
    if isinstance(error, Refused):
        return refused(error.refusal)
    return told(error.args[0] if error.args else "")


def basis(data: Mapping[str, Any]) -> str:
    """Return how a stored due date was counted: its stored words, or in English the same made of its members."""
    if not is_english() or "rule" not in data:
        return str(data["words"])
    return told(retold(data, (clock for book in BOOKS.values() for clock in book.clocks)))


def question(data: Mapping[str, Any]) -> str:
    """Return what to ask the calculator to get a stored count again, as a query; empty for a training clock.

    The article tells the kind of procurement: a rule has one article per unit.
    """
    for clock in (clock for book in BOOKS.values() for clock in book.clocks):
        if data.get("counted") and (clock.rule, str(clock.period.source)) == (data["rule"], data["source"]):
            start_on = Due.from_data(data).start_on.isoformat()
            return "?" + urlencode({"aturan": clock.rule, "kategori": clock.categories[0], "tanggal": start_on})
    return ""


def refused(refusal: Refusal) -> str:
    """Return message and remedy of a refusal, and the article behind it, in the language of the page."""
    source = told(said("Dasar: {article}.", article=refusal.source)) if refusal.source else ""
    return " ".join(part for part in (told(refusal.message), told(refusal.remedy), source) if part)
