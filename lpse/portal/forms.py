# SPDX-License-Identifier: Apache-2.0
"""The form of the calculator: the same parts and the same sentences as the command and the JSON."""

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lpse import language, regulations
from lpse.core.said import said
from lpse.regulations import CATEGORY_LABELS, Category, Rule, asking
from lpse.regulations.asking import Unanswered
from lpse.regulations.deadlines import Deadline

GROUPS = (
    (said("Sanggah dan sanggah banding"), ("prequalification", "objection", "appeal")),
    (said("Pengaduan dan laporan"), ("complaint", "report")),
    (said("Informasi publik"), ("information",)),
)
"""Headings over the rules, with the beginnings of the names that stand below them."""
FIELDS = {"rule": "aturan", "category": "kategori", "from": "tanggal"}
"""Parts of a question, and the names of their fields in the address of the page."""


def rules_by_group() -> list[tuple[str, list[Rule]]]:
    """Return every rule below its heading."""
    return [(heading, [rule for rule in Rule if rule.startswith(names)]) for heading, names in GROUPS]


def label_of(rule: Rule) -> str:
    """Return what the newest rule book calls a rule."""
    return next(clock.label for clock in regulations.latest().clocks if clock.rule is rule)


class Asked(forms.CharField):
    """One part of the question, read as everywhere else; what cannot be read is told in the same sentence."""

    def __init__(self, read: Callable[[str], Any], **options: Any) -> None:
        super().__init__(**options)
        self.read = read

    def clean(self, value: str | None) -> Any:
        """Return the part as the core knows it."""
        try:
            return self.read((value or "").strip())
        except Unanswered as error:
            raise forms.ValidationError(language.told(error.refusal.message)) from error


class DeadlineForm(forms.Form):
    """Rule, category and date; sent by GET, so that an answer has an address."""

    use_required_attribute = False
    aturan = Asked(asking.rule_of, label=_("Aturan"), widget=forms.Select())
    kategori = Asked(asking.category_of, label=_("Kategori pengadaan"), widget=forms.Select())
    tanggal = Asked(
        asking.day_of,
        label=_("Tanggal peristiwa (hari ke-0)"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = [
            (language.told(heading), [(rule.value, language.told(label_of(rule))) for rule in rules])
            for heading, rules in rules_by_group()
        ]
        kinds = [(kind.value, language.told(CATEGORY_LABELS[kind])) for kind in Category]
        self.fields["aturan"].widget.choices = [("", "–"), *groups]
        self.fields["kategori"].widget.choices = [("", "–"), *kinds]

    def found(self, zone: tzinfo) -> tuple[asking.Question, Deadline] | None:
        """Return the question with its answer; None when there is a mistake, which then stands at its field."""
        if not self.is_valid():
            return None
        asked = asking.Question(*(self.cleaned_data[field] for field in FIELDS.values()))
        try:
            return asked, asking.answer(asked, zone=zone)
        except Unanswered as error:
            self.add_error(FIELDS[error.part], language.told(error.refusal.message))
            return None
