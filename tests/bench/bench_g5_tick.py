# SPDX-License-Identifier: Apache-2.0
"""g5: the due rows of a tick beside 1,000,000 closed clocks; baseline: the same beside 1,000.

A clock is an objection, the window for an appeal, an appeal, or one of a complaint's three (its class, completeness,
the decision); all of them are over and their marks told, every letter printed, and sealed uploads still have their
day, so a tick has nothing to do but to find that out, which it does every second. Both databases stand side by side;
value and baseline are seconds per tick. Bar: at most twice the baseline (ratio 0.5), goal 1.2 times. Source: quality.md
3.3, g5.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import django
import psycopg

from tests.support.bench import compare, report, wall_seconds
from tests.support.site import Site

MANY, FEW = 1_000_000, 1_000
TICKS = 10
PIECES = (
    "append_batches",
    "close_tenders",
    "begin_openings",
    "mark_overdue",
    "watch_clocks",
    "close_appeal_windows",
    "accept_silent_appeals",
    "approve_winners",
    "draw_papers",
    "sweep_uploads",
)
"""What a tick asks PostgreSQL about due rows; the rest follows the record, signs it, or needs the broker."""
FILL = (
    """
INSERT INTO complaints_objection (number, result_id, participation_id, remedy_sought, status, filed_at, filed_by_id,
    due_on, due_at, basis, answered_at, answered_late, follow_up)
SELECT 'SGH-' || n, n, n, '', 'rejected', at, 1, date '2016-01-08', at + interval '3 days', '{{}}',
    at + interval '1 day', false, '' FROM {clocks}""",
    """
INSERT INTO complaints_appealwindow (objection_id, opened_at, ends_on, ends_at, basis, closed_at, closed_because)
SELECT n, at, date '2016-01-08', at + interval '3 days', '{{}}', at + interval '3 days', 'passed' FROM {clocks}""",
    """
INSERT INTO complaints_appeal (number, objection_id, channel, filed_at, filed_by_id, remedy_sought, hold_ref, status,
    bond_issuer, bond_number, bond_amount, bond_least_amount, bond_valid_until, bond_least_until, bond_paper_id,
    clarification, due_at, silence_accepts, by_silence, is_late, ordered, follow_up, bond_settlement)
SELECT 'BDG-' || n, n, 'portal', at, 1, '', 'BDG-' || n, 'rejected', 'Bank', n::text, 1, 1, date '2016-03-08',
    date '2016-03-08', 1, '', at + interval '14 days', true, false, false, '', '', '' FROM {clocks}""",
    """
INSERT INTO complaints_clockmark (rule, of, subject, level, reached_at, due_at, claimed_at, is_told)
SELECT rule, 'X-' || n, 'T-' || n, 'overdue', at, at, at, false
FROM {clocks}, unnest(ARRAY['objection_answer', 'appeal_answer', 'report_oversight', 'report_general',
    'complaint_completeness', 'complaint_decision']) AS rule""",
    """
INSERT INTO complaints_complaint ("case", nonce, code_hash, subject, text, origin, file_count, status, outcome, summary,
    received_at, due_on, due_at, basis, closed_at)
SELECT 'ADU-' || n, n, n, '', '', 'public', 0, 'closed', 'founded', '', at, date '2016-03-08',
    at + interval '60 days', '{{}}', at + interval '1 day' FROM {clocks}""",
    """
INSERT INTO complaints_complaintclock (complaint_id, rule, starts_at, due_on, due_at, basis)
SELECT n, rule, at, date '2016-01-22', at + interval '14 days', '{{}}'
FROM {clocks}, unnest(ARRAY['complaint_completeness', 'complaint_decision']) AS rule""",
    """
INSERT INTO documents_paper (kind, key, subject, version, template, data, basis, said_at, training, object_id, drawn_at)
SELECT 'jawaban-sanggah', 'SGH-' || n || '/JAWABAN', 'T-' || n, 1, '', '{{}}', '', at, false, 1, at FROM {clocks}""",
    """
INSERT INTO complaints_sealedupload (key, sha256, size, begun_at)
SELECT 'restricted/' || n, '', NULL, clock_timestamp() FROM {clocks}""",
)
KINDS = 6
"""Clocks that each row of CLOCKS stands for."""
CLOCKS = """(
    SELECT n, timestamptz '2016-01-05 01:00Z' + n * interval '5 minutes' AS at FROM generate_series(1, %s) AS n
) AS clocks"""
TABLES = (
    "complaints_objection, complaints_appealwindow, complaints_appeal, complaints_clockmark, complaints_complaint,"
    " complaints_complaintclock, documents_paper, complaints_sealedupload"
)


def fill(address: str, clocks: int) -> None:
    """Put closed clocks into a database, as many of each kind, past its guards, and analyse it."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # the superuser's way past triggers and keys
        for sql in FILL:
            connection.execute(sql.format(clocks=CLOCKS), [clocks // KINDS])  # type: ignore[arg-type]
        connection.execute(f"VACUUM ANALYZE {TABLES}")  # type: ignore[arg-type]


def ticking(database: str) -> Callable[[], float]:
    """Measure seconds of one tick in a database."""
    from django.conf import settings

    from lpse.portal import tick
    from tests.support.world import pointed_at

    pieces = [getattr(tick, name) for name in PIECES]

    def work() -> None:
        for piece in pieces:
            piece()

    def measured() -> float:
        with pointed_at(database, settings.VAR):
            work()  # connects first
            return wall_seconds(lambda: [work() for _ in range(TICKS)]) / TICKS

    return measured


def main() -> None:
    """Start PostgreSQL, fill two databases, measure."""
    site = Site()
    os.environ |= {**site.environment(), "DJANGO_SETTINGS_MODULE": "lpse.settings"}
    django.setup()
    try:
        site.database()
        with site.copy_of_database() as many, site.copy_of_database() as few:
            fill(site.address("postgres", many), MANY)
            fill(site.address("postgres", few), FEW)
            found = compare(ticking(many), ticking(few))
        times = round(found.ours / found.baseline, 3)
        facts = {"times": times, "bar": 2.0, "steady": found.steady, "clocks": MANY}
        report("g5_tick", found.ours, found.baseline, found.speed_ratio, unit="s", **facts)
    finally:
        site.stop()


if __name__ == "__main__":
    main()
