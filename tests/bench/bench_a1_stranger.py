# SPDX-License-Identifier: Apache-2.0
"""a1: a stranger's pages, warm: the list, a tender, an archived package in turn; baseline: a bare view, hello.

Both by the same server with the same settings, eight links. Ours answers the whole page. Floor 0.35, goal 0.60; a bar
passes on pages per second or on processor time of the web process.
"""

from __future__ import annotations

from tests.bench.bench_search import fill
from tests.support.readers import Reading, beside_hello, measure

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
    with beside_hello(prepare) as (pages, ours, bare):
        mine = Reading(ours, lambda n: pages[n % len(pages)], PAGES)
        measure("a1", mine, Reading(bare, lambda _n: "/", PAGES))


if __name__ == "__main__":
    main()
