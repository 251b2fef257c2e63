# SPDX-License-Identifier: Apache-2.0
"""Weighing releases: every share is tried against its commitment, and whoever sent a bad one is named."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from documents.sealing.envelope import deal, header_hash, make_context, open_envelope, unwrap_server, unwrap_share
from documents.sealing.hpke import derive_key_pair, ed25519_public, seal, sign
from documents.sealing.keyset import make_keyset, server_key
from documents.sealing.release import SealedRelease, build_release, signed_message
from evaluation.rules.quorum import Fault, Named, Quorum, weigh
from lpse.core.canonical import b64u, canonical, hash_of, label, sha256, unb64u

pytestmark = pytest.mark.pure

NB = "2026-12-01T03:00:00.000Z"
MEMBERS = [(derive_key_pair(sha256(b"kem%d" % x)), sha256(b"sig%d" % x)) for x in (1, 2, 3)]
SERVER_SK, SERVER_PK = derive_key_pair(sha256(b"server"))
KEYSET = make_keyset(
    "T-2026-0001",
    2,
    [
        {"id": f"m{x}", "kem": b64u(kem[1]), "sig": b64u(ed25519_public(sig))}
        for x, (kem, sig) in enumerate(MEMBERS, start=1)
    ],
    {"single": SERVER_PK},
)
OPENING = b64u(sha256(b"opening"))


def dealt(vendor: str) -> dict[str, Any]:
    context = make_context(
        tender="T-2026-0001", lot="1", round=1, vendor=vendor, kind="single", ver=1, keyset=hash_of(KEYSET), nb=NB
    )
    return deal(context, KEYSET, sha256(vendor.encode() + b"cs"), sha256(vendor.encode() + b"ss"))


HEADERS = {header_hash(header): header for header in (dealt("arung"), dealt("bahari"))}
ARUNG, BAHARI = HEADERS


def released(x: int, *, opening: str = OPENING, headers: Iterable[dict[str, Any]] | None = None) -> SealedRelease:
    (kem, _public), sig = MEMBERS[x - 1]
    return build_release(
        opening=opening,
        kind="single",
        keyset=KEYSET,
        x=x,
        kem_sk=kem,
        sig_seed=sig,
        headers=HEADERS.values() if headers is None else headers,
    )


def forged(x: int, body: dict[str, Any], *, opening: str = OPENING) -> SealedRelease:
    """What a member with a doctored page sends: any body, honestly signed."""
    info = label("release") + unb64u(opening, 32) + bytes((x,))
    box = seal(server_key(KEYSET, "single"), info, canonical(body))
    return SealedRelease(x, box, sign(MEMBERS[x - 1][1], signed_message(opening, x, box)))


def body(x: int, shares: dict[str, str], disputes: list[str] | None = None, **other: Any) -> dict[str, Any]:
    said = {"v": "sb1/release", "opening": OPENING, "x": x, "shares": shares, "disputes": disputes or []}
    return said | other


def shares_of(x: int) -> dict[str, str]:
    return {name: b64u(unwrap_share(MEMBERS[x - 1][0][0], header, x)) for name, header in HEADERS.items()}


def weighed(*releases: SealedRelease) -> Quorum:
    return weigh(KEYSET, OPENING, HEADERS, SERVER_SK, releases)


@pytest.mark.parametrize("present", list(itertools.combinations((1, 2, 3), 2)))
def test_any_two_of_three_members_suffice_and_the_envelope_opens(present: tuple[int, int]) -> None:
    quorum = weighed(*(released(x) for x in present))
    assert quorum.is_complete
    assert quorum.named == ()
    for name, header in HEADERS.items():
        assert open_envelope(header, KEYSET, unwrap_server(SERVER_SK, header), quorum.shares[name]).is_open


def test_one_member_is_not_enough() -> None:
    quorum = weighed(released(1))
    assert set(quorum.short) == {ARUNG, BAHARI}
    assert not quorum.is_complete


def test_no_member_at_all_is_not_enough() -> None:
    assert not weighed().is_complete


def test_a_release_signed_by_another_member_counts_for_nothing_and_names_the_number_it_came_under() -> None:
    stolen = replace(released(2), x=3)
    quorum = weighed(released(1), stolen)
    assert quorum.named == (Named(3, Fault.SIGNATURE),)
    assert not quorum.is_complete


def test_a_release_of_another_opening_counts_for_nothing() -> None:
    elsewhere = b64u(sha256(b"another opening"))
    quorum = weighed(released(1), released(2, opening=elsewhere))
    assert quorum.named == (Named(2, Fault.SIGNATURE),)
    assert not quorum.is_complete


def test_a_box_of_another_opening_signed_for_this_one_counts_for_nothing() -> None:
    elsewhere = b64u(sha256(b"another opening"))
    box = released(2, opening=elsewhere).box
    replayed = SealedRelease(2, box, sign(MEMBERS[1][1], signed_message(OPENING, 2, box)))
    assert weighed(released(1), replayed).named == (Named(2, Fault.BOX),)


def test_a_box_for_another_kinds_server_key_counts_for_nothing() -> None:
    other = derive_key_pair(sha256(b"price"))[1]
    box = seal(other, label("release") + unb64u(OPENING, 32) + bytes((2,)), canonical(body(2, shares_of(2))))
    sent = SealedRelease(2, box, sign(MEMBERS[1][1], signed_message(OPENING, 2, box)))
    assert weighed(released(1), sent).named == (Named(2, Fault.BOX),)


def test_exchanged_shares_name_the_member_with_both_envelopes_and_the_others_suffice() -> None:
    mine = shares_of(1)
    swapped = forged(1, body(1, {ARUNG: mine[BAHARI], BAHARI: mine[ARUNG]}))
    quorum = weighed(swapped, released(2), released(3))
    assert quorum.named == (Named(1, Fault.SHARE, tuple(sorted(HEADERS))),)
    assert quorum.is_complete
    assert all(set(good) == {2, 3} for good in quorum.shares.values())


def test_a_share_of_another_member_names_the_one_who_sent_it() -> None:
    quorum = weighed(forged(1, body(1, shares_of(2))), released(2))
    assert quorum.named == (Named(1, Fault.SHARE, tuple(sorted(HEADERS))),)
    assert not quorum.is_complete


def test_a_partial_release_counts_for_nothing() -> None:
    quorum = weighed(forged(1, body(1, {ARUNG: shares_of(1)[ARUNG]})), released(2))
    assert quorum.named == (Named(1, Fault.BOX),)
    assert not quorum.is_complete


def test_a_release_that_names_an_envelope_twice_counts_for_nothing() -> None:
    assert weighed(forged(1, body(1, shares_of(1), [ARUNG]))).named == (Named(1, Fault.BOX),)


def test_a_release_with_a_stranger_envelope_counts_for_nothing() -> None:
    stranger = {**shares_of(1), b64u(sha256(b"stranger")): b64u(bytes(32))}
    assert weighed(forged(1, body(1, stranger))).named == (Named(1, Fault.BOX),)


def test_a_release_that_says_another_number_inside_counts_for_nothing() -> None:
    assert weighed(forged(1, body(2, shares_of(1)))).named == (Named(1, Fault.BOX),)


def test_one_bad_share_stops_every_bid_until_another_member_comes() -> None:
    mine = shares_of(1)
    partly = forged(1, body(1, {ARUNG: mine[ARUNG], BAHARI: b64u(bytes(32))}))
    two = weighed(partly, released(2))
    assert two.short == (BAHARI,)
    assert not two.is_complete
    assert weighed(partly, released(2), released(3)).is_complete


def test_a_dispute_names_the_member_and_leaves_the_decision_to_the_others() -> None:
    disputing = forged(1, body(1, {ARUNG: shares_of(1)[ARUNG]}, [BAHARI]))
    two = weighed(disputing, released(2))
    assert two.named == (Named(1, Fault.DISPUTE, (BAHARI,)),)
    assert not two.is_complete
    assert weighed(disputing, released(2), released(3)).is_complete


def test_more_disputes_than_members_to_spare_leave_no_quorum() -> None:
    first = forged(1, body(1, {ARUNG: shares_of(1)[ARUNG]}, [BAHARI]))
    second = forged(2, body(2, {ARUNG: shares_of(2)[ARUNG]}, [BAHARI]))
    quorum = weighed(first, second)
    assert {item.x for item in quorum.named} == {1, 2}
    assert not weighed(first, second, released(3)).is_complete


def test_a_dealer_who_sealed_a_wrong_share_is_disputed_by_the_honest_page() -> None:
    header = dealt("arung")
    wraps = list(header["wraps"])
    wraps[1] = wraps[2]
    crooked = {**header, "wraps": wraps}
    name = header_hash(crooked)
    release = released(1, headers=[crooked])
    quorum = weigh(KEYSET, OPENING, {name: crooked}, SERVER_SK, [release])
    assert quorum.named == (Named(1, Fault.DISPUTE, (name,)),)
