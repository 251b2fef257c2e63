# SPDX-License-Identifier: Apache-2.0
"""A signer invites people into the vendor's team by a link, gives them powers and takes them away."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction

from lpse.accounts.models import User
from lpse.core.acts import Actor, Kind, Missing, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from vendors import policy, selectors
from vendors.models import SeatInvitation, Vendor, VendorSeat
from vendors.policy import Act, person
from vendors.rules import INVITATION_LIFE, Grant, Power
from vendors.services.registration import own_vendor

SECRET_BYTES = 24


@transaction.atomic
def invite_to_team(
    *, actor: Actor, email: str, power: Power, grants: Collection[Grant], now: datetime
) -> tuple[SeatInvitation, str]:
    """Invite a person into the team; return the invitation and its secret, which is shown once and never kept.

    An earlier open invitation of the same address is withdrawn: its link ends.
    """
    vendor = own_vendor(actor, Act.INVITE_TO_TEAM)
    address = email.strip().lower()
    if vendor.seats.filter(user__email__iexact=address, ended_at__isnull=True).exists():
        raise refuse(Kind.INPUT, "Orang ini sudah ada dalam tim.", "Ubah wewenangnya pada daftar tim.")
    _require_some(power, grants)
    open_ones = vendor.invitations.filter(email=address, seat__isnull=True, withdrawn_at__isnull=True)
    open_ones.update(withdrawn_at=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = SeatInvitation.objects.create(
        vendor=vendor,
        email=address,
        power=power,
        grants=sorted(grants),
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        invited_by_id=person(actor),
        invited_at=now,
        expires_at=now + INVITATION_LIFE,
    )
    hidden = {"invitation": row.pk, "power": power.value, "grants": sorted(grants)}
    ledger.record(Act.INVITE_TO_TEAM, actor=actor, subject=vendor.code, public={"vendor": vendor.code}, private=hidden)
    return row, secret


@transaction.atomic
def withdraw_invitation(*, actor: Actor, number: int, now: datetime) -> None:
    """Withdraw an open invitation; its link ends. Raises Missing."""
    vendor = own_vendor(actor, Act.WITHDRAW_INVITATION)
    row = selectors.invitation_for(actor, number)
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    ledger.record(Act.WITHDRAW_INVITATION, actor=actor, subject=vendor.code, public={"vendor": vendor.code})


@transaction.atomic
def join_team(*, actor: Actor, secret: str, now: datetime) -> VendorSeat:
    """Take up an invitation: the person acts for the vendor from now on. Raises Missing for another's link."""
    found = selectors.invitation_by(actor, secret, now)
    vendor = Vendor.objects.select_for_update().get(pk=found.vendor_id)
    policy.require(Act.JOIN_TEAM, actor, selectors.facts(actor))
    row = SeatInvitation.objects.select_for_update().get(pk=found.pk)
    if row.seat_id is not None or row.withdrawn_at is not None:
        raise Missing("invitation")
    try:
        with transaction.atomic():
            seat = VendorSeat.objects.create(vendor=vendor, user_id=person(actor), power=row.power, grants=row.grants)
    except IntegrityError:
        raise refuse(
            Kind.STATE,
            "Akun Anda sudah terhubung dengan badan usaha, atau memegang tugas dalam tender yang diikutinya.",
            "Keluar dari tim yang lama dahulu, atau pakai akun lain.",
        ) from None
    row.seat = seat
    row.save(update_fields=["seat"])
    hidden = {"user": person(actor), "power": row.power, "grants": row.grants}
    ledger.record(Act.JOIN_TEAM, actor=actor, subject=vendor.code, public={"vendor": vendor.code}, private=hidden)
    return seat


@transaction.atomic
def set_powers(*, actor: Actor, seat: int, power: Power, grants: Collection[Grant], now: datetime) -> VendorSeat:
    """Give a member other powers from now on. Raises Missing, and Refused for the last signer."""
    vendor = own_vendor(actor, Act.SET_POWERS)
    row = selectors.seat_for(actor, seat)
    _require_some(power, grants)
    _require_signer_left(vendor, row, stays=power is Power.SIGNER)
    row.power, row.grants = power, sorted(grants)
    row.save(update_fields=["power", "grants"])
    hidden = {"user": row.user_id, "power": power.value, "grants": sorted(grants)}
    ledger.record(Act.SET_POWERS, actor=actor, subject=vendor.code, public={"vendor": vendor.code}, private=hidden)
    return row


@transaction.atomic
def end_seat(*, actor: Actor, seat: int, now: datetime) -> None:
    """Take a person out of the team; what they did stays valid. Raises Missing, and Refused for the last signer."""
    vendor = own_vendor(actor, Act.END_SEAT)
    row = selectors.seat_for(actor, seat)
    _require_signer_left(vendor, row, stays=False)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    hidden = {"user": row.user_id}
    ledger.record(Act.END_SEAT, actor=actor, subject=vendor.code, public={"vendor": vendor.code}, private=hidden)


def _require_some(power: Power, grants: Collection[Grant]) -> None:
    if power is not Power.SIGNER and not grants:
        raise refuse(Kind.INPUT, "Belum ada wewenang yang dipilih.", "Pilih sekurangnya satu wewenang.")


def _require_signer_left(vendor: Vendor, row: VendorSeat, *, stays: bool) -> None:
    others = vendor.seats.filter(power=Power.SIGNER, ended_at__isnull=True).exclude(pk=row.pk)
    if row.power == Power.SIGNER and not stays and not others.exists():
        raise refuse(
            Kind.STATE,
            said("{name} adalah penanda tangan terakhir badan usaha ini.", name=str(User.objects.get(pk=row.user_id))),
            "Jadikan orang lain penanda tangan dahulu.",
        )
