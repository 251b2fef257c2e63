# SPDX-License-Identifier: Apache-2.0
"""Forms of appeals: the bond, the letter that came on paper, the clarification, the decision, the bond's end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms import CLAUSE_LETTERS, FACT_LETTERS, EvidenceForm
from complaints.rules import Bond, Ordered
from complaints.selectors import words
from complaints.services.objections import LEAST_FACT
from tenders.forms import RupiahField

BOND_PREFIX, LETTER_PREFIX = "jaminan", "surat"


class PaperForm(EvidenceForm):
    """A form whose file must be there: chosen now, or kept at an earlier press of a button."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.data.get(self.add_prefix("kept")) if self.is_bound else self.initial.get("kept")
        self.fields["evidence"].required = not kept
        self.fields["evidence"].error_messages["required"] = _("Lampirkan berkasnya.")


class BondForm(PaperForm):
    """An appeal bond as its paper says."""

    issuer = forms.CharField(
        label=_("Penerbit jaminan"),
        error_messages={"required": _("Isi nama bank atau perusahaan penjamin.")},
        help_text=_("Bank umum, perusahaan penjaminan, atau perusahaan asuransi."),
        max_length=CLAUSE_LETTERS,
    )
    number = forms.CharField(
        label=_("Nomor jaminan"), error_messages={"required": _("Isi nomor jaminannya.")}, max_length=120
    )
    amount = RupiahField(label=_("Nilai jaminan"), error_messages={"required": _("Isi nilai jaminannya.")})
    valid_until = forms.DateField(
        label=_("Berlaku sampai"),
        error_messages={"required": _("Isi tanggal akhir masa berlakunya.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("issuer", "number", "amount", "valid_until", "evidence", "kept", "kept_name")

    prefix = BOND_PREFIX

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].label = _("Surat jaminan")
        self.fields["evidence"].help_text = _("PDF, JPEG, atau PNG, paling besar 20 MB.")

    def bond(self) -> Bond:
        """Return the bond as the service takes it."""
        cleaned = self.cleaned_data
        return Bond(cleaned["issuer"], cleaned["number"], cleaned["amount"], cleaned["valid_until"])


class PaperAppealForm(PaperForm):
    """The letter of an appeal on paper, and when it was received."""

    received_at = forms.DateTimeField(
        label=_("Surat diterima pada"),
        help_text=_("Tanggal dan jam pada tanda terima surat."),
        error_messages={"required": _("Isi tanggal dan jam surat itu diterima.")},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
    )
    field_order = ("received_at", "evidence", "kept", "kept_name")

    prefix = LETTER_PREFIX

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].label = _("Pindaian surat")
        self.fields["evidence"].help_text = _("PDF, JPEG, atau PNG, paling besar 20 MB.")


class ClarifyForm(forms.Form):
    """What the issuer said of the bond."""

    verdict = forms.ChoiceField(
        label=_("Hasil klarifikasi kepada penerbit"),
        error_messages={"required": _("Pilih sah atau tidak sah.")},
        choices=[("sah", _("Sah: penerbit membenarkan jaminan ini")), ("tidak", _("Tidak sah"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Klarifikasi tertulis"),
        help_text=_("Nomor dan tanggal surat penerbit, dan isinya. Terbit pada halaman sanggah."),
        error_messages={"required": _("Isi klarifikasi tertulisnya.")},
        min_length=LEAST_FACT,
        max_length=FACT_LETTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecideForm(forms.Form):
    """What follows from the answers to an appeal."""

    ordered = forms.ChoiceField(
        label=_("Bila diterima, yang diperintahkan"),
        choices=[(each.value, words.ORDERED[each]) for each in Ordered],
        widget=forms.RadioSelect,
        required=False,
    )
    follow_up = forms.CharField(
        label=_("Alasan dan tindak lanjut"),
        help_text=_("Wajib bila ada pokok yang benar."),
        max_length=FACT_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SettleForm(forms.Form):
    """What shows that a bond was returned or cashed."""

    text = forms.CharField(
        label=_("Bukti penyelesaian jaminan"),
        help_text=_("Nomor dan tanggal surat pengembalian, atau bukti setor ke kas negara atau daerah."),
        error_messages={"required": _("Isi bukti penyelesaiannya.")},
        min_length=LEAST_FACT,
        max_length=FACT_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
