# SPDX-License-Identifier: Apache-2.0
"""Minutes of the outcome (BAHP): drawn once with the result, approved by members, in the list of papers."""

import datetime as dt
import io
from typing import Any

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from documents import pdf
from documents.services import read
from evaluation import services
from evaluation.models import Minutes
from evaluation.rules.minutes import MinutesKind
from lpse.core import clock
from lpse.core.canonical import b64u
from lpse.core.money import rupiah
from lpse.demo import evaluation as world
from lpse.ledger.models import Entry
from tenders.models import Tender

from .conftest import Scene


def drawn(scene: Scene) -> Minutes:
    return Minutes.objects.select_related("object").get(tender=scene.tender, kind=MinutesKind.RESULT)


def test_the_minutes_of_the_outcome_say_who_bid_what_and_who_won(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    minutes = drawn(sheet)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(read(minutes.object))).pages).split())
    for standing in result.standings.select_related("vendor"):
        assert str(standing.vendor) in text
        assert standing.vendor.tax_number in text
        assert standing.reason.split(",")[0][:40] in text
    winner = result.standings.get(rank=1)
    tender = Tender.objects.get(pk=sheet.tender.pk)
    amounts = (rupiah(winner.price_corrected or 0), rupiah(tender.owner_estimate))
    for part in (*amounts, "Cadangan", "Bima Harjanto"):
        assert part in text
    leaf = Entry.objects.filter(subject=tender.code, act="evaluation.draw_minutes").latest("idx")
    assert b64u(bytes.fromhex(minutes.object.sha256)).encode() in bytes(leaf.body)
    assert result.document.encode() in bytes(leaf.body)


def test_the_minutes_print_a_preference_and_an_outcome_without_a_winner() -> None:
    words = ("code", "title", "agency", "work_unit", "ceiling", "owner_estimate", "contract", "method", "regulation")
    bid = {"rank": "1", "vendor": "PT Arung", "tax_number": "01", "reason": ""}
    bid |= {"price_read": "Rp900,00", "price_corrected": "Rp900,00", "price_evaluated": "Rp810,00"}
    won = {"vendor": "PT Arung", "address": "Sagara", "tax_number": "01", "price": "Rp900,00", "price_words": "satu"}
    common: dict[str, Any] = {
        "number": "BA-1", "announced_at": "kini", "objection_ends_at": "nanti", "round": "1", "elements": ["Harga."],
        "tender": dict.fromkeys(words, "x"), "counts": dict.fromkeys(("registered", "bids", "unreadable"), "1"),
        "formula": "Rumus.", "bids": [bid], "reserves": [], "decided_by": "Pokja", "members": [],
    }  # fmt: skip

    def printed(**rest: Any) -> str:
        body = pdf.render(
            "evaluation/result_minutes", common | rest, drawn_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
            digest="0" * 64, training=False,
        )  # fmt: skip
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())

    preferred, none = printed(is_preferred=True, winner=won), printed(is_preferred=False, winner=None)
    assert "Harga evaluasi akhir" in preferred
    assert "Rp810,00" in preferred
    assert "tidak ada pemenang" in none
    assert "Rp810,00" not in none


def test_members_approve_it_or_refuse_with_a_reason_and_the_papers_tell(sheet: Scene, client: Client) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    again = services.draw_result_minutes(actor=sheet.cast.actor("bima"), result=result, now=clock.now())
    assert again.pk == drawn(sheet).pk
    for name, approved, reason in (("bima", True, ""), ("citra", False, "Harga PT Arung tidak wajar.")):
        services.approve_minutes(
            actor=sheet.cast.actor(name),
            tender=sheet.tender,
            minutes=drawn(sheet),
            approved=approved,
            reason=reason,
            now=clock.now(),
        )
    page = client.get(reverse("portal:papers", args=[sheet.tender.code])).content.decode()
    for words in ("Berita Acara Hasil Pemilihan", "1 dari 3 anggota menyetujui", "1 menolak dengan alasan"):
        assert words in page
    shown = client.get(reverse("evaluation:minutes", args=[sheet.tender.code, "hasil"])).content.decode()
    assert "Harga PT Arung tidak wajar." in shown


def test_minutes_of_an_undecided_evaluation_are_no_public_paper(
    sheet: Scene, client: Client, django_assert_max_num_queries: Any
) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    address = reverse("portal:papers", args=[sheet.tender.code])
    with django_assert_max_num_queries(14):
        assert "Berita Acara Evaluasi" not in client.get(address).content.decode()
    assert client.get(reverse("portal:papers", args=["T-2026-9999"])).status_code == 404
