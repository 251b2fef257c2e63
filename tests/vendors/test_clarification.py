# SPDX-License-Identifier: Apache-2.0
"""Questions and answers through their services: asked in time by participants, drafted unseen, published together."""

import json
from datetime import timedelta

import pytest

from documents.rules import Store
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused
from lpse.core.canonical import unb64u
from lpse.demo import clarification as world
from lpse.demo import vendors as traders
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender, prepared_tender
from lpse.demo.waiting import reach
from lpse.ledger import selectors as record
from lpse.ledger.models import Entry
from lpse.notices import rules as topics
from lpse.regulations import StageKind
from tenders.models import Tender
from vendors import services
from vendors.models import Answer, Asker, Question
from vendors.selectors import clarification as selectors
from vendors.selectors import tasks_for

WHEN = "Kapan barang harus tiba di puskesmas?"
SAID = "Barang tiba paling lambat 60 hari kalender sejak kontrak."
PDF = b"%PDF-1.4\n%%EOF\n"


def leaves(tender: Tender, act: str) -> list[dict[str, object]]:
    rows = Entry.objects.filter(subject=tender.code, act=act).order_by("idx")
    return [json.loads(bytes(row.body)) for row in rows]


def seen_by(actor: Actor, tender: Tender) -> selectors.Board:
    return selectors.board(actor, tender, clock.now())


def test_a_question_is_public_at_once_and_names_nobody(cast: Cast, tender: Tender) -> None:
    for name in ("lintang", "bahari", "arung"):
        traders.join(cast, name, tender)
    asked = world.ask(cast, "arung", tender, WHEN)
    assert (asked.number, asked.asker.number) == (1, 1)
    line = seen_by(Actor.public(), tender).lines[0]
    assert (line.asker, line.name, line.is_own, line.text) == (1, "", False, WHEN)
    assert seen_by(cast.actor("bima"), tender).lines[0].name == ""
    assert seen_by(cast.actor("bahari"), tender).lines[0].is_own is False
    assert seen_by(cast.actor("arung"), tender).lines[0].is_own is True


def test_the_number_of_an_asker_is_of_one_tender_and_tells_no_order_of_registration(cast: Cast, tender: Tender) -> None:
    other = announced_tender(cast, title="Pengadaan Kursi Roda")
    for name in ("arung", "bahari"):
        traders.join(cast, name, tender)
        traders.join(cast, name, other)
    world.ask(cast, "bahari", tender, WHEN)
    world.ask(cast, "arung", tender, WHEN)
    world.ask(cast, "arung", other, WHEN)
    world.ask(cast, "bahari", tender, "Apakah merek boleh disebut?")
    numbers = [line.asker for line in seen_by(Actor.public(), tender).lines]
    assert numbers == [1, 2, 1]
    assert seen_by(Actor.public(), other).lines[0].asker == 1


def test_one_leaf_per_question_with_the_masked_number_and_the_document_behind_it(cast: Cast, tender: Tender) -> None:
    asked = world.ask(cast, "arung", tender, WHEN, clause="Bab V butir 2")
    leaf = leaves(tender, "vendors.ask_question")
    assert len(leaf) == 1
    assert leaf[0]["public"] == {"asker": 1, "document": asked.digest, "question": 1}
    body = record.document(unb64u(asked.digest, 32).hex())
    assert body is not None
    assert WHEN.encode() in body
    vendor = asked.asker.participation.vendor
    for secret in (vendor.code, vendor.name, str(cast.people["arung"].pk)):
        assert f'"{secret}"'.encode() not in body
    assert "Arung" not in body.decode()


def test_the_same_words_again_are_the_same_question(cast: Cast, tender: Tender) -> None:
    first = world.ask(cast, "arung", tender, WHEN)
    assert world.ask(cast, "arung", tender, f"  {WHEN} ").pk == first.pk
    assert world.ask(cast, "bahari", tender, WHEN).pk != first.pk
    assert Question.objects.count() == 2
    assert len(leaves(tender, "vendors.ask_question")) == 2


def test_only_a_participant_asks(cast: Cast, tender: Tender) -> None:
    traders.verified_vendor(cast, "arung")
    now = clock.now()
    for name in ("arung", "bima", "ratna"):
        with pytest.raises(Missing):
            services.ask_question(
                actor=cast.actor(name), tender=tender, document=None, clause="1", text=WHEN, follows=None, file=None,
                now=now,
            )  # fmt: skip


def test_early_and_late_questions_are_refused_in_words_that_name_the_window(cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_from=1.5, asks_for=1.5)
    with pytest.raises(Refused, match=r"Masa penjelasan dibuka .* dan berakhir .* WIB.*Ajukan pertanyaan setelah"):
        world.ask(cast, "arung", tender, WHEN)
    reach(tender, StageKind.CLARIFICATION)
    world.ask(cast, "arung", tender, WHEN)
    reach(tender, StageKind.CLARIFICATION, end=True)
    with pytest.raises(Refused, match=r"Masa penjelasan dibuka .* dan sudah berakhir .* WIB"):
        world.ask(cast, "arung", tender, "Apakah boleh sesudahnya?")


def test_equality_with_the_end_is_late(cast: Cast, tender: Tender) -> None:
    traders.join(cast, "arung", tender)
    known = selectors.clarifying(tender)
    for late, moment in ((False, known.window.ends_at - timedelta(microseconds=1)), (True, known.window.ends_at)):
        from vendors.policy import may_ask
        from vendors.selectors import facts

        arung = cast.actor("arung")
        assert (may_ask(arung, facts(arung), known, moment) is not None) is late


@pytest.mark.parametrize("text", ["", "   ", "apa?", "\u00a0\u2003\u200b"])
def test_an_empty_question_is_refused_with_what_to_write(cast: Cast, tender: Tender, text: str) -> None:
    with pytest.raises(Refused, match="kalimat lengkap"):
        world.ask(cast, "arung", tender, text)
    with pytest.raises(Refused, match="Bab atau butir"):
        world.ask(cast, "arung", tender, WHEN, clause=" ")
    assert not Asker.objects.exists()


def test_an_attachment_is_known_by_its_bytes_and_keeps_no_name(cast: Cast, tender: Tender) -> None:
    asked = world.ask(cast, "arung", tender, WHEN, file=PDF + b"% denah\n")
    assert asked.file is not None
    assert (asked.file.name, asked.file.store, asked.file.media_type) == (
        "lampiran.pdf",
        Store.PUBLIC,
        "application/pdf",
    )
    with pytest.raises(Refused, match="bukan PDF"):
        world.ask(cast, "arung", tender, "Apakah gambar ini benar?", file=b"MZ\x90")
    with pytest.raises(Refused, match="20 MB"):
        world.ask(cast, "arung", tender, "Apakah gambar ini benar?", file=PDF + b"0" * 20 * 2**20)


def test_a_follow_up_points_at_a_question_of_its_own_tender(cast: Cast, tender: Tender) -> None:
    first = world.ask(cast, "arung", tender, WHEN)
    later = world.ask(cast, "bahari", tender, "Dan ke gudang mana?", follows=first)
    assert [line.follows for line in seen_by(Actor.public(), tender).lines] == [None, 1]
    other = announced_tender(cast, title="Pengadaan Kursi Roda")
    with pytest.raises(Missing):
        world.ask(cast, "arung", other, "Dan ke gudang mana?", follows=later)


def test_drafts_are_seen_by_members_only_until_they_are_published_together(cast: Cast, tender: Tender) -> None:
    first = world.ask(cast, "arung", tender, WHEN)
    second = world.ask(cast, "bahari", tender, "Kapan barang dikirim?")
    world.answer(cast, "bima", first, SAID)
    world.answer(cast, "citra", second, first)
    for name in ("arung", "bahari", "ratna", "oki", "esti", "vera"):
        board = seen_by(cast.actor(name), tender)
        assert [(line.answer, line.draft, line.merged_into) for line in board.lines] == [("", None, None)] * 2, name
        assert board.draft_count == 0
    mine = seen_by(cast.actor("dodi"), tender)
    assert [line.draft.text if line.draft else None for line in mine.lines] == [SAID, ""]
    assert not leaves(tender, "vendors.publish_answers")
    world.publish(cast, "dodi", tender)
    lines = seen_by(Actor.public(), tender).lines
    assert [(line.answer, line.merged_into, line.merged) for line in lines] == [(SAID, None, [2]), ("", 1, [])]
    assert lines[0].answered_at == lines[1].answered_at
    told = leaves(tender, "vendors.publish_answers")
    assert len(told) == 1
    assert told[0]["public"]["answers"] == 2  # type: ignore[index]


def test_a_merge_waits_for_the_answer_it_points_at(cast: Cast, tender: Tender) -> None:
    first, second, third = (world.ask(cast, "arung", tender, f"{WHEN} ({n})") for n in range(3))
    world.answer(cast, "bima", second, first)
    assert selectors.drafts_of(tender) == []
    with pytest.raises(Refused, match="Tidak ada rancangan"):
        world.publish(cast, "bima", tender)
    with pytest.raises(Refused, match="tidak dapat digabungkan"):
        world.answer(cast, "bima", third, second)
    with pytest.raises(Refused, match="tidak dapat digabungkan"):
        world.answer(cast, "bima", first, third)
    world.answer(cast, "bima", first, SAID)
    assert len(world.publish(cast, "bima", tender)) == 2
    world.answer(cast, "bima", third, first)
    assert [row.question.number for row in world.publish(cast, "bima", tender)] == [3]
    assert selectors.unanswered(tender) == []


def test_two_members_at_one_answer_lose_nothing(cast: Cast, tender: Tender) -> None:
    asked = world.ask(cast, "arung", tender, WHEN)
    world.answer(cast, "bima", asked, SAID)
    assert world.answer(cast, "bima", asked, SAID).version == 1
    with pytest.raises(Refused, match="baru saja diubah oleh Bima Harjanto"):
        world.answer(cast, "citra", asked, "Jawaban lain yang ditulis bersamaan.")
    assert world.answer(cast, "citra", asked, f"{SAID} Termasuk pemasangan.", seen=1).version == 2


def test_a_draft_changed_since_the_page_was_opened_stops_publication_and_a_second_click_nothing(
    cast: Cast, tender: Tender
) -> None:
    asked = world.ask(cast, "arung", tender, WHEN)
    world.answer(cast, "bima", asked, SAID)
    world.answer(cast, "citra", asked, f"{SAID} Termasuk pemasangan.", seen=1)
    stale = {"actor": cast.actor("bima"), "tender": tender, "now": clock.now()}
    with pytest.raises(Refused, match="berubah sejak"):
        services.publish_answers(**stale, seen={1: 1})
    world.publish(cast, "bima", tender)
    services.publish_answers(**stale, seen={1: 2})
    assert len(leaves(tender, "vendors.publish_answers")) == 1
    with pytest.raises(Refused, match="sudah diterbitkan"):
        world.answer(cast, "bima", asked, "Jawaban yang berubah.", seen=2)


def test_a_discarded_draft_leaves_the_question_waiting(cast: Cast, tender: Tender) -> None:
    asked = world.ask(cast, "arung", tender, WHEN)
    world.answer(cast, "bima", asked, SAID)
    services.discard_draft(actor=cast.actor("citra"), question=asked, now=clock.now())
    services.discard_draft(actor=cast.actor("citra"), question=asked, now=clock.now())
    assert not Answer.objects.exists()
    assert selectors.unanswered(tender) == [1]
    world.answer(cast, "bima", asked, SAID)
    world.publish(cast, "bima", tender)
    services.discard_draft(actor=cast.actor("citra"), question=asked, now=clock.now())
    assert Answer.objects.count() == 1


def test_only_the_committee_of_the_tender_answers_and_publishing_asks_for_the_second_factor(
    cast: Cast, tender: Tender
) -> None:
    asked = world.ask(cast, "arung", tender, WHEN)
    for name in ("arung", "ratna", "oki"):
        with pytest.raises(Refused, match="jabatan"):
            world.answer(cast, name, asked, SAID)
    world.answer(cast, "bima", asked, SAID)
    tired = cast.actor("bima", stepped_up=False)
    with pytest.raises(Refused, match="faktor kedua"):
        services.publish_answers(actor=tired, tender=tender, seen={1: 1}, now=clock.now())


def test_an_answer_after_the_window_is_marked_late(cast: Cast) -> None:
    tender = world.explained_tender(cast, asks_for=2)
    first = world.ask(cast, "arung", tender, WHEN)
    second = world.ask(cast, "arung", tender, "Apakah termasuk pemasangan?")
    world.answer(cast, "bima", first, SAID)
    world.publish(cast, "bima", tender)
    reach(tender, StageKind.CLARIFICATION, end=True)
    world.answer(cast, "bima", second, "Ya, termasuk pemasangan dan uji fungsi.")
    world.publish(cast, "bima", tender)
    assert [line.is_late for line in seen_by(Actor.public(), tender).lines] == [False, True]
    assert [leaf["public"]["late"] for leaf in leaves(tender, "vendors.publish_answers")] == [False, True]  # type: ignore[index]


def test_after_the_bid_deadline_nothing_is_answered(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=3)
    asked = world.ask(cast, "arung", tender, WHEN)
    world.answer(cast, "bima", asked, SAID)
    reach(tender, StageKind.BID_SUBMISSION, end=True)
    with pytest.raises(Refused, match="jawaban tidak lagi diterbitkan"):
        world.publish(cast, "bima", tender)


def test_a_tender_that_failed_takes_no_question_and_says_so(cast: Cast, tender: Tender) -> None:
    from tenders.rules import Ground
    from tenders.services import fail_tender

    world.ask(cast, "arung", tender, WHEN)
    bima = cast.actor("bima")
    fail_tender(actor=bima, tender=tender, ground=Ground.WRONG_DOCUMENT, reason="Spesifikasi keliru.", now=clock.now())
    board = seen_by(Actor.public(), Tender.objects.get(pk=tender.pk))
    assert (board.phase, list(board.waiting)) == ("stopped", [1])
    with pytest.raises(Refused, match="tidak sedang menerima pertanyaan"):
        services.ask_question(
            actor=cast.actor("arung"), tender=tender, document=None, clause="1", text=f"{WHEN} Lagi?", follows=None,
            file=None, now=clock.now(),
        )  # fmt: skip


def test_names_appear_when_the_close_is_on_the_record_and_not_before(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=3)
    world.ask(cast, "arung", tender, WHEN)
    reach(tender, StageKind.BID_SUBMISSION, end=True)
    assert seen_by(cast.actor("bima"), tender).lines[0].name == ""
    services.close_due()
    assert seen_by(Actor.public(), Tender.objects.get(pk=tender.pk)).lines[0].name == "PT Arung Bangun Persada"


def test_masking_is_on_by_default_and_settled_before_the_announcement(cast: Cast) -> None:
    draft = prepared_tender(cast)
    assert selectors.is_masked(draft)
    services.mask_askers(actor=cast.actor("citra"), tender=draft, masked=True, now=clock.now())
    assert not leaves(draft, "vendors.mask_askers")
    services.mask_askers(actor=cast.actor("citra"), tender=draft, masked=False, now=clock.now())
    services.mask_askers(actor=cast.actor("citra"), tender=draft, masked=False, now=clock.now())
    assert [leaf["public"] for leaf in leaves(draft, "vendors.mask_askers")] == [{"masked": False}]
    with pytest.raises(Refused, match="jabatan"):
        services.mask_askers(actor=cast.actor("ratna"), tender=draft, masked=True, now=clock.now())
    from lpse.demo.tenders import accept_key_set, enrol_members
    from tenders.services import announce_tender

    enrol_members(cast)
    accept_key_set(cast, draft)
    announce_tender(actor=cast.actor("bima"), tender=draft, now=clock.now())
    with pytest.raises(Refused, match="sudah diumumkan"):
        services.mask_askers(actor=cast.actor("citra"), tender=draft, masked=True, now=clock.now())
    tender = Tender.objects.get(pk=draft.pk)
    world.ask(cast, "arung", tender, WHEN)
    assert seen_by(Actor.public(), tender).lines[0].name == "PT Arung Bangun Persada"


def test_what_waits_for_whom(cast: Cast, tender: Tender) -> None:
    def tasks(name: str) -> list[str]:
        return [task.title for task in tasks_for(cast.actor(name)) if "tanya-jawab" in task.url]

    assert tasks("bima") == []
    first = world.ask(cast, "arung", tender, WHEN)
    world.ask(cast, "arung", tender, "Apakah termasuk pemasangan?")
    world.answer(cast, "bima", first, SAID)
    assert [title.split(":")[0] for title in tasks("bima")] == ["Jawab 2 pertanyaan"]
    assert tasks("arung") == []
    world.publish(cast, "bima", tender)
    assert [title.split(":")[0] for title in tasks("dodi")] == ["Jawab 1 pertanyaan"]
    assert [title.split(":")[0] for title in tasks("arung")] == ["Baca 1 jawaban Pokja"]


def test_live_messages_say_the_act_and_nothing_else(cast: Cast, tender: Tender) -> None:
    from lpse.notices import following

    following._fresh()
    while following._fresh():
        pass
    traders.join(cast, "arung", tender)
    while following._fresh():
        pass
    world.ask(cast, "arung", tender, WHEN)
    told = following._fresh()
    assert (f"tender.{tender.code}", "vendors.ask_question") in told
    assert {topics.message_of(act) for _topic, act in told} == {'{"act":"vendors.ask_question"}', '{"act":"record"}'}
