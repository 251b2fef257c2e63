# SPDX-License-Identifier: Apache-2.0
"""Numbers as people type them, in either language of the page."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

INDONESIAN, ENGLISH = (".", ","), (",", ".")
"""What groups thousands, and what begins the fraction."""


class NumberField(forms.DecimalField):
    """A number as people type it: ``1.250,5`` in Indonesian, ``1,250.5`` in English, ``1250.5`` in either."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Read a number; raise ValidationError for anything else."""
        if not isinstance(value, str) or value.strip() == "":
            return super().to_python(value)
        plain = plain_number(value, english=(get_language() or "id").startswith("en"))
        if plain is None:
            raise ValidationError(_("Tulis angka seperti 1.250,5: titik untuk ribuan, koma untuk pecahan."))
        return super().to_python(plain)


class RupiahField(NumberField):
    """An amount of rupiah: ``Rp4.876.540.000,00``, ``4876540000`` or ``4876540000.00``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=20, decimal_places=2, min_value=Decimal("0"), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read an amount; raise ValidationError for anything else."""
        return super().to_python(re.sub(r"(?i)^\s*rp\.?", "", value) if isinstance(value, str) else value)


def plain_number(text: str, *, english: bool) -> str | None:
    """Return a number as Python reads it, or None for what is none: ``1.450.000,50`` is 1450000.50.

    What only one language writes so is read in that one; what both write (``1,250``) as the page's language does.
    """
    typed = re.sub(r"\s", "", text)
    for thousands, point in (ENGLISH, INDONESIAN) if english else (INDONESIAN, ENGLISH):
        group, fraction = re.escape(thousands), re.escape(point)
        if re.fullmatch(rf"-?(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+|\d+)(?:{fraction}\d+)?", typed, re.ASCII):
            return typed.replace(thousands, "").replace(point, ".")
    return None
