# SPDX-License-Identifier: Apache-2.0
"""Parts of a list that many pages show alike, drawn once: a row with what is left of its time, the facets.

What was drawn is kept by everything that went into it, so it can never say anything else than a new drawing.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lpse.templatetags.lpse_format import sisa
from tenders.selectors.search import Group, Row

register = template.Library()
MOST = 2048
_drawings: dict[tuple[Hashable, ...], SafeString] = {}


def _drawn(name: str, context: Mapping[str, Any], *, moved_by: Hashable) -> SafeString:
    """Draw a template without a request; ``moved_by`` is all that the drawing depends on, but for the language."""
    key = (name, get_language(), moved_by)
    if key not in _drawings:
        if len(_drawings) >= MOST:
            _drawings.clear()
        _drawings[key] = render_to_string(name, context)
    return _drawings[key]


@register.simple_tag
def result(row: Row, now: datetime) -> SafeString:
    """Draw one package of a list as it stands at ``now``."""
    left = sisa(row.deadline, now) if row.is_open and row.deadline else ""
    return _drawn("tenders/_result.html", {"row": row, "now": now}, moved_by=(row, left))


@register.simple_tag
def facets(groups: Sequence[Group]) -> SafeString:
    """Draw the boxes of all facets."""
    return _drawn("tenders/_facets.html", {"groups": groups}, moved_by=tuple(groups))
