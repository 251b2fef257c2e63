# SPDX-License-Identifier: Apache-2.0
"""Pages of questions and answers: who sees what, masking on every way a name could leak, hostile text, few queries."""

import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from documents.models import StoredObject
from lpse.demo import clarification as world
from lpse.demo import vendors as traders
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender, prepared_tender
from lpse.demo.waiting import reach
from lpse.ledger import services as ledger
from lpse.regulations import StageKind
from tenders.models import Tender
from tests.support.clients import client_of
from vendors.models import Answer, Question

SignIn = Callable[..., Client]
WHEN = "Kapan barang harus tiba di puskesmas?"
SAID = "Barang tiba paling lambat 60 hari kalender sejak kontrak."
HOSTILE = "<script>alert('kenari')</script>\"'><img src=x onerror=alert(1)> {{ 7|add:7 }} \u202egnp.exe #eval(1)"
OFFICIALS = ("bima", "citra", "ratna", "hendra", "oki", "esti", "vera")


@pytest.fixture
def sign_in(cast: Cast) -> SignIn:
    """A browser of a person who gave the second factor ``age`` seconds ago; without a name, a stranger's."""

    def client(name: str = "", *, age: float = 0) -> Client:
        return client_of(cast.people[name] if name else None, age=age)

    return client


def at(name: str, *args: object) -> str:
    return reverse(f"vendors:{name}", args=args)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def question(**given: Any) -> dict[str, Any]:
    return {"document": "", "clause": "Bab III LDP 9.1", "text": WHEN, "follows": ""} | given


def test_asking_answering_merging_and_publishing_through_the_pages(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    for name in ("arung", "bahari"):
        traders.join(cast, name, tender)
    board = at("questions", tender.code)
    guest, bima = sign_in(), sign_in("bima")
    assert "Belum ada pertanyaan" in text_of(guest, board)
    asked = sign_in("arung").post(at("ask-question", tender.code), question())
    assert asked.headers["Location"] == f"{board}#t-1"
    twin = question(text="Kapan barang dikirim ke puskesmas?", follows="1")
    assert sign_in("bahari").post(at("ask-question", tender.code), twin).status_code == 302
    assert "2 pertanyaan belum dijawab" in text_of(bima, board)
    draft = {"text": SAID, "points_to": "", "seen": "0"}
    assert bima.post(at("draft-answer", tender.code, 1), draft).status_code == 302
    merge = {"text": "", "points_to": "1", "seen": "0"}
    assert bima.post(at("draft-answer", tender.code, 2), merge).status_code == 302
    assert SAID in text_of(bima, board)
    assert SAID not in text_of(guest, board)
    page = text_of(bima, at("publish-answers", tender.code))
    assert 'value="1.1"' in page and 'value="2.1"' in page
    assert bima.post(at("publish-answers", tender.code), {"seen": ["1.1", "2.1"]}).status_code == 302
    assert bima.post(at("publish-answers", tender.code), {"seen": ["1.1", "2.1"]}).status_code == 302
    told = text_of(guest, board)
    assert SAID in told
    assert "lihat jawaban pertanyaan 1" in told
    assert "lanjutan pertanyaan 1" in told


def leaked(names: list[str], *bodies: str) -> list[str]:
    return [name for name in names for body in bodies if name in body]


def test_nobody_learns_the_asker_before_the_close(sign_in: SignIn, cast: Cast, tender: Tender, broker: Any) -> None:
    for name in ("lintang", "bahari", "arung"):
        traders.join(cast, name, tender)
    file = SimpleUploadedFile("PT Arung Bangun Persada.pdf", b"%PDF-1.4\n% denah\n%%EOF\n", "application/pdf")
    rani = sign_in("arung")
    assert rani.post(at("ask-question", tender.code), question(file=file)).status_code == 302
    own = Question.objects.get().asker.participation
    world.answer(cast, "bima", Question.objects.get(), SAID)
    world.publish(cast, "bima", tender)
    ledger.sign_head()
    secrets = ["Arung", "Rani Pradipta", cast.people["arung"].email, own.vendor.code, own.vendor.business_number]
    places = [
        at("questions", tender.code), f"/tender/{tender.code}/", f"/tender/{tender.code}/jejak/",
        f"/tender/{tender.code}/peserta/", f"/catatan/?subjek={tender.code}", "/metrics",
    ]  # fmt: skip
    for name in ("", "bahari", "lintang", *OFFICIALS):
        client = sign_in(name)
        for place in places:
            assert not leaked(secrets, b"".join(client.get(place)).decode()), (name, place)
    for number in range(40):
        entry = sign_in().get(f"/catatan/{number}/")
        if entry.status_code == 200 and tender.code in entry.content.decode():
            assert not leaked(secrets, entry.content.decode()), number
    bundle = sign_in().get(f"/tender/{tender.code}/jejak/bukti.zip").content
    assert not [secret for secret in secrets if secret.encode() in bundle]
    # Addresses count within the tender; keys of tables and of accounts stand in none of them.
    led = sign_in("bima").get(at("question-file", tender.code, 1)).headers["Location"]
    with urllib.request.urlopen(led, timeout=10) as got:
        assert f"{tender.code}-pertanyaan-1.pdf" in got.headers["Content-Disposition"]
    assert not leaked([*secrets, "Persada"], led)
    assert "Persada" not in StoredObject.objects.latest("pk").name
    assert "(Anda)" in text_of(rani, at("questions", tender.code))
    assert "(Anda)" not in text_of(sign_in("bahari"), at("questions", tender.code))


def test_whoever_asked_the_pages_are_the_same_to_the_byte(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    for name in ("lintang", "arung", "bahari"):
        traders.join(cast, name, tender)
    watchers = {name: sign_in(name, age=-900) for name in ("", "lintang", *OFFICIALS)}
    clock = rb'<time[^>]*>[^<]*|datetime="[^"]*"|data-now[^>]*>|\d\d\.\d\d(\.\d\d)?|"now": [\d.]+'
    moving = re.compile(clock + rb'|name="csrf[^>]*>')

    def world_of(asker: str) -> dict[tuple[str, str], bytes]:
        with transaction.atomic():
            world.answer(cast, "bima", world.ask(cast, asker, tender, WHEN, file=b"%PDF-1.4\n%%EOF\n"), SAID)
            world.publish(cast, "bima", tender)
            pages = [at("questions", tender.code), at("participants", tender.code), f"/tender/{tender.code}/"]
            seen = {(name, page): client.get(page).content for name, client in watchers.items() for page in pages}
            transaction.set_rollback(True)
        return {key: moving.sub(b"", body) for key, body in seen.items()}

    first, second = world_of("arung"), world_of("bahari")
    assert WHEN.encode() in first["", at("questions", tender.code)]
    assert [key for key in first if first[key] != second[key]] == []


def test_after_the_close_the_names_stand_beside_the_questions(sign_in: SignIn, cast: Cast) -> None:
    from vendors.services import close_due

    tender = announced_tender(cast, closes_in=3)
    world.ask(cast, "arung", tender, WHEN)
    reach(tender, StageKind.BID_SUBMISSION, end=True)
    assert "Arung" not in text_of(sign_in("bima"), at("questions", tender.code))
    close_due()
    assert "PT Arung Bangun Persada" in text_of(sign_in(), at("questions", tender.code))


def test_who_has_no_part_in_it_finds_no_door(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    asked = world.ask(cast, "arung", tender, WHEN)
    traders.verified_vendor(cast, "bahari")
    doors = [at("ask-question", tender.code), at("draft-answer", tender.code, 1), at("publish-answers", tender.code)]
    doors += [at("discard-draft", tender.code, 1), at("mask-askers", tender.code)]
    for name in ("bahari", "oki", "esti", "vera"):
        client = sign_in(name)
        for door in doors:
            assert client.get(door).status_code in (404, 405), (name, door)
            assert client.post(door, {"text": SAID, "seen": "0"}).status_code == 404, (name, door)
    for door in doors:
        assert sign_in().get(door).status_code in (302, 405), door
    assert sign_in("arung").get(at("draft-answer", tender.code, asked.number)).status_code == 404
    for number in (2, 40_000, 2**63):
        assert sign_in("bima").get(at("draft-answer", tender.code, number)).status_code == 404
        assert sign_in().get(at("question-file", tender.code, number)).status_code == 404
    assert sign_in().get(at("question-file", tender.code, 1)).status_code == 404
    draft = prepared_tender(cast)
    assert sign_in("bima").get(at("questions", draft.code)).status_code == 404
    assert not Answer.objects.exists()


def test_a_late_question_is_told_when_the_window_was(sign_in: SignIn, cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_for=1.5)
    traders.join(cast, "arung", tender)
    rani = sign_in("arung")
    assert rani.get(at("ask-question", tender.code)).status_code == 200
    reach(tender, StageKind.CLARIFICATION, end=True)
    for answer in (rani.get(at("ask-question", tender.code)), rani.post(at("ask-question", tender.code), question())):
        assert answer.status_code == 409
        assert "Masa penjelasan dibuka" in answer.content.decode()
        assert "sudah berakhir" in answer.content.decode()
    page = text_of(rani, at("questions", tender.code))
    assert "Masa penjelasan berakhir" in page
    assert "Ajukan pertanyaan" not in page
    assert not Question.objects.exists()


def test_a_wrong_form_keeps_what_was_typed_and_says_what_to_do(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    traders.join(cast, "arung", tender)
    rani = sign_in("arung")
    wrong = SimpleUploadedFile("denah.pdf", b"MZ\x90", "application/pdf")
    answer = rani.post(at("ask-question", tender.code), question(file=wrong))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Galat:" in page
    assert "bukan PDF, PNG, atau JPEG" in page
    assert WHEN in page
    for spoilt in (question(clause=""), question(text="apa?"), question(document="999"), question(follows="7")):
        assert rani.post(at("ask-question", tender.code), spoilt).status_code == 422
    assert not Question.objects.exists()


def test_two_members_see_who_was_faster_and_keep_their_words(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    world.ask(cast, "arung", tender, WHEN)
    door = at("draft-answer", tender.code, 1)
    assert sign_in("bima").post(door, {"text": SAID, "points_to": "", "seen": "0"}).status_code == 302
    late = sign_in("citra").post(door, {"text": "Jawaban Citra yang panjang.", "points_to": "", "seen": "0"})
    assert late.status_code == 409
    assert "baru saja diubah oleh Bima Harjanto" in late.content.decode()
    assert "Jawaban Citra yang panjang." in late.content.decode()
    both = sign_in("citra").post(door, {"text": SAID, "points_to": "1", "seen": "1"})
    assert both.status_code == 422
    assert sign_in("citra").post(door, {"text": "", "points_to": "", "seen": "1"}).status_code == 422


def test_publishing_asks_for_the_second_factor_and_for_what_the_page_showed(
    sign_in: SignIn, cast: Cast, tender: Tender
) -> None:
    world.answer(cast, "bima", world.ask(cast, "arung", tender, WHEN), SAID)
    door = at("publish-answers", tender.code)
    tired = sign_in("bima", age=900)
    assert tired.get(door).status_code == 200
    assert "reauthenticate" in tired.post(door, {"seen": "1.1"}).headers["Location"]
    for spoilt in ({}, {"seen": "1.2"}, {"seen": ["1.1", "9.9"]}, {"seen": "x"}, {"seen": "1.1.1"}):
        assert sign_in("bima").post(door, spoilt).status_code == 409
    assert not Answer.objects.filter(published_at__isnull=False).exists()


def test_hostile_text_and_file_names_stay_text(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    traders.join(cast, "arung", tender)
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    file._name = 'a";filename="b.html'  # type: ignore[assignment]
    sent = question(text=HOSTILE, clause=HOSTILE[:100], file=file)
    assert sign_in("arung").post(at("ask-question", tender.code), sent).status_code == 302
    world.answer(cast, "bima", Question.objects.get(), HOSTILE)
    pages = [at("questions", tender.code), at("draft-answer", tender.code, 1), at("publish-answers", tender.code)]
    for page in pages:
        body = text_of(sign_in("bima"), page)
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "alert(&#x27;kenari&#x27;)" in body
    world.publish(cast, "bima", tender)
    assert "<script>alert" not in text_of(sign_in(), at("questions", tender.code))
    nul = sign_in("arung").post(at("ask-question", tender.code), question(text=f"a\x00b{WHEN}"))
    assert nul.status_code == 422
    for asked in ("?tampil=%FF%FE", "?tampil=" + "x" * 5000, "?tampil=%3Cscript%3Ealert(1)"):
        assert "<script>alert(1)" not in text_of(sign_in(), at("questions", tender.code) + asked)
    form = sign_in("arung").get(at("ask-question", tender.code) + "?lanjutan=%22%3E%3Cscript%3Ealert(1)")
    assert b"<script>alert(1)" not in form.content


def test_the_board_asks_the_database_little_however_many_questions(
    sign_in: SignIn, cast: Cast, tender: Tender, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        asked = world.ask(cast, "arung" if number % 2 else "bahari", tender, f"{WHEN} ({number})")
        if number % 3:
            world.answer(cast, "bima", asked, SAID)
    world.publish(cast, "bima", tender)
    guest, bima, rani = sign_in(), sign_in("bima"), sign_in("arung")
    for client in (guest, bima, rani):
        client.get(at("questions", tender.code))
    with django_assert_max_num_queries(8):
        guest.get(at("questions", tender.code))
    with django_assert_max_num_queries(16):
        bima.get(at("questions", tender.code))
    with django_assert_max_num_queries(16):
        rani.get(at("questions", tender.code))


def test_the_live_part_is_the_page_without_its_frame(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    world.ask(cast, "arung", tender, WHEN)
    board = at("questions", tender.code)
    part = sign_in().get(board, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert WHEN in part
    page = text_of(sign_in(), board)
    assert f'data-live-src="{board}"' in page
    assert "Muat ulang" in page


def test_questions_are_sifted_by_document_and_by_what_waits(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    first = world.ask(cast, "arung", tender, WHEN)
    world.ask(cast, "arung", tender, "Apakah warna bebas dipilih?", clause="Spesifikasi teknis butir 4")
    world.answer(cast, "bima", first, SAID)
    world.publish(cast, "bima", tender)
    board = at("questions", tender.code)
    assert WHEN not in text_of(sign_in(), f"{board}?tampil=belum")
    assert "Apakah warna" in text_of(sign_in(), f"{board}?tampil=belum")
    assert WHEN not in text_of(sign_in(), f"{board}?tampil=Spesifikasi+teknis")
    assert WHEN in text_of(sign_in(), f"{board}?tampil=lain")
    member = text_of(sign_in("bima"), board)
    assert member.index('id="t-2"') < member.index('id="t-1"')


def test_masking_is_chosen_on_a_page_before_the_announcement(sign_in: SignIn, cast: Cast, tender: Tender) -> None:
    draft = prepared_tender(cast, title="Pengadaan Kursi Roda")
    bima, door = sign_in("bima"), at("mask-askers", draft.code)
    assert door in text_of(bima, f"/tender/{draft.code}/susun/")
    assert "Disamarkan" in text_of(bima, door)
    assert bima.post(door, {}).status_code == 422
    assert bima.post(door, {"masked": "tidak"}).status_code == 302
    assert sign_in("ratna").get(door).status_code == 404
    assert bima.get(at("mask-askers", tender.code)).headers["Location"] == at("questions", tender.code)
    assert bima.post(at("mask-askers", tender.code), {"masked": "tidak"}).status_code == 409
