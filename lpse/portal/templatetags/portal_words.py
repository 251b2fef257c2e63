# SPDX-License-Identifier: Apache-2.0
"""How a chart's figures and units are written."""

from fractions import Fraction

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lpse.core import money

register = template.Library()
SWAP = str.maketrans(",.", ".,")


@register.filter
def angka(value: Fraction) -> str:
    """Return a figure of a chart as ``52,2`` (English ``52.2``): one decimal, half up, none when it is whole."""
    text = f"{money.rounded(value, 1):,}".removesuffix(".0")
    return text if (get_language() or "id").startswith("en") else text.translate(SWAP)


@register.filter
def skala(unit: str) -> str:
    """Return the word of a chart's unit in the language of the page."""
    return {"triliun": _("triliun"), "miliar": _("miliar"), "juta": _("juta")}.get(unit, unit)
