# SPDX-License-Identifier: Apache-2.0
"""How a chart's units, code names and weekdays are written."""

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lpse.portal.months import WEEKDAYS

register = template.Library()


@register.filter
def skala(unit: str) -> str:
    """Return the word of a chart's unit in the language of the page."""
    return {"triliun": _("triliun"), "miliar": _("miliar"), "juta": _("juta")}.get(unit, unit)


@register.filter
def berpenggal(name: str) -> SafeString:
    """Return a name in code that may be broken after its underscores, for narrow columns."""
    return format_html_join(mark_safe("_<wbr>"), "{}", ((part,) for part in name.split("_")))


@register.simple_tag
def hari_sepekan() -> tuple[tuple[str, str], ...]:
    """Return the short and long names of the weekdays, Monday first, for the heads of a calendar."""
    return WEEKDAYS
