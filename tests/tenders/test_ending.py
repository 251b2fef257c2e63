# SPDX-License-Identifier: Apache-2.0
"""How a tender ends: on a lawful ground, declared by whom the law says, kept by the database, and tried again once."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from lpse.accounts import services as accounts
from lpse.accounts.models import Agency, User
from lpse.accounts.selectors import actor_for
from lpse.core import clock
from lpse.core.acts import Actor, Refused, Role
from lpse.core.canonical import parse
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from tenders import selectors, services
from tenders.models import Tender
from tenders.rules import FAILINGS, FollowUp, Ground, Status, grounds_for

from .test_constraints import attack


def fail(cast: Cast, tender: Tender, ground: Ground = Ground.WRONG_DOCUMENT, name: str = "bima") -> Tender:
    perform = services.fail_tender_by_authority if name == "gita" else services.fail_tender
    return perform(actor=cast.actor(name), tender=tender, ground=ground, reason="Spesifikasi keliru.", now=clock.now())


def test_every_ground_has_its_article_who_declares_it_and_what_follows() -> None:
    assert set(FAILINGS) == set(Ground) - {Ground.CANCELLED}
    assert all(rule.source for rule in FAILINGS.values())
    follow_ups = {ground: rule.follow_up for ground, rule in FAILINGS.items()}
    assert follow_ups[Ground.EVALUATION_ERROR] is FollowUp.RE_EVALUATION
    assert [ground for ground, each in follow_ups.items() if each is FollowUp.RE_BID] == [
        Ground.WRONG_DOCUMENT,
        Ground.NEGOTIATION_FAILED,
    ]
    by_authority = {ground for ground, rule in FAILINGS.items() if rule.by_authority}
    assert by_authority == {Ground.OFFICIALS_COLLUDED, Ground.REJECTION_UPHELD, Ground.WINNER_REFUSED}


def test_a_ground_is_offered_where_it_can_be_true() -> None:
    assert grounds_for(Status.ANNOUNCED, by_authority=False) == (Ground.WRONG_DOCUMENT, Ground.PROCEDURE_BROKEN)
    assert Ground.NEGOTIATION_FAILED not in grounds_for(Status.OPENED, by_authority=False)
    assert Ground.NEGOTIATION_FAILED in grounds_for(Status.OPENED, by_authority=False, method="selection")
    assert grounds_for(Status.FAILED, by_authority=True) == ()


@pytest.mark.django_db
def test_the_database_knows_the_same_grounds() -> None:
    with connection.cursor() as cursor:
        for status in Status:
            cursor.execute("SELECT tenders_fails_on(%s)", [status.value])
            known = {
                ground.value
                for by_authority in (True, False)
                for ground in grounds_for(status, by_authority=by_authority, method="selection")
            }
            assert set(cursor.fetchone()[0]) == known, status


END = "UPDATE tenders_tender SET status = %s, ended_ground = %s, ended_reason = %s, ended_at = now() WHERE id = %s"


def test_no_ending_in_raw_sql_without_its_law(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    for ground in ("", "cancelled", "evaluation_error", "no_bid", "none_passed", "rejection_upheld", "lain"):
        assert attack(END, "failed", ground, "Alasan", tender.pk) == "a_tender_fails_on_a_lawful_ground", ground
    assert attack(END, "cancelled", "wrong_document", "x", tender.pk) == "a_tender_fails_on_a_lawful_ground"
    assert attack(END, "failed", "wrong_document", "  ", tender.pk) == "an_ended_tender_says_why"
    assert attack("UPDATE tenders_tender SET ended_reason = 'x' WHERE id = %s", tender.pk) == "how_a_tender_ended_stays"
    retry = "UPDATE tenders_tender SET retry_of_id = id WHERE id = %s"
    assert attack(retry, tender.pk) == "tender_identity_is_for_ever"
    fail(cast, tender)
    for column in ("ended_reason = 'lain'", "ended_ground = 'no_bid'", "ended_at = now() + interval '1 day'"):
        assert attack(f"UPDATE tenders_tender SET {column} WHERE id = %s", tender.pk) == "how_a_tender_ended_stays"


def test_who_declares_what(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    with pytest.raises(Refused, match="bukan Anda yang menyatakannya"):
        fail(cast, tender, Ground.OFFICIALS_COLLUDED)
    with pytest.raises(Refused, match="bukan Anda yang menyatakannya"):
        fail(cast, tender, Ground.WRONG_DOCUMENT, "gita")
    with pytest.raises(Refused, match="evaluasi ulang"):
        fail(cast, tender, Ground.EVALUATION_ERROR)
    with pytest.raises(Refused, match="tidak memegang jabatan"):
        services.fail_tender_by_authority(
            actor=cast.actor("bima"), tender=tender, ground=Ground.OFFICIALS_COLLUDED, reason="x", now=clock.now()
        )
    fail(cast, tender, Ground.OFFICIALS_COLLUDED, "gita")
    leaf = record.entries_of(tender.code)[-1]
    assert (leaf.kind, leaf.act) == ("fail", "tenders.fail_tender_by_authority")
    assert record.parsed_document(parse(bytes(leaf.body))["h"])["ground"] == "officials_colluded"


def test_the_authority_of_another_agency_declares_nothing(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    other = Agency.objects.create(code="D.9", name="Dinas Lain")
    stranger = User.objects.create(email="lain@sagara.example", name="Lain")
    now = clock.now()
    accounts.appoint(
        actor=Actor.clock(),
        user=stranger,
        role=Role.BUDGET_AUTHORITY,
        agency=other,
        since=now - dt.timedelta(days=1),
        until=now + dt.timedelta(days=1),
        decree_number="SK.99/2026",
        decree_on=now.date(),
        now=now,
    )
    with pytest.raises(Refused, match="perangkat daerah lain"):
        services.fail_tender_by_authority(
            actor=actor_for(stranger, stepped_up=True),
            tender=tender,
            ground=Ground.OFFICIALS_COLLUDED,
            reason="x",
            now=now,
        )


def test_a_failed_tender_is_tried_again_once(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    bima = cast.actor("bima")
    with pytest.raises(Refused, match="tidak dinyatakan gagal"):
        services.retry_tender(actor=bima, tender=tender, now=clock.now())
    assert _attack_with_copy(tender) == "a_retry_follows_a_failed_tender"
    fail(cast, tender)
    draft = services.retry_tender(actor=bima, tender=tender, now=clock.now())
    assert services.retry_tender(actor=bima, tender=tender, now=clock.now()) == draft
    assert (draft.retry_of_id, draft.package_id, draft.status) == (tender.pk, tender.package_id, "draft")
    for part in ("items", "requirements"):
        rows = [list(getattr(each, part).values_list(*FIELDS[part])) for each in (tender, draft)]
        assert rows[0] == rows[1] != []
    assert [seat.position for seat in draft.seats.all()] == [seat.position for seat in tender.seats.all()]
    assert not draft.seats.filter(pact_at__isnull=False).exists()
    assert _attack_with_copy(tender) == "one_retry_of_each_failed_tender"


FIELDS = {
    "items": ("number", "description", "unit", "quantity"),
    "requirements": ("number", "step", "slot", "title", "guidance", "needs_file"),
}


def _attack_with_copy(tender: Tender) -> str:
    """Copy the tender's row as a draft that retries it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(column_name, ',' ORDER BY ordinal_position) FROM information_schema.columns"
            " WHERE table_name = 'tenders_tender' AND is_generated = 'NEVER'"
        )
        columns = cursor.fetchone()[0]
    return attack(
        f"INSERT INTO tenders_tender ({columns}) SELECT {columns} FROM (SELECT"
        " (jsonb_populate_record(t, jsonb_build_object("
        "'id', 999999, 'code', 'T-2026-99999', 'status', 'draft', 'revision', 0,"
        " 'announced_at', NULL, 'ended_at', NULL,"
        " 'ended_ground', '', 'ended_reason', '', 'retry_of_id', t.id))).* FROM tenders_tender t WHERE id = %s) row",
        tender.pk,
    )


def test_after_collusion_of_officials_other_people_try_again(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    fail(cast, tender, Ground.OFFICIALS_COLLUDED, "gita")
    with pytest.raises(Refused, match="Kepala UKPBJ menugaskan Pokja lain"):
        services.retry_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    people = [cast.people[name] for name in world.MEMBERS]
    with pytest.raises(Refused, match="tidak menangani tender ulangnya"):
        services.retry_with_new_committee(
            actor=cast.actor("hendra"), tender=tender, members=people, chair=people[0], now=clock.now()
        )
    page = selectors.head(Tender.objects.get(pk=tender.pk), clock.now())
    assert page.ending is not None
    assert page.ending.needs_new_committee


def test_the_pages_of_an_ending(cast: Cast, as_person: Any, client: Any) -> None:
    tender = world.announced_tender(cast)
    where = reverse("tenders:tender", args=[tender.code])
    assert "/gagal/" not in client.get(where).content.decode()
    bima, gita = as_person("bima"), as_person("gita")
    form = bima.get(reverse("tenders:fail-tender", args=[tender.code]))
    offered = re.findall(r'<option value="(\w+)"', form.content.decode())
    assert offered == ["wrong_document", "procedure_broken"]
    assert as_person("citra").get(reverse("tenders:fail-tender", args=[tender.code])).status_code == 403
    assert as_person("arung").get(reverse("tenders:fail-tender", args=[tender.code])).status_code == 404
    assert bima.get(reverse("tenders:fail-tender-by-authority", args=[tender.code])).status_code == 404
    assert "/gagal/pa/" in gita.get(where).content.decode()
    sent = {"ground": "wrong_document", "reason": "Spesifikasi keliru."}
    assert bima.post(reverse("tenders:fail-tender", args=[tender.code]), sent).status_code == 302
    page = client.get(where).content.decode()
    for words in ("Kesalahan dalam dokumen pemilihan", "Penyampaian penawaran ulang", "Pasal 51 ayat (2) huruf d"):
        assert words in page
    begun = bima.post(reverse("tenders:retry-tender", args=[tender.code]))
    draft = Tender.objects.get(retry_of=tender)
    assert begun["Location"] == reverse("tenders:draft-tender", args=[draft.code])
    assert tender.code in bima.get(begun["Location"]).content.decode()
    assert draft.code not in client.get(where).content.decode()
    assert draft.code in bima.get(where).content.decode()


def test_a_retry_says_its_origin_once_it_is_announced(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    fail(cast, tender)
    draft = services.retry_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    now = clock.now()
    assert (selectors.head(draft, now).retry_of, selectors.head(Tender.objects.get(pk=tender.pk), now).retried_as) == (
        tender.code,
        "",
    )
