# SPDX-License-Identifier: Apache-2.0
"""The check page: what the portal published under a fingerprint, or whether a receipt is its own."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from documents.models import Paper, StoredObject
from documents.rules import PaperKind, Store
from documents.sealing.statement import parse_receipt_body
from documents.services import DRAW_PAPER
from evaluation.models import Award, Minutes, Result
from evaluation.rules.minutes import MinutesKind, address_of, numbered
from lpse import assets
from lpse.core.canonical import Malformed, b64u, parse_timestamp, unb64u
from lpse.language import told
from lpse.ledger import keys, selectors, services
from lpse.ledger.models import Entry
from lpse.ledger.note import BadNote, Verifier, open_note
from lpse.portal.verifier import program
from lpse.portal.words import headline
from tenders.models import SelectionDocument
from tenders.rules import SELECTION_DOCUMENT
from tenders.selectors.words import DOCUMENT_KIND
from vendors.models import Statement

HEX = re.compile(r"[0-9a-f]{64}")
SHORT = re.compile(r"[0-9a-f]{12,63}")
INDEX = re.compile(r"[0-9]{1,18}")
SPACE = re.compile(r"[\s:]+")
LARGEST_NOTE = 4096


@dataclass(frozen=True)
class Found:
    """What a fingerprint belongs to: ``what`` in words, since when, where on the record, its page, and its file."""

    what: str
    since: datetime | None = None
    index: int | None = None
    url: str = ""
    note: str = ""
    is_current: bool = True
    file: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to one question. ``kind`` is same, unknown, malformed, receipt, false_receipt, paper or no_paper.

    Of a paper ``number`` is what was asked for and ``digest`` the whole one of its file; ``is_it`` says whether the
    file in hand has it, None while no file was named.
    """

    kind: str
    digest: str = ""
    found: Found | None = None
    rows: tuple[tuple[str, Any], ...] = ()
    reason: str = ""
    number: str = ""
    is_it: bool | None = None


def paper(number: str, typed: str) -> Answer:
    """Answer for the paper of a number, as its QR code names it, and compare the digest of a file with it."""
    kept = _numbered(number)
    found = next((told for each in PAPERS if (told := each(kept))), None) if kept else None
    if kept is None or found is None:
        return Answer("no_paper", number=number)
    text = SPACE.sub("", typed)
    digest = _hex_of(text) if text else ""
    if digest is None:
        return Answer("malformed", typed.strip()[:100], number=number)
    return Answer("paper", kept.sha256, found, number=number, is_it=kept.sha256.startswith(digest) if digest else None)


def _numbered(number: str) -> StoredObject | None:
    """Return the file of a paper that everybody may read by now, or None."""
    row = Paper.objects.select_related("object").filter(key=number, object__isnull=False).first()
    if row is not None:
        return row.object
    if (named := numbered(number)) is not None:
        code, kind, round_no = named
        drawn = Minutes.objects.filter(tender__code=code, kind=kind, round_no=round_no).values("object__sha256")
        # By digest: minutes of an evaluation become public with the result.
        return StoredObject.objects.filter(sha256__in=drawn, store=Store.PUBLIC).first()
    code, _slash, word = number.rpartition("/")
    if word == "SPPBJ":
        award = Award.objects.select_related("letter").filter(tender__code=code).first()
        return award.letter if award else None
    if word == "DP":
        rows = SelectionDocument.objects.select_related("object").filter(tender__code=code, kind=SELECTION_DOCUMENT)
        written = rows.filter(version=1, tender__announced_at__isnull=False).exclude(tender__document_template="")
        return written[0].object if written else None
    return None


def answer(typed: str) -> Answer | None:
    """Answer what somebody typed: a SHA-256 (hex, its first twelve digits, or base64url); None for nothing typed."""
    text = SPACE.sub("", typed)
    if not text:
        return None
    digest = _hex_of(text)
    if digest is None:
        return Answer("malformed", typed.strip()[:100])
    return _of(digest)


def entry_number(typed: str) -> int | None:
    """Return the number of an entry when exactly that was typed, else None."""
    text = typed.strip()
    return int(text) if INDEX.fullmatch(text) and not SHORT.fullmatch(text) else None


def _hex_of(text: str) -> str | None:
    lower = text.lower()
    if HEX.fullmatch(lower) or SHORT.fullmatch(lower):
        return lower
    try:
        return unb64u(text, 32).hex()
    except Malformed:
        return None


def _of(digest: str) -> Answer:
    for look in LOOKS:
        found = look(digest)
        if found is not None:
            return Answer("same", digest, found)
    return Answer("unknown", digest)


def _stored(digest: str) -> Found | None:
    """A public file: a selection document, minutes or a letter, by its whole digest or the beginning of it."""
    # "g" follows every hex digit: a range the index of the digests can answer.
    objects = StoredObject.objects.filter(sha256__gte=digest, sha256__lt=f"{digest}g", store=Store.PUBLIC)
    candidates = [next((told for look in PAPERS if (told := look(each))), None) for each in objects.order_by("id")[:2]]
    known = [each for each in candidates if each is not None]
    return known[0] if len(known) == 1 else None


def _selection_document(kept: StoredObject) -> Found | None:
    rows = SelectionDocument.objects.filter(object=kept, tender__announced_at__isnull=False)
    row = rows.select_related("tender").order_by("-version").first()
    if row is None:
        return None
    leaf = Entry.objects.filter(subject=row.tender.code, kind="tender", at__gte=row.added_at).order_by("idx").first()
    what = _("%(kind)s “%(title)s”, versi %(version)s, tender %(code)s") % {
        "kind": DOCUMENT_KIND[row.kind],
        "title": row.title,
        "version": row.version,
        "code": row.tender.code,
    }
    at, index = (leaf.at, leaf.idx) if leaf else (row.added_at, None)
    return Found(what, at, index, f"/tender/{row.tender.code}/dokumen/")


def _minutes(kept: StoredObject) -> Found | None:
    # By digest: minutes of an evaluation are drawn in the restricted store and published with the result.
    row = Minutes.objects.filter(object__sha256=kept.sha256).select_related("tender").first()
    if row is None:
        return None
    kind = MinutesKind(row.kind)
    leaf = _naming(Entry.objects.filter(subject=row.tender.code, act="evaluation.draw_minutes"), kept.sha256)
    what = _("%(kind)s, tender %(code)s") % {"kind": told(kind.heading), "code": row.tender.code}
    index = leaf.idx if leaf else None
    return Found(what, row.drawn_at, index, address_of(row.tender.code, kind, row.round_no))


def _award(kept: StoredObject) -> Found | None:
    row = Award.objects.filter(letter=kept).select_related("tender").first()
    if row is None:
        return None
    leaf = Entry.objects.filter(subject=row.tender.code, act="evaluation.issue_award").order_by("-idx").first()
    what = _("Surat penunjukan penyedia (SPPBJ) nomor %(number)s, tender %(code)s") % {
        "number": row.number,
        "code": row.tender.code,
    }
    return Found(what, row.issued_at, leaf.idx if leaf else None, f"/tender/{row.tender.code}/hasil/")


def _paper(kept: StoredObject) -> Found | None:
    row = Paper.objects.filter(object=kept).first()
    if row is None:
        return None
    kind = PaperKind(row.kind)
    leaf = _naming(Entry.objects.filter(subject=row.subject, act=DRAW_PAPER), kept.sha256)
    what = _("%(kind)s nomor %(number)s, tender %(code)s") % {
        "kind": told(kind.heading),
        "number": row.key,
        "code": row.subject,
    }
    index, url, note = leaf.idx if leaf else None, f"/tender/{row.subject}/sanggah/", ""
    if kind is PaperKind.ANNOUNCEMENT:
        url = f"/tender/{row.subject}/"
        last = Paper.objects.filter(subject=row.subject, kind=kind).aggregate(last=Max("version"))["last"]
        note = _("Revisi %(last)s menggantikannya.") % {"last": last} if last > row.version else ""
    return Found(what, row.said_at, index, url, note, not note, row.url)


PAPERS: tuple[Callable[[StoredObject], Found | None], ...] = (_selection_document, _minutes, _award, _paper)


def _naming(entries: QuerySet[Entry], digest: str) -> Entry | None:
    """Return the newest of some entries that names a digest, in hex or base64url."""
    names = (digest.encode(), b64u(bytes.fromhex(digest)).encode())
    return next((each for each in entries.order_by("-idx") if any(name in bytes(each.body) for name in names)), None)


KINDS: dict[str, Callable[[], str]] = {
    "lpse/tender": lambda: _("Dokumen pengumuman tender"),
    "sb1/keyset": lambda: _("Susunan kunci panitia"),
    "sb1/close": lambda: _("Dokumen penutupan penawaran"),
    "sb1/opening": lambda: _("Dokumen pembukaan penawaran"),
    "sb1/opened": lambda: _("Dokumen hasil pembukaan"),
    "sb1/explain": lambda: _("Penjelasan kelompok tersegel"),
    "lpse/question": lambda: _("Pertanyaan tentang dokumen pemilihan"),
    "lpse/answers": lambda: _("Jawaban atas pertanyaan peserta"),
    "lpse/clarification": lambda: _("Tanya jawab seluruhnya, dasar berita acara penjelasan"),
}


def _record_document(digest: str) -> Found | None:
    """A document of the record, such as an announcement, a close or an evaluation file; whole digest only."""
    body = selectors.document(digest) if HEX.fullmatch(digest) else None
    if body is None:
        return None
    results = Result.objects.filter(document=b64u(bytes.fromhex(digest))).select_related("tender")
    result = results.order_by(F("voided_at").desc(nulls_first=True)).first()
    if result is not None:
        leaf = _naming(Entry.objects.filter(subject=result.tender.code, act="evaluation.announce_result"), digest)
        note = _("Hasil ini sudah dibatalkan untuk dievaluasi ulang.") if result.voided_at else ""
        what = _("Berkas evaluasi tender %(code)s") % {"code": result.tender.code}
        index = leaf.idx if leaf else None
        return Found(what, result.announced_at, index, f"/tender/{result.tender.code}/hasil/", note, not note)
    what, subject = _named_document(body)
    leaf = _naming(Entry.objects.filter(subject=subject).exclude(kind="sealed"), digest) if subject else None
    url = f"/catatan/log/doc/{digest}"
    return Found(what, leaf.at if leaf else None, leaf.idx if leaf else None, url)


def _named_document(body: bytes) -> tuple[str, str]:
    """Return what a document of the record is and which tender it is about, if it says so."""
    try:
        document = json.loads(body)
    except ValueError:
        return _("Dokumen pada catatan publik"), ""
    fields = document if isinstance(document, dict) else {}
    kind = KINDS.get(str(fields.get("v")))
    subject = str(fields.get("tender", ""))
    name = kind() if kind else _("Dokumen pada catatan publik")
    return (f"{name}, tender {subject}" if subject else name), subject


def _statement(digest: str) -> Found | None:
    """A bid's statement or its record: whoever holds the digest holds the receipt; nobody else learns whose it is."""
    if not HEX.fullmatch(digest):
        return None
    raw = bytes.fromhex(digest)
    row = Statement.objects.filter(hash=b64u(raw)).first() or Statement.objects.filter(record_hash=raw).first()
    if row is None:
        return None
    place = services.locate(bytes(row.record_hash))
    note = "" if place else _("Masuk ke kelompok tersegel berikutnya dalam hitungan detik.")
    return Found(_("Pernyataan penawaran tersegel"), row.received_at, place.index if place else None, note=note)


def _entry(digest: str) -> Found | None:
    """An entry of the record by its own fingerprint, the leaf hash; whole digest only."""
    row = Entry.objects.filter(leaf_hash=bytes.fromhex(digest)).first() if HEX.fullmatch(digest) else None
    if row is None:
        return None
    what = _("Entri %(number)s catatan publik: %(act)s") % {"number": row.idx, "act": headline(row.act or row.kind)}
    return Found(what, row.at, row.idx, f"/catatan/{row.idx}/")


def _program(digest: str) -> Found | None:
    """What the portal hands out to run: the browser code of this version, and the offline verifier."""
    if assets.digest().hex().startswith(digest):
        return Found(_("Kode peramban portal ini, seperti yang sedang dipakai"))
    if HEX.fullmatch(digest) and program().sha256 == digest:
        return Found(_("Program pemeriksa lpse-verify versi portal ini"), url="/unduh/lpse-verify.pyz")
    return None


LOOKS: tuple[Callable[[str], Found | None], ...] = (_stored, _record_document, _statement, _entry, _program)


def check_receipt(note: str) -> Answer:
    """Say whether a receipt (a signed note) was given by this portal, and where its bid stands on the record.

    Only what the note itself says is repeated; a receipt that is not ours tells nothing about any bid.
    """
    text = note.replace("\r\n", "\n").strip("\n")[:LARGEST_NOTE]
    try:
        said = parse_receipt_body(open_note(_whole(text), [Verifier.parse(keys.receipt_signer().vkey)]))
    except (BadNote, Malformed):
        return Answer("false_receipt", reason=_("Tanda tangannya bukan tanda tangan portal ini, atau isinya berubah."))
    place = services.locate(unb64u(said["record"], 32))
    rows = (
        (_("Tender"), said["tender"]),
        (_("Versi"), said["version"]),
        (_("Diterima"), parse_timestamp(said["received"])),
        (_("Dicatat paling lambat"), parse_timestamp(said["logged-by"])),
    )
    found = Found(_("Tanda terima penawaran"), parse_timestamp(said["received"]), place.index if place else None)
    return Answer("receipt", unb64u(said["record"], 32).hex(), found, rows)


def _whole(text: str) -> str:
    """Return a pasted note with the line end that copying loses."""
    return text + "\n"
