# SPDX-License-Identifier: Apache-2.0
"""Minutes of the outcome (BAHP): drawn once with the result, approved by members, in the list of papers."""

import io
from typing import Any

from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

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
