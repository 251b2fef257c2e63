# SPDX-License-Identifier: Apache-2.0
"""The structured selection document: chosen from a template, written by its two owners, printed when announced."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

import documents.services
from documents import pdf
from documents.rules import Store
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.canonical import canonical, sha256
from lpse.core.said import said
from tenders import policy, selectors
from tenders.models import DocumentText, SelectionDocument, Tender
from tenders.policy import Act
from tenders.rules import SELECTION_DOCUMENT
from tenders.selection_templates import SelectionTemplate, offered
from tenders.selectors import words
from tenders.selectors.writing import document_data, owners_of, template_of, texts_of
from tenders.services.locking import lock

LONGEST = 20_000
TITLE = "Dokumen pemilihan"


@transaction.atomic
def choose_template(*, actor: Actor, tender: Tender, code: str) -> Tender:
    """Write the selection document of a draft from a template; an empty ``code`` goes back to uploading one.

    An uploaded selection document gives way to the template. What was written stays, should the template come back.
    """
    tender = lock(tender.pk)
    policy.require(Act.DRAFT_TENDER, actor, selectors.facts(actor, tender=tender))
    if code and code not in {each.code for each in offered(tender.category)}:
        raise refuse(Kind.INPUT, "Templat itu tidak ada untuk jenis pengadaan ini.", "Pilih templat dari daftar.")
    if code:
        tender.documents.filter(kind=SELECTION_DOCUMENT).delete()
    tender.document_template = code
    tender.save(update_fields=["document_template"])
    return tender


@transaction.atomic
def write_document(*, actor: Actor, tender: Tender, texts: Mapping[str, str], now: datetime) -> Tender:
    """Keep what the committee or the officer wrote in their own fields; an empty text goes back to the default.

    Raises Refused for a field that is another's to write.
    """
    tender = lock(tender.pk)
    policy.require(Act.WRITE_DOCUMENT, actor, selectors.facts(actor, tender=tender))
    template = template_of(tender)
    if template is None:
        raise refuse(Kind.STATE, "Dokumen pemilihan tender ini tidak disusun dari templat.", "Pilih templat dulu.")
    known, pens = texts_of(tender), owners_of(actor, tender)
    for field, text in texts.items():
        clause = template.of(field)
        if clause is None or clause.owner not in pens:
            raise refuse(Kind.WHO, "Bagian itu ditulis oleh pihak lain.", "Isi bagian Anda sendiri.")
        written = "\n".join(line.rstrip() for line in text.strip().splitlines())
        if len(written) > LONGEST:
            told = said("{field} lebih dari {n} huruf.", field=words.DOCUMENT_FIELD[field], n=LONGEST)
            raise refuse(Kind.INPUT, told, "Singkatkan, atau lampirkan sebagai dokumen.")
        if written == known.get(field, clause.default):
            continue
        if not written or written == clause.default:
            tender.texts.filter(field=field).delete()
            continue
        fresh = {"text": written, "edited_by_id": actor.person, "edited_at": now}
        DocumentText.objects.update_or_create(tender=tender, field=field, defaults=fresh)
    return tender


def written_document(tender: Tender) -> bytes:
    """Return the canonical bytes of a written document: what its PDF is printed from. Raises Refused without one."""
    return canonical({"v": "lpse/selection", **document_data(tender, _template(tender))})


def preview_document(*, tender: Tender, now: datetime) -> bytes:
    """Return the document of a draft as it would be printed now, marked as a draft; kept nowhere. Raises Refused."""
    return _printed(tender, now, draft=True)


def draw_document(tender: Tender, now: datetime) -> SelectionDocument | None:
    """Print the written document of a tender that is being announced, and keep it like an uploaded one.

    Nothing for an uploaded document. The caller holds the lock. Raises documents.storage.StorageError.
    """
    if not tender.document_template:
        return None
    name = f"dokumen-pemilihan-{tender.code}.pdf"
    body = _printed(tender, now, draft=False)
    kept = documents.services.keep(body, name=name, media_type=pdf.MEDIA_TYPE, store=Store.PUBLIC, now=now)
    return SelectionDocument.objects.create(
        tender=tender, kind=SELECTION_DOCUMENT, title=TITLE, version=1, name=name, object=kept, added_at=now
    )


def _template(tender: Tender) -> SelectionTemplate:
    template = template_of(tender)
    if template is None:
        raise refuse(Kind.STATE, "Dokumen pemilihan tender ini tidak disusun dari templat.", "Pilih templat dulu.")
    return template


def _printed(tender: Tender, now: datetime, *, draft: bool) -> bytes:
    return pdf.render(
        "tenders/selection_document",
        {**document_data(tender, _template(tender)), "draft": draft},
        drawn_at=now,
        digest=sha256(written_document(tender)).hex(),
        paper=f"{tender.code}/DP",
        training=tender.training,
    )
