# SPDX-License-Identifier: Apache-2.0
"""Form fields that several apps ask with the same words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lpse import language
from lpse.core.field_codes import BadFieldCode, clean_field_code


class FieldCodeField(forms.CharField):
    """The code of a field of work (kode bidang), cleaned by its rule; it may stay empty."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Kode bidang"),
            required=False,
            max_length=15,
            help_text=_(
                "KBKI untuk barang dan jasa, misalnya 48150; subklasifikasi SBU untuk konstruksi, misalnya BG002. "
                "Dengan kode ini pengalaman dan kemampuan peserta dihitung."
            ),
        )

    def clean(self, value: Any) -> str:
        """Read the code or say how to write it."""
        try:
            return clean_field_code(super().clean(value))
        except BadFieldCode as error:
            raise forms.ValidationError(language.reason(error)) from None
