# SPDX-License-Identifier: Apache-2.0
"""Counting hits per facet over live tenders and the archive together, in one query that never grows with the archive.

Without words the archive's numbers come from its kept counts. With words at most ``MOST`` of its hits are counted:
beyond that a list says "more than", and numbers per facet are left out rather than guessed. What is put together
into statements here are names of our own; what people choose and type are parameters.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from typing import Any

from django.db import connection

from tenders.selectors.narrowing import parameters

FACETS = (
    "kind", "status", "closing", "category", "value", "size", "place", "agency", "method", "year", "unit"
)  # fmt: skip
LIVE_ONLY = frozenset({"closing", "size", "place"})
"""What only tenders of this portal have: the archive tells neither a deadline nor a place, and knew other limits."""
MOST = 2000
_LIVE = """
    SELECT 'live' AS kind, t.status, CASE WHEN t.status <> 'announced' OR s.ends_at <= %(now)s THEN ''
            WHEN s.ends_at <= %(until_today)s THEN 'today' WHEN s.ends_at <= %(until_three_days)s THEN 'three_days'
            WHEN s.ends_at <= %(until_week)s THEN 'week' ELSE 'later' END AS closing,
        t.category, tenders_value_bracket(t.owner_estimate) AS value,
        CASE WHEN t.ceiling <= %(reserved)s THEN 'small' ELSE 'larger' END AS size, p.location AS place,
        a.name AS agency, t.method, p.fiscal_year::text AS year, u.name AS unit, count(*) AS n
    FROM tenders_tender t JOIN tenders_package p ON p.id = t.package_id
    JOIN accounts_workunit u ON u.id = p.work_unit_id JOIN accounts_agency a ON a.id = p.agency_id
    LEFT JOIN tenders_stage s ON s.tender_id = t.id AND s.kind = 'bid_submission'
    WHERE t.announced_at IS NOT NULL {words} GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"""
_KEPT = """
    SELECT kind, status, '', category, value, '', '', agency, method, year::text, unit, n FROM tenders_archive_counts"""
_FOUND = """
    SELECT kind, status, '', category, tenders_value_bracket(coalesce(owner_estimate, ceiling)), '', '', agency, method,
        year::text, work_unit, count(*)
    FROM (SELECT kind, status, category, owner_estimate, ceiling, agency, method, year, work_unit
          FROM tenders_archivedtender
          WHERE search @@ websearch_to_tsquery('indonesian', %(q)s) LIMIT %(limit)s) AS found
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"""
_CHOSEN = """
    SELECT 'chosen', '', count(*) FROM (
        SELECT FROM tenders_archivedtender WHERE search @@ websearch_to_tsquery('indonesian', %(q)s)
            AND search @@ %(marks)s::tsquery LIMIT %(limit)s) AS chosen"""


@dataclass(frozen=True)
class Counts:
    """Hits in all: of this portal and of the archive; and per facet and value, None when there are too many to count.

    With ``is_cut`` the words hit more than ``MOST`` of the archive, and ``archived`` counts no further than one above.
    """

    live: int
    archived: int
    values: Mapping[str, Mapping[str, int | None]]
    is_cut: bool


@contextmanager
def planned_for_its_values() -> Iterator[None]:
    """Within: have each statement planned for what was asked, instead of once for all by a prepared plan.

    Whether a word is in ten rows or in all of them decides the way to go, and a prepared plan knows no word. Without
    words and choices one plan fits all, and planning would cost more than running.
    """
    connection.ensure_connection()
    line = connection.connection
    kept, line.prepare_threshold = line.prepare_threshold, None
    try:
        yield
    finally:
        line.prepare_threshold = kept


def counted(words: str, chosen: Mapping[str, Sequence[str]], now: datetime) -> Counts:
    """Count what matches the words, per facet under the choices made in all other facets; one query."""
    sql, params = _statement(words, chosen, now)
    with planned_for_its_values() if words else nullcontext(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[str, str, int]] = cursor.fetchall()
    sums = {facet: n for facet, _value, n in rows if facet in {"live", "total", "hits", "chosen"}}
    is_cut = bool(words) and sums["hits"] > MOST
    archived = sums.get("chosen", sums["hits"]) if is_cut else sums["total"] - sums["live"]
    values: dict[str, dict[str, int | None]] = {facet: {} for facet in FACETS}
    for facet, value, n in rows:
        if facet in values:
            values[facet][value] = None if is_cut else n
    return Counts(sums["live"], archived, values, is_cut)


def _statement(words: str, chosen: Mapping[str, Sequence[str]], now: datetime) -> tuple[str, dict[str, Any]]:
    """Return one statement over all hits: a pass for what is unchosen, and one more for each chosen facet."""
    params: dict[str, Any] = {"q": words, "limit": MOST + 1, "marks": marks(chosen), **parameters(now)}
    params |= {facet: list(values) for facet, values in chosen.items() if values}
    live = _LIVE.format(words="AND t.search @@ websearch_to_tsquery('indonesian', %(q)s)" if words else "")
    picked = [facet for facet in FACETS if chosen.get(facet)]
    free = [facet for facet in FACETS if facet not in picked]
    # The archive's rows, which are many, have nothing to say of what only live tenders have.
    both, own = [each for each in free if each not in LIVE_ONLY], [each for each in free if each in LIVE_ONLY]
    passes = [_pass(both, picked)] if both else []
    passes += [_pass(own, picked, only_live=True)] if own else []
    passes += [_pass([facet], [other for other in picked if other != facet]) for facet in picked]
    everything = _where(picked)
    here = f"{everything} AND kind = 'live'" if everything else " WHERE kind = 'live'"
    sums = (("total", everything), ("live", here), ("hits", " WHERE kind <> 'live'"))
    passes += [f"SELECT '{name}', '', coalesce(sum(n), 0)::bigint FROM hits{which}" for name, which in sums]  # noqa: S608
    if words and picked:
        passes.append(_CHOSEN)
    archive = _FOUND if words else _KEPT
    return f"WITH hits AS MATERIALIZED ({live} UNION ALL {archive}) " + " UNION ALL ".join(passes), params


def _pass(facets: Sequence[str], picked: Sequence[str], *, only_live: bool = False) -> str:
    sets = ", ".join(f"({facet})" for facet in facets)
    named = " ".join(f"WHEN grouping({facet}) = 0 THEN '{facet}'" for facet in facets)
    values, where = ", ".join(facets), _where(picked)
    if only_live:
        where = f"{where} AND kind = 'live'" if where else " WHERE kind = 'live'"
    return (
        f"SELECT CASE {named} END, coalesce({values}), sum(n)::bigint FROM hits{where} GROUP BY GROUPING SETS ({sets})"  # noqa: S608
    )


def _where(picked: Sequence[str]) -> str:
    return " WHERE " + " AND ".join(f"{facet} = ANY(%({facet})s)" for facet in picked) if picked else ""


def marks(chosen: Mapping[str, Sequence[str]]) -> str:
    """Return the chosen facets as a query over the marks that the archive's index holds; empty without a choice."""
    groups = [
        "(" + " | ".join(_quoted(facet, value) for value in values) + ")" for facet, values in chosen.items() if values
    ]
    return " & ".join(groups)


def _quoted(facet: str, value: str) -> str:
    text = md5(value.encode(), usedforsecurity=False).hexdigest() if facet in {"unit", "agency"} else value
    escaped = f"{facet}:{text}".replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
