# SPDX-License-Identifier: Apache-2.0
"""The guards of evaluation, result and award, each attacked in raw SQL as the role of the portal itself."""

from collections.abc import Sequence

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

import tenders.services
from evaluation.models import Assessment, Evaluation, OpenedBid, Result
from lpse.core import clock
from lpse.demo import evaluation as world
from lpse.demo.waiting import wait_until
from tenders.models import CommitteeSeat, Requirement

from .conftest import Scene

ASSESS = (
    "INSERT INTO evaluation_assessment"
    " (evaluation_id, opened_bid_id, requirement_id, version, passed, reason, assessor_id, saved_at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp())"
)
BEGIN = (
    "INSERT INTO evaluation_evaluation (tender_id, round_no, begun_at, locked_at)"
    " VALUES (%s, %s, clock_timestamp(), %s)"
)
DECIDE = (
    "INSERT INTO evaluation_result (tender_id, evaluation_id, document, announced_at, objection_ends_at,"
    " objection_basis, answer_due_at, answer_basis, void_reason) SELECT tender_id, id, %s, clock_timestamp(),"
    " clock_timestamp() + interval '1 s', '{}', clock_timestamp() + interval '2 s', '{}', ''"
    " FROM evaluation_evaluation WHERE id = %s"
)
STAND = (
    "INSERT INTO evaluation_standing"
    " (result_id, opened_bid_id, vendor_id, rank, price_corrected, low_price, reason)"
    " SELECT %s, b.id, p.vendor_id, %s, 1, false, 'x' FROM evaluation_openedbid b"
    " JOIN vendors_bid d ON d.id = b.bid_id JOIN vendors_participation p ON p.id = d.participation_id WHERE b.id = %s"
)
AWARD = (
    "INSERT INTO evaluation_award"
    " (result_id, tender_id, vendor_id, number, value, letter_id, issued_by_id, issued_at)"
    " SELECT r.id, r.tender_id, s.vendor_id, '1', s.price_corrected, (SELECT min(id) FROM documents_storedobject),"
    " (SELECT min(id) FROM accounts_user), clock_timestamp()"
    " FROM evaluation_result r JOIN evaluation_standing s ON s.result_id = r.id WHERE r.id = %s AND s.rank = %s"
)
REASON = "Alasan yang cukup panjang."


def run(*statements: tuple[str, Sequence[object]]) -> None:
    """Run statements as role app, as one transaction that commits: deferred guards speak too."""
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, list(values))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def broken(*statements: tuple[str, Sequence[object]]) -> str:
    """Run an attack and return the constraint (or privilege) that stopped it."""
    with pytest.raises(DatabaseError) as caught:
        run(*statements)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    return cause.diag.constraint_name or type(cause).__name__


def ids(scene: Scene) -> tuple[int, list[int], list[int], int]:
    """Evaluation, bids, requirements and a seat of the scene's tender."""
    evaluation = Evaluation.objects.filter(tender=scene.tender).latest("round_no").pk
    bids = list(OpenedBid.objects.order_by("pk").values_list("pk", flat=True))
    requirements = list(Requirement.objects.order_by("number").values_list("pk", flat=True))
    return evaluation, bids, requirements, CommitteeSeat.objects.order_by("pk")[0].pk


def locked(scene: Scene) -> Evaluation:
    world.assess_all(scene.cast, scene.tender)
    world.lock(scene.cast, scene.tender)
    return Evaluation.objects.get(tender=scene.tender)


def test_no_assessment_after_the_lock(sheet: Scene) -> None:
    evaluation, bids, requirements, seat = ids(sheet)
    good = (ASSESS, [evaluation, bids[0], requirements[0], 1, True, "", seat])
    assert broken((ASSESS, [evaluation, bids[0], requirements[0], 1, False, "", seat])) == (
        "a_failed_requirement_has_a_reason"
    )
    assert broken((ASSESS, [evaluation, bids[0], requirements[0], 1, True, "", seat + 1000])) == (
        "assessment_is_of_one_tender"
    )
    run(good)
    assert broken(good) == "assessment_versions_are_unique"
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    late = (ASSESS, [evaluation, bids[0], requirements[0], 2, False, REASON, seat])
    assert broken(late) == "no_assessment_after_the_lock"


def test_a_sheet_with_an_empty_cell_is_not_locked_and_a_locked_one_never_unlocked(sheet: Scene) -> None:
    evaluation, *_rest = ids(sheet)
    lock = "UPDATE evaluation_evaluation SET locked_at = clock_timestamp() WHERE id = %s"
    assert broken((lock, [evaluation])) == "evaluation_is_locked_complete"
    locked(sheet)
    for change in ("locked_at = NULL", "locked_at = clock_timestamp()", "round_no = 5"):
        sql = f"UPDATE evaluation_evaluation SET {change} WHERE id = %s"
        assert broken((sql, [evaluation])) == "evaluation_is_locked_once"


def test_a_round_begins_unlocked_in_its_turn_and_only_on_open_bids(sheet: Scene) -> None:
    tender = sheet.tender.pk
    assert broken((BEGIN, [tender, 3, None])) == "evaluation_begins_on_open_bids"
    assert broken((BEGIN, [tender, 2, clock.now()])) == "evaluation_begins_on_open_bids"
    world.decided(sheet.cast, sheet.tender)
    assert broken((BEGIN, [tender, 2, None])) == "evaluation_begins_on_open_bids"


def test_what_was_assessed_stays(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    for sql in (
        "UPDATE evaluation_assessment SET passed = false, reason = 'x'",
        "DELETE FROM evaluation_assessment",
        "TRUNCATE evaluation_assessment",
        "DELETE FROM evaluation_evaluation",
    ):
        assert broken((sql, [])) == "InsufficientPrivilege"
    assert Assessment.objects.filter(passed=True).count() == Assessment.objects.count() > 0


def test_a_result_needs_a_locked_sheet_a_published_file_and_a_standing_of_every_bid(sheet: Scene) -> None:
    evaluation, bids, *_rest = ids(sheet)
    file = "A" * 43
    assert broken((DECIDE, [file, evaluation])) == "evaluation_locked_before_result"
    locked(sheet)
    assert broken((DECIDE, [file, evaluation])) == "result_rests_on_the_record"
    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(decode(min(sha256), 'hex'), 'base64') FROM ledger_document")
        file = cursor.fetchone()[0].translate(str.maketrans("+/", "-_", "="))
    decide = (DECIDE, [file, evaluation])
    assert broken(decide) == "ranks_have_no_gaps"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(*decide)
        result = Result.objects.get().pk
        # Who may be ranked at all has proven its qualification: another guard, with tests of its own.
        with connection.cursor() as cursor:
            cursor.execute("SELECT opened_bid_id FROM evaluation_proofs(%s) WHERE outcome = 'verified'", [evaluation])
            proven = [row for (row,) in cursor.fetchall()]
        first, second, third = sorted(bids, key=lambda bid: bid not in proven)
        assert first in proven
        assert second in proven
        stand = {(rank, bid): (STAND, [result, rank, bid]) for rank in (0, 1, 2, 3, None) for bid in bids}
        assert broken(stand[0, first]) == "ranks_have_no_gaps"
        assert broken(stand[1, first], stand[3, second], stand[None, third]) == "ranks_have_no_gaps"
        assert broken(stand[None, first], stand[None, second], stand[None, third]) == "ranks_have_no_gaps"
        assert broken(stand[2, first], stand[3, second], stand[None, third]) == "ranks_have_no_gaps"
        assert broken(stand[1, first], stand[1, second]) == "ranks_are_unique"
        assert broken(stand[1, first], stand[2, second]) == "every_bid_stands_in_a_result"
        run(stand[1, first], stand[2, second], stand[None, third])
        transaction.set_rollback(True)


def test_a_standing_is_of_its_own_vendor(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the services wrote holds as it is
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    _evaluation, bids, *_rest = ids(sheet)
    other = STAND.replace("p.vendor_id, %s", "p.vendor_id + 1000, %s")
    assert broken((other, [result.pk, 3, bids[0]])) == "standing_is_of_a_bid_of_the_tender"
    assert broken(("UPDATE evaluation_standing SET rank = 1", [])) == "InsufficientPrivilege"
    assert broken(("DELETE FROM evaluation_standing", [])) == "InsufficientPrivilege"


def test_a_result_is_only_ever_voided_once(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    for change, stopped_by in {
        "objection_ends_at = announced_at + interval '1 ms'": "result_ends_as_counted",
        "document = repeat('A', 43)": "result_is_counted_once",
        "announced_at = announced_at - interval '1 day'": "result_is_counted_once",
    }.items():
        sql = f"UPDATE evaluation_result SET {change}"
        assert broken((sql, [])) == stopped_by
    assert broken(("DELETE FROM evaluation_result", [])) == "InsufficientPrivilege"
    world.void_result(sheet.cast, sheet.tender, "Sanggah diterima.")
    sql = "UPDATE evaluation_result SET voided_at = NULL, void_reason = '' WHERE id = %s"
    assert broken((sql, [result.pk])) == "result_is_counted_once"


def test_a_tender_is_not_decided_reopened_or_awarded_by_its_status_alone(sheet: Scene) -> None:
    move = "UPDATE tenders_tender SET status = %s WHERE id = %s"
    assert broken((move, ["decided", sheet.tender.pk])) == "tender_is_decided_by_a_result"
    result = world.decided(sheet.cast, sheet.tender)
    assert broken((move, ["opened", sheet.tender.pk])) == "tender_is_decided_by_a_result"
    wait_until(result.objection_ends_at)
    assert broken((move, ["awarded", sheet.tender.pk])) == "tender_is_awarded_by_letter"


def test_no_award_during_the_standstill_or_a_hold_or_to_another(sheet: Scene) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    assert broken((AWARD, [result.pk, 1])) == "award_after_standstill"
    tenders.services.place_hold(tender=sheet.tender, reason="sanggah", ref="S-7", now=clock.now())
    wait_until(result.objection_ends_at)
    assert broken((AWARD, [result.pk, 1])) == "award_after_standstill"
    tenders.services.lift_hold(tender=sheet.tender, ref="S-7", now=clock.now())
    assert broken((AWARD, [result.pk, 2])) == "award_goes_to_the_winner"
    assert broken((AWARD.replace("s.price_corrected,", "s.price_corrected + 1,"), [result.pk, 1])) == (
        "award_goes_to_the_winner"
    )
    run((AWARD, [result.pk, 1]))
    assert broken(("UPDATE evaluation_award SET value = 1", [])) == "InsufficientPrivilege"
    assert broken(("DELETE FROM evaluation_award", [])) == "InsufficientPrivilege"
    void = "UPDATE evaluation_result SET voided_at = clock_timestamp(), void_reason = 'x' WHERE id = %s"
    assert broken((void, [result.pk])) == "awarded_result_stands"
