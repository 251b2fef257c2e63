# SPDX-License-Identifier: Apache-2.0
"""a1: a stranger's pages, warm: the list, a tender, an archived package in turn; baseline: a bare view, hello.

Both by the same server with the same settings, eight links. Ours answers the whole page. Floor 0.35, goal 0.60; a bar
passes on pages per second or on processor time of the web process.
"""

from __future__ import annotations

import os
from contextlib import ExitStack

import django

from tests.bench.bench_search import fill
from tests.support.crowd import web_server
from tests.support.readers import Reading, measure
from tests.support.site import Site

PACKAGES = 1000
PAGES = 4000


def prepare() -> tuple[str, ...]:
    """One tender that takes bids and an archive; the addresses to read."""
    from lpse.demo import cast as casting
    from lpse.demo.tenders import announced_tender
    from lpse.ledger import services as ledger

    ledger.ensure_genesis()
    tender = announced_tender(casting.gather(), closes_in=24 * 3600)
    fill(PACKAGES)
    return "/tender/", f"/tender/{tender.code}/", "/tender/", f"/tender/{PACKAGES - 1}/"


def main() -> None:
    """A database and an object store of its own, both servers, the measures."""
    site = Site()
    try:
        with site.copy_of_database() as database, ExitStack() as stack:
            os.environ |= {**site.environment(database), "DJANGO_SETTINGS_MODULE": "lpse.settings"}
            django.setup()
            site.object_store()
            pages = prepare()
            var = site.workspace.var
            ours = stack.enter_context(web_server(site, database, var))
            bare = stack.enter_context(web_server(site, database, var, "tests.bench.hello:application", place="live"))
            mine = Reading(ours, lambda n: pages[n % len(pages)], PAGES)
            measure("a1", mine, Reading(bare, lambda _n: "/", PAGES))
            from django.db import connection

            connection.close()
    finally:
        site.stop()


if __name__ == "__main__":
    main()
