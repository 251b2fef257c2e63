# SPDX-License-Identifier: Apache-2.0
"""A sheet of 40 bids and 60 requirements, two assessors per cell, takes no more queries than one of three bids.

The rows are copies of the built sheet's, written past every guard in a database of their own: forty sealed bids would
take minutes, and only the reads are looked at.
"""

from pathlib import Path
from typing import Any

import psycopg

from evaluation import services
from evaluation.selectors import evaluating as selectors
from lpse.core import clock
from lpse.demo import evaluation as world
from tenders.models import Tender
from tests.support.clients import client_of
from tests.support.world import pointed_at

from .conftest import Scene
from .test_evaluating_views import SHEET_QUERIES

BIDS, REQUIREMENTS = 40, 60
COPIES = (
    ("vendors_vendor", "id = (SELECT min(id) FROM vendors_vendor)", BIDS - 3, {
        "code": "'V-' || n", "business_number": "lpad(n::text, 13, '9')", "tax_number": "lpad(n::text, 16, '9')",
    }),
    ("vendors_participation", "id = (SELECT min(id) FROM vendors_participation)", BIDS - 3, {
        "vendor_id": "(SELECT id FROM vendors_vendor WHERE code = 'V-' || n)",
    }),
    ("vendors_statement", "id = (SELECT min(id) FROM vendors_statement)", BIDS - 3, {
        "participation_id": "100000 + n", "hash": "lpad(n::text, 43, 'A')",
        "record_hash": "'\\x' || lpad(n::text, 64, '0')",
    }),
    ("vendors_bid", "id = (SELECT min(id) FROM vendors_bid)", BIDS - 3, {
        "participation_id": "100000 + n", "statement_id": "100000 + n",
    }),
    ("evaluation_openedbid", "form ->> 'v' IS NOT NULL", BIDS - 3, {"bid_id": "100000 + n"}),
    ("tenders_requirement", "number = 1", REQUIREMENTS, {"number": "100 + n", "slot": "'slot-' || n"}),
)  # fmt: skip
COPY = (
    "INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(origin)"
    " || jsonb_build_object('id', 100000 + n, {changes}))).*"
    " FROM (SELECT * FROM {table} WHERE {where} LIMIT 1) origin, generate_series(1, {count}) n"
)
VERDICTS = (
    "INSERT INTO evaluation_assessment"
    " (evaluation_id, opened_bid_id, requirement_id, version, passed, reason, assessor_id, saved_at)"
    " SELECT e.id, b.id, r.id, 1, true, '', g.first_id, clock_timestamp() FROM evaluation_evaluation e,"
    " evaluation_openedbid b, tenders_requirement r JOIN evaluation_assignment g ON g.step = r.step"
    " WHERE b.result = 'ok'"
)


def written_past_the_guards(address: str) -> None:
    """Make the sheet large, as the bootstrap role and without triggers."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM tenders_requirement WHERE number > 1")
        for table, where, count, changes in COPIES:
            told = ", ".join(f"'{name}', {value}" for name, value in changes.items())
            connection.execute(
                COPY.format(table=table, where=where, count=count - (table == "tenders_requirement"), changes=told)
            )
        connection.execute(VERDICTS)


def test_a_sheet_of_forty_bids_takes_no_more_queries_than_one_of_three(
    built_sheet: Scene, site: Any, django_db_blocker: Any, django_assert_max_num_queries: Any, tmp_path: Path
) -> None:
    database = f"{built_sheet.database}_large"
    site.postgres.clone_database(database, built_sheet.database)
    try:
        with django_db_blocker.unblock(), pointed_at(database, tmp_path):
            tender = Tender.objects.get(pk=built_sheet.tender.pk)
            bima = built_sheet.cast.actor("bima")
            services.set_assessors(actor=bima, tender_id=tender.pk, two=True, now=clock.now())
            world.assign(built_sheet.cast, tender)
            written_past_the_guards(site.address("postgres", database))
            page = selectors.sheet(tender)
            assert (len(page.bids), len(page.rows)) == (BIDS, REQUIREMENTS)
            browser = client_of(built_sheet.cast.people["dodi"])
            with django_assert_max_num_queries(SHEET_QUERIES):
                text = browser.get(f"/tender/{tender.code}/evaluasi/").content.decode()
            assert text.count("data-cell") == BIDS * REQUIREMENTS
    finally:
        site.postgres.drop_database(database)
