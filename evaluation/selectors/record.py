# SPDX-License-Identifier: Apache-2.0
"""The public record of a tender's opening, each entry told in a sentence."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from evaluation.policy import Act
from evaluation.rules.minutes import MinutesKind
from lpse.language import told
from lpse.ledger.models import Entry
from tenders.models import CommitteeSeat, Tender
from vendors.selectors import names_by_code


@dataclass(frozen=True)
class LogLine:
    """One entry: when, what it says, and its place and fingerprint on the record."""

    at: datetime
    text: str
    index: int
    leaf_hash: bytes


@dataclass(frozen=True)
class Names:
    """Whom the opaque ids of the record stand for."""

    vendors: Mapping[str, str]
    members: Mapping[str, str]
    numbers: Mapping[int, str]


def log_lines(tender: Tender, *, since: int) -> list[LogLine]:
    """Return what the record says of the tender's opening from ``since`` (an index) on, newest first.

    What follows the opening (evaluation, result) stands on the audit tab, not here.
    """
    rows = Entry.objects.filter(subject=tender.code, idx__gte=since, act__in=list(TELLERS)).order_by("-idx")
    read = [(entry, json.loads(bytes(entry.body))) for entry in rows]
    entries = [entry for entry, body in read if body.get("public", {}).get("kind", "opening") == MinutesKind.OPENING]
    said = {entry.idx: body for entry, body in read}
    names = _names(tender, list(said.values()))
    return [LogLine(e.at, say(e, said[e.idx], names), e.idx, bytes(e.leaf_hash)) for e in entries]


def _names(tender: Tender, said: list[Mapping[str, Any]]) -> Names:
    codes = {item.get("public", {}).get("vendor") for item in said} - {None}
    vendors = names_by_code(tender, codes) if codes else {}
    seats = CommitteeSeat.objects.select_related("user", "key").filter(tender=tender, key__isnull=False)
    members = {seat.key.member: str(seat.user) for seat in seats if seat.key}
    releases = {seat.pk: str(seat.user) for seat in seats}
    numbers = {}
    for seat_id, x in tender.openings.values_list("releases__seat_id", "releases__x"):
        if seat_id in releases:
            numbers[x] = releases[seat_id]
    return Names(vendors, members, numbers)


def say(entry: Entry, said: Mapping[str, Any], names: Names) -> str:
    """Return one entry as a sentence for everyone."""
    return TELLERS[entry.act](said, names)


def _close(said: Mapping[str, Any], names: Names) -> str:
    return _("Penerimaan penawaran ditutup oleh jam portal; semua pernyataan penyedia dibuka untuk umum.")


def _opening(said: Mapping[str, Any], names: Names) -> str:
    return _("Pembukaan dimulai. Daftar amplop dihitung dari dokumen penutupan.")


def _release(said: Mapping[str, Any], names: Names) -> str:
    who = names.numbers.get(said["x"], str(said["x"]))
    return _("%(who)s menyerahkan bagian kuncinya.") % {"who": who}


def _named(said: Mapping[str, Any], names: Names) -> str:
    public = said["public"]
    who = names.members.get(public["member"], public["member"])
    texts = {
        "signature": _("Bagian kunci %(who)s tidak bertanda tangan sah dan tidak dihitung."),
        "box": _("Bagian kunci %(who)s rusak atau bukan untuk pembukaan ini dan tidak dihitung."),
        "share": _("Bagian kunci %(who)s untuk %(count)s penawaran tidak cocok dan tidak dihitung."),
        "dispute": _("%(who)s menyatakan bagian kuncinya untuk %(count)s penawaran tidak cocok (sengketa)."),
    }
    return texts[public["fault"]] % {"who": who, "count": public["count"]}


def _bid(said: Mapping[str, Any], names: Names) -> str:
    public = said["public"]
    who = names.vendors.get(public["vendor"], public["vendor"])
    if public["result"] == "ok":
        return _("Penawaran %(who)s terbuka. Isi sama dengan sidik yang dicatat saat diterima.") % {"who": who}
    if public["result"] == "unreadable":
        return _("Penawaran %(who)s tidak dapat dibaca; alasannya tercatat.") % {"who": who}
    return _("Penawaran %(who)s batal; alasannya tercatat.") % {"who": who}


def _finished(said: Mapping[str, Any], names: Names) -> str:
    return _("Semua penawaran sudah dibuka atau dicatat alasannya. Pembukaan selesai.")


def _drawn(said: Mapping[str, Any], names: Names) -> str:
    return _("%(kind)s dicetak.") % {"kind": told(MinutesKind(said["public"]["kind"]).heading)}


def _approved(said: Mapping[str, Any], names: Names) -> str:
    public = said["public"]
    who = names.members.get(public["member"], public["member"])
    kind = told(MinutesKind(public["kind"]).heading)
    if public["approved"]:
        return _("%(who)s menyetujui %(kind)s.") % {"who": who, "kind": kind}
    return _("%(who)s menolak %(kind)s dengan alasan.") % {"who": who, "kind": kind}


TELLERS: dict[str, Callable[[Mapping[str, Any], Names], str]] = {
    "vendors.close_tender": _close,
    Act.BEGIN_OPENING: _opening,
    Act.CONTRIBUTE_RELEASE: _release,
    Act.NAME_MEMBER: _named,
    Act.OPEN_BID: _bid,
    Act.FINISH_OPENING: _finished,
    Act.DRAW_MINUTES: _drawn,
    Act.APPROVE_MINUTES: _approved,
}
