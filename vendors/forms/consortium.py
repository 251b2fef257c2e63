# SPDX-License-Identifier: Apache-2.0
"""The declaration of a joint operation (KSO)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vendors.forms.qualification import PercentField
from vendors.rules import LONGEST_EVIDENCE
from vendors.rules.consortium import MOST_PARTNERS, Share


class ConsortiumForm(forms.Form):
    """Name, the lead's own share, up to four other members with theirs, and the agreement."""

    name = forms.CharField(label=_("Nama KSO"), max_length=150, help_text=_("Seperti dalam perjanjian KSO."))
    own_share = PercentField(label=_("Bagian badan usaha Anda (persen)"), max_length=10, help_text=_("Misalnya 62,5."))
    agreement = forms.FileField(
        label=_("Perjanjian KSO"),
        help_text=_("PDF, PNG, atau JPEG, paling besar 20 MB, ditandatangani semua anggota."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTNERS + 1):
            self.fields[f"partner{number}"] = forms.CharField(
                label=_("NIB atau NPWP anggota %(n)s") % {"n": number}, max_length=30, required=number == 1
            )
            self.fields[f"share{number}"] = PercentField(
                label=_("Bagian anggota %(n)s (persen)") % {"n": number}, max_length=10, required=number == 1
            )
        self.order_fields([name for name in self.fields if name != "agreement"] + ["agreement"])

    @property
    def first(self) -> list[forms.BoundField]:
        """What every declaration has."""
        return [self[name] for name in ("name", "own_share", "partner1", "share1")]

    @property
    def more(self) -> list[forms.BoundField]:
        """Members after the first."""
        numbers = range(2, MOST_PARTNERS + 1)
        return [self[name] for number in numbers for name in (f"partner{number}", f"share{number}")]

    @property
    def has_more(self) -> bool:
        """Say whether something was typed about them."""
        return any(field.value() or field.errors for field in self.more)

    def clean_agreement(self) -> Any:
        """Refuse a file above the limit before it is read."""
        file = self.cleaned_data["agreement"]
        if file.size > LONGEST_EVIDENCE:
            raise forms.ValidationError(_("Perjanjian lebih besar dari 20 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for number and share together."""
        data = super().clean() or {}
        for number in range(1, MOST_PARTNERS + 1):
            named, share = data.get(f"partner{number}"), data.get(f"share{number}")
            if named and share is None and f"share{number}" not in self.errors:
                self.add_error(f"share{number}", _("Isi bagian anggota ini."))
            if share is not None and not named and f"partner{number}" not in self.errors:
                self.add_error(f"partner{number}", _("Isi NIB atau NPWP anggota ini."))
        return data

    def declared(self) -> dict[str, Any]:
        """Values as the service asks for them."""
        data, file = self.cleaned_data, self.cleaned_data["agreement"]
        numbers = [number for number in range(1, MOST_PARTNERS + 1) if data.get(f"partner{number}")]
        return {
            "name": data["name"],
            "own_share": data["own_share"],
            "partners": [Share(data[f"partner{number}"], data[f"share{number}"]) for number in numbers],
            "agreement": file.read(),
            "agreement_name": file.name or "",
        }
