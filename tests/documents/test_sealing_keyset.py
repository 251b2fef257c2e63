# SPDX-License-Identifier: Apache-2.0
"""A key set that breaks a rule of the scheme is refused before anyone seals to it."""

import copy

import pytest

from documents.sealing.keyset import check_keyset, make_keyset, sign_keyset, verify_keyset
from lpse.core.canonical import Malformed, b64u
from tests.support.sealing import Office

pytestmark = pytest.mark.pure


@pytest.fixture(scope="module")
def office():
    return Office()


KEYSETS = {
    "k of half": {"k": 1},
    "all of all": {"k": 3},
    "two members": {"members": Office().keyset["members"][:2]},
    "a second generation without predecessor": {"gen": 2},
    "a predecessor of the first": {"prev": b64u(bytes(32))},
    "a server key of small order": {"server": {"tech": b64u(bytes(32)), "price": Office().keyset["server"]["price"]}},
    "one server key for two kinds": {"server": dict.fromkeys(("tech", "price"), Office().keyset["server"]["tech"])},
    "a server key of an unknown kind": {"server": {"canary": Office().keyset["server"]["tech"]}},
    "no server key": {"server": {}},
    "k as text": {"k": "2"},
    "k as truth": {"k": True},
    "a foreign member": {"extra": 1},
}


@pytest.mark.parametrize("change", KEYSETS.values(), ids=KEYSETS.keys())
def test_a_key_set_that_breaks_a_rule_is_refused(office, change):
    check_keyset(office.keyset, ("tech", "price"))
    with pytest.raises(Malformed):
        check_keyset({**office.keyset, **change})


MEMBERS = {
    "the same kem twice": {"kem": Office().keyset["members"][0]["kem"]},
    "the same sig twice": {"sig": Office().keyset["members"][0]["sig"]},
    "the same id twice": {"id": "m1"},
    "a kem of small order": {"kem": b64u(bytes(32))},
    "a sig of small order": {"sig": b64u(bytes([1]) + bytes(31))},
    "the server's key": {"kem": Office().keyset["server"]["tech"]},
    "a name with a space": {"id": "Bu Citra"},
}


@pytest.mark.parametrize("change", MEMBERS.values(), ids=MEMBERS.keys())
def test_a_member_with_a_bad_or_repeated_key_is_refused(office, change):
    people = copy.deepcopy(office.keyset["members"])
    people[1].update(change)
    with pytest.raises(Malformed):
        make_keyset("T-1", 2, people, {kind: pk for kind, (_, pk) in office.server.items()})


def test_the_kinds_of_the_tender_are_asked_for_exactly(office):
    with pytest.raises(Malformed, match="server keys"):
        check_keyset(office.keyset, ("single",))


def test_a_key_set_signature_is_of_one_member_over_one_key_set(office):
    signature = sign_keyset(office.keyset, office.people[0].sig_seed)
    assert verify_keyset(office.keyset, 1, signature)
    assert not verify_keyset(office.keyset, 2, signature)
    assert not verify_keyset({**office.keyset, "k": 3}, 1, signature)
