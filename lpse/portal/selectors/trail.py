# SPDX-License-Identifier: Apache-2.0
"""The audit tab of a tender: every public act about it, with its proof, and the bundle to check it all elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from evaluation.models import Release
from evaluation.selectors.record import Names
from lpse.core.acts import Kind, refuse
from lpse.core.canonical import unb64u
from lpse.ledger import bundle, selectors
from lpse.ledger.models import Checkpoint, Entry
from lpse.portal import words
from tenders.models import CommitteeSeat, Tender
from vendors.selectors import names_by_code

PAGE_SIZE = 100
TRIES = 3
FOLDED = frozenset({"evaluation.save_assessment"})
"""Acts that come in long runs of the same sentence; a page folds a run of more than two."""
LEAST_FOLDED = 3
ANNOUNCE_RESULT, VOID_RESULT = "evaluation.announce_result", "evaluation.void_result"


@dataclass(frozen=True)
class TrailLine:
    """One act: when, in words, by whom, its place and fingerprint, and whether the signed head covers it."""

    index: int
    at: datetime
    text: str
    act: str
    by: str
    leaf_hash: bytes
    is_signed: bool


@dataclass(frozen=True)
class Run:
    """Acts that follow one another on one day; ``is_folded`` when they are many of the same."""

    lines: Sequence[TrailLine]
    is_folded: bool

    @property
    def first(self) -> TrailLine:
        """The earliest of them."""
        return self.lines[-1]

    @property
    def last(self) -> TrailLine:
        """The latest of them."""
        return self.lines[0]


@dataclass(frozen=True)
class Day:
    """One local day of the trail."""

    on: date
    runs: Sequence[Run]


@dataclass(frozen=True)
class Trail:
    """A page of acts, newest first; ``older_than`` continues it."""

    lines: Sequence[TrailLine]
    count: int
    older_than: int | None
    checkpoint: Checkpoint | None

    @property
    def days(self) -> list[Day]:
        """The same lines by local day, long runs of one act folded."""
        zone = ZoneInfo(settings.OFFICE["zone"])
        return [
            Day(on, _runs(list(lines)))
            for on, lines in groupby(self.lines, key=lambda line: line.at.astimezone(zone).date())
        ]


def _runs(lines: Sequence[TrailLine]) -> list[Run]:
    runs: list[Run] = []
    for key, found in groupby(lines, key=lambda line: line.act if line.act in FOLDED else ""):
        some = list(found)
        folded = bool(key) and len(some) >= LEAST_FOLDED
        runs += [Run(some, is_folded=True)] if folded else [Run([line], is_folded=False) for line in some]
    return runs


def trail(tender: Tender, *, before: int | None = None, size: int = PAGE_SIZE) -> Trail:
    """Return a page of a tender's public acts below entry ``before``. At most six queries, whatever their number."""
    entries = Entry.objects.filter(subject=tender.code)
    count = entries.count()
    if before is not None:
        entries = entries.filter(idx__lt=before)
    found = list(entries.order_by("-idx")[: size + 1])
    rows = found[:size]
    checkpoint = selectors.latest_checkpoint()
    said = {row.idx: words.fields_of(row) for row in rows}
    names = names_in(tender, list(said.values()))
    signed = checkpoint.size if checkpoint else 0
    lines = [
        TrailLine(
            index=row.idx,
            at=row.at,
            text=words.tell(row, said[row.idx], names),
            act=row.act or row.kind,
            by=words.role_words(said[row.idx].get("role", "")),
            leaf_hash=bytes(row.leaf_hash),
            is_signed=row.idx < signed,
        )
        for row in rows
    ]
    return Trail(lines, count, rows[-1].idx if len(found) > size else None, checkpoint)


def names_in(tender: Tender, said: Sequence[Mapping[str, Any]]) -> Names:
    """Return whom the opaque ids in some entries of a tender stand for."""
    codes = {item.get("public", {}).get("vendor") for item in said} - {None}
    vendors = names_by_code(tender, codes) if codes else {}
    seats = CommitteeSeat.objects.select_related("user", "key").filter(tender=tender, key__isnull=False)
    members = {seat.key.member: str(seat.user) for seat in seats if seat.key}
    released = Release.objects.filter(opening__tender=tender).select_related("seat__user")
    return Names(vendors, members, {row.x: str(row.seat.user) for row in released})


def evidence(tender: Tender) -> bytes:
    """Return `bukti.zip` of a tender (decisions.md part 4). Raises Refused before the first head is signed."""
    found = _evaluation(tender)
    for _try in range(TRIES):
        try:
            body = bundle.evidence_bundle(tender.code, evaluation=found)
        except bundle.NothingSigned:
            break
        # A head signed meanwhile may cover a result, or its void, that was not on the record when we looked.
        now = _evaluation(tender)
        if now == found:
            return body
        found = now
    raise refuse(
        Kind.STATE,
        "Catatan publik sedang ditandatangani.",
        "Tunggu beberapa detik, lalu unduh lagi.",
    )


def _evaluation(tender: Tender) -> bytes | None:
    checkpoint = selectors.latest_checkpoint()
    return evaluation_before(tender, checkpoint.size) if checkpoint else None


def evaluation_before(tender: Tender, size: int) -> bytes | None:
    """Return the evaluation file in force on the record of ``size`` entries; None before a result or after its void."""
    announced = Entry.objects.filter(subject=tender.code, act__in=[ANNOUNCE_RESULT, VOID_RESULT], idx__lt=size)
    last = announced.order_by("-idx").first()
    if last is None or last.act == VOID_RESULT:
        return None
    return selectors.document(unb64u(words.fields_of(last)["public"]["evaluation"], 32).hex())
