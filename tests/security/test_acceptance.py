# SPDX-License-Identifier: Apache-2.0
"""The edge of acceptance: what arrives twice, under another's name, from another time, or with another's key."""

import threading
from typing import Any

import pytest

from documents.sealing import envelope, statement
from lpse.core.acts import Missing, Refused
from lpse.core.canonical import canonical, parse
from tests.security.conftest import House


def sealed(house: House, name: str, tender: Any) -> Any:
    """A bid sealed and uploaded, not stated."""
    from lpse.demo import vendors

    return vendors.sealed_bid(house.cast, name, tender, files=[("penawaran", "a.pdf", b"%PDF-1.4 a")])


def send(house: House, name: str, tender: Any, body: bytes) -> Any:
    """State it."""
    from lpse.core import clock
    from vendors import services

    return services.submit_bid(actor=house.cast.actor(name), tender=tender, body=body, now=clock.now())


def header_of(house: House, name: str, tender: Any, /, **changes: Any) -> bytes:
    """A header dealt with one lie in its context."""
    from vendors import selectors

    facts = selectors.room_facts(selectors.participation_for(house.cast.actor(name), tender))
    names = ("tender", "lot", "round", "vendor", "kind", "ver", "nb")
    given = {key: facts[key] for key in names} | {"keyset": facts["keyset_hash"]} | changes
    keyset = facts["keyset"]
    if given["kind"] not in keyset["server"]:
        keyset = {**keyset, "server": {given["kind"]: next(iter(keyset["server"].values()))}}
    document, _env = envelope.new_envelope(envelope.make_context(**given), keyset)
    return canonical(document)


def begin(house: House, name: str, tender: Any, header: bytes) -> Any:
    """Offer a header."""
    from lpse.core import clock
    from vendors import services

    return services.begin_envelope(actor=house.cast.actor(name), tender=tender, header=header, now=clock.now())


@pytest.mark.parametrize(
    "lie",
    [
        {"nb": "2099-01-01T00:00:00.000Z"},
        {"nb": "2020-01-01T00:00:00.000Z"},
        {"kind": "price"},
        {"kind": "canary"},
        {"vendor": "canary"},
        {"vendor": "V-0000000000"},
        {"tender": "T-2026-0001"},
        {"lot": "2"},
        {"round": 2},
        {"ver": 7},
        {"keyset": "A" * 43},
    ],
    ids=str,
)
def test_an_envelope_that_says_anything_but_the_truth_is_refused(house: House, lie: dict[str, Any]) -> None:
    from vendors.models import Envelope

    count = Envelope.objects.count()
    with pytest.raises((Refused, ValueError)):
        begin(house, "lintang", house.taking, header_of(house, "lintang", house.taking, **lie))
    assert Envelope.objects.count() == count


def test_a_rival_s_header_and_a_rival_s_key_are_refused(house: House) -> None:
    from vendors.models import Envelope

    theirs = Envelope.objects.filter(participation__tender=house.taking)[0]
    with pytest.raises(Refused):
        begin(house, "lintang", house.taking, bytes(theirs.header))
    copied = parse(bytes(theirs.header))
    mine = parse(header_of(house, "lintang", house.taking))
    mine["ctx"]["env"] = copied["ctx"]["env"]
    with pytest.raises(Refused):
        begin(house, "lintang", house.taking, canonical(mine))
    copied["ctx"] |= {"vendor": mine["ctx"]["vendor"], "ver": mine["ctx"]["ver"]}
    with pytest.raises(Refused):
        begin(house, "lintang", house.taking, canonical(copied))


def test_a_statement_of_a_rival_is_not_accepted_from_me(house: House) -> None:
    from vendors.models import Statement

    theirs = Statement.objects.filter(participation__tender=house.taking)[0]
    with pytest.raises(Refused):
        send(house, "lintang", house.taking, bytes(theirs.body))
    with pytest.raises(Missing):
        send(house, "vera", house.taking, bytes(theirs.body))


def test_version_2_signed_by_another_key_or_doubly_is_refused(house: House) -> None:
    from lpse.demo import vendors
    from vendors.models import Bid

    cast, tender = house.cast, house.taking
    first = sealed(house, "lintang", tender)
    send(house, "lintang", tender, vendors.stated(cast, "lintang", tender, first))
    own = cast.statement_keys.pop(("lintang", tender.code))
    forged = vendors.stated(cast, "lintang", tender, first)
    with pytest.raises(Refused, match="kunci"):
        send(house, "lintang", tender, forged)
    thief = cast.statement_keys[("lintang", tender.code)]
    both = statement.sign_statement(parse(forged), own)
    for document in (both, {**both, "sig": both["sig"][::-1]}):
        with pytest.raises(Refused):
            send(house, "lintang", tender, canonical(document))
    swapped = {**both, "sig": [{**both["sig"][1], "s": both["sig"][0]["s"]}]}
    with pytest.raises(Refused):
        send(house, "lintang", tender, canonical(swapped))
    assert thief is not own
    assert Bid.objects.filter(participation__vendor__seats__user=cast.people["lintang"]).count() == 1
    cast.statement_keys[("lintang", tender.code)] = own


@pytest.mark.parametrize(("member", "value"), [("ver", 2**40), ("ver", 0), ("ver", -1), ("round", 2), ("nonce", "")])
def test_a_statement_with_a_number_out_of_range_is_refused_in_words(house: House, member: str, value: Any) -> None:
    from lpse.demo import vendors

    found = sealed(house, "lintang", house.taking)
    body = parse(vendors.stated(house.cast, "lintang", house.taking, found))
    with pytest.raises(Refused):
        send(house, "lintang", house.taking, canonical({**body, member: value}))


def test_the_same_bid_sent_by_ten_hands_at_once_is_one_bid_with_one_receipt(
    built_house: House, site: Any, django_db_blocker: Any, tmp_path: Any
) -> None:
    """On a database of its own: commits are real and each hand has its own connection."""
    import shutil

    from django.db import connection

    from tests.support.world import pointed_at
    from vendors import services
    from vendors.models import Bid, Refusal, Statement

    house, name = built_house, f"{built_house.database}_hands"
    var = tmp_path / "var"
    shutil.copytree(house.var, var)
    with django_db_blocker.unblock():
        connection.close()
    site.postgres.clone_database(name, house.database)
    try:
        with django_db_blocker.unblock(), pointed_at(name, var):
            from lpse.demo import vendors
            from vendors import selectors

            found = sealed(house, "lintang", house.taking)
            body = vendors.stated(house.cast, "lintang", house.taking, found)
            row = selectors.participation_for(house.cast.actor("lintang"), house.taking)
            start, outcomes = threading.Barrier(10), []

            def hand() -> None:
                start.wait()
                try:
                    outcomes.append(services.bids.accept(row.pk, body, house.cast.people["lintang"].pk))
                finally:
                    connection.close()

            hands = [threading.Thread(target=hand) for _each in range(10)]
            for each in hands:
                each.start()
            for each in hands:
                each.join()
            words = sorted(outcome.value for outcome, _record in outcomes)
            assert words == ["accepted"] + ["already"] * 9
            assert len({record for _outcome, record in outcomes}) == 1
            assert Statement.objects.filter(participation=row).count() == 1
            assert Bid.objects.filter(participation=row).count() == 1
            assert not Refusal.objects.filter(participation=row).exists()
    finally:
        house.cast.statement_keys.pop(("lintang", house.taking.code), None)
        site.postgres.drop_database(name)
