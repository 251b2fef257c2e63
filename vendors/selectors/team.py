# SPDX-License-Identifier: Apache-2.0
"""The team of a vendor: who acts for it with which powers, and who is invited."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from lpse.accounts.models import User
from lpse.core.acts import Actor, Missing
from vendors.models import SeatInvitation, VendorSeat
from vendors.rules import Grant, Power
from vendors.selectors.doors import seat_of

GRANT_WORDS: dict[Grant, Any] = {
    Grant.DATA: _("mengelola data usaha"),
    Grant.PREPARE: _("menyiapkan penawaran dan bertanya"),
    Grant.SEND: _("mendaftar dan mengirim penawaran"),
    Grant.OBJECT: _("menyanggah"),
}


@dataclass(frozen=True)
class Member:
    """A person of the team as the page shows them."""

    seat: VendorSeat
    name: str
    email: str
    is_signer: bool
    powers: Sequence[Any]
    is_self: bool


@dataclass(frozen=True)
class Team:
    """The team page: who acts, who is invited, and whether the actor may change that."""

    vendor: Any
    members: Sequence[Member]
    invitations: Sequence[SeatInvitation]
    may_manage: bool


def team_of(actor: Actor, now: datetime) -> Team:
    """Return the team of the actor's vendor. Raises Missing for who has none. Three queries."""
    own = seat_of(actor)
    if own is None:
        raise Missing("team")
    seats = VendorSeat.objects.filter(vendor=own.vendor, ended_at__isnull=True).select_related("user").order_by("pk")
    members = [
        Member(
            seat,
            str(seat.user),
            seat.user.email,
            seat.power == Power.SIGNER,
            [GRANT_WORDS[grant] for grant in Grant if grant in seat.grants],
            seat.user_id == actor.user_id,
        )
        for seat in seats
    ]
    invited = SeatInvitation.objects.filter(vendor=own.vendor, seat__isnull=True, withdrawn_at__isnull=True)
    open_ones = list(invited.filter(expires_at__gt=now).order_by("invited_at"))
    return Team(own.vendor, members, open_ones, own.power == Power.SIGNER)


def seat_for(actor: Actor, seat: int) -> VendorSeat:
    """A current seat in the actor's own vendor. Raises Missing."""
    own = seat_of(actor)
    found = VendorSeat.objects.select_related("user", "vendor").filter(pk=seat, ended_at__isnull=True).first()
    if own is None or found is None or found.vendor_id != own.vendor_id:
        raise Missing(f"seat {seat}")
    return found


def invitation_by(actor: Actor, secret: str, now: datetime) -> SeatInvitation:
    """The open invitation of a link, for the person it was made for. Raises Missing for everybody else."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    person = User.objects.filter(pk=actor.user_id or 0).first()
    found = SeatInvitation.objects.select_related("vendor", "invited_by").filter(secret_sha256=digest).first()
    if found is None or person is None or person.email.lower() != found.email.lower():
        raise Missing("invitation")
    if found.seat_id is not None or found.withdrawn_at is not None or found.expires_at <= now:
        raise Missing("invitation")
    return found


def invitation_for(actor: Actor, number: int) -> SeatInvitation:
    """An open invitation of the actor's own vendor. Raises Missing."""
    own = seat_of(actor)
    rows = SeatInvitation.objects.filter(pk=number, seat__isnull=True, withdrawn_at__isnull=True)
    found = rows.filter(vendor=own.vendor).first() if own else None
    if found is None:
        raise Missing(f"invitation {number}")
    return found
