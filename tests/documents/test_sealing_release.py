# SPDX-License-Identifier: Apache-2.0
"""A member's release covers one opening, whole, under its own number; a canary never touches a bid."""

import dataclasses

import pytest

from documents.sealing import hpke
from documents.sealing.envelope import commitment, ctx_hash, deal, dealt_shares, header_hash, share_info
from documents.sealing.release import (
    SealedRelease,
    answer_canary,
    build_release,
    canary_proof,
    deal_canary,
    open_release,
    signed_message,
    verify_canary,
    verify_release,
    verify_release_leaf,
)
from lpse.core.canonical import Malformed, b64u, canonical, label, unb64u
from tests.support.sealing import DEADLINE, Office, named

pytestmark = pytest.mark.pure

OPENING = b64u(named("opening"))
OTHER = b64u(named("another opening"))


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.fixture(scope="module")
def headers(office):
    return [deal(office.context(f"V-{v}"), office.keyset, named(f"cs {v}"), named(f"ss {v}")) for v in (1, 2)]


@pytest.fixture(scope="module")
def names(headers):
    return [header_hash(header) for header in headers]


def released(office, headers, x=1, opening=OPENING):
    keys = office.people[x - 1]
    return build_release(
        opening=opening,
        kind="tech",
        keyset=office.keyset,
        x=x,
        kem_sk=keys.kem_sk,
        sig_seed=keys.sig_seed,
        headers=headers,
    )


def boxed(office, body, x=1):
    """A release whose box holds any body, signed as it should be."""
    info = label("release") + unb64u(OPENING) + bytes((x,))
    box = hpke.seal(office.server["tech"][1], info, canonical(body))
    return SealedRelease(x, box, hpke.sign(office.people[x - 1].sig_seed, signed_message(OPENING, x, box)))


def test_a_release_carries_every_share_to_the_server_alone(office, headers, names):
    release = released(office, headers)
    assert verify_release(office.keyset, OPENING, release)
    opened = open_release(office.server["tech"][0], OPENING, release, names)
    assert opened.shares == {name: office.shares(header, 1)[1] for name, header in zip(names, headers, strict=True)}
    assert opened.disputes == frozenset()
    for share in opened.shares.values():
        assert share not in release.box


def test_the_public_leaf_alone_is_enough_to_check_the_signature(office, headers):
    release = released(office, headers)
    key = office.people[0].sig
    assert verify_release_leaf(key, OPENING, 1, release.box_hash, release.sig)
    assert not verify_release_leaf(key, OPENING, 2, release.box_hash, release.sig)
    assert not verify_release_leaf(key, OPENING, 1, b64u(bytes(32)), release.sig)


def test_a_release_replayed_to_another_opening_or_as_another_member_is_refused(office, headers, names):
    release = released(office, headers)
    assert not verify_release(office.keyset, OTHER, release)
    assert not verify_release(office.keyset, OPENING, dataclasses.replace(release, x=2))
    assert not verify_release(office.keyset, OPENING, dataclasses.replace(release, x=0))
    assert not verify_release(office.keyset, OPENING, dataclasses.replace(release, x=4))
    with pytest.raises(hpke.Unopenable):
        open_release(office.server["tech"][0], OTHER, release, names)
    with pytest.raises(hpke.Unopenable):
        open_release(office.server["tech"][0], OPENING, dataclasses.replace(release, x=2), names)


def test_a_release_with_another_members_signature_or_box_is_refused(office, headers):
    mine, theirs = released(office, headers, 1), released(office, headers, 2)
    assert not verify_release(office.keyset, OPENING, dataclasses.replace(mine, sig=theirs.sig))
    assert not verify_release(office.keyset, OPENING, dataclasses.replace(mine, box=theirs.box))
    assert not verify_release(office.keyset, OPENING, dataclasses.replace(mine, sig=b""))


def test_a_release_does_not_open_with_the_servers_key_of_the_other_kind(office, headers, names):
    with pytest.raises(hpke.Unopenable):
        open_release(office.server["price"][0], OPENING, released(office, headers), names)


def test_a_release_of_a_part_or_of_more_is_refused(office, headers, names):
    with pytest.raises(Malformed, match="exactly once"):
        open_release(office.server["tech"][0], OPENING, released(office, headers[:1]), names)
    with pytest.raises(Malformed, match="exactly once"):
        open_release(office.server["tech"][0], OPENING, released(office, headers), names[:1])


def body(names, **changes):
    shares = {name: b64u(bytes(32)) for name in names}
    return {"v": "sb1/release", "opening": OPENING, "x": 1, "shares": shares, "disputes": [], **changes}


@pytest.mark.parametrize(
    "change",
    [
        lambda names: {"opening": OTHER},
        lambda names: {"x": 2},
        lambda names: {"disputes": [names[0]]},
        lambda names: {"shares": {}, "disputes": [names[0], names[0], names[1]]},
        lambda names: {"shares": {}, "disputes": sorted(names, reverse=True)},
        lambda names: {"shares": {names[0]: b64u(bytes(31)), names[1]: b64u(bytes(32))}},
        lambda names: {"note": "x"},
        lambda names: {"v": "sb1/other"},
    ],
    ids=["opening", "number", "share and dispute", "dispute twice", "order", "length", "extra", "version"],
)
def test_a_box_that_says_something_else_inside_is_refused(office, names, change):
    open_release(office.server["tech"][0], OPENING, boxed(office, body(names)), names)
    release = boxed(office, body(names, **change(names)))
    assert verify_release(office.keyset, OPENING, release)
    with pytest.raises(Malformed):
        open_release(office.server["tech"][0], OPENING, release, names)


def test_a_share_that_does_not_match_its_commitment_is_sent_as_a_dispute(office, headers):
    ch = ctx_hash(headers[0]["ctx"])
    wraps = list(headers[0]["wraps"])
    wraps[1] = b64u(hpke.seal(office.people[0].kem, share_info(ch, 1), named("wrong")))
    forged = {**headers[0], "wraps": wraps}
    assert b64u(commitment(ch, 1, named("wrong"))) != forged["coms"][0]
    both = [forged, headers[1]]
    names = [header_hash(header) for header in both]
    opened = open_release(office.server["tech"][0], OPENING, released(office, both), names)
    assert opened.disputes == {names[0]}
    assert set(opened.shares) == {names[1]}


# Canary.


@pytest.fixture(scope="module")
def canary(office):
    return deal_canary(office.keyset, 1, DEADLINE, named("canary cs"), named("canary ss"))


def test_a_member_proves_it_holds_its_key_without_showing_its_share(office, canary):
    shares = dealt_shares(office.keyset, named("canary cs"), named("canary ss"))
    for x, keys in enumerate(office.people, start=1):
        proof, signature = answer_canary(canary, x, keys.kem_sk, keys.sig_seed)
        assert verify_canary(canary, office.keyset, x, shares[x - 1], proof, signature)
        assert shares[x - 1] not in (proof, signature)


def test_a_canary_proof_of_another_share_member_or_rehearsal_is_refused(office, canary):
    shares = dealt_shares(office.keyset, named("canary cs"), named("canary ss"))
    keys = office.people[0]
    proof, signature = answer_canary(canary, 1, keys.kem_sk, keys.sig_seed)
    assert not verify_canary(canary, office.keyset, 1, shares[1], proof, signature)
    assert not verify_canary(canary, office.keyset, 2, shares[0], proof, signature)
    again = deal_canary(office.keyset, 2, DEADLINE, named("canary cs"), named("canary ss"))
    assert not verify_canary(again, office.keyset, 1, shares[0], proof, signature)
    assert not verify_canary(canary, office.keyset, 1, shares[0], bytes(32), signature)


def test_a_member_with_another_key_cannot_answer(office, canary):
    with pytest.raises(hpke.Unopenable):
        answer_canary(canary, 1, office.people[1].kem_sk, office.people[1].sig_seed)


def test_a_real_envelope_is_never_rehearsed(office, headers):
    keys = office.people[0]
    half_disguised = {**headers[0], "ctx": {**headers[0]["ctx"], "kind": "canary"}}
    for header in (headers[0], half_disguised):
        with pytest.raises(Malformed, match="not rehearsed"):
            answer_canary(header, 1, keys.kem_sk, keys.sig_seed)
        with pytest.raises(Malformed, match="not rehearsed"):
            canary_proof(header, 1, bytes(32))


def test_the_servers_half_of_a_canary_goes_to_its_first_key_in_name_order(office, canary):
    info = share_info(ctx_hash(canary["ctx"]), 0)
    assert hpke.open_(office.server["price"][0], info, unb64u(canary["wraps"][0])) == named("canary ss")
