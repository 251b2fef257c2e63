# SPDX-License-Identifier: Apache-2.0
"""Versioned templates of selection documents (dokumen pemilihan), one TOML file each, filled from a draft. Pure.

A released file is never edited: what it says is announced by its code, and a test pins its digest.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any


class Owner(StrEnum):
    """Who writes a field: the committee, or the procurement officer (law.md R-ACT-3, R-ACT-4)."""

    COMMITTEE = "committee"
    OFFICER = "officer"


@dataclass(frozen=True)
class Clause:
    """A clause: fixed words with {names}, or a field that its owner writes, or a list drawn from the draft."""

    number: str
    title: str
    text: str = ""
    field: str = ""
    owner: Owner | None = None
    default: str = ""
    list: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter of the document; ``word`` names it in code."""

    word: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class SelectionTemplate:
    """A version of a template, and the digest of its file."""

    code: str
    version: int
    title: str
    source: str
    categories: frozenset[str]
    chapters: tuple[Chapter, ...]
    digest: str

    @property
    def fields(self) -> list[Clause]:
        """Return the clauses that people write, in order."""
        return [clause for chapter in self.chapters for clause in chapter.clauses if clause.field]

    def of(self, field: str) -> Clause | None:
        """Return the clause of a field, or None."""
        return next((clause for clause in self.fields if clause.field == field), None)

    def missing(self, texts: Mapping[str, str]) -> list[Clause]:
        """Return the fields that nobody wrote and that have no default."""
        return [clause for clause in self.fields if not (texts.get(clause.field, "").strip() or clause.default)]


def read(text: str) -> SelectionTemplate:
    """Read a template from TOML. Raises KeyError, TypeError or ValueError for a malformed file."""
    data = tomllib.loads(text)
    chapters = tuple(
        Chapter(each["word"], each["title"], tuple(_clause(clause) for clause in each["clauses"]))
        for each in data["chapters"]
    )
    return SelectionTemplate(
        code=data["code"],
        version=int(data["version"]),
        title=data["title"],
        source=data["source"],
        categories=frozenset(data["categories"]),
        chapters=chapters,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _clause(data: Mapping[str, Any]) -> Clause:
    clause = Clause(**{**data, "owner": Owner(data["owner"]) if "owner" in data else None})
    if [bool(clause.text), bool(clause.field), bool(clause.list)].count(True) != 1 or bool(clause.field) != bool(
        clause.owner
    ):
        raise ValueError(f"{clause.number}: exactly one of text, field with owner, or list")
    return clause


@cache
def templates() -> Mapping[str, SelectionTemplate]:
    """Return every template that ships with the product, by its code."""
    files = (file for file in resources.files(__name__).iterdir() if file.name.endswith(".toml"))
    found = [read(file.read_text(encoding="utf-8")) for file in files]
    return {template.code: template for template in sorted(found, key=lambda each: (each.code, each.version))}


def offered(category: str) -> list[SelectionTemplate]:
    """Return the templates for a kind of procurement, the newest first."""
    return sorted(
        (each for each in templates().values() if category in each.categories), key=lambda each: -each.version
    )


def filled(
    template: SelectionTemplate,
    values: Mapping[str, str],
    texts: Mapping[str, str],
    lists: Mapping[str, Sequence[Any]],
) -> list[dict[str, Any]]:
    """Return the chapters with everything in its place, as plain data: clauses with paragraphs or with a list.

    ``values`` fill the names in fixed words; ``texts`` are what people wrote, by field; ``lists`` the draft's rows.
    What people wrote is never read as a pattern.
    """
    return [
        {
            "title": chapter.title,
            "clauses": [_filled(clause, values, texts, lists) for clause in chapter.clauses],
        }
        for chapter in template.chapters
    ]


def _filled(
    clause: Clause, values: Mapping[str, str], texts: Mapping[str, str], lists: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    words = clause.text.format_map(values) if clause.text else texts.get(clause.field, "").strip() or clause.default
    return {
        "number": clause.number,
        "title": clause.title,
        "lines": [line.strip() for line in words.splitlines() if line.strip()],
        "list": clause.list.partition(".")[0],
        "rows": list(lists[clause.list]) if clause.list else [],
    }
