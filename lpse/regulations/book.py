# SPDX-License-Identifier: Apache-2.0
"""The form of a rule book: every number of law as a field with its article and a mark of trust.

A ``Regulation`` is frozen and released once; a new law is a new file, and a tender keeps the code of the book that
held when it was announced (law.md R-META-1, decisions.md 3.10). Code asks the book, never the date.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lpse.core import canonical
from lpse.core.calendar import UNIT_WORDS, Unit
from lpse.core.said import Figure, Said, said, together


class Trust(StrEnum):
    """How far the text behind a number was read (law.md part 0)."""

    PRIMARY = "P"
    SECONDARY = "S"
    GENERAL = "G"


class Category(StrEnum):
    """Kind of procurement (jenis pengadaan), decisions.md 3.14."""

    GOODS = "goods"
    OTHER_SERVICES = "other_services"
    CONSULTANCY = "consultancy"
    INDIVIDUAL_CONSULTANCY = "individual_consultancy"
    WORKS = "works"
    WORKS_CONSULTANCY = "works_consultancy"
    INTEGRATED_WORKS = "integrated_works"


CATEGORY_LABELS = {
    Category.GOODS: said("barang"),
    Category.OTHER_SERVICES: said("jasa lainnya"),
    Category.CONSULTANCY: said("jasa konsultansi"),
    Category.INDIVIDUAL_CONSULTANCY: said("jasa konsultansi perorangan"),
    Category.WORKS: said("pekerjaan konstruksi"),
    Category.WORKS_CONSULTANCY: said("jasa konsultansi konstruksi"),
    Category.INTEGRATED_WORKS: said("pekerjaan konstruksi terintegrasi"),
}


class Rule(StrEnum):
    """A statutory period that the portal counts (outside contract, decisions.md part 4)."""

    PREQUALIFICATION_OBJECTION = "prequalification_objection"
    PREQUALIFICATION_OBJECTION_ANSWER = "prequalification_objection_answer"
    OBJECTION = "objection"
    OBJECTION_ANSWER = "objection_answer"
    APPEAL = "appeal"
    APPEAL_ANSWER = "appeal_answer"
    COMPLAINT_COMPLETENESS = "complaint_completeness"
    COMPLAINT_COMPLETION = "complaint_completion"
    COMPLAINT_DECISION = "complaint_decision"
    REPORT_INFORMATION = "report_information"
    REPORT_GENERAL = "report_general"
    REPORT_OVERSIGHT = "report_oversight"
    INFORMATION_REQUEST = "information_request"
    INFORMATION_REQUEST_EXTENSION = "information_request_extension"
    INFORMATION_OBJECTION = "information_objection"
    INFORMATION_OBJECTION_ANSWER = "information_objection_answer"
    INFORMATION_DISPUTE = "information_dispute"


class StageKind(StrEnum):
    """Stages of a tender with post-qualification and one file, in the order and under the names of SPSE."""

    ANNOUNCEMENT = "announcement"
    DOCUMENT_DOWNLOAD = "document_download"
    CLARIFICATION = "clarification"
    BID_SUBMISSION = "bid_submission"
    BID_OPENING = "bid_opening"
    EVALUATION = "evaluation"
    QUALIFICATION_PROOF = "qualification_proof"
    AWARD_DECISION = "award_decision"
    AWARD_ANNOUNCEMENT = "award_announcement"
    STANDSTILL = "standstill"
    APPOINTMENT = "appointment"
    CONTRACT_SIGNING = "contract_signing"


class NoSuchRule(LookupError):
    """The book has no such period for this category; the message is a whole sentence."""


class NoSuchRegulation(LookupError):
    """No rule book has this code."""


@dataclass(frozen=True)
class Source:
    """Where a number stands, and how far that text was read."""

    text: str
    trust: Trust

    def __str__(self) -> str:
        return f"{self.text} [{self.trust}]"


@dataclass(frozen=True)
class Period:
    """A number of days of one unit."""

    days: int
    unit: Unit
    source: Source

    def words(self) -> Said:
        """Return ``5 hari kerja``."""
        return said("{n} {unit}", n=self.days, unit=UNIT_WORDS[self.unit])


@dataclass(frozen=True)
class Number:
    """An amount in rupiah, a fraction from 0 to 1, or a count; the field's name says which."""

    value: Decimal
    source: Source


@dataclass(frozen=True)
class Clock:
    """One statutory period for some categories: what it is, what starts it, who must act."""

    rule: Rule
    categories: tuple[Category, ...]
    period: Period
    label: str
    starts: str
    actor: str


@dataclass(frozen=True)
class Stage:
    """One stage of a schedule: its SPSE name, its minimum in words and the article behind it."""

    kind: StageKind
    label: str
    minimum: str
    source: Source


@dataclass(frozen=True)
class ScheduleNumbers:
    """Limits of the schedule of a tender with post-qualification and one file."""

    announcement: Period
    download_before_deadline: Period
    clarification_after_announcement: Period
    deadline_after_clarification: Period
    addendum_before_deadline: Period
    award_after_proof: Period
    contract_after_appointment: Period
    owner_estimate_before_deadline: Period


@dataclass(frozen=True)
class PriceNumbers:
    """Limits used when prices are evaluated."""

    low_price_fraction: Number
    low_price_categories: tuple[Category, ...]
    uneven_unit_price_fraction: Number
    lowest_bids_evaluated: Number
    preference_above: Number
    preference_local_content: Number
    preference_maximum: Number

    @property
    def low_price_limit(self) -> Figure:
        """The share of the owner's estimate below which a price is looked into, as pages write it: ``80%``."""
        return Figure(f"{(self.low_price_fraction.value * 100).normalize():f}%".replace(".", ","))


@dataclass(frozen=True)
class AppealNumbers:
    """What the law says of appeals (sanggah banding) beside their clocks.

    ``bond_fraction`` is of the owner's estimate with PPN; ``bond_validity`` runs from the day the appeal is filed.
    ``silence_accepts``: an answer that does not come in its term decides for the appellant.
    """

    bond_fraction: Number
    bond_validity: Period
    silence_accepts: bool
    silence_source: Source


@dataclass(frozen=True)
class Regulation:
    """The whole rule book of one law; see the module's head."""

    code: str
    title: str
    effective_on: date
    clocks: tuple[Clock, ...]
    stages: tuple[Stage, ...]
    schedule: ScheduleNumbers
    price: PriceNumbers
    appeal: AppealNumbers
    committee_minimum: Number
    end_in_hours_categories: tuple[Category, ...]
    end_in_hours_source: Source

    def clock(self, rule: Rule, category: Category) -> Clock:
        """Return the period of ``rule`` for ``category``. Raises NoSuchRule when the category lacks it."""
        for clock in self.clocks:
            if clock.rule is rule and category in clock.categories:
                return clock
        named = next((clock for clock in self.clocks if clock.rule is rule), None)
        if named is None:
            raise NoSuchRule(f"{self.title} tidak memuat batas waktu {rule}.")
        raise NoSuchRule(
            said(
                "{rule} tidak dikenal untuk {category}; aturan ini hanya untuk {only}.",
                rule=said(named.label),
                category=CATEGORY_LABELS[category],
                only=together((CATEGORY_LABELS[each] for each in named.categories), ", "),
            )
        )

    def stage(self, kind: StageKind) -> Stage:
        """Return the stage of this kind."""
        return next(stage for stage in self.stages if stage.kind is kind)

    def digest(self) -> str:
        """Return the base64url SHA-256 of the canonical bytes of the whole book; a test pins it after release."""
        return canonical.hash_of(_plain(self))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal | date):
        return str(value)
    return str(value) if isinstance(value, StrEnum) else value
