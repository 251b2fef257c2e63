# SPDX-License-Identifier: Apache-2.0
"""Forms of packages, drafts and keys. They read what was typed; what is lawful, the services decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from lpse import language
from lpse.accounts.models import User, WorkUnit
from lpse.fields import FieldCodeField
from lpse.regulations.planning import DeadlineGround
from tenders.estimate import SHEET_BYTES
from tenders.forms_numbers import NumberField as NumberField
from tenders.forms_numbers import RupiahField as RupiahField
from tenders.rules import ACCEPTED_ENDINGS, DOCUMENT_BYTES, Category, Ground, Step
from tenders.selectors import words
from tenders.selectors.writing import FieldLine

EXTRA_ROWS = 3
OFFERED = (Category.GOODS, Category.OTHER_SERVICES, Category.WORKS)
"""Kinds whose tender by qualification after the bid this portal runs; consultancy is selected otherwise."""
SECONDS = {"type": "datetime-local", "step": "1"}


class PackageForm(forms.Form):
    """What a package is and where its money comes from."""

    plan_code = forms.RegexField(
        r"^\d{4,12}$", label=_("Kode RUP"), help_text=_("Angka dari rencana umum pengadaan yang sudah diumumkan.")
    )
    name = forms.CharField(label=_("Nama paket"), max_length=250)
    category = forms.ChoiceField(
        label=_("Jenis pengadaan"),
        help_text=_("Menentukan hitungan hari. Hanya pekerjaan konstruksi mengenal sanggah banding."),
        choices=[(each.value, words.CATEGORY[each]) for each in OFFERED],
        initial=Category.GOODS.value,
    )
    work_unit = forms.ModelChoiceField(WorkUnit.objects.none(), label=_("Satuan kerja"))
    description = forms.CharField(
        label=_("Uraian pekerjaan"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False
    )
    location = forms.CharField(label=_("Lokasi"), max_length=250)
    fund_source = forms.CharField(label=_("Sumber dana"), max_length=120, initial="APBD")
    fiscal_year = forms.IntegerField(label=_("Tahun anggaran"), min_value=2020, max_value=2100)
    contract_type = forms.ChoiceField(label=_("Jenis kontrak"), choices=list(words.CONTRACT.items()))
    duration_days = forms.IntegerField(label=_("Jangka waktu pelaksanaan (hari kalender)"), min_value=1, max_value=3650)
    field_code = FieldCodeField()
    ceiling = RupiahField(label=_("Pagu anggaran"), help_text=_("Rupiah, termasuk PPN."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work_unit"].queryset = WorkUnit.objects.select_related("agency")  # type: ignore[attr-defined]
        self.fields["work_unit"].label_from_instance = (  # type: ignore[attr-defined]
            lambda unit: f"{unit.name}, {unit.agency.name}"
        )


class ItemForm(forms.Form):
    """A row of the owner's estimate (HPS)."""

    description = forms.CharField(label=_("Uraian"), max_length=500)
    quantity = NumberField(label=_("Volume"), max_digits=18, decimal_places=4, min_value=Decimal("0.0001"))
    unit = forms.CharField(label=_("Satuan"), max_length=30)
    unit_price = RupiahField(label=_("Harga satuan (Rp, termasuk PPN)"))
    is_tax_free = forms.BooleanField(label=_("Bebas PPN"), required=False)
    source = forms.CharField(label=_("Sumber harga"), max_length=300, required=False)


class EstimateSheetForm(forms.Form):
    """A spreadsheet with the rows of the owner's estimate (HPS)."""

    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"),
        max_length=200,
        help_text=_("Paling besar 5 MB dan 500 butir. Baris HPS yang ada diganti seluruhnya."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        """Refuse a file above the limit before it is read."""
        file = self.cleaned_data["file"]
        if file.size > SHEET_BYTES:
            raise ValidationError(_("Berkas lebih dari 5 MB."))
        return file


class QuantitySheetForm(EstimateSheetForm):
    """A spreadsheet with the rows of quantities of an addendum."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("Paling besar 5 MB dan 500 butir. Belum ada yang disimpan.")


class RequirementForm(forms.Form):
    """A requirement that bids must meet."""

    # Without an empty choice a browser would send a step for every empty row, and the row would not be empty.
    step = forms.ChoiceField(
        label=_("Tahap"), choices=[("", _("Pilih tahap")), *((step.value, words.STEP[step]) for step in Step)]
    )
    slot = forms.RegexField(
        r"^[a-z0-9-]{2,40}$", label=_("Nama slot"), help_text=_("Huruf kecil, angka, dan tanda hubung.")
    )
    title = forms.CharField(label=pgettext_lazy("satu", "Syarat"), max_length=250)
    guidance = forms.CharField(
        label=_("Petunjuk"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    needs_file = forms.BooleanField(label=_("Dijawab dengan berkas"), required=False)


class RowFormSet(BaseFormSet):  # type: ignore[type-arg]
    """Rows of a table; an empty row is left out, a row may be marked for removal."""

    def rows(self) -> list[dict[str, Any]]:
        """Return what stands in the rows that are kept."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]

    def error_links(self) -> list[tuple[str, str]]:
        """Return each error as (address of its field, sentence)."""
        return [
            (
                f"#{form[name].id_for_label}",
                _("Baris %(row)d, %(field)s: %(error)s")
                % {"row": number, "field": form[name].label, "error": " ".join(map(str, errors))},
            )
            for number, form in enumerate(self.forms, start=1)
            for name, errors in form.errors.items()
            if name in form.fields
        ]


ItemFormSet: Any = formset_factory(ItemForm, formset=RowFormSet, extra=EXTRA_ROWS, can_delete=True, max_num=500)
RequirementFormSet: Any = formset_factory(RequirementForm, formset=RowFormSet, extra=2, can_delete=True, max_num=100)


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("Alasan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class EstimateReasonForm(ReasonForm):
    """Why an estimate changes after the assignment; read by the committee, only committed to on the record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Alasan perubahan HPS")
        self.fields["reason"].help_text = _("Dibaca Pokja dan UKPBJ, misalnya hasil reviu atau survei harga baru.")


class ScheduleChangeForm(ReasonForm):
    """Why a schedule changes, and the ground of law when the bid deadline moves."""

    ground = forms.ChoiceField(
        label=_("Alasan menurut aturan"),
        required=False,
        help_text=_("Wajib bila batas akhir pemasukan penawaran mundur. Perubahan dokumen diumumkan dengan adendum."),
        choices=[
            ("", _("Batas akhir pemasukan penawaran tetap")),
            *((ground.value, words.DEADLINE_GROUND[ground]) for ground in words.OWN_GROUNDS),
        ],
    )

    field_order = ("ground", "reason")

    def __init__(self, *args: Any, is_extension: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_extension:
            only = DeadlineGround.NO_BID
            self.fields["ground"].choices = [(only.value, words.DEADLINE_GROUND[only])]  # type: ignore[attr-defined]
            self.fields["ground"].help_text = ""

    def chosen(self) -> DeadlineGround | None:
        """Return the ground that was chosen, or None."""
        return DeadlineGround(self.cleaned_data["ground"]) if self.cleaned_data["ground"] else None


class NoteForm(forms.Form):
    """Why a proposal is refused."""

    note = forms.CharField(label=_("Alasan menolak"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)


class KeptText(forms.CharField):
    """A text that must be there in the end, but may be saved empty while it is being written."""

    def validate(self, value: Any) -> None:
        """Take anything: what is missing is told as a gap."""


class DocumentTextForm(forms.Form):
    """The fields of a selection document that one person writes; which ones, its template and its lines say."""

    use_required_attribute = False

    def __init__(self, *args: Any, lines: Sequence[FieldLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            rows = min(14, max(3, line.text.count("\n") + len(line.text) // 90 + 1))
            self.fields[line.field] = KeptText(
                label=language.told(line.label),
                initial=line.text,
                required=line.is_needed,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": rows}),
            )


class RemarkForm(forms.Form):
    """A remark of the committee on what the officer prepared."""

    part = forms.ChoiceField(label=_("Bagian"), choices=list(words.REVIEW_PART.items()))
    text = forms.CharField(label=_("Catatan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class RemarkAnswerForm(forms.Form):
    """The officer's answer to a remark."""

    text = forms.CharField(label=_("Jawaban"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class ClauseForm(forms.Form):
    """A clause that an addendum changes."""

    clause = forms.CharField(label=_("Klausul"), max_length=200)
    old = forms.CharField(label=_("Bunyi lama"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    new = forms.CharField(label=_("Bunyi baru"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class AmendedItemForm(forms.Form):
    """A row of quantities; prices are the vendors'."""

    description = forms.CharField(label=_("Uraian"), max_length=500)
    quantity = NumberField(label=_("Volume"), max_digits=18, decimal_places=4, min_value=Decimal("0.0001"))
    unit = forms.CharField(label=_("Satuan"), max_length=30)


ClauseFormSet: Any = formset_factory(ClauseForm, formset=RowFormSet, extra=2, can_delete=True, max_num=100)
AmendedItemFormSet: Any = formset_factory(AmendedItemForm, formset=RowFormSet, extra=2, can_delete=True, max_num=500)


class AddendumForm(ReasonForm):
    """Why an addendum, which document it replaces, and how far it extends the deadline."""

    document = forms.ChoiceField(label=_("Dokumen yang diganti"), required=False)
    file = forms.FileField(
        label=_("Berkas versi baru"),
        max_length=200,
        required=False,
        help_text=_("PDF, XLSX, DOCX, ZIP, PNG, atau JPG, paling besar 50 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED_ENDINGS)}),
    )
    deadline_at = forms.DateTimeField(
        label=_("Perpanjang batas akhir sampai"),
        required=False,
        help_text=_("Wajib bila kurang dari tiga hari kerja tersisa."),
        widget=forms.DateTimeInput(attrs=SECONDS, format="%Y-%m-%dT%H:%M:%S"),
    )

    def __init__(self, *args: Any, documents: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(str(pk), title) for pk, title in documents]
        self.fields["document"].choices = [("", _("Tidak ada")), *found]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a file without its document, a document without its file, and a file above the limit."""
        cleaned = super().clean() or {}
        if cleaned.get("document") and not cleaned.get("file"):
            self.add_error("file", _("Pilih berkas versi baru."))
        if cleaned.get("file") and not cleaned.get("document"):
            self.add_error("document", _("Pilih dokumen yang diganti."))
        if cleaned.get("file") and cleaned["file"].size > DOCUMENT_BYTES:
            self.add_error("file", _("Berkas lebih dari 50 MB."))
        return cleaned


class CommitteeForm(forms.Form):
    """Who sits in the committee, and who leads it."""

    members = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Anggota Pokja"),
        help_text=_("Ganjil, paling sedikit tiga orang, bukan PPK paket ini."),
        widget=forms.CheckboxSelectMultiple,
    )
    chair = forms.ModelChoiceField(User.objects.none(), label=_("Ketua"))

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = User.objects.filter(pk__in=[user.pk for user in people]).order_by("name")
        self.fields["members"].queryset = known  # type: ignore[attr-defined]
        self.fields["chair"].queryset = known  # type: ignore[attr-defined]


class TrainingScheduleForm(forms.Form):
    """Durations of a training schedule in minutes."""

    bidding = NumberField(
        label=_("Lama pemasukan penawaran (menit)"), min_value=Decimal("0.05"), max_value=Decimal(10080), initial=10
    )
    step = NumberField(
        label=_("Lama setiap tahap sesudahnya (menit)"), min_value=Decimal("0.05"), max_value=Decimal(10080), initial=5
    )
    standstill = NumberField(
        label=_("Lama masa sanggah (menit)"), min_value=Decimal("0.05"), max_value=Decimal(10080), initial=5
    )

    def minutes(self, name: str) -> timedelta:
        """Return a duration that was typed."""
        return timedelta(seconds=round(float(self.cleaned_data[name]) * 60))


class ScheduleStartForm(forms.Form):
    """When the announcement starts; the generator does the rest."""

    announce_at = forms.DateTimeField(
        label=_("Mulai pengumuman"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class WantedDeadlineForm(forms.Form):
    """The bid deadline that is wanted; the generator counts back to the announcement."""

    deadline_at = forms.DateTimeField(
        label=_("Batas akhir pemasukan penawaran yang diinginkan"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class NewDeadlineForm(forms.Form):
    """A later bid deadline; empty leaves it as it is."""

    deadline_at = forms.DateTimeField(
        label=_("Batas akhir pemasukan penawaran yang baru"),
        required=False,
        widget=forms.DateTimeInput(attrs=SECONDS, format="%Y-%m-%dT%H:%M:%S"),
    )


class MovedStageForm(forms.Form):
    """The window of an announced stage, to the second; what began keeps its start."""

    starts_at = forms.DateTimeField(
        label=_("Mulai"), widget=forms.DateTimeInput(attrs=SECONDS, format="%Y-%m-%dT%H:%M:%S")
    )
    ends_at = forms.DateTimeField(
        label=_("Berakhir"), widget=forms.DateTimeInput(attrs=SECONDS, format="%Y-%m-%dT%H:%M:%S")
    )

    def __init__(self, *args: Any, began: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].disabled = began

    def moment(self, name: str, current: datetime) -> datetime:
        """Return what was typed, or the announced moment when it was left alone: a page shows whole seconds."""
        typed: datetime = self.cleaned_data[name]
        return current if typed == current.replace(microsecond=0) else typed


class StageForm(forms.Form):
    """The window of one stage, in the office's zone."""

    starts_at = forms.DateTimeField(
        label=_("Mulai"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=_("Berakhir"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a stage that does not end after it starts."""
        cleaned = super().clean() or {}
        if cleaned.get("starts_at") and cleaned.get("ends_at") and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends_at", _("Tahap harus berakhir sesudah mulai."))
        return cleaned


class DocumentForm(forms.Form):
    """A selection document."""

    kind = forms.ChoiceField(label=_("Jenis dokumen"), choices=list(words.DOCUMENT_KIND.items()))
    title = forms.CharField(
        label=_("Judul"), max_length=200, required=False, help_text=_("Kosongkan untuk memakai nama jenisnya.")
    )
    file = forms.FileField(
        label=_("Berkas"),
        max_length=200,
        help_text=_("PDF, XLSX, DOCX, ZIP, PNG, atau JPG, paling besar 50 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED_ENDINGS)}),
    )

    def clean_file(self) -> Any:
        """Refuse a file above the limit before it is read."""
        file = self.cleaned_data["file"]
        if file.size > DOCUMENT_BYTES:
            raise ValidationError(_("Berkas lebih dari 50 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        """Name an untitled document by its kind."""
        cleaned = super().clean() or {}
        if not cleaned.get("title") and cleaned.get("kind"):
            with override("id"):  # a title is part of the record, whatever language the page is in
                cleaned["title"] = str(words.DOCUMENT_KIND[cleaned["kind"]])
        return cleaned


class PactForm(forms.Form):
    """Agreement to the integrity pact."""

    agree = forms.BooleanField(label=_("Saya membaca dan menyetujui pakta integritas ini."))


class MemberKeyForm(forms.Form):
    """What the browser made: public halves, own signature and key file. The secret itself never comes here."""

    member = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kem = forms.CharField(max_length=43, widget=forms.HiddenInput)
    sig = forms.CharField(max_length=43, widget=forms.HiddenInput)
    signature = forms.CharField(max_length=86, widget=forms.HiddenInput)
    blob = forms.CharField(max_length=4096, widget=forms.HiddenInput)
    has_second_copy = forms.BooleanField(
        label=_("Lembar pemulihan sudah dicetak dan disimpan dalam sampul tertutup."), required=False
    )


class ConsentForm(forms.Form):
    """A member's consent as signed in the browser."""

    key_set = forms.CharField(max_length=43, widget=forms.HiddenInput)
    signature = forms.CharField(max_length=86, widget=forms.HiddenInput)
    proof = forms.CharField(max_length=43, widget=forms.HiddenInput)
    proof_signature = forms.CharField(max_length=86, widget=forms.HiddenInput)


class FailForm(ReasonForm):
    """The ground on which a tender fails, and the reason in words."""

    ground = forms.ChoiceField(label=_("Dasar"), choices=())

    field_order = ("ground", "reason")

    def __init__(self, *args: Any, grounds: Sequence[Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(ground.value, words.GROUND[ground]) for ground in grounds]  # type: ignore[attr-defined]

    def chosen(self) -> Ground:
        """Return the ground that was chosen."""
        return Ground(self.cleaned_data["ground"])


class PreferenceForm(forms.Form):
    """Whether bids get a price preference for local content (TKDN), and how much at most, in percent."""

    given = forms.ChoiceField(
        label=_("Preferensi harga"),
        choices=[("tidak", _("Tanpa preferensi")), ("ya", _("Dengan preferensi"))],
        widget=forms.RadioSelect,
    )
    percent = NumberField(
        label=_("Preferensi paling tinggi (%)"),
        help_text=_("Misalnya 25. Dikalikan TKDN setiap butir untuk mendapat harga evaluasi akhir."),
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the percentage where there is a preference."""
        cleaned = super().clean() or {}
        if cleaned.get("given") == "ya" and cleaned.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", _("Isi persentase preferensi."))
        return cleaned

    def maximum(self) -> Decimal | None:
        """Return the fraction, None for no preference."""
        return self.cleaned_data["percent"] / 100 if self.cleaned_data["given"] == "ya" else None
