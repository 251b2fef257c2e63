# SPDX-License-Identifier: Apache-2.0
"""Who may propose and decide that an open clock ends later. Pure. Source: law.md R-CAL-4; decisions 3.7."""

from dataclasses import dataclass
from enum import StrEnum

from lpse.core.acts import STEP_UP, Actor, Kind, Refusal, Role


class MatterKind(StrEnum):
    """What the clocks of one matter are of: a tender, a complaint, or a request for public information."""

    TENDER = "tender"
    COMPLAINT = "complaint"
    INFORMATION = "information"


OF_TENDERS = frozenset({Role.OPERATOR, Role.UNIT_HEAD, Role.AUDITOR})
"""Who sees the clocks of tenders and proposes."""
OF_COMPLAINTS = frozenset({Role.AUDITOR})
"""Complaints are read by auditors only, so their clocks are too."""
OF_INFORMATION = frozenset({Role.INFORMATION_OFFICER, Role.INFORMATION_SUPERIOR})
"""Requests for information are read by the officer and the superior only."""
SEEING = {MatterKind.TENDER: OF_TENDERS, MatterKind.COMPLAINT: OF_COMPLAINTS, MatterKind.INFORMATION: OF_INFORMATION}
DECIDING = SEEING | {MatterKind.TENDER: frozenset({Role.UNIT_HEAD, Role.AUDITOR})}


@dataclass(frozen=True)
class ClockFacts:
    """What is known of the clocks of one matter, and of the proposal to extend them."""

    of: MatterKind = MatterKind.TENDER
    is_later: bool = False
    """Whether the tables of today end at least one of them later, and none cannot be counted."""
    is_running: bool = False
    """Whether every end that would move is still ahead."""
    is_waiting: bool = False
    is_own: bool = False


_ROLE = Refusal(Kind.WHO, "Anda tidak memegang jabatan untuk tindakan ini.", "Periksa penunjukan Anda.")
_NOT_LATER = Refusal(
    Kind.STATE,
    "Tidak ada tenggat yang menjadi lebih lambat menurut daftar hari libur sekarang.",
    "Muat ulang halaman; yang dijanjikan tetap berlaku.",
)
_PAST = Refusal(
    Kind.WHEN,
    "Tenggat yang sudah lewat tidak diperpanjang.",
    "Yang terlambat tetap dijawab, dan ditandai terlambat.",
)
_WAITING = Refusal(Kind.STATE, "Usulan untuk tenggat ini sudah ada.", "Minta orang kedua memutuskannya.")
_DECIDED = Refusal(Kind.STATE, "Usulan itu sudah diputuskan.", "Muat ulang halaman tenggat.")
_OWN = Refusal(Kind.WHO, "Usulan Anda sendiri diputuskan orang lain.", "Minta pejabat kedua membukanya.")


def may_propose(actor: Actor, facts: ClockFacts) -> Refusal | None:
    """Return why the actor may not propose that the clocks end later, or None."""
    if not actor.roles & SEEING[facts.of]:
        return _ROLE
    if facts.is_waiting:
        return _WAITING
    if not facts.is_later:
        return _NOT_LATER
    return None if facts.is_running else _PAST


def may_accept(actor: Actor, facts: ClockFacts) -> Refusal | None:
    """Return why the actor may not accept the proposal, or None; the second factor comes last."""
    if not actor.roles & DECIDING[facts.of]:
        return _ROLE
    if not facts.is_waiting:
        return _DECIDED
    if facts.is_own:
        return _OWN
    if not facts.is_running:
        return _PAST
    return None if actor.stepped_up else STEP_UP


def may_refuse(actor: Actor, facts: ClockFacts) -> Refusal | None:
    """Return why the actor may not refuse the proposal, or take back an own one, or None."""
    if not actor.roles & SEEING[facts.of]:
        return _ROLE
    if not facts.is_waiting:
        return _DECIDED
    return None if facts.is_own or actor.roles & DECIDING[facts.of] else _ROLE
