# SPDX-License-Identifier: Apache-2.0
"""search: a page of the list over 100,000 archived packages; baseline: the same statements sent bare.

The log mixes what people ask (quality.md 3.3, b1 to b3): common and rare words, every facet, deep pages, words with
facets that never meet. ``search`` compares the whole log (value and baseline in seconds per page); ``search_page``
tells the percentiles of one page in milliseconds, beside those of the bare statements, and the same in processor time
of this process and of the database's, which a busy machine leaves alone. Bars: p99 at most 60 ms; floor 0.60.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import django

from tests.support.bench import compare, report, wall_seconds
from tests.support.site import Site

if TYPE_CHECKING:
    from tenders.selectors.search import Query

PACKAGES = 100_000
BAR_MS = 60
FILL = """
INSERT INTO tenders_archivedtender (kind, number, code, title, status, category, method, year, work_unit,
    work_unit_code, agency, ceiling, owner_estimate, announced_at, plan_codes, basis, is_invented, imported_id)
SELECT 'tender', n, n::text,
    (ARRAY['Pengadaan','Pembangunan','Rehabilitasi','Pengawasan','Perencanaan','Pemeliharaan'])[1 + mod(n, 6)] || ' '
    || (ARRAY['Gedung','Jalan','Jembatan','Laptop','Ambulans','Kursi','Drainase','Taman','Pasar','Kapal',
    'Embung'])[1 + mod(n, 11)]
    || ' Kelurahan ' || (ARRAY['Melati','Mawar','Kenanga','Cempaka','Dahlia','Seruni','Teratai'])[1 + mod(n, 7)] || ' '
    || 'Tahap ' || mod(n, 9) || CASE WHEN mod(n, 4000) = 0 THEN ' menara pengamat hilal' ELSE '' END,
    CASE WHEN mod(n, 8) = 0 THEN 'failed_or_cancelled' WHEN mod(n, 50) = 1 THEN 'unknown' ELSE 'awarded' END,
    (ARRAY['goods','works','works','works_consultancy','consultancy','other_services'])[1 + mod(n, 6)],
    CASE WHEN mod(n, 6) IN (3, 4) THEN 'selection' ELSE 'tender' END, 2016 + n / 10000,
    'Dinas Contoh ' || 1 + mod(n, 120), lpad((1 + mod(n, 120))::text, 6, '0'), 'Pemerintah Contoh ' || mod(n, 3),
    (ARRAY[10 ^ 8, 10 ^ 9, 10 ^ 10, 4 * 10 ^ 10, 10 ^ 11])[1 + mod(n / 13, 5)],
    (ARRAY[9 * 10 ^ 7, 9 * 10 ^ 8, 9 * 10 ^ 9, 3 * 10 ^ 10, 9 * 10 ^ 10])[1 + mod(n / 13, 5)],
    timestamptz '2016-01-05 01:00Z' + n * interval '50 minutes', (40000000 + n)::text, 'pengumuman', true, %s
FROM generate_series(0, %s) AS n"""


def fill(packages: int) -> None:
    """Invent the archive as an import would leave it: counted, analysed, on the record."""
    from django.db import connection, transaction

    from lpse.core import clock
    from lpse.core.acts import Actor
    from lpse.ledger import services as ledger
    from tenders.models import ArchiveImport

    with transaction.atomic(), connection.cursor() as cursor:
        begun = ArchiveImport.objects.create(folder="bench", is_invented=True, begun_at=clock.now())
        cursor.execute(FILL, [begun.pk, packages - 1])
        begun.finished_at = clock.now()
        begun.save(update_fields=["finished_at"])
        cursor.execute("REFRESH MATERIALIZED VIEW tenders_archive_counts")
        cursor.execute("ANALYZE tenders_archivedtender")
        ledger.record("tenders.import_archive", actor=Actor.clock(), subject=begun.subject, public={"bench": packages})


def queries() -> list[Query]:
    """What people ask: each of these, and what follows some of them."""
    from tenders.selectors.search import Query

    words = ["", "pengadaan", "gedung", "pembangunan jembatan", "menara hilal", "laptop -dahlia", "jalan OR kapal",
             "kelurahan", "tahap", "dinas contoh 77", "tidakada", "40000123"]  # fmt: skip
    asked = [Query(q=text) for text in words]
    asked += [Query(q=text, order="batas") for text in words[:4]]
    facets: list[dict[str, tuple[str, ...]]] = [
        {"statuses": ("failed_or_cancelled",)}, {"statuses": ("unknown",)}, {"categories": ("goods",)},
        {"years": ("2016",)}, {"years": ("2017", "2018", "2025")}, {"methods": ("selection",)},
        {"units": ("Dinas Contoh 7",)}, {"kinds": ("tender",)}, {"kinds": ("recorded",)},
        {"categories": ("works",), "years": ("2019",), "statuses": ("awarded",)},
        {"categories": ("goods",), "methods": ("selection",)}, {"units": ("Dinas Contoh 7",), "years": ("2020",)},
        {"values": ("15b",)}, {"agencies": ("Pemerintah Contoh 1",), "values": ("200m", "more")}, {"sizes": ("small",)},
    ]  # fmt: skip
    asked += [Query(q=text, **chosen) for chosen in facets for text in ("", "pengadaan", "kelurahan")]  # type: ignore[arg-type]
    return asked + [deep for query in asked[:30:3] for deep in deeper(query)]


def deeper(query: Query) -> list[Query]:
    """The second page of a query, and one far behind."""
    from dataclasses import replace
    from datetime import UTC, datetime

    from lpse.core import clock
    from tenders.selectors import search
    from tenders.selectors.searching import Cursor

    following = search(query, clock.now()).next_url
    if not following:
        return []
    after = parse_qs(urlsplit(following).query)["sesudah"][0]
    return [replace(query, after=after), replace(query, after=Cursor(datetime(2018, 3, 1, tzinfo=UTC), True, 9).text)]


def statements(asked: list[Query]) -> list[list[str]]:
    """The statements of each page, as they are sent."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from lpse.core import clock
    from tenders.selectors import search

    found = []
    for query in asked:
        with CaptureQueriesContext(connection) as captured:
            search(query, clock.now())
        found.append([each["sql"] for each in captured.captured_queries])
    return found


def measure() -> None:
    """Two lines: the whole log, and the percentiles of a page."""
    from django.db import connection

    from lpse.core import clock
    from tenders.selectors import search

    asked = queries()
    sent = statements(asked)
    mine: list[float] = []
    bare: list[float] = []
    cpu: list[float] = []
    spent = processor(backend())

    def ours() -> float:
        begun = len(mine)
        for query in asked:
            before = spent()
            mine.append(wall_seconds(lambda query=query: search(query, clock.now())))  # type: ignore[misc]
            cpu.append(spent() - before)
        return sum(mine[begun:]) / len(asked)

    def baseline() -> float:
        begun = len(bare)
        for page in sent:
            start = time.perf_counter()
            with connection.cursor() as cursor:
                for sql in page:
                    cursor.execute(sql)
                    cursor.fetchall()
            bare.append(time.perf_counter() - start)
        return sum(bare[begun:]) / len(asked)

    found = compare(ours, baseline)
    facts = {"packages": PACKAGES, "queries": len(asked), "most_statements": max(len(page) for page in sent)}
    report("search", found.ours, found.baseline, found.speed_ratio, unit="s", steady=found.steady, **facts)
    told = {name: percentiles(times[len(asked) :]) for name, times in (("ours", mine), ("bare", bare), ("cpu", cpu))}
    p99, bare_p99 = told["ours"]["p99"], told["bare"]["p99"]
    more = {"p50": told["ours"]["p50"], "bare_p50": told["bare"]["p50"], "worst": told["ours"]["worst"]}
    more |= {f"cpu_{name}": value for name, value in told["cpu"].items()}
    more["load"] = round(os.getloadavg()[0], 1)
    slowest = max(zip(mine[-len(asked) :], asked, strict=True), key=lambda pair: pair[0])[1].url()
    report("search_page", p99, bare_p99, bare_p99 / p99, unit="ms p99", bar=BAR_MS, slowest=slowest, **more)


def backend() -> int:
    """Process id of the database's side of our connection."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def processor(pid: int) -> Callable[[], float]:
    """A clock of processor seconds spent by this process and by the database's. Source: proc(5), schedstat."""
    told = Path(f"/proc/{pid}/schedstat")
    return lambda: time.process_time() + int(told.read_text(encoding="ascii").split()[0]) / 1e9


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Median, 99th percentile and worst, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return {"p50": round(cuts[49] * 1e3, 2), "p99": round(cuts[98] * 1e3, 2), "worst": round(max(seconds) * 1e3, 2)}


def main() -> None:
    """Start PostgreSQL, invent the archive, measure."""
    site = Site()
    os.environ |= {**site.environment(), "DJANGO_SETTINGS_MODULE": "lpse.settings"}
    django.setup()
    try:
        site.database()
        fill(PACKAGES)
        measure()
    finally:
        site.stop()


if __name__ == "__main__":
    main()
