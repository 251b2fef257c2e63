# SPDX-License-Identifier: Apache-2.0
"""Minutes of every kind: printed once as PDF, kept by digest, approved by the members one by one."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from documents import pdf
from documents.rules import Store
from documents.services import keep
from evaluation.models import Minutes, MinutesApproval, OpenedBid, Opening, Release
from evaluation.policy import Act, ApprovalFacts, may_approve, require
from evaluation.rules.minutes import AFTER_THE_RESULT, MinutesKind, number_of
from evaluation.rules.opening import withdrawn
from evaluation.selectors.ceremony import material
from evaluation.selectors.minutes import POSITIONS
from lpse.core import words_of_time
from lpse.core.acts import Actor, Missing
from lpse.core.canonical import b64u, parse_timestamp, unb64u
from lpse.core.money import rupiah
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from lpse.regulations import StageKind
from tenders.models import Tender
from tenders.selectors import seat_of, window, zone_of
from tenders.services import lock
from vendors.models import Participation, Vendor
from vendors.selectors import bidder_names

RESULTS = {"ok": "Terbuka", "void": "Batal", "unreadable": "Tidak terbaca"}
REASONS = {
    "dealing": "amplopnya tidak disegel menurut aturan: pembagian kuncinya tidak cocok dengan kepalanya",
    "segment": "isinya sama dengan yang diterima, tetapi tidak dapat dibuka dengan kunci amplopnya",
    "manifest": "daftar isinya tidak terbaca atau tidak cocok dengan pernyataan penyedia",
    "lost": "berkas di gudang portal tidak lagi sama dengan yang diterima; ini kegagalan portal, bukan penyedia",
}


def draw_minutes(
    *,
    tender: Tender,
    kind: MinutesKind,
    data: Mapping[str, Any],
    digest: str,
    now: datetime,
    round_no: int = 1,
    actor: Actor | None = None,
) -> Minutes:
    """Print minutes from ``data`` by the template ``evaluation/<kind>_minutes`` and keep them, once per kind and round.

    ``digest`` (base64url) names the document on the public record that the minutes rest on; it is printed. The number
    of the minutes is added to ``data``. Minutes that nobody may read before the result stay in the restricted store,
    and what they rest on is only committed to. A second call returns what was printed. ``actor`` is whoever asked for
    them, the clock if nobody did.
    Raises documents.storage.StorageError.
    """
    printed = Minutes.objects.filter(tender=tender, kind=kind, round_no=round_no).first()
    if printed is not None:
        return printed
    number = number_of(tender.code, kind, round_no)
    body = pdf.render(
        f"evaluation/{kind.value}_minutes",
        {**data, "number": number},
        drawn_at=now,
        digest=unb64u(digest, 32).hex(),
        paper=number,
        training=tender.training,
    )
    name = f"{kind.slug}-{tender.code}-{round_no}.pdf"
    store = Store.RESTRICTED if kind in AFTER_THE_RESULT else Store.PUBLIC
    kept = keep(body, name=f"berita-acara-{name}", media_type=pdf.MEDIA_TYPE, store=store, now=now)
    with transaction.atomic():
        lock(tender.pk)
        minutes, is_new = Minutes.objects.get_or_create(
            tender=tender, kind=kind, round_no=round_no, defaults={"object": kept, "drawn_at": now}
        )
        if is_new:
            said = {"kind": kind.value, "round": round_no, "pdf": b64u(bytes.fromhex(kept.sha256))}
            basis = {"basis": digest}
            public, private = (said, basis) if kind in AFTER_THE_RESULT else ({**said, **basis}, None)
            drawer = actor or Actor.clock()
            ledger.record(Act.DRAW_MINUTES, actor=drawer, subject=tender.code, public=public, private=private)
            ledger.publish()
    return minutes


@transaction.atomic
def approve_minutes(
    *, actor: Actor, tender: Tender, minutes: Minutes, approved: bool, reason: str, now: datetime
) -> MinutesApproval:
    """Give a member's word on minutes (persetujuan berita acara): approved, or refused with a reason. Once.

    The word is on the public record with the digest of the PDF; a reason stands on the page of the minutes.
    Source: decisions.md 3.5.
    """
    lock(tender.pk)
    seat = seat_of(actor, tender)
    earlier = MinutesApproval.objects.filter(minutes=minutes, seat=seat).first() if seat else None
    facts = ApprovalFacts(has_seat=seat is not None, given_at=earlier.given_at if earlier else None)
    require(may_approve(actor, facts, approved=approved, reason=reason))
    if seat is None or minutes.tender_id != tender.pk:
        raise Missing(tender.code)
    public = {
        "kind": minutes.kind,
        "round": minutes.round_no,
        "pdf": b64u(bytes.fromhex(minutes.object.sha256)),
        "member": seat.key.member if seat.key else None,
        "approved": approved,
    }
    said = reason.strip()
    private = {"reason": said} if said else None
    given = MinutesApproval.objects.create(minutes=minutes, seat=seat, approved=approved, reason=said, given_at=now)
    ledger.record(Act.APPROVE_MINUTES, actor=actor, subject=tender.code, public=public, private=private)
    ledger.publish()
    return given


def draw_opening_minutes(*, opening_id: int, now: datetime) -> Minutes:
    """Print the minutes of a finished opening (berita acara pembukaan penawaran).

    They say who came, whose bids opened at what price, and which did not and why; names of files stay with those
    entitled to them. Raises Missing before the opening is finished. Source: law.md, table of minutes; L9 4.2.6.
    """
    opening = Opening.objects.select_related("tender__package__agency", "close").get(pk=opening_id)
    entry = Entry.objects.filter(subject=opening.tender.code, kind="opened").order_by("-idx").first()
    if opening.finished_at is None or entry is None:
        raise Missing(opening.tender.code)
    data = opening_data(opening, opened_entry=entry.idx)
    basis = json.loads(bytes(entry.body))["h"]
    return draw_minutes(tender=opening.tender, kind=MinutesKind.OPENING, data=data, digest=basis, now=now)


def opening_data(opening: Opening, *, opened_entry: int) -> dict[str, Any]:
    """Return what the minutes of the opening print, every instant and amount in words."""
    tender, zone = opening.tender, zone_of(opening.tender)
    found = material(opening)
    rows = _bids(opening, zone)
    gone = Vendor.objects.filter(code__in=withdrawn(found.close)).order_by("name")
    open_count = sum(row["outcome"] == "ok" for row in rows)
    return {
        "begun_at": words_of_time.instant(opening.begun_at, zone, seconds=True),
        "finished_at": words_of_time.instant(opening.finished_at or opening.begun_at, zone, seconds=True),
        "tender": {
            "code": tender.code,
            "title": tender.title,
            "agency": tender.package.agency.name,
            "owner_estimate": rupiah(tender.owner_estimate),
            "deadline": words_of_time.deadline(window(tender, StageKind.BID_SUBMISSION).ends_at, zone),
            "closed_at": words_of_time.instant(opening.close.closed_at, zone, seconds=True),
            "participants": Participation.objects.filter(tender=tender).count(),
        },
        "summary": f"{open_count} dari {len(rows)}",
        "threshold": f"{found.keyset['k']} dari {len(found.keyset['members'])}",
        "holders": _holders(opening, zone),
        "bids": rows,
        "failures": [
            {"vendor": row["vendor"], "reason": f"{row['result']}: {REASONS.get(row['reason'], row['reason'])}."}
            for row in rows
            if row["reason"]
        ],
        "withdrawn": [str(vendor) for vendor in gone],
        "leaves": {"close": opening.close.leaf, "opening": opening.leaf, "opened": opened_entry},
    }


def _bids(opening: Opening, zone: ZoneInfo) -> list[dict[str, Any]]:
    order = {item.header: item for item in material(opening).entitled.values()}
    rows = OpenedBid.objects.filter(opening=opening).select_related("bid__participation__vendor")
    found, names = [], bidder_names(opening.tender)
    for row in sorted(rows.prefetch_related("files__object"), key=lambda row: order[row.header].received):
        files = list(row.files.all())
        received = parse_timestamp(order[row.header].received)
        found.append(
            {
                "vendor": names.get(row.bid.participation.vendor.code, str(row.bid.participation.vendor)),
                "received_at": _short(received, zone),
                "outcome": row.result,
                "result": RESULTS[row.result],
                "reason": row.reason,
                "files": f"{len(files)} berkas" if row.result == "ok" else "–",
                "price": rupiah(row.price_read) if row.price_read is not None else "–",
            }
        )
    return found


def _short(moment: datetime, zone: ZoneInfo) -> str:
    on = words_of_time.short_date(moment.astimezone(zone).date())
    return f"{on}, {words_of_time.clock(moment, zone, seconds=True)}"


def _holders(opening: Opening, zone: ZoneInfo) -> list[dict[str, Any]]:
    rows = Release.objects.filter(opening=opening).select_related("seat__user").order_by("released_at")
    return [
        {
            "x": row.x,
            "name": str(row.seat.user),
            "position": POSITIONS[row.seat.position],
            "at": _short(row.released_at, zone),
        }
        for row in rows
    ]
