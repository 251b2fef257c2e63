# SPDX-License-Identifier: Apache-2.0
"""Questions about a statutory period as people type them: the one door of the command, the page and the JSON.

Each part of a question is read by itself, so that a form can show every mistake at its own field.
"""

import re
from dataclasses import dataclass
from datetime import date, tzinfo

from lpse import regulations
from lpse.core.acts import Kind, Refusal
from lpse.core.calendar import UnknownYear
from lpse.core.said import said
from lpse.regulations.book import Category, NoSuchRule, Regulation, Rule
from lpse.regulations.deadlines import Deadline, statutory
from lpse.regulations.holidays import national

FIRST_YEAR, LAST_YEAR = 2000, 2199
"""Years a starting event may lie in; which of them can be counted, the tables of holidays say."""
MOST_ECHOED = 40
"""Signs of a wrong word that are repeated to whoever typed it."""
WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Unanswered(LookupError):
    """A question without an answer: ``part`` names what is wrong (``rule``, ``category`` or ``from``).

    The refusal's message is one sentence. Kind INPUT: the part cannot be read; kind STATE: it is read, and the law or
    the loaded tables have nothing for it.
    """

    def __init__(self, part: str, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.part = part
        self.refusal = refusal


@dataclass(frozen=True)
class Question:
    """Which period, for which kind of procurement, from the date of which event (day 0)."""

    rule: Rule
    category: Category
    start_on: date


def _unread(part: str, message: str, remedy: str) -> Unanswered:
    return Unanswered(part, Refusal(Kind.INPUT, message, remedy))


def rule_of(text: str) -> Rule:
    """Return the rule of this name. Raises Unanswered."""
    remedy = said("Nama yang dikenal: {known}.", known=", ".join(Rule))
    if not text:
        raise _unread("rule", said("Pilih aturan yang dihitung."), remedy)
    if text not in set(Rule):
        told = said("Aturan {rule} tidak dikenal; pilih salah satu dari daftar.", rule=text[:MOST_ECHOED])
        raise _unread("rule", told, remedy)
    return Rule(text)


def category_of(text: str) -> Category:
    """Return the kind of procurement of this name. Raises Unanswered."""
    remedy = said("Nama yang dikenal: {known}.", known=", ".join(Category))
    if not text:
        raise _unread("category", said("Pilih kategori pengadaan."), remedy)
    if text not in set(Category):
        told = said("Kategori {category} tidak dikenal; pilih salah satu dari daftar.", category=text[:MOST_ECHOED])
        raise _unread("category", told, remedy)
    return Category(text)


def day_of(text: str) -> date:
    """Return the date written as YYYY-MM-DD, in no other form of ISO 8601. Raises Unanswered."""
    remedy = said("Hari ke-0 adalah tanggal peristiwa yang memulai hitungan.")
    if not text:
        raise _unread("from", said("Isi tanggal peristiwa yang memulai hitungan."), remedy)
    shown = text[:MOST_ECHOED]
    if not WRITTEN.fullmatch(text):
        raise _unread("from", said("Tanggal {day} harus ditulis YYYY-MM-DD, misalnya 2026-11-24.", day=shown), remedy)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _unread("from", said("Tanggal {day} tidak ada dalam kalender.", day=shown), remedy) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        told = said(
            "Tanggal {day} terlalu jauh; tulis tanggal antara tahun {first} dan {last}.",
            day=shown,
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
        raise _unread("from", told, remedy)
    return day


def question(rule: str, category: str, start: str) -> Question:
    """Return the question three texts ask. Raises Unanswered for the first that cannot be read."""
    return Question(rule_of(rule), category_of(category), day_of(start))


def answer(asked: Question, *, zone: tzinfo, regulation: Regulation | None = None) -> Deadline:
    """Return the end of the period by the newest rule book (or the one given), the national tables and usual hours.

    Raises Unanswered when the category lacks the rule, or when a year it needs has no table of holidays.
    """
    book, calendar = regulation or regulations.latest(), national()
    try:
        return statutory(asked.rule, asked.category, asked.start_on, regulation=book, calendar=calendar, zone=zone)
    except NoSuchRule as error:
        remedy = said("Pilih kategori yang memilikinya, atau aturan lain.")
        raise Unanswered("category", Refusal(Kind.STATE, error.args[0], remedy)) from error
    except UnknownYear as error:
        told = said(
            "Daftar hari libur dan cuti bersama tahun {year} belum dimuat, jadi batas waktu tidak dapat dihitung.",
            year=error.year,
        )
        remedy = said(
            "Pilih tanggal yang hitungannya seluruhnya dalam tahun {first} sampai {last}.",
            first=min(calendar.years),
            last=max(calendar.years),
        )
        raise Unanswered("from", Refusal(Kind.STATE, told, remedy)) from error


def ask(rule: str, category: str, start: str, *, zone: tzinfo) -> Deadline:
    """Return the answer to a question in three texts, as the command and the JSON get it. Raises Unanswered."""
    return answer(question(rule, category, start), zone=zone)
