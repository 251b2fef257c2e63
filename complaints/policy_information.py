# SPDX-License-Identifier: Apache-2.0
"""Who may extend, answer, object to and review a request for public information, and in which state. Pure."""

from dataclasses import dataclass
from datetime import datetime

from complaints.rules_information import Decision, InformationStatus, grounds_of
from lpse.core.acts import Actor, Kind, Refusal, Role, check
from lpse.regulations.information import ObjectionGround


@dataclass(frozen=True)
class InformationFacts:
    """What is known of a request. ``due_at`` is the end of the term in force, extended or not.

    ``window_ends_at`` is the end of the time to object, counted from the answer, or from the end of a term that passed
    without one; None while the term runs.
    """

    status: InformationStatus
    due_at: datetime
    is_extended: bool = False
    decision: Decision | None = None
    is_late: bool = False
    window_ends_at: datetime | None = None


_ANSWERED = Refusal(
    Kind.STATE, "Permohonan ini sudah dijawab atau sedang dalam keberatan.", "Lihat jawabannya pada halaman ini."
)
_TWICE = Refusal(
    Kind.STATE, "Waktu jawaban sudah pernah diperpanjang; undang-undang memberi satu kali.", "Jawab permohonannya."
)
_TERM_OVER = Refusal(
    Kind.WHEN,
    "Waktu jawaban sudah lewat, jadi tidak dapat diperpanjang lagi.",
    "Jawab sekarang; jawaban terlambat diterima.",
)
_PREMATURE = Refusal(
    Kind.WHEN,
    "Permohonan ini masih dalam waktu jawabannya, jadi belum ada yang dapat diajukan keberatan.",
    "Tunggu jawaban, atau ajukan keberatan sesudah waktunya lewat.",
)
_WINDOW_OVER = Refusal(
    Kind.WHEN, "Waktu untuk mengajukan keberatan sudah lewat.", "Anda dapat mengirim permohonan baru."
)
_OBJECTED = Refusal(Kind.STATE, "Keberatan atas permohonan ini sudah diajukan.", "Ikuti tanggapannya pada halaman ini.")
_OTHER_GROUND = Refusal(
    Kind.INPUT,
    "Alasan keberatan itu tidak sesuai dengan keadaan permohonan ini.",
    "Pilih salah satu alasan yang tampil.",
)
_NO_OBJECTION = Refusal(Kind.STATE, "Tidak ada keberatan yang menunggu tanggapan.", "Muat ulang halaman ini.")


def may_read(actor: Actor) -> bool:
    """Say whether the actor handles requests: the information officer, or the superior. Nobody else reads names."""
    return actor.is_a(Role.INFORMATION_OFFICER) or actor.is_a(Role.INFORMATION_SUPERIOR)


def may_extend(actor: Actor, facts: InformationFacts, now: datetime) -> Refusal | None:
    """Return why the actor may not extend the term, or None: once, in writing, before it ends (R-KIP-1)."""
    refusal = check(actor, Role.INFORMATION_OFFICER)
    if refusal is not None:
        return refusal
    if facts.status is not InformationStatus.RECEIVED:
        return _ANSWERED
    if facts.is_extended:
        return _TWICE
    return _TERM_OVER if now >= facts.due_at else None


def may_attach(actor: Actor, facts: InformationFacts) -> Refusal | None:
    """Return why the actor may not hand a file over with the answer they are about to give, or None."""
    if facts.status is InformationStatus.OBJECTED:
        return check(actor, Role.INFORMATION_SUPERIOR)
    refusal = check(actor, Role.INFORMATION_OFFICER)
    return refusal or (None if facts.status is InformationStatus.RECEIVED else _ANSWERED)


def may_answer_request(actor: Actor, facts: InformationFacts) -> Refusal | None:
    """Return why the actor may not answer the request, or None. A late answer is accepted and says so."""
    refusal = check(actor, Role.INFORMATION_OFFICER)
    if refusal is None and facts.status is not InformationStatus.RECEIVED:
        refusal = _ANSWERED
    return refusal or check(actor, Role.INFORMATION_OFFICER, step_up=True)


def may_draft_objection(facts: InformationFacts, now: datetime) -> Refusal | None:
    """Return why whoever holds number and code may not object now, or None. Source: R-KIP-3, UU 14/2008 Pasal 36."""
    if facts.status in (InformationStatus.OBJECTED, InformationStatus.REVIEWED):
        return _OBJECTED
    if facts.status is InformationStatus.RECEIVED and now < facts.due_at:
        return _PREMATURE
    if facts.window_ends_at is None or now >= facts.window_ends_at:
        return _WINDOW_OVER
    return None


def may_object(facts: InformationFacts, ground: ObjectionGround, now: datetime) -> Refusal | None:
    """Return why an objection on this ground is not taken, or None."""
    fits = ground in grounds_of(facts.decision, is_late=facts.is_late)
    return may_draft_objection(facts, now) or (None if fits else _OTHER_GROUND)


def may_review(actor: Actor, facts: InformationFacts) -> Refusal | None:
    """Return why the actor may not answer the objection, or None. A late answer is accepted and says so (R-KIP-4)."""
    refusal = check(actor, Role.INFORMATION_SUPERIOR)
    if refusal is None and facts.status is not InformationStatus.OBJECTED:
        refusal = _NO_OBJECTION
    return refusal or check(actor, Role.INFORMATION_SUPERIOR, step_up=True)
