# SPDX-License-Identifier: Apache-2.0
"""Looks a word up in a table of words, for templates."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def entry(table: Mapping[Any, Any], key: Any) -> Any:
    """Return what a table of words says of a key: ``{{ roles|entry:held.role }}``; the key itself when it is silent."""
    return table.get(key, key)
