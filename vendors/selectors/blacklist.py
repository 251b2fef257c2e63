# SPDX-License-Identifier: Apache-2.0
"""Who is barred and why: the one question the database answers for joining, sending and the award; the public list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import LPad

from lpse.core.acts import Actor, Kind, Missing, Refusal, Role
from lpse.core.said import Said, said
from lpse.regulations.sanctions import GROUND_LABELS, Ground
from tenders.models import Tender
from vendors.models import Blacklisting, ConsortiumMember, Director, Vendor
from vendors.policy import Barring, barred
from vendors.rules import Bar, VendorStatus, same_taxpayer


class Standing(StrEnum):
    """Where a blacklisting stands: it bars now, will, did, or was lifted."""

    IN_FORCE = "in_force"
    AHEAD = "ahead"
    ENDED = "ended"
    LIFTED = "lifted"


@dataclass(frozen=True)
class Listed:
    """A row of the public list."""

    row: Blacklisting
    ground: Said
    standing: Standing


def refusal_of(vendor: Vendor, tender: Tender, now: datetime) -> Refusal | None:
    """Return why a vendor may not join, bid in or be appointed in a tender at ``now``, with the ground, or None.

    The word is the database's own (``vendors_bar``), so that page, service and guard cannot differ. One query when
    nothing bars.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT vendors_bar(%s, %s, %s)", [vendor.pk, tender.pk, now])
        (word,) = cursor.fetchone()
    if word is None:
        return None
    if word == Bar.MEMBER_BARRED:
        return _member_refusal(vendor, tender, now) or barred(Barring(Bar.MEMBER_BARRED))
    return barred(barring_of(vendor, Bar(word), now))


def barring_of(vendor: Vendor, bar: Bar, now: datetime) -> Barring:
    """Return why a vendor is barred, with the decree where one is the ground."""
    rows = Blacklisting.objects.none()
    if bar is Bar.BLACKLISTED:
        rows = in_force(now, vendor.tax_number)
    elif bar is Bar.DIRECTOR_BLACKLISTED:
        people = Director.objects.filter(vendor=vendor, ended_at__isnull=True).values("identity_number")
        rows = in_force(now).filter(vendor__directors__identity_number__in=people)
    row = rows.order_by("-ends_at").first()
    zone = ZoneInfo(settings.OFFICE["zone"])
    return Barring(bar, row.decree_number, row.ends_at, zone) if row else Barring(bar)


def bar_of_member(member: ConsortiumMember, now: datetime) -> Refusal | None:
    """Return why a member of a joint operation (KSO) may not be part of its bid, or None; partners bar nobody."""
    partners = list(member.consortium.members.values_list("vendor_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT vendors_bar_one(%s, %s, %s, %s::bigint[])", [member.vendor_id, member.tender_id, now, partners]
        )
        (word,) = cursor.fetchone()
    return barred(barring_of(member.vendor, Bar(word), now)) if word else None


def _member_refusal(lead: Vendor, tender: Tender, now: datetime) -> Refusal | None:
    """Return which member bars the joint operation that a vendor leads, and why."""
    rows = ConsortiumMember.objects.filter(
        consortium__participation__vendor=lead, tender=tender, left_at__isnull=True, is_lead=False
    )
    for each in rows.select_related("vendor", "consortium"):
        if each.vendor.status != VendorStatus.VERIFIED:
            told = said("Anggota KSO {name} sedang tidak terverifikasi.", name=str(each.vendor))
            return Refusal(Kind.STATE, told, "Hubungi anggota itu, atau bubarkan KSO sebelum penawaran pertama.")
        if found := bar_of_member(each, now):
            told = said("Anggota KSO {name}: {why}", name=str(each.vendor), why=found.message)
            return Refusal(found.kind, told, found.remedy, found.source)
    return None


def in_force(now: datetime, tax_number: str = "") -> QuerySet[Blacklisting]:
    """Blacklistings that bar at ``now``, of one taxpayer or of all."""
    rows = Blacklisting.objects.filter(starts_at__lte=now, ends_at__gt=now, lifted_at__isnull=True)
    if tax_number:
        rows = rows.annotate(taxpayer=LPad("tax_number", 16, Value("0"))).filter(taxpayer=same_taxpayer(tax_number))
    return rows


def blacklist(q: str, now: datetime) -> Sequence[Listed]:
    """Return the public list: those in force first, then the latest; ``q`` is part of a name, a number or a decree."""
    rows = Blacklisting.objects.all()
    if q:
        digits = "".join(char for char in q if char.isdigit())
        found = Q(name__icontains=q) | Q(decree_number__icontains=q)
        rows = rows.filter(found | Q(tax_number=digits) if digits else found)
    listed = [
        Listed(row, GROUND_LABELS[Ground(row.ground)], _standing(row, now)) for row in rows.order_by("-starts_at")
    ]
    return sorted(listed, key=lambda each: list(Standing).index(each.standing))


def blacklisting_for(actor: Actor, number: int) -> Blacklisting:
    """A blacklisting for a verifier. Raises Missing."""
    found = Blacklisting.objects.filter(pk=number).first() if actor.is_a(Role.VERIFIER) else None
    if found is None:
        raise Missing(str(number))
    return found


def _standing(row: Blacklisting, now: datetime) -> Standing:
    if row.lifted_at is not None:
        return Standing.LIFTED
    if now < row.starts_at:
        return Standing.AHEAD
    return Standing.IN_FORCE if now < row.ends_at else Standing.ENDED
