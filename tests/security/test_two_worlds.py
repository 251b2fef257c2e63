# SPDX-License-Identifier: Apache-2.0
"""Before the close nobody can tell three bids from none: every page, header, leaf and live message is the same."""

import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.security.addresses import addresses, bare
from tests.security.conftest import House

WATCHERS = ("", "lintang", "oki", "esti", "bima")
OFTEN = ("portal:evidence", "portal:verify-program", "ledger:tile", "ledger:document")
FORMS = {"portal:check", "complaints:receive-complaint", "complaints:follow-complaint",
         "complaints:request-information", "complaints:seal-complaint", "complaints:follow-information",
         "complaints:answer-survey"}  # fmt: skip
CLOCKWORK = ("Date", "Expires", "Content-Length")
THREE_DAYS = 3 * 86400 + 7000

World = dict[tuple[str, str], tuple[int, dict[str, str], bytes]]


def seen(watchers: dict[str, Client], tender: Any) -> World:
    """What every watcher gets from every address that can be read for this tender."""
    from lpse.ledger.models import Entry

    filler = {"code": tender.code, "index": Entry.objects.latest("idx").idx, "slug": "pembukaan"}
    listed = [
        (each.name, each.path(**filler))
        for each in addresses()
        if set(each.wants) <= set(filler) and each.name not in OFTEN and "kode" not in each.route
    ]
    listed += [("", "/metrics"), ("", f"/tender/?q={tender.code}"), ("", "/tender/?urut=batas")]
    listed += [("", f"/catatan/?subjek={tender.code}"), ("", f"/tender/{tender.code}/jejak/bukti.zip")]
    assert len(listed) > 60
    world: World = {}
    for name, client in watchers.items():
        for label, path in listed:
            answer = client.get(path)
            headers = {key: value for key, value in answer.headers.items() if key not in CLOCKWORK}
            if not name and label not in FORMS:
                assert not answer.cookies, f"{path} puts a cookie on a stranger"
            body = b"".join(answer)
            world[name, path] = answer.status_code, headers, bare(body)
    return world


@pytest.fixture
def tender(house: House, broker: Any) -> Any:
    """A tender that three vendors registered for and nobody bid in yet."""
    from lpse.demo import tenders, vendors
    from lpse.ledger import services as ledger

    found = tenders.announced_tender(house.cast, title="Pengadaan Ambulans", closes_in=THREE_DAYS)
    for name in ("arung", "bahari", "lintang"):
        vendors.join(house.cast, name, found)
    ledger.sign_head()
    return found


def bid(house: House, tender: Any) -> None:
    """Three submissions: two bids and the replacement of one."""
    from lpse.demo import vendors

    vendors.submit_bid(house.cast, "arung", tender, price=Decimal("301000000.00"))
    vendors.submit_bid(house.cast, "bahari", tender, price=Decimal("302000000.00"))
    vendors.submit_bid(house.cast, "arung", tender, price=Decimal("299000000.00"))


def test_no_page_header_or_file_tells_three_bids_from_none(
    house: House, browser: Callable[..., Client], tender: Any
) -> None:
    watchers = {name: browser(name, age=-900) for name in WATCHERS}  # nobody's second factor grows old meanwhile
    before = seen(watchers, tender)
    bid(house, tender)
    after = seen(watchers, tender)
    told = [f"{name or 'a stranger'} at {path}" for (name, path), page in before.items() if after[name, path] != page]
    assert not told, "\n".join(told)


def test_the_record_grows_by_one_leaf_of_one_size_a_tick_whatever_came(house: House, tender: Any) -> None:
    from lpse.ledger import services as ledger
    from lpse.ledger.models import Entry
    from lpse.notices import following

    while following._fresh():
        pass
    following._fresh()
    sizes: list[list[int]] = []
    for round_no in range(2):
        if round_no:
            bid(house, tender)
        last = Entry.objects.latest("idx").idx
        deadline = time.monotonic() + 20
        while not ledger.append_batch(active=True) and time.monotonic() < deadline:
            pass
        sizes.append([len(bytes(entry.body)) for entry in Entry.objects.filter(idx__gt=last)])
    assert sizes[0] == sizes[1]
    assert len(sizes[0]) == 1
    assert following._fresh() == []


def test_who_asks_the_store_without_a_key_finds_nothing(house: House) -> None:
    import urllib.error
    import urllib.request

    from django.conf import settings

    from documents.models import StoredObject
    from vendors.models import SealedObject

    sealed = SealedObject.objects.filter(proven_at__isnull=False)[0].key
    restricted = StoredObject.objects.filter(store="restricted")[0].key
    for path in ("", "lpse-sealed", f"lpse-sealed/{sealed}", "lpse-restricted", f"lpse-restricted/{restricted}",
                 "lpse-public", "lpse-public/?list-type=2"):  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{settings.S3_PUBLIC_URL}/{path}", timeout=10)
        refused.value.close()
        assert refused.value.code == 403, path
