# SPDX-License-Identifier: Apache-2.0
"""Forms of requests for public information."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from complaints.forms import UNKNOWN_FORM, EvidenceForm, new_nonce, nonce_of
from complaints.rules_information import KEEPING_BACK, Decision, Delivery, Reply, Wanted
from complaints.selectors import words_information as words
from complaints.services.information import LEAST_WORDS, MOST_LINE, MOST_WORDS
from lpse.language import told
from lpse.regulations.information import EXEMPTIONS, Exemption, ObjectionGround

_SHORT = _("Terlalu pendek. Tulis paling sedikit dua puluh huruf.")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _text(label: Any, hint: Any, required: Any, *, rows: int = 5, least: int = LEAST_WORDS) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        error_messages={"required": required, "min_length": _SHORT},
        min_length=least,
        max_length=MOST_WORDS,
        widget=_area(rows),
    )


class RequestForm(forms.Form):
    """A request for public information, with what the law asks of who sends it."""

    name = forms.CharField(
        label=_("Nama"),
        help_text=_("Orang atau badan hukum yang meminta. Hanya PPID dan atasannya yang membacanya."),
        error_messages={"required": _("Isi nama pemohon.")},
        max_length=MOST_LINE,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=_("Alamat dan kontak"),
        help_text=_("Alamat, dan surel atau telepon. Hanya PPID dan atasannya yang membacanya."),
        error_messages={"required": _("Isi alamat dan kontak Anda.")},
        max_length=MOST_LINE,
    )
    subject = forms.CharField(
        label=_("Pokok permohonan"),
        help_text=_("Satu kalimat pendek, misalnya: dokumen hasil evaluasi tender alat kesehatan."),
        error_messages={"required": _("Isi pokok permohonan.")},
        max_length=MOST_LINE,
    )
    text = _text(
        _("Informasi yang diminta"),
        _("Dokumen atau keterangan mana, dari paket dan tahun berapa."),
        _("Isi informasi yang Anda minta."),
    )
    purpose = _text(
        _("Tujuan penggunaan"),
        _("Untuk apa informasi itu dipakai. Permohonan tidak ditolak karena tujuannya."),
        _("Isi tujuan penggunaannya."),
        rows=2,
        least=1,
    )
    delivery = forms.ChoiceField(
        label=_("Cara memperoleh"),
        error_messages={"required": _("Pilih cara memperoleh informasinya.")},
        choices=[(each.value, words.DELIVERY[each]) for each in Delivery],
        widget=forms.RadioSelect,
        initial=Delivery.ELECTRONIC.value,
    )
    nonce = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def empty(cls, subject: str) -> "RequestForm":
        """Return an empty form with a name of its own for its one sending."""
        return cls(initial={"nonce": new_nonce(), "subject": subject, "delivery": Delivery.ELECTRONIC.value})

    def clean(self) -> dict[str, Any]:
        """Read the nonce; a form that is not of this portal must be loaded anew."""
        cleaned = super().clean() or {}
        cleaned["nonce"] = nonce_of(cleaned.get("nonce", ""))
        if cleaned["nonce"] is None:
            raise forms.ValidationError(UNKNOWN_FORM)
        return cleaned

    def wanted(self) -> Wanted:
        """Return the request as the service takes it."""
        cleaned = self.cleaned_data
        return Wanted(
            name=cleaned["name"],
            contact=cleaned["contact"],
            subject=cleaned["subject"],
            text=cleaned["text"],
            purpose=cleaned["purpose"],
            delivery=Delivery(cleaned["delivery"]),
        )


class FollowForm(forms.Form):
    """Registration number and code, as on the receipt."""

    number = forms.CharField(
        label=_("Nomor pendaftaran"),
        error_messages={"required": _("Isi nomor pendaftaran.")},
        help_text=_("Misalnya PIP-2026-0007."),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Kode"),
        error_messages={"required": _("Isi kodenya.")},
        help_text=_("Dua puluh huruf dan angka yang hanya tampil sekali."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ObjectionForm(forms.Form):
    """An objection to the superior of the officer; the grounds are those that fit the state of the request."""

    ground = forms.ChoiceField(
        label=_("Alasan keberatan"),
        error_messages={"required": _("Pilih alasan keberatan.")},
        widget=forms.RadioSelect,
    )
    text = _text(
        _("Kasus posisi"),
        _("Apa yang terjadi, dan apa yang Anda minta dari atasan PPID."),
        _("Isi apa yang terjadi."),
    )
    attorney = forms.CharField(
        label=_("Kuasa"),
        help_text=_("Bila diwakili: nama kuasa dan nomor surat kuasa khusus bermeterai."),
        max_length=MOST_LINE,
        required=False,
    )

    def __init__(self, *args: Any, grounds: list[tuple[ObjectionGround, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [  # type: ignore[attr-defined]
            (ground.value, f"{told(reason.label)} ({reason.source.text})") for ground, reason in grounds
        ]


class ExtendForm(forms.Form):
    """Why the answer takes longer."""

    reason = _text(_("Alasan tertulis"), _("Pemohon membacanya."), _("Isi alasan perpanjangan."), rows=3)


class ReplyForm(forms.Form):
    """The officer's answer."""

    decision = forms.ChoiceField(
        label=_("Keputusan"),
        error_messages={"required": _("Pilih keputusannya.")},
        choices=[(each.value, words.DECISION[each]) for each in Decision],
        widget=forms.RadioSelect,
    )
    text = _text(
        _("Jawaban kepada pemohon"),
        _("Isi informasinya, di mana ia terbit, atau badan publik mana yang menguasainya."),
        _("Isi jawabannya."),
        rows=6,
    )
    exemption = forms.ChoiceField(
        label=_("Pasal pengecualian"),
        help_text=_("Hanya bila sebagian atau seluruhnya ditolak."),
        required=False,
    )
    consequence = forms.CharField(
        label=_("Uji konsekuensi"),
        help_text=_("Hanya bila ditolak: akibat bila dibuka, dan kepentingan umum yang dilindungi."),
        max_length=MOST_WORDS,
        required=False,
        widget=_area(3),
    )
    summary = forms.CharField(
        label=_("Ringkasan untuk register umum"),
        help_text=_(
            "Satu kalimat tentang informasi yang diminta. Tanpa nama orang dan tanpa petunjuk tentang pemohon."
        ),
        error_messages={"required": _("Isi ringkasan untuk register umum.")},
        max_length=MOST_LINE,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(each.value, f"{reason.source.text}: {told(reason.label)}") for each, reason in EXEMPTIONS.items()]
        self.fields["exemption"].choices = [("", _("Tidak ada yang dikecualikan")), *reasons]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the exemption and its test where something is kept back, and for neither elsewhere."""
        cleaned = super().clean() or {}
        keeps_back = cleaned.get("decision") in KEEPING_BACK
        if keeps_back and not cleaned.get("exemption"):
            self.add_error("exemption", _now("Pilih pasal yang menjadi dasar penolakannya."))
        if keeps_back and len(cleaned.get("consequence", "").strip()) < LEAST_WORDS:
            self.add_error("consequence", _now("Tulis uji konsekuensinya, paling sedikit dua puluh huruf."))
        if not keeps_back and cleaned.get("exemption"):
            self.add_error("exemption", _now("Jawaban yang tidak menolak apa pun tidak menyebut pasal pengecualian."))
        return cleaned

    def reply(self) -> Reply:
        """Return the answer as the service takes it."""
        cleaned = self.cleaned_data
        exemption = Exemption(cleaned["exemption"]) if cleaned["exemption"] else None
        return Reply(
            decision=Decision(cleaned["decision"]),
            text=cleaned["text"],
            summary=cleaned["summary"],
            exemption=exemption,
            consequence=cleaned["consequence"] if exemption else "",
        )


class ReviewForm(forms.Form):
    """The superior's answer to the objection."""

    verdict = forms.ChoiceField(
        label=_("Kesimpulan"),
        error_messages={"required": _("Pilih kesimpulannya.")},
        choices=[("diterima", _("Keberatan diterima")), ("ditolak", _("Keberatan ditolak"))],
        widget=forms.RadioSelect,
    )
    text = _text(
        _("Tanggapan"),
        _("Pertimbangan, dan bila diterima: informasi apa yang diberikan, lewat apa, dan kapan."),
        _("Isi tanggapannya."),
        rows=6,
    )


class AttachForm(EvidenceForm):
    """A file for the answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["evidence"]
        field.label, field.required = _("Berkas jawaban"), True
        field.help_text = _("PDF, JPEG, atau PNG, paling besar 20 MB. Pemohon menerimanya bersama jawaban.")
        field.error_messages["required"] = _("Pilih berkasnya.")
