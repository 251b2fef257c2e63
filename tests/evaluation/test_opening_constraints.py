# SPDX-License-Identifier: Apache-2.0
"""The guards of the opening, each attacked in raw SQL as the role of the portal itself, or of the tables' owner."""

from collections.abc import Sequence

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from evaluation import services
from evaluation.models import OpenedBid, Opening
from evaluation.selectors import ceremony
from lpse.core import clock
from lpse.core.acts import Actor
from lpse.core.canonical import canonical, hash_of, parse
from lpse.demo import evaluation_opening as world
from lpse.demo import tenders, vendors, waiting
from lpse.demo.cast import Cast
from lpse.ledger import services as ledger
from vendors.models import Bid, Close
from vendors.services import close_tender

from .conftest import Scene

INSERT_OPENING = (
    "INSERT INTO evaluation_opening (tender_id, close_id, kind, body, hash, leaf, begun_at)"
    " VALUES (%s, %s, 'tech', %s, %s, %s, clock_timestamp())"
)
INSERT_BID = (
    "INSERT INTO evaluation_openedbid"
    " (opening_id, bid_id, header, result, reason, detail, manifest_hash, form, opened_at)"
    " VALUES (%s, %s, %s, 'ok', '', '', '', '{}', clock_timestamp())"
)


def broken(sql: str, values: Sequence[int | str | bytes] = ()) -> str:
    """Run an attack as role app and return the constraint (or privilege) that stopped it."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values))
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return cause.diag.constraint_name or str(cause.diag.message_primary)


def listed_bid(scene: Scene) -> tuple[Bid, str]:
    bid = Bid.objects.filter(participation__tender=scene.tender, status="submitted").order_by("pk")[0]
    return bid, parse(bytes(bid.statement.body))["envelopes"][0]["header"]


def opened_all(scene: Scene) -> None:
    for name in ("bima", "citra"):
        world.release(scene.cast, name, scene.opening)
    ledger.sign_head()
    services.open_bids(opening_id=scene.opening.pk, now=clock.now())


def test_no_bid_is_opened_without_a_quorum(scene: Scene) -> None:
    bid, header = listed_bid(scene)
    assert broken(INSERT_BID, [scene.opening.pk, bid.pk, header]) == "opening_has_quorum"
    world.release(scene.cast, "bima", scene.opening)
    assert broken(INSERT_BID, [scene.opening.pk, bid.pk, header]) == "opening_has_quorum"


def test_rows_of_releases_that_are_not_on_the_record_make_no_quorum(scene: Scene) -> None:
    bid, header = listed_bid(scene)
    seats = list(scene.tender.seats.order_by("pk"))
    with connection.cursor() as cursor:
        for x, seat in enumerate(seats, start=1):
            cursor.execute(
                "INSERT INTO evaluation_release (opening_id, seat_id, x, box, signature, leaf, released_at)"
                " VALUES (%s, %s, %s, %s, '', %s, clock_timestamp())",
                [scene.opening.pk, seat.pk, x, b"invented", scene.opening.leaf],
            )
    assert broken(INSERT_BID, [scene.opening.pk, bid.pk, header]) == "opening_has_quorum"


def test_no_bid_is_opened_that_the_opening_does_not_list(scene: Scene) -> None:
    for name in ("bima", "citra"):
        world.release(scene.cast, name, scene.opening)
    bid, _header = listed_bid(scene)
    gone = Bid.objects.get(participation__tender=scene.tender, status="withdrawn")
    header = parse(bytes(gone.statement.body))["envelopes"][0]["header"]
    assert broken(INSERT_BID, [scene.opening.pk, gone.pk, header]) == "opened_bid_is_listed"
    other = listed_bid(scene)[1]
    headers = parse(bytes(scene.opening.body))["envelopes"]
    foreign = next(name for name in headers if name != other)
    assert broken(INSERT_BID, [scene.opening.pk, bid.pk, foreign]) == "opened_bid_is_listed"


def test_no_opening_stands_before_the_deadline(scene: Scene) -> None:
    running = tenders.announced_tender(scene.cast, closes_in=600)
    close = Close.objects.get(tender=scene.tender)
    body = canonical({"v": "sb1/opening"})
    values = [running.pk, close.pk, body, hash_of({"v": "sb1/opening"}), scene.opening.leaf]
    assert broken(INSERT_OPENING, values) == "opening_belongs_to_its_close"


def test_no_opening_stands_that_is_not_on_the_record(scene: Scene) -> None:
    close = Close.objects.get(tender=scene.tender)
    document = {**parse(bytes(scene.opening.body)), "kind": "tech"}
    values = [scene.tender.pk, close.pk, canonical(document), hash_of(document), scene.opening.leaf]
    assert broken(INSERT_OPENING, values) == "opening_is_on_the_record"


def test_a_deadline_on_the_record_that_has_not_come_keeps_the_gate_shut(scene: Scene) -> None:
    for name in ("bima", "citra"):
        world.release(scene.cast, name, scene.opening)
    bid, header = listed_bid(scene)
    fields = {
        "tender": scene.tender.code, "rev": 2, "deadline": "2099-01-01T00:00:00.000Z",
        "basis": None, "h": scene.opening.hash, "training": True,
    }  # fmt: skip
    ledger.append("tender", fields, act="tenders.announce_tender", actor=scene.cast.actor("bima"))
    assert broken(INSERT_BID, [scene.opening.pk, bid.pk, header]) == "opening_not_before_its_time"
    assert services.open_bids(opening_id=scene.opening.pk, now=clock.now()) == 0


def test_nothing_opens_on_a_close_that_no_signed_head_shows(cast: Cast) -> None:
    vendors.verified_vendor(cast, "arung")
    tender = tenders.announced_tender(cast, closes_in=9)
    vendors.submit_bid(cast, "arung", tender, files=[("penawaran", "penawaran.txt", b"isi")])
    waiting.closed(tender)
    close_tender(actor=Actor.clock(), tender=tender, now=clock.now())
    opening = services.begin_opening(tender_id=tender.pk, now=clock.now())
    for name in ("bima", "citra"):
        world.release(cast, name, opening)
    assert ceremony.broken_rule(opening) == "opening_after_a_signed_close"
    assert services.open_bids(opening_id=opening.pk, now=clock.now()) == 0
    ledger.sign_head()
    assert ceremony.broken_rule(opening) is None
    assert services.open_bids(opening_id=opening.pk, now=clock.now()) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE evaluation_release SET box = 'x'",
        "DELETE FROM evaluation_release",
        "TRUNCATE evaluation_release",
        "UPDATE evaluation_openedbid SET price_read = 1",
        "DELETE FROM evaluation_openedbid",
        "UPDATE evaluation_openedfile SET name = 'x'",
        "DELETE FROM evaluation_openedfile",
        "UPDATE evaluation_opening SET body = 'x'",
        "DELETE FROM evaluation_opening",
        "UPDATE evaluation_minutes SET kind = 'x'",
        "DELETE FROM evaluation_minutesapproval",
    ],
)
def test_the_portal_may_not_rewrite_the_evidence(scene: Scene, sql: str) -> None:
    opened_all(scene)
    assert "permission denied" in broken(sql)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("evaluation_release", "x = x"),
        ("evaluation_openedbid", "result = result"),
        ("evaluation_openedfile", "name = name"),
        ("evaluation_minutes", "kind = kind"),
        ("evaluation_minutesapproval", "reason = reason"),
    ],
)
def test_the_owner_of_the_tables_may_not_rewrite_it_either(
    owner_connection: psycopg.Connection, table: str, change: str
) -> None:
    for sql in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
        with pytest.raises(psycopg.Error) as caught:
            owner_connection.execute(sql)
        assert caught.value.diag.constraint_name == "opening_evidence_only_grows"
        owner_connection.rollback()


def test_an_opening_is_finished_only_with_every_bid_and_only_once(scene: Scene) -> None:
    finish = "UPDATE evaluation_opening SET finished_at = clock_timestamp() WHERE id = %s"
    assert broken(finish, [scene.opening.pk]) == "opening_finishes_with_every_bid"
    opened_all(scene)
    assert Opening.objects.get(pk=scene.opening.pk).finished_at is not None
    assert broken(finish, [scene.opening.pk]) == "opening_finishes_once"


def test_a_tender_is_not_opened_before_its_bids(scene: Scene) -> None:
    sql = "UPDATE tenders_tender SET status = 'opened' WHERE id = %s"
    assert broken(sql, [scene.tender.pk]) == "tender_opens_with_its_bids"


def test_a_seat_of_another_tender_releases_nothing_and_approves_nothing(scene: Scene) -> None:
    other = tenders.announced_tender(scene.cast, closes_in=600)
    seat = other.seats.order_by("pk")[0]
    sql = (
        "INSERT INTO evaluation_release (opening_id, seat_id, x, box, signature, leaf, released_at)"
        " VALUES (%s, %s, 1, 'x', '', 0, clock_timestamp())"
    )
    assert broken(sql, [scene.opening.pk, seat.pk]) == "release_is_of_a_committee_seat"
    opened_all(scene)
    minutes = services.draw_opening_minutes(opening_id=scene.opening.pk, now=clock.now())
    sql = (
        "INSERT INTO evaluation_minutesapproval (minutes_id, seat_id, approved, reason, given_at)"
        " VALUES (%s, %s, true, '', clock_timestamp())"
    )
    assert broken(sql, [minutes.pk, seat.pk]) == "approval_is_of_a_committee_seat"


def test_an_opened_file_belongs_to_an_opened_bid_in_the_restricted_store(scene: Scene) -> None:
    opened_all(scene)
    row = OpenedBid.objects.filter(opening=scene.opening).order_by("pk")[0]
    public = scene.tender.documents.order_by("pk")[0].object_id
    sql = (
        "INSERT INTO evaluation_openedfile (opened_bid_id, n, slot, name, media_type, object_id)"
        " VALUES (%s, 99, 's', 'n', 't', %s)"
    )
    assert broken(sql, [row.pk, public]) == "opened_files_are_restricted"


def test_auditors_do_not_read_the_boxes(audit_connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        audit_connection.execute("SELECT box FROM evaluation_release")
    audit_connection.rollback()
    assert audit_connection.execute("SELECT x, signature FROM evaluation_release").fetchall() == []
