# SPDX-License-Identifier: Apache-2.0
"""Forms of people and appointments."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lpse.accounts.models import Agency
from lpse.accounts.words import APPOINTED

MAX_NAME = 120


class PersonForm(forms.Form):
    """What sign-up asks besides e-mail and password."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=MAX_NAME)

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Nothing more to keep: the adapter stores the name with the user."""


class ProfileForm(forms.Form):
    """The name a person is shown by."""

    name = forms.CharField(
        label=_("Nama lengkap"),
        max_length=MAX_NAME,
        help_text=_("Seperti pada surat keputusan. Nama ini tampil pada berita acara yang terbit sesudahnya."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class InviteForm(forms.Form):
    """A new official's account."""

    name = forms.CharField(label=_("Nama lengkap"), max_length=MAX_NAME)
    email = forms.EmailField(
        label=_("Surel dinas"), help_text=_("Tautan untuk membuat kata sandi dikirim ke alamat ini.")
    )


class DateInput(forms.DateInput):
    """A date as browsers ask for it, written YYYY-MM-DD."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AppointForm(forms.Form):
    """What a decree says. ``since`` and ``until`` are whole days in the office's zone, both included."""

    role = forms.ChoiceField(label=_("Jabatan"), choices=APPOINTED)
    agency = forms.ModelChoiceField(
        label=_("Instansi"),
        queryset=Agency.objects.order_by("name"),
        required=False,
        empty_label=_("Semua instansi yang dilayani LPSE ini"),
    )
    decree_number = forms.CharField(
        label=_("Nomor surat keputusan"), max_length=100, help_text=_("Misalnya SK.12/UKPBJ/2026.")
    )
    decree_on = forms.DateField(label=_("Tanggal surat keputusan"), widget=DateInput())
    since = forms.DateField(label=_("Berlaku mulai"), widget=DateInput())
    until = forms.DateField(label=_("Berlaku sampai dengan"), widget=DateInput())
    decree_sha256 = forms.CharField(
        label=_("Sidik SHA-256 berkas surat keputusan"),
        required=False,
        help_text=_("64 angka heksadesimal. Portal hanya menyimpan sidiknya; berkasnya tetap pada arsip UKPBJ."),
        validators=[RegexValidator("^[0-9a-f]{64}$", _("Sidik harus 64 angka heksadesimal huruf kecil."))],
    )

    certificate_number = forms.CharField(
        label=_("Nomor sertifikat pengadaan"),
        max_length=100,
        required=False,
        help_text=_("Sertifikat kompetensi yang diminta jabatan ini, atau nomor jabatan fungsional."),
    )
    certificate_until = forms.DateField(
        label=_("Sertifikat berlaku sampai"),
        widget=DateInput(),
        required=False,
        help_text=_("Sesudah tanggal ini penunjukan tidak memberi wewenang sampai sertifikatnya diperbarui."),
    )

    def clean(self) -> dict[str, Any]:
        """Say beside the field when the term ends before it begins, or begins before the decree."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Akhir penunjukan harus sama dengan atau sesudah awalnya."))
        if cleaned.get("certificate_until") and not cleaned.get("certificate_number"):
            self.add_error("certificate_number", _("Isi nomor sertifikatnya."))
        if since and cleaned.get("decree_on") and since < cleaned["decree_on"]:
            self.add_error(
                "since", _("Penunjukan tidak berlaku surut: mulai paling awal pada tanggal surat keputusan.")
            )
        return cleaned

    def term(self) -> tuple[dt.datetime, dt.datetime]:
        """Return the half-open term of a valid form: midnight before the first day to midnight after the last."""
        zone = ZoneInfo(settings.OFFICE["zone"])
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return (
            dt.datetime.combine(since, dt.time.min, zone),
            dt.datetime.combine(until + dt.timedelta(days=1), dt.time.min, zone),
        )


class CertificateForm(forms.Form):
    """A renewed certificate."""

    number = forms.CharField(label=_("Nomor sertifikat pengadaan"), max_length=100)
    until = forms.DateField(label=_("Sertifikat berlaku sampai"), widget=DateInput())
    use_required_attribute = False
