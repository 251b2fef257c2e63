# SPDX-License-Identifier: Apache-2.0
"""Forms of minutes, evaluation and award."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.rules.assessing import LAST_PAGE
from evaluation.rules.clarifying import OUTCOMES, Outcome, Subject
from evaluation.rules.proving import Attendee, Finding, ProofOutcome, Row
from lpse.core.said import Said
from lpse.language import told
from tenders.forms import RupiahField
from tenders.rules import Step

SUBJECTS: dict[str, Any] = {
    Subject.LOW_PRICE: _("Harga di bawah batas kewajaran"),
    Subject.UNEVEN_PRICE: _("Harga satuan timpang"),
    Subject.OTHER: _("Hal lain dalam penawaran"),
}
OUTCOME_WORDS: dict[str, Any] = {
    Outcome.REASONABLE: _("Harga wajar"),
    Outcome.NOT_REASONABLE: _("Harga tidak wajar, penawaran gugur"),
    Outcome.UNEVEN: _("Timpang: berlaku untuk volume dalam daftar saja, tidak menggugurkan"),
    Outcome.NOT_UNEVEN: _("Tidak timpang"),
    Outcome.NOTED: _("Penjelasan dicatat"),
}
_FILE = forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"})
_FILE_HELP = _("PDF, PNG, atau JPEG, paling besar 20 MB. Hanya Pokja dan Anda yang dapat membukanya.")


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

    file = forms.IntegerField(
        label=_("Berkas yang menjadi dasar"),
        help_text=_("Boleh dikosongkan. Tampil bersama alasan dalam berita acara dan hasil."),
        required=False,
        widget=forms.Select,
    )
    page = forms.IntegerField(label=_("Halaman"), required=False, min_value=1, max_value=LAST_PAGE)

    def offer_files(self, files: Iterable[tuple[int, str]]) -> None:
        """Offer the files of the bid, or nothing to choose where it has none."""
        known = list(files)
        if not known:
            del self.fields["file"], self.fields["page"]
            return
        self.fields["file"].widget.choices = [("", _("Tidak disebut")), *known]


class DecideCellForm(AssessmentForm):
    """The chair's decision of a cell; ``seen`` is the newest decision the chair saw."""

    # What both assessors read stands with their words.
    file = None  # type: ignore[assignment]
    page = None  # type: ignore[assignment]
    verdict = forms.ChoiceField(
        label=_("Putusan ketua"),
        choices=[("ms", _("Memenuhi")), ("tms", _("Tidak memenuhi"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField(
        label=_("Alasan putusan"),
        help_text=_("Sebut mengapa penilaian yang satu diikuti. Alasan masuk berita acara."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AssignForm(forms.Form):
    """Two members for each step. ``members`` are seats with names, ``steps`` the steps with their words."""

    def __init__(
        self, *args: Any, members: list[tuple[int, str]], steps: Iterable[tuple[str, Said]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for step, words in steps:
            self.fields[step] = forms.TypedMultipleChoiceField(
                label=told(words),
                choices=members,
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Pilih dua anggota.")},
            )

    def clean(self) -> dict[str, Any]:
        """Ask for exactly two members of each step."""
        cleaned = super().clean() or {}
        for name in self.fields:
            if name in cleaned and len(set(cleaned[name])) != 2:
                self.add_error(name, _("Pilih tepat dua anggota."))
        return cleaned

    def pairs(self) -> dict[Step, tuple[int, int]]:
        """Return the two seats of each step."""
        return {Step(name): (seats[0], seats[1]) for name, seats in self.cleaned_data.items()}


class ClarifyForm(forms.Form):
    """What the committee asks one bidder, and until when it answers."""

    bid = forms.TypedChoiceField(label=_("Peserta"), coerce=int)
    subject = forms.ChoiceField(label=_("Pokok klarifikasi"), choices=list(SUBJECTS.items()))
    requirement = forms.TypedChoiceField(
        label=_("Syarat yang diklarifikasi"),
        help_text=_("Bila disebut, sel syarat itu menunggu jawaban dan belum dapat dikunci sampai batas waktunya."),
        coerce=int,
        empty_value=None,
        required=False,
    )
    text = forms.CharField(label=_("Yang harus dijelaskan"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    answer_until = forms.DateTimeField(
        label=_("Dijawab paling lambat"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(
        self, *args: Any, bids: Iterable[tuple[int, str]], requirements: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bid"].choices = list(bids)  # type: ignore[attr-defined]
        self.fields["requirement"].choices = [("", _("Tidak tentang satu syarat")), *requirements]  # type: ignore[attr-defined]


class ClarificationAnswerForm(forms.Form):
    """A bidder's answer with up to three files."""

    text = forms.CharField(label=_("Jawaban"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))
    first = forms.FileField(label=_("Berkas 1"), required=False, help_text=_FILE_HELP, widget=_FILE)
    second = forms.FileField(label=_("Berkas 2"), required=False, widget=_FILE)
    third = forms.FileField(label=_("Berkas 3"), required=False, widget=_FILE)

    def files_sent(self) -> list[tuple[str, bytes]]:
        """Return name and bytes of each file that was chosen."""
        chosen = [self.cleaned_data[name] for name in ("first", "second", "third") if self.cleaned_data[name]]
        return [(str(file.name or _("lampiran")), file.read()) for file in chosen]


class OutcomeForm(forms.Form):
    """How a clarification ended; ``recomputed`` only for a low price."""

    outcome = forms.ChoiceField(label=_("Putusan"), choices=(), widget=forms.RadioSelect)
    recomputed = RupiahField(
        label=_("Total hitung ulang tanpa keuntungan"),
        help_text=_(
            "Wajib untuk pekerjaan konstruksi, dari harga dasar dan koefisien yang terbukti; yang tidak terbukti "
            "memakai angka HPS. Bila diisi, angka ini yang memutuskan: penawaran di bawahnya tidak wajar."
        ),
        required=False,
    )
    reason = forms.CharField(label=_("Alasan"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(each.value, OUTCOME_WORDS[each]) for each in OUTCOMES[subject]]  # type: ignore[attr-defined]
        if subject is not Subject.LOW_PRICE:
            del self.fields["recomputed"]


class ReopenForm(forms.Form):
    """Why a locked sheet is reopened."""

    reason = forms.CharField(
        label=_("Alasan membuka kembali lembar"),
        help_text=_("Sebut apa yang harus diperbaiki. Alasan masuk berita acara evaluasi berikutnya."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReopenStepForm(forms.Form):
    """Which locked step is reopened, those after it with it, and why. ``steps`` are those that are locked."""

    step = forms.ChoiceField(
        label=_("Dibuka kembali mulai tahap"),
        help_text=_("Tahap sesudahnya ikut terbuka dan dikunci lagi; penilaian yang ada tetap tersimpan."),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Alasan membuka kembali"),
        help_text=_("Sebut apa yang harus diperbaiki. Alasan masuk berita acara evaluasi."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, steps: Iterable[tuple[str, Said]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step, told(words)) for step, words in steps]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """The budget authority's decision on a proposed winner."""

    decision = forms.ChoiceField(
        label=_("Keputusan Anda"),
        choices=[("ya", _("Menetapkan pemenang yang diusulkan")), ("tidak", _("Tidak menetapkan"))],
        widget=forms.RadioSelect,
    )
    reason = ReasonField(
        label=_("Alasan"),
        help_text=_("Wajib bila tidak menetapkan."),
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


PROOF_FINDINGS: list[tuple[str, Any]] = [
    (Finding.MATCHES, _("Cocok dengan aslinya")),
    (Finding.DIFFERS, _("Tidak cocok")),
    (Finding.NOT_SHOWN, _("Tidak ditunjukkan")),
]
PROOF_OUTCOMES: list[tuple[str, Any]] = [
    (ProofOutcome.SHOWN, _("Terbukti")),
    (ProofOutcome.FAILED, _("Tidak terbukti, gugur")),
    (ProofOutcome.ABSENT, _("Tidak hadir, gugur")),
]
MOST_ATTENDEES = 3


class FindingField(forms.ChoiceField):
    """A finding that is needed unless nobody came, so it is not marked as optional; the service asks for it."""

    def validate(self, value: str) -> None:
        """Let an empty choice pass."""
        if value:
            super().validate(value)


class InviteForm(forms.Form):
    """When and where a candidate shows its originals, and which documents of its offer besides its data."""

    starts_at = forms.DateTimeField(
        label=_("Waktu pembuktian"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
    )
    way = forms.ChoiceField(
        label=_("Cara"),
        choices=[("place", _("Tatap muka")), ("online", _("Daring"))],
        widget=forms.RadioSelect,
        initial="place",
    )
    place = forms.CharField(
        label=_("Tempat atau tautan"),
        help_text=_("Alamat dan ruangan, atau tautan pertemuan daring."),
        max_length=500,
        widget=forms.TextInput,
    )
    text = forms.CharField(
        label=_("Yang harus dibawa"),
        help_text=_("Misalnya dokumen asli, surat kuasa bila diwakili."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, documents: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices := list(documents):
            self.fields["documents"] = forms.TypedMultipleChoiceField(
                label=_("Dokumen penawaran yang aslinya ditunjukkan"),
                help_text=_("Hanya bila isinya tidak ada dalam data yang sudah terverifikasi."),
                choices=choices,
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )


class SettleProofForm(forms.Form):
    """What each original said, who came with which mandate, and how the proof ended. ``rows`` are to be shown."""

    def __init__(self, *args: Any, rows: Iterable[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = tuple(rows)
        for place in range(1, MOST_ATTENDEES + 1):
            name = _("Yang hadir %(place)s") % {"place": place}
            self.fields[f"name_{place}"] = forms.CharField(
                label=name, max_length=200, required=False, widget=forms.TextInput
            )
            self.fields[f"mandate_{place}"] = forms.CharField(
                label=_("Dasar kewenangan %(place)s") % {"place": place},
                help_text=_("Misalnya direktur menurut akta, atau nomor surat kuasa.") if place == 1 else "",
                max_length=300,
                required=False,
                widget=forms.TextInput,
            )
        for place, row in enumerate(self.shown):
            self.fields[f"finding_{place}"] = FindingField(
                label=f"{row.label}: {row.value}" if row.value else row.label,
                choices=PROOF_FINDINGS,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{place}"] = forms.CharField(
                label=_("Keterangan untuk %(row)s") % {"row": row.label}, max_length=1000, required=False
            )
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Hasil pembuktian"), choices=PROOF_OUTCOMES, widget=forms.RadioSelect
        )
        self.fields["reason"] = ReasonField(
            label=_("Alasan"),
            help_text=_(
                "Wajib bila ada data yang tidak cocok, atau peserta gugur. Alasan masuk berita acara dan hasil."
            ),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def findings(self) -> dict[str, tuple[Finding, str]]:
        """Return what was found of each row that was judged, by its field."""
        told = {}
        for place, row in enumerate(self.shown):
            if word := self.cleaned_data[f"finding_{place}"]:
                told[row.field] = (Finding(word), self.cleaned_data[f"note_{place}"])
        return told

    def attendees(self) -> list[Attendee]:
        """Return who came; a pair of empty lines is nobody."""
        said = self.cleaned_data
        pairs = [(said[f"name_{place}"], said[f"mandate_{place}"]) for place in range(1, MOST_ATTENDEES + 1)]
        return [Attendee(name, mandate) for name, mandate in pairs if name or mandate]
