# SPDX-License-Identifier: Apache-2.0
"""e1: statements accepted on one tender, 50 vendors at once, through the portal's own web process.

Baseline: a thin view that locks the tender and inserts one row, served by the same server with the same settings on
the same durable database. Ours is everything: session, second factor, form, signature, ``vendors_accept``, receipt.
Value and baseline are requests per second; ``e1_cpu`` is processor microseconds of the web process per request.
Floor 0.35, goal 0.60; a bar passes on either.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import django

from tests.support.bench import compare, report
from tests.support.crowd import Link, Sending, Web, signed_in, verified_vendor, versions, web_server
from tests.support.site import Site

if TYPE_CHECKING:
    from lpse.demo.cast import Cast
    from tenders.models import Tender

VENDORS = 50
EACH = 2
"""Statements per vendor and measure: two runs of eleven measures stay within the 50 versions a vendor has."""
TABLE = "CREATE TABLE bench_accept (id bigserial PRIMARY KEY, tender text, body bytea, received_at timestamptz)"
"""What the thin view writes into."""


class Field:
    """Every vendor's link to one server, and what it sends there next."""

    def __init__(self, web: Web, links: list[tuple[Link, list[Sending]]], *, spend: bool) -> None:
        self.web, self.links, self.spend = web, links, spend
        self.cpu: list[float] = []

    def seconds(self) -> float:
        """Seconds per request over one measure; keeps the web process's own seconds per request beside it."""
        count = len(self.links) * EACH
        spent, begun = self.web.cpu_seconds(), time.perf_counter()
        asyncio.run(self._all())
        taken = time.perf_counter() - begun
        self.cpu.append((self.web.cpu_seconds() - spent) / count)
        return taken / count

    async def _all(self) -> None:
        await asyncio.gather(*(self._send(link, chain) for link, chain in self.links))

    async def _send(self, link: Link, chain: list[Sending]) -> None:
        async with link:
            for at in range(EACH):
                answer = await link.post(chain.pop(0) if self.spend else chain[at])
                if answer.status != 200 or not answer.data["new"]:
                    raise RuntimeError(f"{answer.status}: {answer.data}")


def crowd(cast: Cast) -> list[tuple[str, list[Sending]]]:
    """Vendors with a sealed bid in one tender, and their signed statements in order."""
    from documents.sealing.statement import MOST_VERSIONS
    from lpse.core import clock
    from lpse.demo import vendors as world
    from lpse.demo.tenders import announced_tender
    from vendors import services

    tender: Tender = announced_tender(cast, closes_in=24 * 3600)
    ready = []
    for name in (f"peserta{number}" for number in range(1, VENDORS + 1)):
        verified_vendor(cast, name)
        services.join_tender(actor=cast.actor(name), tender=tender, pact=True, now=clock.now())
        sealed = world.sealed_bid(cast, name, tender, files=[])
        ready.append((name, versions(cast, name, tender, sealed, MOST_VERSIONS)))
    return ready


def measure(cast: Cast, ready: list[tuple[str, list[Sending]]], ours: Web, thin: Web) -> None:
    """Ours against the thin view, one line for speed and one for processor time."""
    cookies = {name: signed_in(cast.people[name]) for name, _chain in ready}
    field = Field(ours, [(Link(ours.origin, cookies[name]), list(chain)) for name, chain in ready], spend=True)
    plain = Field(thin, [(Link(thin.origin, cookies[name]), chain) for name, chain in ready], spend=False)
    found = compare(field.seconds, plain.seconds)
    facts = {"links": len(ready), "steady": found.steady, "load": round(os.getloadavg()[0], 1)}
    report("e1", round(1 / found.ours), round(1 / found.baseline), found.speed_ratio, unit="requests/s", **facts)
    own, theirs = (statistics.median(each.cpu) * 1e6 for each in (field, plain))
    report("e1_cpu", round(own), round(theirs), theirs / own, unit="cpu us/request", **facts)


def prepare(site: Site, database: str) -> Cast:
    """The baseline's table, the record, and the cast."""
    import psycopg

    from lpse.demo import cast as casting
    from lpse.ledger import services as ledger

    with psycopg.connect(site.address("owner", database)) as connection:
        connection.execute(TABLE)
        connection.execute("GRANT INSERT ON bench_accept TO app; GRANT USAGE ON SEQUENCE bench_accept_id_seq TO app")
    ledger.ensure_genesis()
    return casting.gather()


def main() -> None:
    """A durable database and an object store of its own, the crowd, both servers, the measures."""
    site = Site()
    site.postgres.durable = True
    try:
        with site.copy_of_database() as database, ExitStack() as stack:
            os.environ |= {**site.environment(database), "DJANGO_SETTINGS_MODULE": "lpse.settings"}
            django.setup()
            site.object_store()
            cast = prepare(site, database)
            begun = time.perf_counter()
            ready = crowd(cast)
            print(f"{VENDORS} vendors were ready after {time.perf_counter() - begun:.0f} s", file=sys.stderr)
            var = site.workspace.var
            ours = stack.enter_context(web_server(site, database, var))
            thin = stack.enter_context(web_server(site, database, var, "tests.bench.thin:application", place="live"))
            measure(cast, ready, ours, thin)
            from django.db import connection

            connection.close()
    finally:
        site.stop()


if __name__ == "__main__":
    main()
