# SPDX-License-Identifier: Apache-2.0
"""Every guard of the database attacked in raw SQL, as the role the portal itself uses."""

from typing import Any

import pytest
from django.db import Error, connection, transaction

from lpse.core import clock
from lpse.core.acts import Actor
from lpse.demo import tenders as world
from lpse.demo import waiting
from lpse.demo.cast import Cast
from tenders import services
from tenders.models import Tender
from vendors.services import closing


def attack(sql: str, *values: Any) -> str:
    """Run SQL that must fail and return the name of the constraint, or of the error where a privilege is missing."""
    with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(values))
    cause = caught.value.__cause__
    return getattr(cause.diag, "constraint_name", None) or type(cause).__name__  # type: ignore[union-attr]


def run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))


@pytest.fixture
def announced(cast: Cast) -> Tender:
    return world.announced_tender(cast)


@pytest.fixture
def drafted(cast: Cast) -> Tender:
    return world.drafted_tender(cast)


ON_ANNOUNCED = [
    ("UPDATE tenders_tender SET title = 'lain' WHERE id = %s", "announced_tender_unchanged"),
    ("UPDATE tenders_tender SET owner_estimate = owner_estimate - 1 WHERE id = %s", "announced_tender_unchanged"),
    ("UPDATE tenders_tender SET threshold = 3 WHERE id = %s", "announced_tender_unchanged"),
    ("UPDATE tenders_tender SET announced_at = now() WHERE id = %s", "announced_tender_unchanged"),
    ("UPDATE tenders_tender SET training = false WHERE id = %s", "training_is_for_ever"),
    ("UPDATE tenders_tender SET code = 'T-2026-9999' WHERE id = %s", "tender_identity_is_for_ever"),
    ("UPDATE tenders_tender SET revision = 0 WHERE id = %s", "revisions_count_up"),
    ("UPDATE tenders_tender SET revision = 5 WHERE id = %s", "revisions_count_up"),
    ("UPDATE tenders_tender SET status = 'draft' WHERE id = %s", "only_legal_moves"),
    ("UPDATE tenders_tender SET status = 'opened' WHERE id = %s", "only_legal_moves"),
    ("UPDATE tenders_tender SET status = 'awarded' WHERE id = %s", "only_legal_moves"),
    ("UPDATE tenders_tender SET status = 'closed' WHERE id = %s", "closed_not_before_the_deadline"),
    ("DELETE FROM tenders_tender WHERE id = %s", "InsufficientPrivilege"),
    (
        "UPDATE tenders_stage SET ends_at = ends_at - interval '1 second'"
        " WHERE kind = 'bid_submission' AND tender_id = %s",
        "deadline_never_earlier",
    ),
    (
        "UPDATE tenders_stage SET starts_at = starts_at - interval '1 second'"
        " WHERE kind = 'bid_submission' AND tender_id = %s",
        "stages_frozen_after_announcement",
    ),
    (
        "UPDATE tenders_stage SET ends_at = ends_at + interval '1 day' WHERE kind = 'evaluation' AND tender_id = %s",
        "stages_frozen_after_announcement",
    ),
    ("DELETE FROM tenders_stage WHERE tender_id = %s", "stages_frozen_after_announcement"),
    ("UPDATE tenders_selectiondocument SET title = 'x' WHERE tender_id = %s", "documents_frozen_after_announcement"),
    ("DELETE FROM tenders_selectiondocument WHERE tender_id = %s", "documents_frozen_after_announcement"),
    ("UPDATE tenders_requirement SET title = 'x' WHERE tender_id = %s", "requirements_frozen_after_announcement"),
    ("DELETE FROM tenders_requirement WHERE tender_id = %s", "requirements_frozen_after_announcement"),
    ("UPDATE tenders_item SET quantity = 1 WHERE tender_id = %s", "items_frozen_after_announcement"),
    ("UPDATE tenders_committeeseat SET pact_at = NULL WHERE tender_id = %s", "committee_frozen_after_announcement"),
    ("DELETE FROM tenders_committeeseat WHERE tender_id = %s", "committee_frozen_after_announcement"),
    ("UPDATE tenders_keyset SET gen = 2 WHERE tender_id = %s", "key_sets_frozen_after_announcement"),
    ("UPDATE tenders_serverkey SET public = 'x' WHERE tender_id = %s", "InsufficientPrivilege"),
    ("DELETE FROM tenders_serverkey WHERE tender_id = %s", "InsufficientPrivilege"),
    (
        "DELETE FROM tenders_keysetconsent WHERE key_set_id IN (SELECT id FROM tenders_keyset WHERE tender_id = %s)",
        "consents_frozen_with_their_key_set",
    ),
    (
        "INSERT INTO tenders_item (tender_id, number, description, unit, quantity) VALUES (%s, 99, 'x', 'x', 1)",
        "items_frozen_after_announcement",
    ),
    (
        "INSERT INTO tenders_serverkey (tender_id, kind, public, wrapped_seed) VALUES (%s, 'price', 'x', 'x')",
        "server_keys_frozen_after_announcement",
    ),
]


def test_what_was_announced_stays_as_it_was(announced: Tender) -> None:
    wrong = {sql: name for sql, wanted in ON_ANNOUNCED if (name := attack(sql, announced.pk)) != wanted}
    assert wrong == {}


def test_a_bid_deadline_moves_by_an_accepted_change_only(announced: Tender) -> None:
    later = "UPDATE tenders_stage SET ends_at = ends_at + interval '1 day' WHERE kind = 'bid_submission'"
    assert attack(later) == "stages_frozen_after_announcement"


def test_a_deadline_that_has_passed_stays(cast: Cast) -> None:
    tender = world.announced_tender(cast, closes_in=1)
    waiting.closed(tender)
    later = "UPDATE tenders_stage SET ends_at = ends_at + interval '1 day' WHERE kind = 'bid_submission'"
    assert attack(later) == "deadline_moved_before_it_passes"
    closing.close_tender(actor=Actor.clock(), tender=tender, now=clock.now())
    assert attack(later) == "stages_frozen_after_announcement"


def announce(tender: Tender) -> str:
    return attack(
        "UPDATE tenders_tender SET status = 'announced', announced_at = now(), revision = 1 WHERE id = %s", tender.pk
    )


def test_no_announcement_with_an_even_committee(drafted: Tender) -> None:
    user = drafted.package.officer_id
    seat = "INSERT INTO tenders_committeeseat (tender_id, user_id, position, pact) VALUES (%s, %s, 'member', '')"
    run(seat, drafted.pk, user)
    assert announce(drafted) == "committee_is_odd_and_at_least_three"


def test_no_announcement_without_a_frozen_key_set(cast: Cast) -> None:
    tender = world.assigned_package(cast)
    assert announce(tender) == "keyset_frozen_before_announcement"


def test_no_announcement_without_its_instant_or_after_its_deadline(drafted: Tender) -> None:
    move = "UPDATE tenders_tender SET status = 'announced', revision = 1 WHERE id = %s"
    assert attack(move, drafted.pk) == "announcement_has_its_time"
    run(
        "UPDATE tenders_stage SET starts_at = starts_at - interval '2 hours', ends_at = ends_at - interval '2 hours'"
        " WHERE tender_id = %s",
        drafted.pk,
    )
    assert announce(drafted) == "announced_before_its_deadline"


def test_a_key_set_is_frozen_by_all_its_members_only(cast: Cast) -> None:
    world.enrol_members(cast)
    tender = world.assigned_package(cast)
    world.accept_key_set(cast, tender, ["bima", "citra"])
    assert attack("UPDATE tenders_keyset SET frozen_at = now()") == "key_set_frozen_by_consent"
    assert attack("UPDATE tenders_keyset SET hash = 'x'") == "proposed_key_set_unchanged"
    assert attack("UPDATE tenders_keysetconsent SET proof = 'x'") == "InsufficientPrivilege"


def test_a_frozen_key_set_stays_even_in_a_draft(drafted: Tender) -> None:
    assert attack("UPDATE tenders_keyset SET frozen_at = NULL") == "frozen_key_set_unchanged"
    assert attack("DELETE FROM tenders_keysetconsent") == "consents_frozen_with_their_key_set"
    assert attack("DELETE FROM tenders_serverkey") == "InsufficientPrivilege"


def test_a_submitted_package_and_its_estimate_stay(cast: Cast) -> None:
    package = world.submitted_package(cast)
    for sql, wanted in (
        (
            "UPDATE tenders_package SET owner_estimate = owner_estimate - 1 WHERE id = %s",
            "package_frozen_after_submission",
        ),
        ("UPDATE tenders_package SET training = false WHERE id = %s", "package_identity_is_for_ever"),
        ("UPDATE tenders_package SET status = 'draft' WHERE id = %s", "only_legal_moves"),
        (
            "UPDATE tenders_packageitem SET unit_price = 1 WHERE package_id = %s",
            "estimate_rows_frozen_after_submission",
        ),
        ("DELETE FROM tenders_packageitem WHERE package_id = %s", "estimate_rows_frozen_after_submission"),
        ("DELETE FROM tenders_package WHERE id = %s", "InsufficientPrivilege"),
    ):
        assert attack(sql, package.pk) == wanted


def test_an_estimate_is_submitted_with_the_source_of_every_price(cast: Cast) -> None:
    package = world.submitted_package(cast)
    services.return_package(actor=cast.actor("hendra"), package=package, reason="Sumber harga.")
    run("UPDATE tenders_packageitem SET source = ' ' WHERE package_id = %s AND number = 2", package.pk)
    assert attack("UPDATE tenders_package SET status = 'submitted'") == "every_price_names_its_source"
    assert (
        attack("UPDATE tenders_package SET owner_estimate_net = owner_estimate + 1") == "net_estimate_within_estimate"
    )


def test_no_award_while_a_hold_is_open(announced: Tender) -> None:
    services.place_hold(tender=announced, reason="Sanggah", ref="S-1", now=clock.now())
    award = 'SELECT tenders_check_move(jsonb_populate_record(t, \'{"status":"awarded"}\')) FROM tenders_tender t'
    assert attack(award) == "no_award_during_a_hold"
    assert attack("UPDATE tenders_hold SET reason = 'x'") == "holds_are_only_lifted"
    assert attack("DELETE FROM tenders_hold") == "InsufficientPrivilege"
    services.lift_hold(tender=announced, ref="S-1", now=clock.now())
    assert attack("UPDATE tenders_hold SET lifted_at = NULL") == "holds_are_only_lifted"
    run(award)


def test_a_code_has_its_form(announced: Tender) -> None:
    names = (
        "package_id, title, category, method, qualification, file_form, evaluation_method, regulation, zone, training,"
    )
    names += " status, revision, threshold, owner_estimate, ceiling, vendor_bytes_limit, created_at, ended_reason"
    copy = f"INSERT INTO tenders_tender (code, {names}) SELECT 'X-1', {names} FROM tenders_tender"
    assert attack(copy) in {"tender_code_has_its_form", "only_legal_moves"}
    assert attack(copy.replace(" SELECT 'X-1'", " SELECT 'T-2026-99999'")) == "only_legal_moves"
