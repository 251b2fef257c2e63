# SPDX-License-Identifier: Apache-2.0
"""Minutes of the explanation: drawn from the board, approved or refused by members, checked by digest."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client

import evaluation.services
from documents.services import read
from evaluation.models import Minutes
from evaluation.policy import DrawFacts, may_draw_clarification
from evaluation.rules.minutes import MinutesKind
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused, Role
from lpse.core.canonical import b64u, unb64u
from lpse.demo import clarification as world
from lpse.demo import vendors as traders
from lpse.demo.cast import Cast
from lpse.demo.waiting import reach
from lpse.ledger import selectors as record
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from lpse.regulations import StageKind
from tenders.models import Tender
from tests.support.clients import client_of
from vendors.selectors import clarification as board

WHEN = "Kapan barang harus tiba di puskesmas?\nBaris kedua #eval(1) *tebal* $x$"
SAID = "Paling lambat 60 hari kalender sejak kontrak."


@pytest.fixture
def explained(cast: Cast) -> Tender:
    """A tender whose explanation has ended: one question answered, one merged into it."""
    tender = world.explained_tender(cast, asks_for=4)
    for name in ("lintang", "bahari"):
        traders.join(cast, name, tender)
    first = world.ask(cast, "arung", tender, WHEN)
    second = world.ask(cast, "bahari", tender, "Kapan barang dikirim?", follows=first)
    world.answer(cast, "bima", first, SAID)
    world.answer(cast, "citra", second, first)
    world.publish(cast, "bima", tender)
    reach(tender, StageKind.CLARIFICATION, end=True)
    return tender


def draw(cast: Cast, tender: Tender, name: str = "bima") -> Minutes:
    return evaluation.services.draw_clarification_minutes(actor=cast.actor(name), tender=tender, now=clock.now())


def leaves(tender: Tender, act: str) -> list[Any]:
    rows = Entry.objects.filter(subject=tender.code, act=act).order_by("idx")
    return [json.loads(bytes(row.body)) for row in rows]


def test_the_minutes_hold_every_question_and_answer_and_no_name(cast: Cast, explained: Tender) -> None:
    minutes = draw(cast, explained)
    body = read(minutes.object)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    for said in ("Berita Acara Pemberian Penjelasan", "Kapan barang harus tiba", "#eval(1) *tebal* $x$", "Peserta 2",
                 "lihat jawaban pertanyaan 1", "2 pertanyaan dari 2 peserta", "Bima Harjanto"):  # fmt: skip
        assert said in text, said
    assert SAID.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert b"pdfaid:part" in body
    assert "Arung" not in text
    leaf = leaves(explained, "evaluation.draw_minutes")[0]
    public = leaf["public"]
    assert (public["kind"], leaf["role"]) == ("clarification", "committee")
    assert public["pdf"] == b64u(bytes.fromhex(minutes.object.sha256))
    basis = json.loads(record.document(unb64u(public["basis"], 32).hex()) or b"")
    assert [row["asker"] for row in basis["questions"]] == [1, 2]
    assert "Arung" not in json.dumps(basis)


def test_drawing_twice_prints_once_and_closes_the_board(cast: Cast, explained: Tender) -> None:
    assert draw(cast, explained).pk == draw(cast, explained, "citra").pk
    assert len(leaves(explained, "evaluation.draw_minutes")) == 1
    page = board.board(cast.actor("bima"), explained, clock.now())
    assert page.closed_at is not None
    assert not page.may_draw
    assert "Berita acara pemberian penjelasan sudah dibuat" in str(page.answer_refusal)


def test_minutes_wait_for_the_end_and_for_every_answer(cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_for=2)
    asked = world.ask(cast, "arung", tender, WHEN)
    with pytest.raises(Refused, match="belum berakhir"):
        draw(cast, tender)
    reach(tender, StageKind.CLARIFICATION, end=True)
    with pytest.raises(Refused, match="1 pertanyaan belum dijawab"):
        draw(cast, tender)
    world.answer(cast, "bima", asked, SAID)
    with pytest.raises(Refused, match="1 pertanyaan belum dijawab"):
        draw(cast, tender)
    world.publish(cast, "bima", tender)
    assert draw(cast, tender).kind == MinutesKind.CLARIFICATION


def test_after_the_bid_deadline_an_unanswered_question_stands_in_the_minutes(cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_for=1.5, closes_in=3)
    world.ask(cast, "arung", tender, WHEN)
    reach(tender, StageKind.BID_SUBMISSION, end=True)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(read(draw(cast, tender).object))).pages)
    assert "Tidak dijawab" in text


def test_a_training_tender_is_discussed_closed_and_has_its_minutes_afterwards(cast: Cast) -> None:
    from lpse.demo.tenders import announced_tender
    from vendors.services import close_due

    for name in ("arung", "bahari", "lintang"):
        traders.verified_vendor(cast, name)
    tender = announced_tender(cast, closes_in=14)
    world.discussed(cast, tender)
    assert board.unanswered(tender) == [4]
    assert [line.merged_into for line in board.board(Actor.public(), tender, clock.now()).lines] == [
        None,
        None,
        1,
        None,
    ]
    reach(tender, StageKind.BID_SUBMISSION, end=True)
    close_due()
    minutes = world.minutes(cast, Tender.objects.get(pk=tender.pk))
    assert minutes.approvals.filter(approved=True).count() == 3


def test_a_tender_without_questions_has_its_minutes_too(cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_for=0.5)
    reach(tender, StageKind.CLARIFICATION, end=True)
    assert draw(cast, tender).object.size > 1000


def test_only_a_member_of_this_committee_draws() -> None:
    facts = DrawFacts(has_seat=True, has_ended=True, is_open=True, unanswered=())
    bima = Actor(1, "Bima", frozenset({Role.COMMITTEE}))
    assert may_draw_clarification(bima, facts) is None
    assert may_draw_clarification(Actor.public(), facts) is not None
    assert may_draw_clarification(bima, DrawFacts(False, True, True, ())) is not None


def test_members_approve_or_refuse_with_a_reason(cast: Cast, explained: Tender) -> None:
    minutes = draw(cast, explained)
    common: dict[str, Any] = {"tender": explained, "minutes": minutes, "now": clock.now()}
    evaluation.services.approve_minutes(actor=cast.actor("bima"), approved=True, reason="", **common)
    with pytest.raises(Refused, match="alasan"):
        evaluation.services.approve_minutes(actor=cast.actor("citra"), approved=False, reason=" ", **common)
    evaluation.services.approve_minutes(actor=cast.actor("citra"), approved=False, reason="Jawaban 1 kurang.", **common)
    words = [leaf["public"]["approved"] for leaf in leaves(explained, "evaluation.approve_minutes")]
    assert words == [True, False]


Browse = Callable[[str], Client]


@pytest.fixture
def browse(cast: Cast) -> Browse:
    """A browser of a person with a fresh second factor, or of a stranger."""

    return lambda name: client_of(cast.people[name] if name else None)


def test_the_page_of_the_minutes_and_the_check_by_digest(cast: Cast, explained: Tender, browse: Browse) -> None:
    door = f"/tender/{explained.code}/berita-acara/penjelasan/buat/"
    for name, status in (("", 302), ("ratna", 404), ("arung", 404), ("oki", 404)):
        assert browse(name).post(door).status_code == status
    assert browse("bima").get(door).status_code == 405
    board_page = browse("bima").get(f"/tender/{explained.code}/tanya-jawab/").content.decode()
    assert "Buat berita acara penjelasan" in board_page
    page = f"/tender/{explained.code}/berita-acara/penjelasan/"
    assert browse("bima").post(door).headers["Location"] == page
    assert browse("bima").post(door).headers["Location"] == page
    ledger.sign_head()
    body = browse("").get(page).content.decode()
    assert "Berita Acara Pemberian Penjelasan" in body
    digest = Minutes.objects.get().object.sha256
    found = browse("").get(f"/periksa/?sidik={digest}").content.decode()
    assert "Berita Acara Pemberian Penjelasan" in found
    assert page in browse("").get(f"/tender/{explained.code}/tanya-jawab/").content.decode()
    told = browse("").get(f"/tender/{explained.code}/jejak/").content.decode()
    assert "Peserta 1 mengajukan pertanyaan 1" in told
    assert "Pokja menerbitkan jawaban atas 2 pertanyaan" in told
    assert "Berita Acara Pemberian Penjelasan dicetak" in told
    waiting = browse("dodi").get("/tugas/").content.decode()
    assert "Setujui berita acara pemberian penjelasan" in waiting


def test_the_evidence_bundle_with_questions_answers_and_minutes_is_sound(
    cast: Cast, explained: Tender, browse: Browse, tmp_path: Path
) -> None:
    from lpse.verify.__main__ import main
    from vendors.models import Question

    draw(cast, explained)
    ledger.sign_head()
    bundle = tmp_path / "bukti.zip"
    bundle.write_bytes(browse("").get(f"/tender/{explained.code}/jejak/bukti.zip").content)
    named = {f"doc/{unb64u(row.digest, 32).hex()}" for row in Question.objects.all()}
    assert named <= set(zipfile.ZipFile(bundle).namelist())
    assert main([str(bundle)]) == 0


def test_before_they_are_drawn_there_are_none(cast: Cast, explained: Tender, browse: Browse) -> None:
    assert browse("").get(f"/tender/{explained.code}/berita-acara/penjelasan/").status_code == 404
    with pytest.raises((Missing, Refused)):
        draw(cast, explained, "ratna")
