# SPDX-License-Identifier: Apache-2.0
"""a3: a full page of the list, made anew for each reader; baseline: a bare view that says hello.

``a3`` reads it signed in: session, person, offices, menu, while others ask the same; ``a3_new`` as a stranger with
words that nobody asked for in this second, so that nothing of the page is kept. Both by the same server with the same
settings, eight links. Floor 0.08, goal 0.15; a bar passes on pages per second or on processor time of the web process.
"""

from __future__ import annotations

from tests.bench.bench_search import fill
from tests.support.crowd import signed_in
from tests.support.readers import Reading, beside_hello, measure

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
    with beside_hello(prepare) as (cookies, ours, bare):
        person = Reading(ours, lambda _n: "/tender/", PAGES, cookies)
        measure("a3", person, Reading(bare, lambda _n: "/", BARE))
        stranger = Reading(ours, lambda n: f"/tender/?q=pengadaan+OR+kata{n}", PAGES)
        measure("a3_new", stranger, Reading(bare, lambda _n: "/", BARE))


if __name__ == "__main__":
    main()
