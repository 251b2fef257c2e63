# SPDX-License-Identifier: Apache-2.0
"""Complaints by anyone: one per form, followed by a code kept only as a keyed hash, handled by auditors."""

import datetime as dt
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from complaints import selectors, services
from complaints.models import CodeTry, Complaint
from complaints.rules import Origin, Outcome
from lpse.core import clock
from lpse.core.acts import Kind, Missing, Refused
from lpse.demo import complaints as world
from lpse.demo.cast import Cast
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry

ADDRESS = "203.0.113.7"


def follow(case: str, code: str, *, address: str = ADDRESS, now: dt.datetime | None = None) -> Complaint:
    return services.follow_complaint(case=case, code=code, address=address, now=now or clock.now())


def leaf(act: str) -> dict[str, object]:
    return json.loads(bytes(Entry.objects.filter(act=act).latest("idx").body))


def test_a_complaint_is_received_with_a_due_day_counted_by_law(cast: Cast) -> None:
    received = world.complain()
    complaint = received.complaint
    assert (complaint.status, complaint.origin) == ("received", "public")
    assert complaint.basis["rule"] == "report_oversight"
    assert complaint.basis["days"] == 60
    assert complaint.basis["unit"] == "working_day"
    assert "60 hari kerja" in complaint.basis["words"]
    assert complaint.due_at == dt.datetime.fromisoformat(complaint.basis["due_at"])
    assert str(complaint.due_on) == complaint.basis["due_on"]


def test_the_record_only_commits_to_a_complaint(cast: Cast) -> None:
    received = world.complain(
        subject="Panitia meminta imbalan", text="Ketua panitia meminta lima persen lewat telepon."
    )
    said = leaf("complaints.receive_complaint")
    assert said["subject"] == "complaints"
    assert said["commitment"]
    assert set(said["public"]) == {"due_at"}
    whole = json.dumps(said)
    for secret in (received.complaint.case, received.code, "imbalan", "menelepon"):
        assert secret not in whole


def test_the_code_stands_nowhere(cast: Cast) -> None:
    received = world.complain()
    assert received.code not in json.dumps(Complaint.objects.values().get(), default=str)
    assert len(received.complaint.code_hash) == 64


def test_the_same_form_twice_is_one_complaint_and_its_code_is_not_shown_again(cast: Cast) -> None:
    nonce = secrets.token_urlsafe(24)
    told = {"subject": world.SUBJECT, "text": world.TEXT, "tender": None, "nonce": nonce}
    assert services.receive_complaint(**told, now=clock.now()) is not None
    assert services.receive_complaint(**told, now=clock.now()) is None
    assert Complaint.objects.count() == 1
    assert Entry.objects.filter(act="complaints.receive_complaint").count() == 1


def test_twenty_parallel_sends_of_one_form_make_one_complaint(committed_db: str) -> None:
    ledger.ensure_genesis()
    nonce = secrets.token_urlsafe(24)

    def send(_turn: int) -> bool:
        try:
            found = services.receive_complaint(
                subject=world.SUBJECT, text=world.TEXT, tender=None, nonce=nonce, now=clock.now()
            )
            return found is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        shown = list(pool.map(send, range(20)))
    assert shown.count(True) == 1
    assert Complaint.objects.count() == 1
    assert Entry.objects.filter(act="complaints.receive_complaint").count() == 1


@pytest.mark.parametrize(
    ("subject", "text", "word"),
    [
        ("", world.TEXT, "pokok pengaduan"),
        ("x" * 201, world.TEXT, "pokok pengaduan"),
        ("Suap", "   terlalu pendek   ", "belum jelas"),
        ("Suap", "y" * 20_001, "terlalu panjang"),
    ],
)
def test_a_complaint_says_something_and_not_too_much(cast: Cast, subject: str, text: str, word: str) -> None:
    with pytest.raises(Refused, match=word):
        world.complain(subject=subject, text=text)
    assert not Complaint.objects.exists()


def test_a_late_objection_loses_no_word_as_a_complaint(cast: Cast) -> None:
    text = "Pokok yang panjang. " * 4_000
    received = services.receive_complaint(
        subject="Sanggah terlambat",
        text=text,
        tender=None,
        nonce="n" * 32,
        origin=Origin.LATE_OBJECTION,
        now=clock.now(),
    )
    assert received is not None
    assert received.complaint.text == text.strip()
    assert received.complaint.origin == "late_objection"


# --- Following -------------------------------------------------------------------------------------------------------


def test_case_and_code_open_the_thread_however_they_are_typed(cast: Cast) -> None:
    received = world.complain()
    assert follow(received.complaint.case, received.code) == received.complaint
    assert follow(received.complaint.case.lower(), received.code.lower().replace("-", " ")) == received.complaint


def test_a_code_outlives_the_change_of_the_portal_s_secret(cast: Cast, settings: Any) -> None:
    sent = world.complain()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "kunci yang baru"
    assert selectors.by_code(sent.complaint.case, sent.code) == sent.complaint
    settings.SECRET_KEY_FALLBACKS = []
    assert selectors.by_code(sent.complaint.case, sent.code) is None


def test_a_wrong_case_and_a_wrong_code_are_refused_in_the_same_words(cast: Cast) -> None:
    first, second = world.complain(), world.complain()
    told = set()
    for case, code in (
        (first.complaint.case, second.code),
        ("ADU-2222-2222", first.code),
        ("", first.code),
        (first.complaint.case, ""),
    ):
        with pytest.raises(Refused) as caught:
            follow(case, code, address=secrets.token_hex(4))
        assert caught.value.refusal.kind is Kind.INPUT
        told.add(str(caught.value))
    assert len(told) == 1


def test_after_five_wrong_codes_the_right_one_waits_for_the_next_hour(cast: Cast) -> None:
    received = world.complain()
    now = clock.now().replace(minute=20)
    for turn in range(5):
        with pytest.raises(Refused, match="tidak cocok"):
            follow(received.complaint.case, "AAAA", address=f"198.51.100.{turn}", now=now)
    with pytest.raises(Refused, match="Terlalu banyak") as caught:
        follow(received.complaint.case, received.code, address="198.51.100.99", now=now)
    assert caught.value.refusal.kind is Kind.WHEN
    assert follow(received.complaint.case, received.code, now=now + dt.timedelta(minutes=40)) == received.complaint


def test_five_wrong_cases_from_one_address_stop_that_address_only(cast: Cast) -> None:
    received = world.complain()
    now = clock.now()
    for turn in range(5):
        with pytest.raises(Refused, match="tidak cocok"):
            follow(f"ADU-2222-222{turn + 2}", "AAAA", now=now)
    with pytest.raises(Refused, match="Terlalu banyak"):
        follow(received.complaint.case, received.code, now=now)
    assert follow(received.complaint.case, received.code, address="198.51.100.1", now=now) == received.complaint


def test_right_codes_are_never_counted(cast: Cast) -> None:
    received = world.complain()
    now = clock.now()
    for _turn in range(12):
        follow(received.complaint.case, received.code, now=now)
    assert set(CodeTry.objects.values_list("count", flat=True)) == {0}


def test_no_address_is_kept_and_earlier_hours_are_forgotten(cast: Cast) -> None:
    now = clock.now()
    with pytest.raises(Refused):
        follow("ADU-2222-2222", "AAAA", now=now)
    kept = json.dumps(list(CodeTry.objects.values()), default=str)
    assert CodeTry.objects.count() == 2
    assert ADDRESS not in kept
    assert "2222" not in [row.key for row in CodeTry.objects.all()]
    with pytest.raises(Refused):
        follow("ADU-2222-2222", "AAAA", now=now + dt.timedelta(hours=1))
    assert CodeTry.objects.count() == 2


def test_twenty_parallel_guesses_get_five_answers(committed_db: str) -> None:
    now = clock.now()

    def guess(turn: int) -> Kind:
        try:
            follow("ADU-2222-2222", "AAAA", address=f"198.51.100.{turn}", now=now)
        except Refused as refused:
            return refused.refusal.kind
        finally:
            connection.close()
        raise AssertionError("a wrong code opened a ticket")

    with ThreadPoolExecutor(max_workers=20) as pool:
        kinds = list(pool.map(guess, range(20)))
    assert kinds.count(Kind.INPUT) == 5
    assert kinds.count(Kind.WHEN) == 15


# --- The desk --------------------------------------------------------------------------------------------------------


def test_an_auditor_takes_a_complaint_to_its_end(cast: Cast) -> None:
    received = world.complain()
    complaint = world.handle_complaint(cast, received.complaint.case)
    assert complaint.status == "in_review"
    services.reply_as_complainant(complaint=complaint, text="Halaman 41 memuat syarat itu.", now=clock.now())
    closed = world.close_complaint(cast, received.complaint.case)
    assert (closed.status, closed.outcome) == ("closed", "founded")
    assert [message.from_complainant for message in closed.messages.all()] == [False, True]
    assert leaf("complaints.close_complaint")["public"] == {"outcome": "founded", "summary": closed.summary}
    assert selectors.published() == [closed]
    with pytest.raises(Refused, match="sudah ditutup"):
        services.reply_as_complainant(complaint=complaint, text="Terima kasih.", now=clock.now())
    with pytest.raises(Refused, match="sudah ditutup"):
        world.handle_complaint(cast, received.complaint.case)


def test_an_incomplete_complaint_is_completed_on_the_thread_and_then_accepted(cast: Cast) -> None:
    received = world.complain()
    esti = cast.actor("esti")
    asked = services.ask_for_more(
        actor=esti, complaint=received.complaint, text="Halaman berapa yang memuat syarat itu?", now=clock.now()
    )
    assert asked.status == "incomplete"
    with pytest.raises(Refused, match="tidak sesuai"):
        services.ask_for_more(actor=esti, complaint=asked, text="Dan siapa?", now=clock.now())
    services.reply_as_complainant(complaint=asked, text="Halaman 41.", now=clock.now())
    assert services.accept_complaint(actor=esti, complaint=asked, now=clock.now()).status == "accepted"


def test_the_second_press_of_a_reply_adds_nothing(cast: Cast) -> None:
    received = world.complain()
    for _press in range(2):
        services.reply_as_complainant(complaint=received.complaint, text="Halaman 41.", now=clock.now())
    assert received.complaint.messages.count() == 1


@pytest.mark.parametrize("name", ["bima", "ratna", "hendra", "vera", "oki", "arung"])
def test_nobody_but_auditors_knows_of_a_complaint(cast: Cast, name: str) -> None:
    received = world.complain()
    actor = cast.actor(name)
    with pytest.raises(Missing):
        selectors.complaint_for(actor, received.complaint.case)
    with pytest.raises(Missing):
        selectors.desk(actor)
    with pytest.raises(Refused):
        services.accept_complaint(actor=actor, complaint=received.complaint, now=clock.now())
    assert selectors.tasks_for(actor) == []


def test_the_desk_lists_open_ones_by_due_day_and_asks_the_auditor(cast: Cast) -> None:
    first, second, third = world.complain(), world.complain(), world.complain()
    world.close_complaint(cast, first.complaint.case, outcome=Outcome.UNFOUNDED)
    esti = cast.actor("esti")
    assert [row.case for row in selectors.desk(esti)][-1] == first.complaint.case
    assert {row.case for row in selectors.desk(esti)[:2]} == {second.complaint.case, third.complaint.case}
    assert [task.url for task in selectors.tasks_for(esti)].count("/akun/kunci/") == 1
    assert len([task for task in selectors.tasks_for(esti) if task.due_at]) == 2


def test_closing_needs_a_summary_and_the_second_factor(cast: Cast) -> None:
    received = world.complain()
    with pytest.raises(Refused, match="Ringkasan"):
        world.close_complaint(cast, received.complaint.case, summary="Selesai.")
    with pytest.raises(Refused, match="faktor kedua"):
        services.close_complaint(
            actor=cast.actor("esti", stepped_up=False),
            complaint=received.complaint,
            outcome=Outcome.FOUNDED,
            summary="Dokumen pemilihan diperbaiki lewat adendum.",
            now=clock.now(),
        )
    assert Complaint.objects.get().status == "received"
