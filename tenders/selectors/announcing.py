# SPDX-License-Identifier: Apache-2.0
"""What the paper of an announcement prints, and of each later revision: everything in words, in Indonesian."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import override

from lpse.core import words_of_time
from lpse.core.money import rupiah
from lpse.core.money import words as in_words
from lpse.regulations import Regulation, get
from tenders.models import Addendum, ScheduleChange, Tender
from tenders.rules import Planned
from tenders.selectors import words
from tenders.selectors.changes import AddendumView, ChangeView, Difference, addendum_view, change_view
from tenders.selectors.doors import zone_of
from tenders.templatetags.tenders_format import volume

GONE, NEW = "dihapus", "belum ada"


def announcement_data(tender: Tender, plan: Sequence[Planned]) -> dict[str, Any]:
    """Return what the paper of the tender's present revision prints; what it changed stands in ``changes``.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.2; of an addendum 4.2.4 (law.md part 9, R-SCH-2, R-SCH-5).
    """
    book, zone = get(tender.regulation), zone_of(tender)
    with override("id"):
        return {
            "revision": str(tender.revision),
            "committee": {
                "name": f"Pokja Pemilihan {settings.OFFICE['org']}, {tender.seats.count()} anggota",
                "address": settings.OFFICE["address"],
            },
            "tender": _tender(tender, book),
            "prices": _prices(tender),
            "periods": [_period(book, stage, zone) for stage in plan],
            "requirements": _requirements(tender),
            "item_count": str(tender.items.count()),
            "documents": _documents(tender),
            "changes": _changes(tender, zone),
            "address": f"{settings.SITE_URL}/tender/{tender.code}/",
        }


def _tender(tender: Tender, book: Regulation) -> dict[str, str]:
    package = tender.package
    return {
        "code": tender.code,
        "title": tender.title,
        "agency": package.agency.name,
        "work_unit": package.work_unit.name,
        "plan": package.plan_code,
        "scope": package.description or package.name,
        "location": package.location or "–",
        "fund": f"{package.fund_source}, tahun anggaran {package.fiscal_year}",
        "category": str(words.CATEGORY[tender.category]),
        "method": str(words.METHOD_LINE),
        "contract": f"{words.CONTRACT[package.contract_type]}, {package.duration_days} hari kalender",
        "regulation": book.title,
        "retry_of": tender.retry_of.code if tender.retry_of else "",
    }


def _prices(tender: Tender) -> dict[str, str]:
    net, total = tender.owner_estimate_net, tender.owner_estimate
    return {
        "ceiling": rupiah(tender.ceiling),
        "owner_estimate": rupiah(total),
        "words": in_words(total),
        "split": "" if net is None else f"Tanpa PPN {rupiah(net)}, PPN {rupiah(total - net)}.",
    }


def _period(book: Regulation, stage: Planned, zone: ZoneInfo) -> dict[str, str]:
    return {
        "kind": stage.kind.value,
        "name": book.stage(stage.kind).label,
        "starts": str(words_of_time.instant(stage.starts_at, zone)),
        "ends": str(words_of_time.deadline(stage.ends_at, zone)),
    }


def _requirements(tender: Tender) -> list[dict[str, Any]]:
    rows: dict[str, list[str]] = {}
    for row in tender.requirements.order_by("number"):
        rows.setdefault(str(words.STEP[row.step]), []).append(row.title.rstrip("."))
    return [{"step": step, "titles": titles} for step, titles in rows.items()]


def _documents(tender: Tender) -> list[dict[str, str]]:
    rows = tender.documents.select_related("object").order_by("kind", "title", "-version")
    newest = {(row.kind, row.title): row for row in reversed(rows)}
    return [
        {
            "kind": str(words.DOCUMENT_KIND[row.kind]),
            "title": row.title,
            "version": str(row.version),
            "digest": row.object.sha256,
        }
        for row in newest.values()
    ]


# --- What a revision changes -----------------------------------------------------------------------------------------


def _changes(tender: Tender, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The addendum and the move of the schedule that made this revision; nothing of the first one."""
    found: list[dict[str, Any]] = []
    accepted = {"revision": tender.revision, "accepted": True}
    addendum = tender.addenda.select_related("object").filter(**accepted).first()
    if addendum is not None:
        found.append(_addendum(tender, addendum, zone))
    moved = _moved(tender, addendum)
    if moved is not None:
        found.append(_schedule(change_view(tender, moved), zone))
    return found


def _moved(tender: Tender, addendum: Addendum | None) -> ScheduleChange | None:
    rows = tender.schedule_changes.filter(accepted=True)
    found: ScheduleChange | None = (
        rows.filter(addendum=addendum) if addendum else rows.filter(revision=tender.revision)
    ).first()
    return found


def _addendum(tender: Tender, row: Addendum, zone: ZoneInfo) -> dict[str, Any]:
    place = tender.addenda.filter(accepted=True, revision__lte=tender.revision).count()
    view = addendum_view(tender, row, place, None)
    who = "PPK paket ini" if view.needs_consent else "anggota Pokja Pemilihan kedua"
    return {
        "title": f"Adendum {place}",
        "reason": view.reason,
        "consent": f"Disetujui {who} pada {_at(view.decided_at, zone)}; sejak saat itu terbaca pada portal.",
        "file": f"{view.document}, berkas {view.file_name}" if view.sha256 else "",
        "digest": view.sha256,
        "rows": _changed_rows(view),
    }


def _changed_rows(view: AddendumView) -> list[dict[str, str]]:
    rows = [{"name": row["clause"], "old": row["old"], "new": row["new"]} for row in view.clauses]
    rows += [_row(f"Butir {each.number}", each, _item) for each in view.items]
    rows += [_row(f"Syarat {each.number}", each, lambda one: one["title"]) for each in view.requirements]
    return rows


def _row(name: str, each: Difference, told: Any) -> dict[str, str]:
    old, new = (told(side) if side else None for side in (each.before, each.after))
    if old is not None and old == new:  # only what a row's title does not tell
        new = f"{new} (keterangannya berubah)"
    return {"name": name, "old": old or NEW, "new": new or GONE}


def _item(row: dict[str, Any]) -> str:
    return f"{row['description']}, {volume(row['quantity'])} {row['unit']}"


def _schedule(view: ChangeView, zone: ZoneInfo) -> dict[str, Any]:
    ground = f" Dasar: {view.ground}." if view.ground else ""
    return {
        "title": "Perubahan jadwal",
        "reason": f"{view.reason}{ground}",
        "consent": f"Disetujui anggota Pokja Pemilihan kedua pada {_at(view.decided_at, zone)}."
        if not view.is_of_addendum
        else "",
        "file": "",
        "digest": "",
        "rows": [
            {
                "name": line.name,
                "old": words_of_time.span(line.old_starts_at, line.old_ends_at, zone),
                "new": words_of_time.span(line.starts_at, line.ends_at, zone),
            }
            for line in view.lines
        ],
    }


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return str(words_of_time.instant(moment, zone, seconds=True)) if moment else "–"
