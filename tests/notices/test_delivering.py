# SPDX-License-Identifier: Apache-2.0
"""Acts on the record reach the inbox of everybody they concern, once; nothing rewrites what was delivered."""

import pytest
from django.db import DatabaseError, connection, transaction

from lpse.core import clock
from lpse.core.acts import Actor
from lpse.demo import vendors as trade
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from lpse.notices import audience, delivering, selectors
from lpse.notices.models import Cursor, Letter, Notice, WithoutMail
from lpse.notices.sides import Party
from lpse.notices.words import TOLD
from tenders import services as tenders
from tests.support.clients import client_of


def delivered(cast: Cast, name: str) -> list[tuple[str, str]]:
    """What a person was told, oldest first: act and side."""
    rows = Notice.objects.filter(recipient=cast.people[name]).order_by("entry_id")
    return [(row.act, row.party) for row in rows]


def deliver_all() -> int:
    """Ticks until nothing is left to tell."""
    made = 0
    while Cursor.objects.get(pk=delivering.INBOXES).next_idx <= Entry.objects.latest("idx").idx:
        made += delivering.deliver(now=clock.now())
    return made


def test_each_side_of_a_tender_hears_of_its_acts_once(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=3600)
    trade.verified_vendor(cast, "arung")
    trade.join(cast, "arung", tender)
    tenders.cancel_tender(
        actor=cast.actor("ratna"), tender=tender, reason="Anggarannya dialihkan seluruhnya.", now=clock.now()
    )
    assert deliver_all() > 0
    assert delivered(cast, "arung") == [("vendors.verify_vendor", "vendor"), ("tenders.cancel_tender", "participants")]
    assert ("tenders.submit_package", "unit_heads") in delivered(cast, "hendra")
    assert ("tenders.announce_tender", "committee") in delivered(cast, "bima")
    assert ("tenders.cancel_tender", "officer") in delivered(cast, "ratna")
    assert delivered(cast, "vera") == [("vendors.submit_vendor", "verifiers")]
    assert delivered(cast, "bahari") == [] and delivered(cast, "esti") == []
    before = Notice.objects.count()
    assert delivering.deliver(now=clock.now()) == 0
    assert Notice.objects.count() == before


def test_a_notice_says_what_to_do_by_when_in_the_language_of_the_reader(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=3600)
    deliver_all()
    page = client_of(cast.people["bima"]).get("/pemberitahuan/").content.decode()
    assert "Tender diumumkan." in page and "Penawaran diterima sampai" in page and tender.code in page
    row = Notice.objects.get(recipient=cast.people["bima"], act="tenders.announce_tender")
    assert row.until == audience.until("tenders.announce_tender", tender.code) is not None
    english = client_of(cast.people["bima"])
    english.cookies["django_language"] = "en"
    shown = english.get(f"/pemberitahuan/{row.pk}/").content.decode()
    assert "The tender was announced." in shown and "Bids are accepted until" in shown


def test_opening_a_notice_is_kept_once_and_nobody_opens_anothers(cast: Cast) -> None:
    trade.verified_vendor(cast, "arung")
    deliver_all()
    own = Notice.objects.get(recipient=cast.people["arung"])
    assert client_of(cast.people["bahari"]).get(f"/pemberitahuan/{own.pk}/").status_code == 404
    assert client_of().get(f"/pemberitahuan/{own.pk}/").status_code == 302
    arung = client_of(cast.people["arung"])
    assert "1 belum dibaca" in arung.get("/pemberitahuan/").content.decode()
    assert arung.get(f"/pemberitahuan/{own.pk}/").status_code == 200
    own.refresh_from_db()
    first = own.read_at
    assert first is not None
    arung.get(f"/pemberitahuan/{own.pk}/")
    own.refresh_from_db()
    assert own.read_at == first
    assert selectors.unread_count(cast.actor("arung")) == 0


def test_all_that_was_shown_is_marked_and_what_came_later_is_not(cast: Cast) -> None:
    trade.verified_vendor(cast, "arung")
    trade.verified_vendor(cast, "bahari")
    deliver_all()
    first, second = Notice.objects.filter(recipient=cast.people["vera"]).order_by("pk")
    vera = client_of(cast.people["vera"])
    for wrong in ("", "abc", "-1", "9" * 40):
        assert vera.post("/pemberitahuan/terbaca/", {"terbaru": wrong}).status_code == 302
    assert selectors.unread_count(cast.actor("vera")) == 2
    vera.post("/pemberitahuan/terbaca/", {"terbaru": str(first.pk)})
    assert [line.id for line in selectors.inbox(cast.actor("vera"), only_unread=True).lines] == [second.pk]


def test_an_inbox_asks_a_fixed_number_of_questions(cast: Cast, django_assert_num_queries: object) -> None:
    for name in ("arung", "bahari", "lintang"):
        trade.verified_vendor(cast, name)
    deliver_all()
    vera = client_of(cast.people["vera"])
    vera.get("/pemberitahuan/")
    with django_assert_num_queries(5):  # type: ignore[operator]
        vera.get("/pemberitahuan/")


def test_an_act_that_cannot_be_told_waits_and_later_ones_behind_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    trade.verified_vendor(cast, "arung")
    found = audience.FOUND[Party.VERIFIERS]

    def broken(subject: str, now: object) -> object:
        raise RuntimeError("no such side")

    monkeypatch.setitem(audience.FOUND, Party.VERIFIERS, broken)  # type: ignore[arg-type]
    for _tick in range(3):
        delivering.deliver(now=clock.now())
    assert Notice.objects.count() == 0
    monkeypatch.setitem(audience.FOUND, Party.VERIFIERS, found)  # type: ignore[arg-type]
    deliver_all()
    told = list(Notice.objects.order_by("entry_id").values_list("act", flat=True))
    assert told == ["vendors.submit_vendor", "vendors.verify_vendor"]


def test_who_wants_no_mail_still_has_the_notice(cast: Cast) -> None:
    arung = client_of(cast.people["arung"])
    answer = arung.post("/akun/pemberitahuan/", {"surel": ["work", "tender", "result", "nonsense"]})
    assert answer.status_code == 302
    assert list(WithoutMail.objects.values_list("group", flat=True)) == ["business"]
    trade.verified_vendor(cast, "arung")
    deliver_all()
    own = Notice.objects.get(recipient=cast.people["arung"])
    assert not Letter.objects.filter(notice=own).exists()
    assert Letter.objects.filter(notice__recipient=cast.people["vera"]).exists()
    arung.post("/akun/pemberitahuan/", {"surel": ["work", "tender", "result", "business"]})
    assert not WithoutMail.objects.exists()


@pytest.mark.parametrize(
    ("attack", "constraint"),
    [
        ("UPDATE notices_notice SET act = 'tenders.cancel_tender'", "notice_unchanged"),
        ("UPDATE notices_notice SET delivered_at = delivered_at - interval '1 day'", "notice_unchanged"),
        ("UPDATE notices_notice SET read_at = NULL WHERE read_at IS NOT NULL", "notice_first_opened_once"),
        ("UPDATE notices_cursor SET next_idx = 0 WHERE id = 2", "notices_follow_forwards"),
        ("DELETE FROM notices_notice", "permission denied"),
        ("DELETE FROM notices_letter", "permission denied"),
    ],
)
def test_the_database_keeps_what_was_delivered(cast: Cast, attack: str, constraint: str) -> None:
    trade.verified_vendor(cast, "arung")
    deliver_all()
    Notice.objects.filter(recipient=cast.people["arung"]).update(read_at=clock.now())
    with pytest.raises(DatabaseError) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    broken = getattr(told.value.__cause__, "diag", None)
    assert constraint in (str(getattr(broken, "constraint_name", "")), str(told.value)[: len(constraint)])


def test_every_side_and_every_end_can_be_asked_for_what_does_not_exist(cast: Cast) -> None:
    everybody = {party: audience.people_of(party, "T-2026-9999", clock.now()) for party in Party}
    offices = {Party.UNIT_HEADS, Party.VERIFIERS, Party.AUTHORITY, Party.AUDITORS}
    offices |= {Party.INFORMATION_OFFICERS, Party.INFORMATION_SUPERIORS}
    assert {party for party, people in everybody.items() if people} == offices
    assert [audience.until(act, "T-2026-9999") for act in audience.ENDS] == [None] * len(audience.ENDS)


@pytest.mark.parametrize(
    ("to", "side"), [("committee", Party.COMMITTEE), ("unit_head", Party.UNIT_HEADS), ("auditor", Party.AUDITORS)]
)
def test_a_clock_that_runs_out_is_told_to_the_role_it_names(cast: Cast, to: str, side: Party) -> None:
    public = {"rule": "objection_answer", "level": "half", "due_at": "2026-11-30T17:00:00.000Z", "to": to}
    ledger.record("complaints.watch_clock", actor=Actor.clock(), subject="T-2026-9999", public=public)
    entry = Entry.objects.latest("idx")
    assert audience.addressed(entry, TOLD["complaints.watch_clock"]) == [side]
