# SPDX-License-Identifier: Apache-2.0
"""The law as data: ``get(code)`` returns a frozen rule book, ``current(on)`` the one a new tender is bound to."""

from datetime import date

from lpse.core.said import said
from lpse.regulations import pbj_2025
from lpse.regulations.book import (
    CATEGORY_LABELS,
    Category,
    Clock,
    NoSuchRegulation,
    NoSuchRule,
    Period,
    Regulation,
    Rule,
    Source,
    StageKind,
    Trust,
)

__all__ = [
    "BOOKS",
    "CATEGORY_LABELS",
    "Category",
    "Clock",
    "NoSuchRegulation",
    "NoSuchRule",
    "Period",
    "Regulation",
    "Rule",
    "Source",
    "StageKind",
    "Trust",
    "current",
    "get",
    "latest",
]

BOOKS = {book.code: book for book in (pbj_2025.BOOK,)}


def get(code: str) -> Regulation:
    """Return the rule book of this code. Raises NoSuchRegulation."""
    try:
        return BOOKS[code]
    except KeyError:
        raise NoSuchRegulation(f"Profil peraturan {code} tidak dikenal.") from None


def current(on: date) -> Regulation:
    """Return the rule book in force on a local date: the latest that has begun. Raises NoSuchRegulation."""
    begun = [book for book in BOOKS.values() if book.effective_on <= on]
    if not begun:
        raise NoSuchRegulation(said("Tidak ada profil peraturan yang berlaku pada {day}.", day=on.isoformat()))
    return max(begun, key=lambda book: book.effective_on)


def latest() -> Regulation:
    """Return the newest rule book, whether or not it has begun: the one the public calculator explains."""
    return max(BOOKS.values(), key=lambda book: book.effective_on)
