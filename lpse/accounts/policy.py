# SPDX-License-Identifier: Apache-2.0
"""Who may invite people, appoint them and end an appointment, and why not. Pure: it is given the facts."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum

from lpse.core.acts import Actor, Kind, Refusal, Refused, Role, check
from lpse.core.said import said

NOT_APPOINTED = frozenset({Role.CLOCK, Role.PUBLIC, Role.VENDOR})
CONFLICTS = (frozenset({Role.PROCUREMENT_OFFICER, Role.COMMITTEE}),)
"""Offices that one person must not use for the same package (R-ACT-12)."""


NOTICE = timedelta(days=60)
"""How long before its end an appointment or a certificate is shown: the time a new decree takes."""


class Act(StrEnum):
    """Acts of this app, as the record writes them."""

    INVITE_PERSON = "accounts.invite_person"
    APPOINT = "accounts.appoint"
    END_APPOINTMENT = "accounts.end_appointment"
    RENEW_CERTIFICATE = "accounts.renew_certificate"
    EDIT_PROFILE = "accounts.edit_profile"
    END_SESSION = "accounts.end_session"
    KNOW_DEVICE = "accounts.know_device"
    MAKE_CALENDAR = "accounts.make_calendar"
    END_CALENDAR = "accounts.end_calendar"


def require(refusal: Refusal | None) -> None:
    """Raise Refused when there is a reason to refuse."""
    if refusal is not None:
        raise Refused(refusal)


def may_invite(actor: Actor) -> Refusal | None:
    """The operator makes accounts of officials; vendors sign up by themselves (R-ACT-6)."""
    return check(actor, Role.OPERATOR, Role.CLOCK)


def may_appoint(actor: Actor, user_id: int, role: Role, since: datetime, until: datetime) -> Refusal | None:
    """The operator enters what a decree says: never for themselves, and only offices given by decree."""
    refusal = check(actor, Role.OPERATOR, Role.CLOCK)
    if refusal is not None:
        return refusal
    if role in NOT_APPOINTED:
        return Refusal(Kind.INPUT, "Jabatan ini tidak diberikan dengan penunjukan.", "Pilih jabatan lain.")
    if actor.user_id == user_id:
        return Refusal(
            Kind.WHO,
            "Anda tidak dapat mencatat penunjukan untuk diri sendiri.",
            "Minta operator lain mencatatnya dari surat keputusan yang sama.",
        )
    if until <= since:
        return Refusal(
            Kind.INPUT, "Akhir penunjukan harus sesudah awalnya.", "Periksa kedua tanggal pada surat keputusan."
        )
    return None


def may_end(actor: Actor, user_id: int, until: datetime | None, now: datetime) -> Refusal | None:
    """The operator ends what is in force or still to come; ``until`` is None for an appointment that was taken back."""
    refusal = check(actor, Role.OPERATOR, Role.CLOCK)
    if refusal is not None:
        return refusal
    if actor.user_id == user_id:
        return Refusal(
            Kind.WHO, "Anda tidak dapat mengakhiri penunjukan Anda sendiri.", "Minta operator lain mencatatnya."
        )
    if until is None or until <= now:
        return Refusal(
            Kind.STATE, "Penunjukan ini sudah berakhir.", "Catat penunjukan baru bila ada surat keputusannya."
        )
    return None


def may_renew(actor: Actor, user_id: int, known: date | None, until: date, today: date) -> Refusal | None:
    """The operator enters a renewed certificate, never their own; it lasts longer than the one ``known`` so far."""
    refusal = check(actor, Role.OPERATOR, Role.CLOCK)
    if refusal is not None:
        return refusal
    if actor.user_id == user_id:
        return Refusal(
            Kind.WHO, "Anda tidak dapat mencatat sertifikat Anda sendiri.", "Minta operator lain mencatatnya."
        )
    if until < today or (known is not None and until <= known):
        return Refusal(
            Kind.INPUT,
            "Sertifikat baru harus berlaku lebih lama daripada yang sudah tercatat.",
            "Periksa tanggal pada sertifikatnya.",
        )
    return None


def lapse(decree_number: str, ended: str, *, is_certificate: bool) -> Refusal:
    """Return what a person reads whose office no longer stands: since when, and what to do. ``ended`` is a date."""
    if is_certificate:
        told = said("Sertifikat pengadaan Anda untuk jabatan ini berlaku sampai {day} dan sudah berakhir.", day=ended)
        return Refusal(Kind.WHO, told, "Perpanjang sertifikat, lalu minta operator LPSE mencatatnya.")
    told = said("Penunjukan Anda dengan {decree} berakhir {day}.", decree=decree_number, day=ended)
    return Refusal(Kind.WHO, told, "Minta operator LPSE mencatat surat keputusan yang baru.")


def in_conflict(roles: Collection[Role]) -> bool:
    """Say whether a person holds offices that must not meet in one package."""
    return any(pair <= set(roles) for pair in CONFLICTS)
