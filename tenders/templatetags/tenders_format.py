# SPDX-License-Identifier: Apache-2.0
"""How quantities are written."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

register = template.Library()
SWAP = str.maketrans(",.", ".,")


@register.filter
def volume(quantity: Decimal) -> str:
    """Return a quantity without padding zeros: ``1.250,5`` (English ``1,250.5``)."""
    text = f"{quantity.normalize():,f}"
    return text if (get_language() or "id").startswith("en") else text.translate(SWAP)
