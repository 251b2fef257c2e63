# SPDX-License-Identifier: Apache-2.0
"""Forms of the service survey."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from complaints.forms import FACT_LETTERS, UNKNOWN_FORM, nonce_of
from complaints.rules_survey import CHOICES, Question, Service, spent_key
from complaints.selectors import words_survey as words
from complaints.selectors.complaints import complaint_key
from complaints.selectors.survey import ElementRow, invited
from complaints.services.complaints import LEAST_TEXT
from complaints.services.survey import LEAST_PLAN, MOST_PLAN, Answer, Planned
from lpse import language
from lpse.regulations.survey import ELEMENTS, SCORES


class SurveyForm(forms.Form):
    """Nine ratings, what a respondent wants to tell of themselves, and a suggestion for the complaint desk."""

    suggestion = forms.CharField(
        label=_("Saran untuk meja pengaduan"),
        help_text=_(
            "Isi hanya bila Anda ingin dijawab: saran ini dikirim sebagai pengaduan anonim, lepas dari nilai di atas, "
            "dan Anda mendapat nomor serta kode lacaknya. Sekurangnya tiga puluh huruf."
        ),
        error_messages={"min_length": _("Sarannya belum jelas. Tulis sekurangnya tiga puluh huruf, atau kosongkan.")},
        min_length=LEAST_TEXT,
        max_length=FACT_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    nonce = forms.CharField(widget=forms.HiddenInput)
    ticket = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rated: dict[str, forms.Field] = {}
        for number, (question, options) in enumerate(words.QUESTIONS, start=1):
            rated[f"u{number}"] = forms.TypedChoiceField(
                label=question,
                coerce=int,
                choices=list(zip(SCORES, options, strict=True)),
                error_messages={"required": _("Pilih satu jawaban.")},
                widget=forms.RadioSelect,
            )
        for ask in Question:
            choices = [("", _("Tidak saya sebut")), *((word, words.CHOICE[word]) for word in CHOICES[ask])]
            rated[ask.value] = forms.ChoiceField(label=words.QUESTION[ask], choices=choices, required=False)
        self.fields = {**rated, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Read nonce and ticket; a form that is not of this portal must be loaded anew."""
        cleaned = super().clean() or {}
        sending, ticket = nonce_of(cleaned.get("nonce", "")), cleaned.get("ticket", "")
        asked = invited(ticket) if ticket else None
        if sending is None or (ticket and asked is None):
            raise forms.ValidationError(UNKNOWN_FORM)
        cleaned["sending"] = sending
        cleaned["asked"] = asked or (Service.OPEN, spent_key(complaint_key(), Service.OPEN, sending))
        return cleaned

    def answer(self) -> Answer:
        """Return the answer as the service takes it."""
        cleaned = self.cleaned_data
        return Answer(
            service=cleaned["asked"][0],
            scores=[cleaned[f"u{number}"] for number in range(1, len(ELEMENTS) + 1)],
            profile={ask: cleaned[ask.value] for ask in Question if cleaned[ask.value]},
            suggestion=cleaned["suggestion"],
        )


class PlanForm(forms.Form):
    """One line of the follow-up plan; a line that was left empty does not count, but for the first."""

    action = forms.CharField(
        label=_("Yang akan dikerjakan"),
        error_messages={
            "required": _("Tulis apa yang akan dikerjakan."),
            "min_length": _("Tindakannya belum jelas. Tulis sekurangnya dua puluh huruf."),
        },
        min_length=LEAST_PLAN,
        max_length=MOST_PLAN,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until_on = forms.DateField(
        label=_("Selesai paling lambat"),
        error_messages={"required": _("Isi tanggal selesainya."), "invalid": _("Isi tanggal yang ada di kalender.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    responsible = forms.CharField(
        label=_("Penanggung jawab"),
        help_text=_("Jabatan, bukan nama orang."),
        error_messages={"required": _("Isi jabatan yang mengerjakannya.")},
        max_length=200,
    )


def plan_forms(data: Any, lowest: Sequence[ElementRow]) -> list[tuple[Any, PlanForm]]:
    """Return a form for each element that needs most to be done about, or one form when the result is withheld."""
    about: Sequence[tuple[int, Any]] = [(row.number, row) for row in lowest] or [(0, None)]
    return [
        (row, PlanForm(data, prefix=f"u{number}", empty_permitted=place > 0, use_required_attribute=False))
        for place, (number, row) in enumerate(about)
    ]


def planned(forms_: Sequence[tuple[Any, PlanForm]]) -> list[Planned]:
    """Return the filled lines of valid forms."""
    lines = []
    for row, form in forms_:
        cleaned = form.cleaned_data
        until_on: date | None = cleaned.get("until_on")
        if until_on:
            lines.append(Planned(row.number if row else 0, cleaned["action"], until_on, cleaned["responsible"]))
    return lines


def heading(row: ElementRow | None) -> str:
    """Return what a line of the plan is about."""
    return f"U{row.number} {language.told(row.label)}" if row else _now("Rencana umum")
