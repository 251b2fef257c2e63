# SPDX-License-Identifier: Apache-2.0
"""The demo world: one tender per stage, made through the services that people use, bids sealed by the Python twin."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings

import evaluation.services
from evaluation.models import Opening
from lpse.core import clock
from lpse.core.acts import Role
from lpse.demo import changes, clarification, goods, information, survey, tenders, vendors
from lpse.demo import complaints as voices
from lpse.demo import evaluation as evaluating
from lpse.demo import evaluation_opening as openings
from lpse.demo.cast import OFFICIALS, TRADERS, Cast, gather, write_private
from lpse.demo.waiting import wait_until
from lpse.ledger import services as ledger
from tenders.estimate import EstimateRow
from tenders.models import Tender
from tenders.rules import Category, Status

HOURS = 3600.0
PATIENCE_SECONDS = 120.0
CLOSES_IN = 60.0
"""Seconds in which the three bids of a past tender are sealed and sent, on a slow machine too."""
JOINED = "Rehabilitasi Gedung Puskesmas Teluk Biru"
REBUILDING = "Pembangunan Kembali Puskesmas Pembantu Karang Anyar"
BIDDERS = (("arung", Decimal("0.905")), ("bahari", Decimal("0.934")), ("lintang", Decimal("0.781")))


def folder() -> Path:
    """Return where the demo keeps what its people know."""
    return Path(settings.VAR) / "demo"


def begin() -> Cast:
    """Make the people, their keys and businesses, and one tender that takes bids; then people can work."""
    ledger.ensure_genesis()
    cast = gather()
    tenders.enrol_members(cast, [*tenders.MEMBERS, "esti"])
    for name in TRADERS:
        vendors.verified_vendor(cast, name)
    first = announced(cast, "Pengadaan Alat Kesehatan Puskesmas Melati", closes_in=26 * HOURS, rows=goods.rows())
    clarification.discussed(cast, first)
    ledger.publish()
    cast.save(folder() / "cast.json")
    write_private(folder() / "accounts.json", json.dumps(sign_ins(cast), indent=1))
    return cast


def sign_ins(cast: Cast) -> list[dict[str, str]]:
    """Return who may sign in, in the form of decisions.md part 4."""
    roles = {name: role.value for name, (_full, role) in OFFICIALS.items()} | dict.fromkeys(TRADERS, Role.VENDOR.value)
    rows = []
    for name, user in cast.people.items():
        row = {
            "role": roles[name],
            "name": user.name,
            "email": user.email,
            "password": cast.passwords[name],
            "totp_secret": cast.totp_secrets[name],
        }
        if name in cast.passphrases:
            row["member_passphrase"] = cast.passphrases[name]
        rows.append(row)
    return rows


def history(cast: Cast) -> None:
    """Add a tender at every other stage, the furthest first: their days must pass for real."""
    information.requested(cast)
    survey.past_quarters(cast, clock.now())
    voices.complain_sealed()
    joint = begun_joint(cast)  # its bid window passes while the next two are made
    awarded = decided(cast, "Pengadaan Seragam Petugas Kebersihan Kota", every=5)
    objected = decided(cast, "Pengadaan Meja dan Kursi Sekolah Dasar", every=4)
    file_objection(cast, objected)
    announced_result(cast, read(cast, openings.closed_tender(joint)))
    waiting = closed(cast, "Pengadaan Komputer Layanan Perizinan", every=6)
    openings.begun_opening(waiting)
    explained = opened(cast, "Pengadaan Bahan Habis Pakai Laboratorium", every=3, discussed=True)
    clarification.minutes(cast, explained)
    revised = announced(cast, "Pengadaan Kendaraan Ambulans Siaga Desa", closes_in=50 * HOURS, rows=goods.rows(4, 1))
    changes.changed_schedule(cast, revised, timedelta(hours=2))
    changes.published_addendum(cast, revised)
    announced(cast, REBUILDING, closes_in=74 * HOURS, rows=goods.works(), category=Category.WORKS)
    tenders.drafted_tender(cast, title="Pengadaan Obat Gigi dan Mulut Tahun 2027", rows=goods.rows(5, 2))
    award(cast, awarded)


def announced(
    cast: Cast, title: str, *, closes_in: float, rows: Sequence[EstimateRow], category: Category = Category.GOODS
) -> Tender:
    """A tender that takes bids; PT Arung has joined and sent one."""
    tender = tenders.announced_tender(
        cast, title=title, rows=rows, closes_in=closes_in, step=2 * HOURS, category=category
    )
    bid(cast, "arung", tender, Decimal("0.905"), brochure_size=9 * 2**20)
    return tender


def bid(cast: Cast, name: str, tender: Tender, share: Decimal, *, brochure_size: int = 200_000) -> None:
    """A trader's bid at about this share of the owner's estimate, with real files."""
    price = (tender.owner_estimate * share).quantize(Decimal("0.01"))
    vendors.join(cast, name, tender)
    trader = vendors.COMPANIES[name]
    files = goods.bid_files(tender, f"{trader['form']} {trader['name']}", brochure_size=brochure_size)
    vendors.submit_bid(cast, name, tender, price=price, files=files)


def closed(cast: Cast, title: str, *, every: int, discussed: bool = False) -> Tender:
    """A tender whose bid window has just closed on three bids; ``discussed`` when there were questions too."""
    tender = tenders.announced_tender(cast, title=title, rows=goods.rows(every), closes_in=CLOSES_IN, step=30)
    for name, share in BIDDERS:
        bid(cast, name, tender, share)
    if discussed:
        clarification.discussed(cast, tender)
    return openings.closed_tender(tender)


def opened(cast: Cast, title: str, *, every: int, discussed: bool = False) -> Tender:
    """A tender whose bids are open and wait to be evaluated."""
    return read(cast, closed(cast, title, every=every, discussed=discussed))


def begun_joint(cast: Cast) -> Tender:
    """Works that take bids for a minute: from PT Arung alone, and from PT Bahari and CV Lintang together (KSO)."""
    tender = tenders.announced_tender(
        cast, title=JOINED, rows=goods.works(3), closes_in=CLOSES_IN, step=30, category=Category.WORKS
    )
    bid(cast, "arung", tender, Decimal("0.951"))
    vendors.join_together(cast, "bahari", {"lintang": Decimal(40)}, tender)
    bid(cast, "bahari", tender, Decimal("0.912"))
    return tender


def read(cast: Cast, tender: Tender) -> Tender:
    """Open the bids of a closed tender, with its minutes."""
    opening = openings.begun_opening(tender)
    for name in tenders.MEMBERS[:2]:
        openings.release(cast, name, opening)
    _until(lambda: _is_open(opening))
    evaluation.services.draw_opening_minutes(opening_id=opening.pk, now=clock.now())
    openings.approve_minutes(cast, tender)
    return Tender.objects.get(pk=tender.pk)


def _is_open(opening: Opening) -> bool:
    """Open what no worker has taken yet, and say whether all is done: the worker may be at it too."""
    evaluation.services.open_bids(opening_id=opening.pk, now=clock.now())
    return Tender.objects.get(pk=opening.tender_id).status == Status.OPENED


def _until(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError("The demo world did not reach its next stage.")
        time.sleep(0.2)


def decided(cast: Cast, title: str, *, every: int) -> Tender:
    """A tender with an announced winner; CV Lintang is out with a reason."""
    tender = opened(cast, title, every=every)
    evaluating.assess_all(
        cast, tender, failing={"lintang": "Jaminan purnajual tidak dilampirkan, padahal disyaratkan LDP butir 14."}
    )
    return announced_result(cast, tender)


def announced_result(cast: Cast, tender: Tender) -> Tender:
    """Assess what is not assessed yet, lock the sheet and announce the result."""
    evaluating.assess_all(cast, tender)
    evaluating.lock(cast, tender)
    evaluating.announce_result(cast, tender)
    return Tender.objects.get(pk=tender.pk)


def file_objection(cast: Cast, tender: Tender) -> None:
    """CV Lintang objects to its being out; the award is held until the committee answers."""
    voices.file_objection(cast, "lintang", tender)


def award(cast: Cast, tender: Tender) -> None:
    """Wait for the end of the objection window, then appoint the winner."""
    result = tender.results.get(voided_at__isnull=True)
    wait_until(result.objection_ends_at)
    evaluating.issue_award(cast, tender)
