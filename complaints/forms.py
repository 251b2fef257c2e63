# SPDX-License-Identifier: Apache-2.0
"""Forms of objections and complaints."""

import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from complaints.rules import EVIDENCE_BYTES, Answer, Ground, Origin, Outcome, Point, ReportKind, media_type
from complaints.selectors import words
from complaints.services.complaints import LEAST_TEXT, MOST_LATE_TEXT, MOST_SUBJECT, MOST_TEXT
from complaints.services.objections import LEAST_FACT, MOST_POINTS

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile  # Django's classes take no arguments when they run

FACT_LETTERS, CLAUSE_LETTERS, NONCE_LETTERS = 4_000, 300, 400
ALL_EVIDENCE_BYTES = 60 * 10**6
PREFIX = "pokok"


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class EvidenceForm(forms.Form):
    """A file among words. ``kept`` names one that was kept at an earlier press of a button."""

    evidence = forms.FileField(
        label=_("Berkas bukti"),
        help_text=_("PDF, JPEG, atau PNG, paling besar 20 MB. Dibaca Pokja, PPK, dan auditor; tidak ditampilkan umum."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_name = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_evidence(self) -> Upload | None:
        """Refuse a file that is too large or not what its first bytes must show."""
        upload: Upload | None = self.cleaned_data["evidence"]
        if not upload:
            return None
        if (upload.size or 0) > EVIDENCE_BYTES:
            size = f"{(upload.size or 0) / 10**6:.1f}".replace(".", ",")
            told = _now("Ukuran berkas %(size)s MB; paling besar 20 MB. Kecilkan atau bagi berkasnya.")
            raise forms.ValidationError(told % {"size": size})
        upload.seek(0)
        head = upload.read(8)
        upload.seek(0)
        if media_type(head) is None:
            raise forms.ValidationError(_now("Berkas bukti harus PDF, JPEG, atau PNG."))
        return upload


class PointForm(EvidenceForm):
    """One point of an objection or appeal."""

    ground = forms.ChoiceField(
        label=_("Alasan menurut hukum"),
        error_messages={"required": _("Pilih alasan pokok ini.")},
        choices=[(ground.value, words.GROUND[ground]) for ground in Ground],
        widget=forms.RadioSelect,
    )
    fact = forms.CharField(
        label=_("Fakta"),
        error_messages={
            "required": _("Isi apa yang terjadi."),
            "min_length": _("Faktanya belum jelas. Tulis apa yang terjadi, paling sedikit dua puluh huruf."),
        },
        help_text=_("Apa yang terjadi, pada dokumen dan halaman mana."),
        min_length=LEAST_FACT,
        max_length=FACT_LETTERS,
        widget=_area(5),
    )
    clause = forms.CharField(
        label=_("Pasal atau butir dokumen pemilihan"),
        help_text=_("Misalnya LDP butir 31.2."),
        max_length=CLAUSE_LETTERS,
        required=False,
    )
    field_order = ("ground", "fact", "clause", "evidence", "kept", "kept_name")

    def point(self) -> Point:
        """Return the point as the service takes it."""
        cleaned = self.cleaned_data
        return Point(Ground(cleaned["ground"]), cleaned["fact"], cleaned["clause"])


if TYPE_CHECKING:
    PointSet = forms.BaseFormSet[PointForm]
else:
    PointSet = forms.BaseFormSet


class BasePoints(PointSet):
    """Points of an objection; an added one that was left empty does not count."""

    def initial_form_count(self) -> int:
        """Count no posted form as given before: each may be left empty but the first."""
        return 0 if self.is_bound else super().initial_form_count()

    def clean(self) -> None:
        """Refuse more proof than one message can carry."""
        sizes = [form.cleaned_data["evidence"].size or 0 for form in self.forms if form.cleaned_data.get("evidence")]
        if sum(sizes) > ALL_EVIDENCE_BYTES:
            raise forms.ValidationError(_now("Seluruh bukti bersama-sama lebih dari 60 MB. Kecilkan berkasnya."))


PointForms = forms.formset_factory(
    PointForm,
    formset=BasePoints,
    extra=0,
    min_num=1,
    validate_min=True,
    max_num=MOST_POINTS,
    validate_max=True,
    absolute_max=MOST_POINTS,
)


def filled(points: PointSet) -> list[PointForm]:
    """Return the valid points with something in them, in order."""
    return [form for form in points.forms if form.cleaned_data.get("fact")]


class RemedyForm(forms.Form):
    """What the objector asks for."""

    remedy = forms.CharField(
        label=_("Yang Anda minta"),
        help_text=_("Misalnya evaluasi ulang, atau pemilihan ulang."),
        max_length=FACT_LETTERS,
        required=False,
        widget=_area(3),
    )


class AnswerForm(forms.Form):
    """The committee's answer to one point."""

    verdict = forms.ChoiceField(
        label=_("Kesimpulan"),
        error_messages={"required": _("Pilih benar atau tidak benar.")},
        choices=[("benar", _("Benar (diterima)")), ("salah", _("Tidak benar (ditolak)"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Jawaban"),
        error_messages={
            "required": _("Isi jawaban atas pokok ini."),
            "min_length": _("Jawabannya belum jelas. Tulis fakta yang ditemukan, paling sedikit dua puluh huruf."),
        },
        help_text=_("Fakta yang ditemukan. Jangan membuka rincian harga peserta lain."),
        min_length=LEAST_FACT,
        max_length=FACT_LETTERS,
        widget=_area(5),
    )
    clause = forms.CharField(
        label=_("Dasar: pasal atau butir dokumen"),
        error_messages={"required": _("Isi pasal atau butir yang menjadi dasarnya.")},
        max_length=CLAUSE_LETTERS,
        help_text=_("Misalnya LDP butir 31.2 atau Perpres 16/2018 Pasal 50."),
    )

    def answer(self) -> Answer:
        """Return the answer as the service takes it."""
        cleaned = self.cleaned_data
        return Answer(cleaned["verdict"] == "benar", cleaned["text"], cleaned["clause"])


class FollowUpForm(forms.Form):
    """What follows from the answers."""

    follow_up = forms.CharField(
        label=_("Tindak lanjut"),
        help_text=_("Isi bila ada pokok yang benar: apa yang dinilai ulang."),
        max_length=FACT_LETTERS,
        required=False,
        widget=_area(3),
    )


_nonces = signing.Signer(salt="complaints.nonce")
UNKNOWN_FORM = _("Formulir ini tidak dikenal. Muat ulang halaman, lalu kirim lagi.")
"""What is said of a form that is not of this portal."""


def new_nonce(origin: Origin = Origin.PUBLIC, files: Iterable[int] = ()) -> str:
    """Return a signed name for one sending of one form; it says where the form came from, and which files it brings."""
    return _nonces.sign_object({"n": secrets.token_urlsafe(24), "o": origin.value, "f": list(files)})


def files_of(nonce: str) -> list[int]:
    """Return the kept files that a form brings along; none for a form that is not of this portal."""
    try:
        found: list[int] = _nonces.unsign_object(nonce).get("f", [])
    except signing.BadSignature:
        return []
    return found


def nonce_of(signed: str) -> str | None:
    """Return the name of one sending of a form, or None for a form that is not of this portal."""
    try:
        found: str = _nonces.unsign_object(signed)["n"]
    except signing.BadSignature:
        return None
    return found


class ComplaintForm(forms.Form):
    """A complaint in words, without an account and without a name."""

    subject = forms.CharField(
        label=_("Pokok pengaduan"),
        help_text=_("Satu kalimat pendek."),
        error_messages={"required": _("Isi pokok pengaduan.")},
        max_length=MOST_SUBJECT,
    )
    text = forms.CharField(
        label=_("Apa yang terjadi"),
        error_messages={
            "required": _("Isi apa yang terjadi."),
            "min_length": _("Uraiannya belum jelas. Tulis apa yang terjadi, paling sedikit tiga puluh huruf."),
        },
        help_text=_("Apa, kapan, di mana, siapa, dan dari mana Anda tahu. Jangan tulis nama Anda bila ingin anonim."),
        min_length=LEAST_TEXT,
        max_length=MOST_LATE_TEXT,
        widget=_area(10),
    )
    tender = forms.CharField(
        label=_("Kode tender"), help_text=_("Misalnya T-2026-0412, bila ada."), max_length=20, required=False
    )
    nonce = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Read the nonce; a form that is not of this portal must be loaded anew."""
        cleaned = super().clean() or {}
        try:
            said = _nonces.unsign_object(cleaned.get("nonce", ""))
        except signing.BadSignature:
            raise forms.ValidationError(UNKNOWN_FORM) from None
        cleaned["nonce"], cleaned["origin"], cleaned["files"] = said["n"], Origin(said["o"]), said.get("f", [])
        if cleaned["origin"] is Origin.PUBLIC and len(cleaned.get("text", "")) > MOST_TEXT:
            self.add_error("text", _now("Uraian lebih dari 20.000 huruf. Ringkas, lalu kirim sisanya pada utas."))
        return cleaned


_parts = signing.Signer(salt="complaints.sealed")


def part_token(kept: int, name: str) -> str:
    """Return the token by which a form names a sealed object that was kept for it."""
    return _parts.sign_object([kept, name])


def _kept_for(name: str | None, tokens: str) -> list[int]:
    """Return the sealed objects that tokens name: only such as were kept for this very sending of a form."""
    try:
        named = [_parts.unsign_object(token) for token in tokens.split()]
    except signing.BadSignature:
        named = []
    if not named or any(form != name for _kept, form in named):
        raise forms.ValidationError(_now("Bagian tersegel tidak lengkap. Muat ulang halaman, lalu kirim lagi."))
    return [kept for kept, _form in named]


HEADER_LETTERS, PARTS_LETTERS = 60_000, 4_000


def _hidden(most: int) -> forms.CharField:
    return forms.CharField(required=False, max_length=most, widget=forms.HiddenInput)


class SealedComplaintForm(ComplaintForm):
    """A complaint whose identity and files were sealed in the browser: the header, and tokens of what was kept."""

    header, parts = _hidden(HEADER_LETTERS), _hidden(PARTS_LETTERS)

    def clean(self) -> dict[str, Any]:
        """Ask for something sealed, and read the tokens."""
        cleaned = super().clean()
        if not cleaned.get("header"):
            raise forms.ValidationError(
                _now("Tidak ada bagian tersegel. Pilih lagi nama atau berkas Anda, lalu kirim.")
            )
        cleaned["parts"] = _kept_for(cleaned.get("nonce"), cleaned.get("parts", ""))
        return cleaned


class HandOnForm(forms.Form):
    """The secrets of a complaint, sealed by an auditor's browser to others: by sealed row, wraps by member id."""

    wraps = forms.JSONField(widget=forms.HiddenInput)

    def clean_wraps(self) -> dict[int, dict[str, str]]:
        """Refuse what is no mapping of texts for each sealed row."""
        wraps = self.cleaned_data["wraps"]
        is_mapping = isinstance(wraps, dict) and all(
            row.isdecimal() and isinstance(each, dict) and all(isinstance(text, str) for text in each.values())
            for row, each in wraps.items()
        )
        if not is_mapping:
            raise forms.ValidationError(_now("Tidak ada kunci yang diteruskan. Buka bagian tersegelnya dulu."))
        return {int(row): each for row, each in wraps.items()}


class LetterForm(ComplaintForm):
    """An objection that came by letter or mail, as an auditor enters it, with the letter itself."""

    letter = forms.FileField(
        label=_("Pindaian surat"),
        help_text=_("PDF, JPEG, atau PNG, paling besar 20 MB."),
        error_messages={"required": _("Lampirkan pindaian surat atau surelnya.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class TicketForm(forms.Form):
    """Case number and tracking code, as on the card."""

    case = forms.CharField(
        label=_("Nomor pengaduan"),
        error_messages={"required": _("Isi nomor pengaduan.")},
        help_text=_("Misalnya ADU-7F3K-92QD."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Kode lacak"),
        error_messages={"required": _("Isi kode lacak.")},
        help_text=_("Dua puluh huruf dan angka yang hanya tampil sekali."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class MessageForm(forms.Form):
    """A message on the thread."""

    text = forms.CharField(
        label=_("Pesan"), error_messages={"required": _("Isi pesan.")}, max_length=MOST_TEXT, widget=_area(5)
    )


class ReplyForm(MessageForm):
    """A message of whoever holds the code; ``header`` and ``parts`` only where the browser sealed files with it."""

    nonce, header, parts = _hidden(NONCE_LETTERS), _hidden(HEADER_LETTERS), _hidden(PARTS_LETTERS)

    def clean(self) -> dict[str, Any]:
        """Read the tokens of sealed files, if any came along."""
        cleaned = super().clean() or {}
        if cleaned.get("header"):
            cleaned["nonce"] = nonce_of(cleaned.get("nonce", ""))
            cleaned["parts"] = _kept_for(cleaned["nonce"], cleaned.get("parts", ""))
        return cleaned


class DeskMessageForm(MessageForm, EvidenceForm):
    """An auditor's message, perhaps with a file."""

    field_order = ("text", "evidence", "kept", "kept_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].label = _("Berkas")
        self.fields["evidence"].help_text = _("PDF, JPEG, atau PNG, paling besar 20 MB. Pelapor membacanya.")

    def file(self) -> tuple[str, bytes] | None:
        """Return name and bytes of the file, if one came along."""
        upload: Upload | None = self.cleaned_data.get("evidence")
        return (str(upload.name)[:120], upload.read()) if upload else None


class CloseForm(forms.Form):
    """How a complaint ends."""

    outcome = forms.ChoiceField(
        label=_("Hasil"),
        error_messages={"required": _("Pilih hasilnya.")},
        choices=[(outcome.value, words.OUTCOME[outcome]) for outcome in Outcome],
        widget=forms.RadioSelect,
    )
    summary = forms.CharField(
        label=_("Ringkasan untuk umum"),
        error_messages={
            "required": _("Isi ringkasannya."),
            "min_length": _("Ringkasannya belum jelas. Tulis apa yang ditemukan, paling sedikit tiga puluh huruf."),
        },
        help_text=_(
            "Terbit pada halaman pengaduan dan catatan publik. Tanpa nama orang dan tanpa petunjuk tentang pelapor."
        ),
        min_length=LEAST_TEXT,
        max_length=FACT_LETTERS,
        widget=_area(5),
    )
    forwarded_to = forms.CharField(
        label=_("Diteruskan kepada"),
        help_text=_("Hanya bila diteruskan: instansi yang berwenang menjawabnya."),
        max_length=200,
        required=False,
    )
    letter = forms.CharField(label=_("Nomor surat penerusan"), help_text=_("Bila ada."), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the addressee of what is forwarded."""
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == Outcome.FORWARDED and len(cleaned.get("forwarded_to", "").strip()) < 3:
            self.add_error("forwarded_to", _now("Tulis kepada siapa pengaduan ini diteruskan."))
        return cleaned


class AcceptForm(forms.Form):
    """The class of a complaint that is complete."""

    kind = forms.ChoiceField(
        label=_("Golongan"),
        error_messages={"required": _("Pilih golongannya.")},
        choices=[(kind.value, words.KIND[kind]) for kind in ReportKind],
        widget=forms.RadioSelect,
        initial=ReportKind.OVERSIGHT.value,
    )


class ForwardedAnswerForm(forms.Form):
    """What the office answered that a complaint was forwarded to."""

    text = forms.CharField(
        label=_("Jawaban penerima"),
        help_text=_("Pelapor membacanya pada utasnya."),
        error_messages={"required": _("Isi jawabannya."), "min_length": _("Tulis paling sedikit dua puluh huruf.")},
        min_length=LEAST_FACT,
        max_length=FACT_LETTERS,
        widget=_area(4),
    )


def errors_of(forms_: Iterable[forms.Form], others: Sequence[Any] = ()) -> list[tuple[str, str]]:
    """Return the errors of many forms as the error summary shows them: address of the field, sentence."""
    found = [("#konten", str(error)) for error in others]
    for form in forms_:
        found += [("#konten", str(error)) for error in form.non_field_errors()]
        for field in form:
            target = f"#{field.id_for_label or field.auto_id}"
            found += [(target, f"{_place_of(form)}{field.label}: {error}") for error in field.errors]
    return found


def _place_of(form: forms.Form) -> str:
    """Return "Pokok 2, " for a form of the second point: many points have fields of the same name."""
    number = str(form.prefix).rsplit("-", 1)[-1]
    if not number.isdigit():
        return ""
    # The formset numbers its points from 0, an answer is named by its point's own position.
    return f"{_now('Pokok')} {int(number) + isinstance(form, PointForm)}, "
