# SPDX-License-Identifier: Apache-2.0
"""Minutes of the outcome of the selection (berita acara hasil pemilihan, BAHP), drawn when a result is announced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import override

from evaluation.models import Minutes, Result, Standing
from evaluation.rules.minutes import MinutesKind
from evaluation.selectors.approving import approval_of
from evaluation.selectors.minutes import POSITIONS
from evaluation.services.minutes import draw_minutes
from lpse import regulations
from lpse.core import money, words_of_time
from lpse.core.acts import Actor
from tenders.models import Tender
from tenders.selectors import words, zone_of
from vendors.models import Participation
from vendors.selectors import bidder_names

FORMULA = (
    "Harga terkoreksi = jumlah (volume dokumen x harga satuan penawaran); kontrak lumsum tidak dikoreksi. Penawaran "
    "dinilai mulai dari harga terkoreksi terendah; yang memenuhi semua syarat dan tidak melebihi HPS diperingkat dari "
    "harga terkoreksi terendah."
)
PREFERENCE = (
    " Karena paket ini memberi preferensi TKDN, peringkat disusun menurut harga evaluasi akhir = (1 - TKDN x "
    "preferensi paling tinggi) x harga terkoreksi; nilai kontrak tetap harga terkoreksi."
)
RESERVES = slice(1, 3)
"""Reserves 1 and 2 follow the winner."""


def draw_result_minutes(*, actor: Actor, result: Result, now: datetime) -> Minutes:
    """Print the minutes of an announced result, once per round; they rest on the published evaluation file.

    Every member is then asked for approval or a reasoned refusal. Source: L9 4.2.11 huruf d; law.md part 9.
    """
    tender = result.tender
    return draw_minutes(
        tender=tender,
        kind=MinutesKind.RESULT,
        data=result_data(result),
        digest=result.document,
        now=now,
        round_no=result.evaluation.round_no,
        actor=actor,
    )


def result_data(result: Result) -> dict[str, Any]:
    """Return what the minutes of the outcome print, every instant and amount in words, in Indonesian."""
    tender, zone = result.tender, zone_of(result.tender)
    standings = list(result.standings.select_related("vendor"))
    ranked = sorted((row for row in standings if row.rank is not None), key=lambda row: row.rank or 0)
    approval, names = approval_of(tender, result.evaluation), bidder_names(tender)
    return {
        "announced_at": words_of_time.instant(result.announced_at, zone, seconds=True),
        "objection_ends_at": words_of_time.deadline(result.objection_ends_at, zone),
        "round": str(result.evaluation.round_no),
        "tender": _tender(tender),
        "counts": {
            "registered": str(Participation.objects.filter(tender=tender).count()),
            "bids": str(len(standings)),
            "unreadable": str(sum(row.price_read is None for row in standings)),
        },
        "elements": _elements(tender),
        "formula": FORMULA + (PREFERENCE if tender.preference_max is not None else ""),
        "is_preferred": tender.preference_max is not None,
        "bids": [_bid(row, names) for row in standings],
        "winner": _winner(ranked[0], names) if ranked else None,
        "reserves": [f"{_named(row, names)}, {money.rupiah(row.price_corrected or 0)}" for row in ranked[RESERVES]],
        "decided_by": "PA/KPA" if approval is not None else "Pokja Pemilihan",
        "members": [
            {"name": str(seat.user), "position": POSITIONS[seat.position]}
            for seat in tender.seats.select_related("user")
        ],
    }


def _named(row: Standing, names: Mapping[str, str]) -> str:
    """Return a bidder as it is printed: a joint operation (KSO) with its members."""
    return names.get(row.vendor.code, str(row.vendor))


def _winner(row: Standing, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "vendor": _named(row, names),
        "address": f"{row.vendor.address}, {row.vendor.city}",
        "tax_number": row.vendor.tax_number,
        "price": money.rupiah(row.price_corrected or 0),
        "price_words": money.words(row.price_corrected or 0),
    }


def _tender(tender: Tender) -> dict[str, str]:
    package = tender.package
    with override("id"):
        contract, method = str(words.CONTRACT[package.contract_type]), str(words.METHOD_LINE)
    return {
        "code": tender.code,
        "title": tender.title,
        "agency": str(package.agency),
        "work_unit": str(package.work_unit),
        "ceiling": money.rupiah(tender.ceiling),
        "owner_estimate": money.rupiah(tender.owner_estimate),
        "contract": contract,
        "method": method,
        "regulation": regulations.get(tender.regulation).title,
    }


def _elements(tender: Tender) -> list[str]:
    """The requirements by their step: the elements that were evaluated."""
    with override("id"):
        named = {step: str(label) for step, label in words.STEP.items()}
    rows: dict[str, list[str]] = {}
    for row in tender.requirements.order_by("number"):
        rows.setdefault(named[row.step], []).append(row.title)
    return [f"{step}: {'; '.join(titles)}." for step, titles in rows.items()]


def _bid(row: Standing, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "rank": str(row.rank or "–"),
        "vendor": _named(row, names),
        "tax_number": row.vendor.tax_number,
        "price_read": "–" if row.price_read is None else money.rupiah(row.price_read),
        "price_corrected": "–" if row.price_corrected is None else money.rupiah(row.price_corrected),
        "price_evaluated": "–" if row.price_evaluated is None else money.rupiah(row.price_evaluated),
        "reason": row.reason,
    }
