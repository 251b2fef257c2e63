# SPDX-License-Identifier: Apache-2.0
"""Forms of a vendor's data and of its verification."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lpse import language
from lpse.core.acts import Kind, Refused
from lpse.regulations.sanctions import GROUND_LABELS, Ground
from vendors.forms.consortium import ConsortiumForm
from vendors.forms.qualification import FORMS_OF_PARTS, RowForm, checked, date_field
from vendors.rules import (
    FORMS,
    LONGEST_ANSWER,
    LONGEST_CLAUSE,
    LONGEST_EVIDENCE,
    LONGEST_QUESTION,
    Grant,
    Power,
    clean_nib,
    clean_npwp,
)
from vendors.selectors import GRANT_WORDS, Field

__all__ = [
    "FORMS_OF_PARTS",
    "AnswerDraftForm",
    "BlacklistForm",
    "ConsortiumForm",
    "InviteToTeamForm",
    "JoinForm",
    "LiftingForm",
    "MaskingForm",
    "PowersForm",
    "QuestionForm",
    "RowForm",
    "VendorForm",
    "VerdictForm",
    "refusals_on",
]


class VendorForm(forms.Form):
    """Identity of a business."""

    form = forms.ChoiceField(label=_("Bentuk usaha"), choices=[(word, word) for word in FORMS])
    name = forms.CharField(
        label=_("Nama badan usaha"), max_length=150, help_text=_("Tanpa bentuk usaha, seperti dalam akta pendirian.")
    )
    business_number = forms.CharField(label=_("NIB"), max_length=30, help_text=_("13 angka dari OSS."))
    tax_number = forms.CharField(
        label=_("NPWP"), max_length=30, help_text=_("16 angka bentuk baru atau 15 angka bentuk lama.")
    )
    address = forms.CharField(label=_("Alamat kantor"), max_length=300)
    city = forms.CharField(label=_("Kota atau kabupaten"), max_length=100)
    phone = forms.CharField(label=_("Telepon"), max_length=40)
    small_business = forms.BooleanField(label=_("Usaha mikro atau kecil"), required=False)

    def clean_businesschecked(self) -> str:
        """Check the digits of the NIB."""
        return checked(clean_nib, self.cleaned_data["business_number"])

    def clean_taxchecked(self) -> str:
        """Check the digits of the NPWP."""
        return checked(clean_npwp, self.cleaned_data["tax_number"])


class JoinForm(forms.Form):
    """The integrity pact."""

    pact = forms.BooleanField(
        label=_("Saya telah membaca pakta integritas ini dan menyetujuinya atas nama badan usaha saya."),
        error_messages={"required": _("Pakta integritas belum disetujui.")},
    )


class VerdictForm(forms.Form):
    """A verdict on every field of a vendor; ``fields`` say which."""

    CHOICES = (("ya", _("Sesuai")), ("tidak", _("Tidak sesuai")))

    def __init__(self, *args: Any, judged: list[Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.judged = judged
        for each in judged:
            initial = {True: "ya", False: "tidak", None: None}[each.accepted]
            self.fields[f"{each.name}:verdict"] = forms.ChoiceField(
                label=each.label,
                choices=self.CHOICES,
                initial=initial,
                widget=forms.RadioSelect,
                error_messages={"required": _("Belum dinilai.")},
            )
            self.fields[f"{each.name}:reason"] = forms.CharField(
                label=_("Alasan bila tidak sesuai"), required=False, max_length=500, initial=each.reason
            )

    def rows(self) -> Iterator[tuple[Field, forms.BoundField, forms.BoundField]]:
        """Each field with its two controls."""
        for each in self.judged:
            yield each, self[f"{each.name}:verdict"], self[f"{each.name}:reason"]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason beside each refusal."""
        data = super().clean() or {}
        for each in self.judged:
            if data.get(f"{each.name}:verdict") == "tidak" and not data.get(f"{each.name}:reason", "").strip():
                self.add_error(f"{each.name}:reason", _("Tulis alasan yang dapat ditindaklanjuti penyedia."))
        return data


class BlacklistForm(forms.Form):
    """What a blacklisting's decree says."""

    name = forms.CharField(label=_("Nama penyedia"), max_length=150)
    tax_number = forms.CharField(label=_("NPWP"), max_length=30)
    ground = forms.ChoiceField(label=_("Alasan sanksi"))
    act = forms.CharField(label=_("Perbuatan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    package = forms.CharField(label=_("Paket pekerjaan"), max_length=200)
    authority = forms.CharField(
        label=_("Ditetapkan oleh (PA atau KPA)"), max_length=150, help_text=_("Nama dan jabatan pada surat keputusan.")
    )
    decree_number = forms.CharField(label=_("Nomor surat keputusan"), max_length=100)
    decree_on = date_field(_("Tanggal surat keputusan"), help_text=_("Sanksi berlaku sejak tanggal ini."))
    until = date_field(_("Berlaku sampai dengan"))
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [(ground.value, language.told(words)) for ground, words in GROUND_LABELS.items()]
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]

    def clean_tax_number(self) -> str:
        """Check the digits of the NPWP."""
        return checked(clean_npwp, self.cleaned_data["tax_number"])

    def clean_ground(self) -> Ground:
        """The word of the ground."""
        return Ground(self.cleaned_data["ground"])


class LiftingForm(forms.Form):
    """The decree or decision that lifts a blacklisting."""

    decree = forms.CharField(label=_("Nomor surat keputusan atau putusan pencabutan"), max_length=150)
    use_required_attribute = False


class PowersForm(forms.Form):
    """A member's place and powers."""

    PLACES = (
        (Power.PREPARER.value, _("Anggota dengan wewenang yang dipilih")),
        (Power.SIGNER.value, _("Penanda tangan: semua wewenang, termasuk mengatur tim")),
    )
    place = forms.ChoiceField(label=_("Kedudukan"), choices=PLACES, widget=forms.RadioSelect)
    grants = forms.MultipleChoiceField(
        label=_("Wewenang anggota"),
        choices=[(grant.value, words) for grant, words in GRANT_WORDS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """Ask for at least one power of a member."""
        data = super().clean() or {}
        if data.get("place") == Power.PREPARER and not data.get("grants"):
            self.add_error("grants", _("Pilih sekurangnya satu wewenang."))
        return data

    def powers(self) -> dict[str, Any]:
        """Place and powers as the services ask for them; a signer needs no list."""
        power = Power(self.cleaned_data["place"])
        chosen = self.cleaned_data["grants"] if power is Power.PREPARER else []
        return {"power": power, "grants": [Grant(word) for word in chosen]}


class InviteToTeamForm(PowersForm):
    """Who is invited, with which powers."""

    email = forms.EmailField(label=_("Alamat surel"), help_text=_("Orang itu masuk dengan alamat ini."))
    field_order = ("email", "place", "grants")


@contextmanager
def refusals_on(form: forms.Form) -> Iterator[None]:
    """Turn a refusal of what was typed into an error of the form, so that nothing is typed twice."""
    try:
        yield
    except Refused as error:
        if error.refusal.kind is not Kind.INPUT:
            raise
        form.add_error(None, language.reason(error))


class QuestionForm(forms.Form):
    """A question on the selection documents; ``documents`` are those in force, ``numbers`` the questions so far."""

    document = forms.ChoiceField(label=_("Dokumen yang ditanyakan"), required=False)
    clause = forms.CharField(
        label=_("Bab atau butir"), max_length=LONGEST_CLAUSE, help_text=_("Misalnya Bab III LDP butir 14.2.")
    )
    text = forms.CharField(
        label=_("Pertanyaan"),
        max_length=LONGEST_QUESTION,
        help_text=_("Terbaca umum. Jangan menyebut nama perusahaan atau orang."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    follows = forms.ChoiceField(label=_("Lanjutan dari pertanyaan"), required=False)
    file = forms.FileField(
        label=_("Lampiran"),
        required=False,
        help_text=_(
            "PDF, PNG, atau JPEG, paling besar 20 MB, terbaca umum. Nama berkas tidak ditampilkan, tetapi isinya apa "
            "adanya: hapus kop, logo, dan nama penyusun dari berkas."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, documents: Iterable[tuple[int, str]], numbers: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].choices = [("", _("Dokumen pemilihan pada umumnya")), *documents]  # type: ignore[attr-defined]
        named = [(number, _("Pertanyaan %(n)s") % {"n": number}) for number in numbers]
        self.fields["follows"].choices = [("", _("Pertanyaan baru")), *named]  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse a file above the limit before it is read."""
        file = self.cleaned_data["file"]
        if file and file.size > LONGEST_EVIDENCE:
            raise forms.ValidationError(_("Lampiran lebih besar dari 20 MB."))
        return file

    def body(self) -> bytes | None:
        """The bytes of the attachment, or None."""
        file = self.cleaned_data["file"]
        return file.read() if file else None


class AnswerDraftForm(forms.Form):
    """A draft answer, or the question it is merged into; ``numbers`` are those it may be merged into."""

    text = forms.CharField(
        label=_("Jawaban"),
        required=False,
        max_length=LONGEST_ANSWER,
        help_text=_("Hanya anggota Pokja yang melihatnya sampai diterbitkan."),
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    points_to = forms.ChoiceField(
        label=_("Atau gabungkan dengan pertanyaan"),
        required=False,
        help_text=_("Pertanyaan tetap terbaca dan menunjuk jawaban pertanyaan itu."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32000)
    use_required_attribute = False

    def __init__(self, *args: Any, numbers: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(number, _("Pertanyaan %(n)s") % {"n": number}) for number in numbers]
        self.fields["points_to"].choices = [("", _("Tidak digabungkan")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one of the two."""
        data = super().clean() or {}
        if data.get("text") and data.get("points_to"):
            self.add_error("points_to", _("Pilih salah satu: jawaban sendiri atau gabungan."))
        elif not data.get("text") and not data.get("points_to") and not self.errors:
            self.add_error("text", _("Tulis jawabannya, atau gabungkan dengan pertanyaan lain."))
        return data


class MaskingForm(forms.Form):
    """Whether askers are masked until the close."""

    masked = forms.ChoiceField(
        label=_("Penanya dalam tanya jawab"),
        choices=[
            ("ya", _("Disamarkan sampai penawaran ditutup (disarankan)")),
            ("tidak", _("Nama penanya langsung tampil")),
        ],
        widget=forms.RadioSelect,
    )
