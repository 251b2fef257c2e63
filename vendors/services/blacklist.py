# SPDX-License-Identifier: Apache-2.0
"""The verifier enters a blacklisting from its decree, and its lifting from another."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import LPad

from lpse.core.acts import Actor, Kind, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from lpse.regulations.sanctions import YEARS, Ground, last_day
from vendors import policy
from vendors.models import Blacklisting, Vendor
from vendors.policy import Act, Facts, person
from vendors.rules import BadNumber, clean_npwp, same_taxpayer


@transaction.atomic
def blacklist_vendor(
    *,
    actor: Actor,
    name: str,
    tax_number: str,
    ground: Ground,
    act: str,
    package: str,
    authority: str,
    decree_number: str,
    decree_on: dt.date,
    until: dt.date,
    now: dt.datetime,
) -> Blacklisting:
    """Enter a blacklisting (daftar hitam) as its decree says: in force from the day of the decree through ``until``.

    It bars joining and bidding from this moment on; contracts that run may be finished. Source: R-BL-4, R-BL-6.
    """
    policy.require(Act.BLACKLIST_VENDOR, actor, Facts())
    try:
        npwp = clean_npwp(tax_number)
    except BadNumber as error:
        raise refuse(Kind.INPUT, error.args[0], "Periksa NPWP pada surat keputusan.") from None
    zone = ZoneInfo(settings.OFFICE["zone"])
    _require_lawful(ground, decree_on, until, now.astimezone(zone).date())
    row = _enter(
        vendor=_registered(npwp),
        name=name.strip(),
        tax_number=npwp,
        ground=ground,
        act=act.strip(),
        package=package.strip(),
        authority=authority.strip(),
        decree_number=decree_number.strip(),
        decree_on=decree_on,
        starts_at=dt.datetime.combine(decree_on, dt.time.min, zone),
        ends_at=dt.datetime.combine(until + dt.timedelta(days=1), dt.time.min, zone),
        entered_by_id=person(actor),
        entered_at=now,
    )
    public = {"name": row.name, "decree": row.decree_number, "ground": ground.value, "until": until.isoformat()}
    ledger.record(Act.BLACKLIST_VENDOR, actor=actor, subject="blacklist", public=public)
    return row


@transaction.atomic
def lift_blacklisting(*, actor: Actor, row: Blacklisting, decree: str, now: dt.datetime) -> Blacklisting:
    """Lift a blacklisting by a decree or a court's decision (pencabutan, penundaan). Source: R-BL-5."""
    row = Blacklisting.objects.select_for_update().get(pk=row.pk)
    policy.require(Act.LIFT_BLACKLISTING, actor, Facts())
    if row.lifted_at is not None or row.ends_at <= now:
        raise refuse(Kind.STATE, "Sanksi ini tidak lagi berlaku.", "Lihat keadaannya pada daftar hitam.")
    if not decree.strip():
        raise refuse(Kind.INPUT, "Pencabutan memerlukan nomor surat keputusan atau putusan.", "Isi nomornya.")
    row.lifted_at, row.lifting_decree = now, decree.strip()
    row.save(update_fields=["lifted_at", "lifting_decree"])
    public = {"name": row.name, "decree": row.decree_number, "lifted_by": row.lifting_decree}
    ledger.record(Act.LIFT_BLACKLISTING, actor=actor, subject="blacklist", public=public)
    return row


def _registered(npwp: str) -> Vendor | None:
    """The vendor registered here under a tax number, in either spelling, or None."""
    taxpayers = Vendor.objects.annotate(taxpayer=LPad("tax_number", 16, Value("0")))
    return taxpayers.filter(taxpayer=same_taxpayer(npwp)).first()


def _enter(**columns: Any) -> Blacklisting:
    try:
        with transaction.atomic():
            return Blacklisting.objects.create(**columns)
    except IntegrityError:
        raise refuse(
            Kind.INPUT, "Surat keputusan dengan nomor ini sudah tercatat.", "Cari pada daftar hitam."
        ) from None


def _require_lawful(ground: Ground, decree_on: dt.date, until: dt.date, today: dt.date) -> None:
    """Refuse a decree of the future, and a term longer than its ground allows."""
    if decree_on > today:
        raise refuse(Kind.INPUT, "Tanggal surat keputusan ini belum tiba.", "Catat setelah surat keputusan ditetapkan.")
    longest = last_day(ground, decree_on)
    if not decree_on <= until <= longest:
        raise refuse(
            Kind.INPUT,
            said(
                "Sanksi atas alasan ini berlaku paling lama {n} tahun sejak surat keputusan, sampai {day} ({source}).",
                n=YEARS[ground].value,
                day=f"{longest:%d-%m-%Y}",
                source=YEARS[ground].source.text,
            ),
            "Periksa alasan dan masa berlaku pada surat keputusan.",
        )
