# SPDX-License-Identifier: Apache-2.0
"""Forms of minutes, evaluation and award."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ApprovalForm(forms.Form):
    """A member's word on minutes."""

    approved = forms.ChoiceField(
        label=_("Pernyataan Anda"),
        choices=[("ya", _("Setuju")), ("tidak", _("Menolak"))],
        widget=forms.RadioSelect,
        initial="ya",
    )
    reason = forms.CharField(
        label=_("Alasan penolakan"),
        help_text=_("Wajib bila menolak. Alasan tampil pada halaman berita acara."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, object]:
        """Ask for a reason when the member refuses."""
        cleaned = super().clean() or {}
        if cleaned.get("approved") == "tidak" and not str(cleaned.get("reason", "")).strip():
            self.add_error("reason", _("Penolakan berita acara memerlukan alasan."))
        return cleaned


class ReasonField(forms.CharField):
    """A text that is needed or not by what else was said, so it is not marked as optional; the service asks for it."""

    def validate(self, value: str) -> None:
        """Let an empty text pass."""


class AssessmentForm(forms.Form):
    """A member's verdict on one requirement of one bid. ``seen`` is the version the member saw."""

    use_required_attribute = False
    bid = forms.IntegerField(widget=forms.HiddenInput)
    requirement = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    verdict = forms.ChoiceField(
        label=_("Penilaian Anda"),
        choices=[("ms", _("Memenuhi")), ("tms", _("Tidak memenuhi"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField(
        label=_("Alasan"),
        help_text=_("Wajib bila tidak memenuhi. Alasan masuk berita acara."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class VoidForm(forms.Form):
    """Why an announced result is voided."""

    reason = forms.CharField(
        label=_("Alasan pembatalan hasil"),
        help_text=_("Sebut kesalahan evaluasinya. Alasan tampil pada halaman hasil dan tercatat pada catatan publik."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AwardForm(forms.Form):
    """The number of the letter of appointment."""

    number = forms.CharField(
        label=_("Nomor SPPBJ"), help_text=_("Misalnya 027/114/SPPBJ/2026."), max_length=80, widget=forms.TextInput
    )
