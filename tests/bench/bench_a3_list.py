# SPDX-License-Identifier: Apache-2.0
"""a3: a full page of the list, made anew for each reader; baseline: a bare view that says hello.

``a3`` reads it signed in: session, person, offices, menu; ``a3_new`` as a stranger whose question nobody asked in
this second. Both by the same server with the same settings, eight links. Floor 0.08, goal 0.15; a bar passes on pages
per second or on processor time of the web process.
"""

from __future__ import annotations

import os
from contextlib import ExitStack

import django

from tests.bench.bench_search import fill
from tests.support.crowd import signed_in, web_server
from tests.support.readers import Reading, measure
from tests.support.site import Site

PACKAGES = 1000
PAGES, BARE = 240, 4000


def prepare() -> dict[str, str]:
    """Tenders that take bids and an archive; the cookies of a vendor."""
    from lpse.demo import cast as casting
    from lpse.demo.tenders import announced_tender
    from lpse.ledger import services as ledger

    ledger.ensure_genesis()
    cast = casting.gather()
    for number in range(3):
        announced_tender(cast, title=f"Pengadaan Meja Kelas {number}", closes_in=24 * 3600)
    fill(PACKAGES)
    return signed_in(cast.people["arung"])


def main() -> None:
    """A database and an object store of its own, both servers, the measures."""
    site = Site()
    try:
        with site.copy_of_database() as database, ExitStack() as stack:
            os.environ |= {**site.environment(database), "DJANGO_SETTINGS_MODULE": "lpse.settings"}
            django.setup()
            site.object_store()
            cookies = prepare()
            var = site.workspace.var
            ours = stack.enter_context(web_server(site, database, var))
            bare = stack.enter_context(web_server(site, database, var, "tests.bench.hello:application", place="live"))
            person = Reading(ours, lambda _n: "/tender/", PAGES, cookies)
            measure("a3", person, Reading(bare, lambda _n: "/", BARE))
            stranger = Reading(ours, lambda n: f"/tender/?n={n}", PAGES)
            measure("a3_new", stranger, Reading(bare, lambda _n: "/", BARE))
            from django.db import connection

            connection.close()
    finally:
        site.stop()


if __name__ == "__main__":
    main()
