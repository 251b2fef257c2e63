# SPDX-License-Identifier: Apache-2.0
"""Words of the public record in templates: what an act says and who may do it."""

from django import template

from lpse.portal import words

register = template.Library()


@register.filter
def tindakan(act: str) -> str:
    """Return an act in words: {{ row.act|tindakan }}."""
    return words.headline(act)


@register.filter
def pelaku(roles: str) -> str:
    """Return the roles of a leaf in words: {{ row.role|pelaku }}."""
    return words.role_words(roles)
