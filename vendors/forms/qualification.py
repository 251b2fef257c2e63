# SPDX-License-Identifier: Apache-2.0
"""One form for each part of the qualification data, with its evidence file."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from lpse import language
from lpse.core.money import NotAnAmount, parse_rupiah
from lpse.fields import FieldCodeField
from vendors.rules import (
    KBLI_VERSIONS,
    LONGEST_EVIDENCE,
    MOST_YEARS_OF_WORK,
    OLDEST_YEAR,
    BadNumber,
    Part,
    clean_kbli,
    clean_nik,
    clean_nitku,
    clean_owner_number,
)
from vendors.selectors.qualification import DEEDS, TENURES

LAST_YEAR_OF_THE_CENTURY = 2099


def checked(check: Callable[[str], str], text: str) -> str:
    """Pass a number through its rule, or say beside the field what is wrong with it."""
    try:
        return check(text)
    except BadNumber as error:
        raise forms.ValidationError(language.reason(error)) from None


class NumberField(forms.CharField):
    """A number of a person or a business, cleaned by a rule."""

    def __init__(self, *, rule: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(max_length=30, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)
        self.rule = rule

    def clean(self, value: Any) -> str:
        """Check the digits."""
        text: str = super().clean(value)
        return checked(self.rule, text) if text else ""


class RupiahField(forms.CharField):
    """An amount typed the Indonesian way; cleaned to Decimal rupiah."""

    def clean(self, value: Any) -> Decimal | None:
        """Read the amount or say how to write it."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_rupiah(text)
        except NotAnAmount as error:
            raise forms.ValidationError(language.reason(error)) from None


class PercentField(forms.CharField):
    """A percentage with a comma or a point and at most two decimals; cleaned to Decimal.

    Above 0 and at most 100; with ``is_whole_out`` from 0 and below 100.
    """

    def __init__(self, *, is_whole_out: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_whole_out = is_whole_out

    def clean(self, value: Any) -> Decimal | None:
        """Read the percentage or say how to write it."""
        text: str = super().clean(value)
        if not text:
            return None
        try:
            share = Decimal(text.replace("%", "").replace(",", ".").strip())
        except InvalidOperation:
            raise forms.ValidationError(_("Tulis sebagai angka, misalnya 62,5.")) from None
        is_exact = share.is_finite() and share == share.quantize(Decimal("0.01"))
        if self.is_whole_out and not (is_exact and 0 <= share < 100):  # a percentage
            raise forms.ValidationError(_("Dari 0 sampai kurang dari 100, dengan paling banyak dua desimal."))
        if not self.is_whole_out and not (is_exact and 0 < share <= 100):  # a percentage
            raise forms.ValidationError(_("Lebih dari 0 dan paling banyak 100, dengan paling banyak dua desimal."))
        return share


def date_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A date as browsers ask for it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def _text(label: Any, *, longest: int = 150, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=help_text)


def _year(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=OLDEST_YEAR, max_value=LAST_YEAR_OF_THE_CENTURY)


class RowForm(forms.Form):
    """A row of qualification data with an evidence file that goes to the restricted store."""

    evidence = forms.FileField(
        label=_("Berkas bukti"),
        required=False,
        help_text=_("PDF, PNG, atau JPEG, paling besar 20 MB. Hanya verifikator yang dapat membukanya."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "evidence"] + ["evidence"])

    def clean_evidence(self) -> Any:
        """Refuse a file above the limit before it is read."""
        file = self.cleaned_data["evidence"]
        if file and file.size > LONGEST_EVIDENCE:
            raise forms.ValidationError(_("Berkas bukti lebih besar dari 20 MB."))
        return file

    def row(self) -> dict[str, Any]:
        """Cleaned values, and the evidence as bytes with its name, as the service asks for them."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "evidence"}
        upload: UploadedFile[Any] | None = self.cleaned_data["evidence"]
        name = (upload.name or "") if upload else ""
        return {"values": values, "evidence": upload.read() if upload else None, "evidence_name": name}


class LicenceForm(RowForm):
    """A business licence or certificate."""

    kind = _text(_("Jenis izin"), help_text=_("Misalnya NIB berbasis risiko, sertifikat standar, atau SBU."))
    number = _text(_("Nomor izin"), longest=80)
    issuer = _text(_("Penerbit"), longest=120)
    kbli = forms.CharField(
        label=_("Kode KBLI"), required=False, max_length=10, help_text=_("Bidang usaha dalam 5 angka, misalnya 46691.")
    )
    kbli_version = forms.TypedChoiceField(
        label=_("Versi KBLI"),
        choices=[(each, each) for each in KBLI_VERSIONS],
        coerce=int,
        initial=KBLI_VERSIONS[0],
        required=False,
    )
    grade = _text(
        _("Subklasifikasi dan kualifikasi SBU"), longest=80, required=False, help_text=_("Misalnya BG002, menengah.")
    )
    valid_until = date_field(_("Berlaku sampai"), required=False, help_text=_("Kosongkan bila berlaku seterusnya."))

    def clean_kbli_version(self) -> int | None:
        """Without a code there is no version."""
        return self.cleaned_data["kbli_version"] or None

    def clean_kbli(self) -> str:
        """Check the digits of the KBLI code."""
        return checked(clean_kbli, self.cleaned_data["kbli"])


class TaxForm(RowForm):
    """A filed yearly tax return."""

    year = _year(_("Tahun pajak"))
    number = _text(_("Nomor bukti penerimaan SPT"), longest=80)


class TaxStatusForm(RowForm):
    """An answer of the tax office on the standing of the business (KSWP)."""

    checked_on = date_field(_("Tanggal jawaban"))
    number = _text(_("Nomor jawaban KSWP"), longest=80)
    is_confirmed = forms.TypedChoiceField(
        label=_("Isi jawaban"),
        choices=[("", _("Pilih isi jawaban")), ("yes", _("Valid")), ("no", _("Tidak valid"))],
        coerce=lambda value: value == "yes",
    )
    valid_until = date_field(
        _("Berlaku sampai"), required=False, help_text=_("Seperti tertulis pada jawabannya; kosongkan bila tidak ada.")
    )

    def __init__(self, *args: Any, initial: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        known = dict(initial or {})
        if "is_confirmed" in known:
            known["is_confirmed"] = "yes" if known["is_confirmed"] else "no"
        super().__init__(*args, initial=known, **kwargs)


class BranchForm(RowForm):
    """A place of business beside the main one."""

    name = _text(_("Nama cabang"))
    number = NumberField(
        label=_("NITKU"), rule=clean_nitku, help_text=_("22 angka: 16 angka NPWP badan usaha, lalu 6 angka tempatnya.")
    )
    address = _text(_("Alamat cabang"), longest=250)


class PowerForm(RowForm):
    """A power of attorney."""

    holder = _text(_("Nama penerima kuasa"), help_text=_("Seperti pada KTP dan akunnya di portal ini."))
    identity_number = NumberField(label=_("NIK penerima kuasa"), rule=clean_nik, help_text=_("16 angka pada KTP."))
    granted_by = _text(_("Nama pemberi kuasa"), help_text=_("Pengurus yang berwenang menurut akta."))
    number = _text(_("Nomor surat kuasa"), longest=80)
    dated_on = date_field(_("Tanggal surat kuasa"))
    valid_until = date_field(
        _("Berlaku sampai"), required=False, help_text=_("Kosongkan bila surat tidak menyebut batasnya.")
    )


class DeedForm(RowForm):
    """A deed of establishment or of change."""

    kind = forms.ChoiceField(label=_("Jenis akta"), choices=list(DEEDS.items()))
    number = _text(_("Nomor akta"), longest=80)
    dated_on = date_field(_("Tanggal akta"))
    notary = _text(_("Notaris"))
    approval = _text(
        _("Nomor pengesahan"),
        longest=120,
        required=False,
        help_text=_("Keputusan Menteri Hukum, misalnya AHU-0012345."),
    )


class OwnerForm(RowForm):
    """An owner and the share."""

    name = _text(_("Nama pemilik"))
    identity_number = NumberField(
        label=_("NIK atau NIB"),
        rule=clean_owner_number,
        help_text=_("NIK 16 angka untuk orang, NIB 13 angka untuk badan."),
    )
    share = PercentField(label=_("Bagian dalam persen"), max_length=10, help_text=_("Misalnya 62,5."))


class DirectorForm(RowForm):
    """A person who runs the business."""

    name = _text(_("Nama pengurus"))
    identity_number = NumberField(label=_("NIK"), rule=clean_nik, help_text=_("16 angka pada KTP."))
    position = _text(_("Jabatan"), longest=80, help_text=_("Misalnya direktur utama atau komisaris."))
    valid_until = date_field(
        _("Masa jabatan sampai"), required=False, help_text=_("Kosongkan bila akta tidak menyebut batasnya.")
    )


class PersonnelForm(RowForm):
    """An expert."""

    name = _text(_("Nama tenaga ahli"))
    identity_number = NumberField(label=_("NIK"), rule=clean_nik, help_text=_("16 angka pada KTP."))
    expertise = _text(_("Keahlian"), help_text=_("Misalnya ahli madya teknik bangunan gedung."))
    certificate = _text(_("Nomor sertifikat (SKK)"), longest=80, required=False)
    years = forms.IntegerField(label=_("Lama pengalaman (tahun)"), min_value=0, max_value=MOST_YEARS_OF_WORK)
    valid_until = date_field(_("Sertifikat berlaku sampai"), required=False)


class EquipmentForm(RowForm):
    """Main equipment."""

    name = _text(_("Nama dan tipe peralatan"))
    count = forms.IntegerField(label=_("Jumlah"), min_value=1, max_value=100_000)
    capacity = _text(_("Kapasitas"), longest=80, required=False)
    year = _year(_("Tahun pembuatan"))
    tenure = forms.ChoiceField(label=_("Status kepemilikan"), choices=list(TENURES.items()))
    location = _text(_("Lokasi sekarang"))


class ExperienceForm(RowForm):
    """A finished contract."""

    title = _text(_("Nama pekerjaan"), longest=200)
    client = _text(_("Pemberi pekerjaan"))
    value = RupiahField(label=_("Nilai kontrak"), help_text=_("Dalam rupiah, misalnya 486.500.000."))
    started_on = date_field(_("Mulai tanggal"), required=False)
    finished_on = date_field(_("Selesai tanggal"))
    field_code = FieldCodeField()
    is_subcontract = forms.BooleanField(label=_("Dikerjakan sebagai subkontraktor"), required=False)


class RunningContractForm(RowForm):
    """A contract that runs now."""

    title = _text(_("Nama pekerjaan"), longest=200)
    client = _text(_("Pemberi pekerjaan"))
    value = RupiahField(label=_("Nilai kontrak"), help_text=_("Nilai penuh dalam rupiah, misalnya 486.500.000."))
    done = PercentField(
        label=_("Sudah selesai dalam persen"),
        max_length=10,
        is_whole_out=True,
        help_text=_("Misalnya 62,5; isi 0 bila baru mulai. Yang sudah selesai seluruhnya masuk ke pengalaman."),
    )
    started_on = date_field(_("Mulai tanggal"))
    ends_on = date_field(_("Berakhir tanggal"), help_text=_("Menurut kontrak, termasuk perpanjangannya."))
    field_code = FieldCodeField()


class BalanceSheetForm(RowForm):
    """A balance sheet."""

    year = _year(_("Tahun buku"))
    assets = RupiahField(label=_("Jumlah aset"), help_text=_("Dalam rupiah."))
    liabilities = RupiahField(label=_("Jumlah kewajiban"), help_text=_("Dalam rupiah; isi 0 bila tidak ada."))
    equity = RupiahField(label=_("Ekuitas (kekayaan bersih)"), help_text=_("Aset dikurangi kewajiban."))
    auditor = _text(_("Kantor akuntan publik"), required=False)


FORMS_OF_PARTS: dict[Part, type[RowForm]] = {
    Part.LICENCE: LicenceForm,
    Part.TAX: TaxForm,
    Part.TAX_STATUS: TaxStatusForm,
    Part.BRANCH: BranchForm,
    Part.DEED: DeedForm,
    Part.OWNER: OwnerForm,
    Part.DIRECTOR: DirectorForm,
    Part.POWER: PowerForm,
    Part.PERSONNEL: PersonnelForm,
    Part.EQUIPMENT: EquipmentForm,
    Part.EXPERIENCE: ExperienceForm,
    Part.RUNNING: RunningContractForm,
    Part.FINANCE: BalanceSheetForm,
}
