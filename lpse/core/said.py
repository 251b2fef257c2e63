# SPDX-License-Identifier: Apache-2.0
"""Sentences of the core: Indonesian texts that remember their pattern, so that the edge can say them in English.

The core knows no framework, so it cannot ask for the reader's language. A ``Said`` is a plain text to everyone who
stores, prints or compares it; only ``lpse.language.told`` looks at its pattern and says it anew for a page.
"""

from collections.abc import Iterable
from typing import Any


class Figure(str):
    """A number written the Indonesian way, with dots for thousands and a comma; English exchanges the two."""


class Said(str):
    """An Indonesian text with the pattern and the values it was made of; a value that is Said is said anew too."""

    pattern: str
    values: dict[str, Any]


def said(pattern: str, **values: Any) -> Said:
    """Return the text of ``pattern`` with its values in place: ``said("{n} hari kerja", n=5)``."""
    text = Said(pattern.format(**values) if values else pattern)
    text.pattern, text.values = pattern, values
    return text


def together(parts: Iterable[str], between: str = " ") -> Said:
    """Return several texts as one, each of which stays what it is; ``between`` is no word."""
    named = {f"part{place}": part for place, part in enumerate(parts)}
    return said(between.join(f"{{{name}}}" for name in named), **named)
