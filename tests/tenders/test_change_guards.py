# SPDX-License-Identifier: Apache-2.0
"""Schedule changes and addenda attacked in raw SQL as role app, and the database's counting against the rule book's."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lpse.accounts.models import WorkUnit
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import timestamp
from lpse.demo import tenders as world
from lpse.demo import waiting
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from lpse.regulations import BOOKS, Category, Rule, StageKind
from lpse.regulations.holidays import national
from lpse.regulations.schedules import _ORDER, draft_schedule
from tenders import selectors, services
from tenders.models import Tender
from tenders.rules import Planned
from tests.tenders.test_changes import (
    Amendment,
    accept,
    accept_addendum,
    amendment,
    deadline,
    propose,
    propose_addendum,
)
from tests.tenders.test_constraints import attack, run

HOUR = timedelta(hours=1)
K = StageKind
CHANGE = (
    "INSERT INTO tenders_schedulechange (tender_id, number, reason, ground, stages, note, proposed_by_id, proposed_at)"
    " VALUES (%s, 9, 'x', %s, %s, '', %s, now())"
)
ACCEPT = (
    "UPDATE tenders_schedulechange SET accepted = true, decided_by_id = %s, decided_at = now(),"
    " revision = (SELECT revision + 1 FROM tenders_tender t WHERE t.id = tender_id)"
)
ACCEPT_ADDENDUM = ACCEPT.replace("schedulechange", "addendum")


def one(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return cursor.fetchone()[0]


@pytest.fixture
def tender(cast: Cast) -> Tender:
    return world.announced_tender(cast)


def moves(tender: Tender, kind: StageKind, *, start: timedelta = timedelta(), end: timedelta = timedelta()) -> str:
    stage = next(stage for stage in selectors.planned(tender) if stage.kind is kind)
    old, new = (stage.starts_at, stage.ends_at), (stage.starts_at + start, stage.ends_at + end)
    return json.dumps([{"kind": kind, "old": [*map(timestamp, old)], "new": [*map(timestamp, new)]}])


def person(cast: Cast, name: str) -> int:
    return cast.people[name].pk


@pytest.mark.parametrize(
    ("kind", "start", "end", "ground", "wanted"),
    [
        (K.BID_SUBMISSION, 0, -1, "force_majeure", "deadline_never_earlier"),
        (K.BID_SUBMISSION, 0, 1, "", "a_deadline_moves_on_lawful_grounds"),
        (K.BID_SUBMISSION, 0, 1, "document_change", "a_document_change_has_its_addendum"),
        (K.BID_SUBMISSION, 1, 1, "force_majeure", "a_stage_moves_into_the_future"),
        (K.BID_SUBMISSION, 0, 9000, "force_majeure", "stages_follow_one_another"),
        (K.DOCUMENT_DOWNLOAD, 0, -1, "", "registration_never_ends_earlier"),
        (K.EVALUATION, 0, -9000, "", "a_stage_moves_into_the_future"),
        (K.AWARD_DECISION, -3000, 0, "", "stages_follow_one_another"),
    ],
)
def test_an_unlawful_change_cannot_even_be_proposed(
    cast: Cast, tender: Tender, kind: StageKind, start: int, end: int, ground: str, wanted: str
) -> None:
    stages = moves(tender, kind, start=timedelta(seconds=start), end=timedelta(seconds=end))
    assert attack(CHANGE, tender.pk, ground, stages, person(cast, "bima")) == wanted


def test_a_proposal_is_of_this_committee_about_the_schedule_as_it_is(cast: Cast, tender: Tender) -> None:
    stages = moves(tender, K.CONTRACT_SIGNING, end=HOUR)
    assert attack(CHANGE, tender.pk, "", stages, person(cast, "ratna")) == "the_committee_changes_its_own_schedule"
    assert attack(CHANGE, tender.pk, "", "[]", person(cast, "bima")) == "a_schedule_change_changes_something"
    twice = json.dumps(json.loads(stages) * 2)
    assert attack(CHANGE, tender.pk, "", twice, person(cast, "bima")) == "a_schedule_change_changes_something"
    stale = stages.replace(json.loads(stages)[0]["old"][1], timestamp(clock.now()))
    wanted = "a_schedule_change_begins_where_the_schedule_is"
    assert attack(CHANGE, tender.pk, "", stale, person(cast, "bima")) == wanted
    born = CHANGE.replace("note,", "accepted, decided_by_id, decided_at, note,").replace(
        "'', %s", "true, 1, now(), '', %s"
    )
    assert attack(born, tender.pk, "", stages, person(cast, "bima")) == "a_schedule_change_begins_as_a_proposal"


def test_two_persons_change_a_schedule_and_nobody_rewrites_it(cast: Cast, tender: Tender) -> None:
    propose(cast, tender)
    assert attack(ACCEPT, person(cast, "bima")) == "two_persons_decide_each_schedulechange"
    assert attack(ACCEPT, person(cast, "ratna")) == "the_committee_changes_its_own_schedule"
    assert attack(ACCEPT.replace("revision + 1", "revision + 2"), person(cast, "citra")) == "revisions_count_up"
    assert attack("UPDATE tenders_schedulechange SET stages = '[]'") == "a_schedule_change_stays_as_decided"
    assert attack("UPDATE tenders_schedulechange SET accepted = false") == "each_schedulechange_is_decided_by_somebody"
    assert attack("DELETE FROM tenders_schedulechange") == "InsufficientPrivilege"
    before = deadline(tender)
    run(ACCEPT, person(cast, "citra"))
    assert deadline(tender) == before + HOUR
    for sql in (ACCEPT, "UPDATE tenders_schedulechange SET reason = 'lain', revision = %s"):
        assert attack(sql, person(cast, "citra")) == "a_schedule_change_stays_as_decided"


def test_no_accepted_change_lets_anybody_write_another_time(cast: Cast, tender: Tender) -> None:
    first = deadline(tender)
    propose(cast, tender)
    accept(cast, tender)
    propose(cast, tender)
    accept(cast, tender, 2)
    update = "UPDATE tenders_stage SET ends_at = %s WHERE kind = 'bid_submission'"
    assert attack(update, first) == "deadline_never_earlier"
    assert attack(update, first + HOUR) == "deadline_never_earlier"
    assert attack(update, first + 3 * HOUR) == "stages_frozen_after_announcement"
    assert attack("UPDATE tenders_stage SET kind = 'x' WHERE kind = 'evaluation'") == "stages_frozen_after_announcement"
    assert attack("DELETE FROM tenders_stage") == "stages_frozen_after_announcement"
    assert deadline(tender) == first + 2 * HOUR


def test_a_deadline_that_passed_is_moved_by_no_statement(cast: Cast) -> None:
    tender = world.announced_tender(cast, closes_in=2)
    propose(cast, tender)
    waiting.closed(tender)
    assert attack(ACCEPT, person(cast, "citra")) == "a_stage_that_ended_stays"  # its documents closed with it
    stages = moves(tender, K.BID_SUBMISSION, end=HOUR)
    run("UPDATE tenders_schedulechange SET accepted = false, decided_by_id = proposed_by_id, decided_at = now()")
    assert attack(CHANGE, tender.pk, "force_majeure", stages, person(cast, "bima")) == "deadline_moved_before_it_passes"


def test_bids_follow_the_extension_in_the_database_too(cast: Cast) -> None:
    tender = world.announced_tender(cast, closes_in=2)
    before = deadline(tender)
    propose(cast, tender)
    accept(cast, tender)
    waiting.wait_until(before)
    close = "UPDATE tenders_tender SET status = 'closed' WHERE id = %s"
    assert attack(close, tender.pk) == "closed_not_before_the_deadline"
    assert one(
        "SELECT in_window(clock_timestamp(), starts_at, ends_at) FROM tenders_stage"
        " WHERE kind = 'bid_submission' AND tender_id = %s",
        tender.pk,
    )


def test_an_addendum_needs_two_persons_and_the_officer_where_quantities_change(cast: Cast, tender: Tender) -> None:
    items = selectors.item_data(tender)
    items[0]["quantity"] = "99.0000"
    propose_addendum(cast, tender, Amendment(items=items))
    assert attack(ACCEPT_ADDENDUM, person(cast, "bima")) == "the_officer_consents_to_this_addendum"
    assert attack(ACCEPT_ADDENDUM, person(cast, "citra")) == "the_officer_consents_to_this_addendum"
    assert attack("UPDATE tenders_addendum SET items = NULL") == "an_addendum_stays_as_decided"
    assert attack("UPDATE tenders_item SET quantity = 99 WHERE number = 1") == "items_frozen_after_announcement"
    run(ACCEPT_ADDENDUM, person(cast, "ratna"))
    assert selectors.item_data(tender)[0]["quantity"] == "99.0000"
    assert Tender.objects.get(pk=tender.pk).revision == 2
    assert attack("UPDATE tenders_item SET quantity = 98 WHERE number = 1") == "items_frozen_after_announcement"
    assert attack("UPDATE tenders_item SET unit = 'x' WHERE number = 2") == "items_frozen_after_announcement"
    assert attack("DELETE FROM tenders_item WHERE number = 1") == "items_frozen_after_announcement"
    assert attack("UPDATE tenders_addendum SET reason = 'x'") == "an_addendum_stays_as_decided"
    assert attack("DELETE FROM tenders_addendum") == "InsufficientPrivilege"


def test_nothing_but_the_accepted_version_of_a_document_can_be_written(cast: Cast, tender: Tender) -> None:
    propose_addendum(cast, tender, amendment(tender))
    insert = (
        "INSERT INTO tenders_selectiondocument (tender_id, kind, title, version, name, object_id, added_at)"
        " SELECT tender_id, document_kind, document_title, {version}, {name}, object_id, now() FROM tenders_addendum"
    )
    frozen = "documents_frozen_after_announcement"
    assert attack(insert.format(version=2, name="document_name")) == frozen
    assert attack(ACCEPT_ADDENDUM, person(cast, "bima")) == "two_persons_decide_each_addendum"
    assert attack(ACCEPT_ADDENDUM, person(cast, "ratna")) == "the_committee_changes_its_own_documents"
    accept_addendum(cast, tender, "citra")
    assert attack(insert.format(version=3, name="document_name")) == frozen
    assert attack(insert.format(version=3, name="'lain.pdf'")) == frozen
    assert (
        attack("UPDATE tenders_selectiondocument SET object_id = (SELECT max(object_id) FROM tenders_addendum)")
        == frozen
    )
    assert attack("DELETE FROM tenders_selectiondocument WHERE version = 1") == frozen
    assert attack("UPDATE tenders_requirement SET needs_file = false") == "requirements_frozen_after_announcement"


def test_an_addendum_of_a_stranger_or_of_nothing_is_refused(cast: Cast, tender: Tender) -> None:
    insert = (
        "INSERT INTO tenders_addendum (tender_id, number, reason, clauses, document_kind, document_title,"
        " document_name, requirements, note, proposed_by_id, proposed_at)"
        " VALUES (%s, 9, %s, '[]', '', '', '', {}, '', %s, now())"
    )
    some, nothing = insert.format("'[]'"), insert.format("NULL")
    assert attack(nothing, tender.pk, "x", person(cast, "bima")) == "an_addendum_changes_something"
    assert attack(some, tender.pk, "x", person(cast, "arung")) == "the_committee_changes_its_own_documents"
    assert attack(some, tender.pk, "", person(cast, "bima")) == "each_addendum_has_its_reason"


# Counting and minima ------------------------------------------------------------------------------------------------


def test_the_database_knows_the_days_the_minima_and_the_order_of_the_rule_book(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT day FROM tenders_holiday ORDER BY day")
        days = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT year FROM tenders_calendar_year ORDER BY year")
        years = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT regulation, word, days FROM tenders_minimum")
        minima = {(book, word): count for book, word, count in cursor.fetchall()}
        cursor.execute("SELECT kind, edge, other, other_edge FROM tenders_stage_order ORDER BY place")
        order = cursor.fetchall()
    known = national().years
    assert years == sorted(known)
    assert days == sorted(day for year in known.values() for day in year.days)
    wanted = {}
    for code, book in BOOKS.items():
        limits = {name: period.days for name, period in vars(book.schedule).items()}
        limits["objection"] = book.clock(Rule.OBJECTION, Category.GOODS).period.days
        wanted |= {(code, name): count for name, count in limits.items()}
    assert minima == wanted
    assert [tuple(map(str, row)) for row in order] == [tuple(map(str, row)) for row in _ORDER]
    for table in ("tenders_holiday", "tenders_minimum", "tenders_calendar_year", "tenders_stage_order"):
        assert attack(f"DELETE FROM {table}") == "InsufficientPrivilege"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(after=st.dates(date(2023, 1, 1), date(2027, 12, 1)), length=st.integers(-3, 60))
def test_the_database_counts_working_days_as_the_law_does(db: None, after: date, length: int) -> None:
    until = min(after + timedelta(days=length), date(2027, 12, 31))
    assert one("SELECT tenders_working_days(%s, %s)", after, until) == national().working_days(after, until)


def test_a_year_without_its_table_is_refused_by_the_database(db: None) -> None:
    far = "SELECT tenders_working_days('2027-12-30', '2028-01-03')"
    assert attack(far) == "holidays_of_the_year_are_known"


def real_tender(cast: Cast, *, estimated_at: datetime | None = None) -> Tender:
    """A tender that is no training, drafted from now on and lacking nothing."""
    ratna, now = cast.actor("ratna"), clock.now()
    package = services.create_package(
        actor=ratna,
        work_unit=WorkUnit.objects.order_by("id")[0],
        fields={
            "plan_code": "54871236",
            "name": "Genset",
            "location": "Sagara",
            "fiscal_year": 2026,
            "ceiling": 400_000_000,
            "duration_days": 30,
        },
        training=False,
        now=now,
    )
    rows = [replace(row, source=world.SOURCE) for row in world.ROWS]
    services.set_package_items(actor=ratna, package=package, rows=rows, now=estimated_at or now)
    services.sign_officer_pact(actor=ratna, package=package, now=now)
    package = services.submit_package(actor=ratna, package=package)
    members = [cast.people[name] for name in world.MEMBERS]
    tender = services.assign_committee(
        actor=cast.actor("hendra"), package=package, members=members, chair=members[0], now=now
    )
    world.enrol_members(cast)
    services.set_schedule(actor=cast.actor("bima"), tender=tender, stages=lawful(tender, now))
    for kind in ("selection_document", "specification"):
        services.add_document(
            actor=cast.actor("bima"),
            tender=tender,
            kind=kind,
            title=kind,
            name="a.pdf",
            body=world.PDF + kind.encode(),
            now=now,
        )
    for name in world.MEMBERS:
        services.sign_pact(actor=cast.actor(name), tender=tender, now=now)
    services.agree_to_documents(actor=ratna, tender=tender, now=now)
    world.accept_key_set(cast, tender)
    return tender


def lawful(tender: Tender, begins: datetime) -> list[Planned]:
    rows = draft_schedule(
        BOOKS[tender.regulation],
        Category.GOODS,
        begins,
        calendar=national(),
        zone=selectors.zone_of(tender),
        hours=selectors.office_hours(),
    )
    return [Planned(row.kind, row.starts_at, row.ends_at) for row in rows]


def below(plan: list[Planned]) -> dict[str, list[Planned]]:
    """Plans that fall short of one limit each, by the name of the constraint that says so."""
    at = {stage.kind: stage for stage in plan}
    begins, ends = at[K.ANNOUNCEMENT].starts_at, at[K.BID_SUBMISSION].ends_at
    order = list(K)

    def with_(kind: StageKind, **edges: datetime) -> list[Planned]:
        return [replace(stage, **edges) if stage.kind is kind else stage for stage in plan]

    late = timedelta(days=7)
    return {
        "announcement_is_on_air_long_enough": with_(K.ANNOUNCEMENT, ends_at=begins + 2 * HOUR),
        "clarification_not_too_early": with_(K.CLARIFICATION, starts_at=begins + HOUR),
        "bids_get_their_minimum_of_days": with_(K.CLARIFICATION, ends_at=ends - HOUR),
        "documents_stay_open_long_enough": with_(K.DOCUMENT_DOWNLOAD, ends_at=begins + 3 * HOUR),
        "award_follows_the_proof": [
            replace(stage, starts_at=stage.starts_at + late, ends_at=stage.ends_at + late)
            if order.index(stage.kind) >= order.index(K.AWARD_DECISION)
            else stage
            for stage in plan
        ],
        "standstill_lasts_its_minimum": with_(K.STANDSTILL, ends_at=at[K.STANDSTILL].starts_at + HOUR),
        "contract_follows_the_appointment": with_(
            K.CONTRACT_SIGNING, ends_at=at[K.CONTRACT_SIGNING].ends_at + timedelta(days=60)
        ),
    }


def test_a_schedule_below_a_minimum_is_announced_by_no_statement(cast: Cast) -> None:
    tender = real_tender(cast)
    announce = "UPDATE tenders_tender SET status = 'announced', announced_at = now(), revision = 1 WHERE id = %s"
    for name, plan in below(lawful(tender, clock.now())).items():
        services.set_schedule(actor=cast.actor("bima"), tender=tender, stages=plan)
        assert attack(announce, tender.pk) == name
        with pytest.raises(Refused, match="belum dapat diumumkan"):
            services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())


def test_an_estimate_too_old_for_its_deadline_is_set_again_before_the_announcement(cast: Cast) -> None:
    now = clock.now()
    zone = ZoneInfo("Asia/Jakarta")
    tender = real_tender(cast, estimated_at=at_noon(national().back(now.astimezone(zone).date(), 26), zone))
    bima = cast.actor("bima")
    announce = "UPDATE tenders_tender SET status = 'announced', announced_at = now(), revision = 1"
    assert "28 hari kerja" in str(selectors.checklist(tender, now).gaps)
    with pytest.raises(Refused, match="lebih dari 28 hari kerja"):
        services.announce_tender(actor=bima, tender=tender, now=now)
    assert attack(announce) == "an_estimate_is_not_too_old"
    for day in ("owner_estimate_on - 1", "owner_estimate_on + 60", "NULL"):
        moved = f"UPDATE tenders_tender SET owner_estimate_on = {day}"
        assert attack(moved) == "an_estimate_is_set_again_never_earlier"
    with pytest.raises(Refused, match="jabatan"):
        services.renew_estimate(actor=bima, tender=tender, now=now)
    with pytest.raises(Refused, match="faktor kedua"):
        services.renew_estimate(actor=cast.actor("ratna", stepped_up=False), tender=tender, now=now)
    services.renew_estimate(actor=cast.actor("ratna"), tender=tender, now=now)
    services.renew_estimate(actor=cast.actor("ratna"), tender=tender, now=now)
    assert [entry.act for entry in record.entries_of(tender.code)].count("tenders.renew_estimate") == 1
    services.announce_tender(actor=bima, tender=tender, now=now)


def at_noon(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)


def test_a_lawful_real_tender_is_announced_and_extended_only_to_a_lawful_schedule(cast: Cast) -> None:
    tender = real_tender(cast)
    services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    tender = Tender.objects.get(pk=tender.pk)
    later = deadline(tender) + timedelta(days=7)
    propose(cast, tender, stages=selectors.extended(tender, later))
    accept(cast, tender)
    assert deadline(tender) == later
    short = [
        Planned(row.kind, row.starts_at, row.ends_at - timedelta(days=4)) if row.kind is K.STANDSTILL else row
        for row in selectors.planned(tender)
    ]
    with pytest.raises(Refused, match="paling singkat"):
        propose(cast, tender, stages=short, ground=None)
    stages = moves(tender, K.STANDSTILL, end=timedelta(days=-4))
    assert attack(CHANGE, tender.pk, "", stages, person(cast, "bima")) == "standstill_lasts_its_minimum"


def test_a_late_addendum_of_a_real_tender_is_refused_by_page_and_database(cast: Cast) -> None:
    tender = real_tender(cast)
    services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    calendar, zone = national(), selectors.zone_of(tender)
    late = deadline(tender) - timedelta(days=1)
    while calendar.working_days(late.astimezone(zone).date(), deadline(tender).astimezone(zone).date()) >= 3:
        late += timedelta(hours=1)
    with pytest.raises(Refused, match="paling lambat 3 hari kerja"):
        selectors.require_addendum_in_time(tender, deadline(tender), late)
    propose_addendum(cast, tender, amendment(tender))
    accept_addendum(cast, tender, "citra")
    with connection.cursor() as cursor:
        cursor.execute("SELECT days FROM tenders_minimum WHERE word = 'addendum_before_deadline'")
        assert cursor.fetchone() == (3,)
