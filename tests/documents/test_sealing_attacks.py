# SPDX-License-Identifier: Apache-2.0
"""Every change to ciphertext, header or dealing that someone could try, and what it earns (sealed-bids part 13)."""

import copy
import io
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.sealing import hpke
from documents.sealing.chunks import (
    SEGMENT,
    SealedObject,
    Unreadable,
    check_object,
    check_parts,
    open_object,
    seal_segment,
    sealed_length,
    segment_count,
)
from documents.sealing.envelope import (
    Reason,
    check_header,
    commitment,
    ctx_hash,
    deal,
    header_hash,
    new_envelope,
    open_envelope,
    share_info,
    unwrap_server,
    unwrap_share,
)
from documents.sealing.manifest import files_of, parse_manifest
from lpse.core.canonical import Malformed, b64u, canonical, hash_of, parse, unb64u
from tests.support.sealing import Office, Store, entry_of, named, seal_files

pytestmark = pytest.mark.pure

CS, SS = bytes(range(32)), bytes(range(32, 64))


@pytest.fixture(scope="module")
def office():
    return Office()


@pytest.fixture(scope="module")
def header(office):
    return deal(office.context(), office.keyset, CS, SS)


@pytest.fixture(scope="module")
def sealed(office):
    """An envelope with a file of two segments and one of one, its store and its key."""
    envelope, store = seal_files(office, {"a.bin": bytes(SEGMENT) + b"tail", "b.pdf": b"second file"})
    opened = open_envelope(
        envelope.header, office.keyset, office.server_half(envelope.header), office.shares(envelope.header, 1, 3)
    )
    return envelope, store, opened.sk


def read(store, entry, sk, hh, **known):
    return b"".join(open_object(store.read(entry.n), entry, sk=sk, hh=hh, **known))


def changed(store, n, parts):
    """The same store with other segments of object n."""
    other = Store()
    other.parts = {**store.parts, n: parts}
    return other


# Ciphertext: the store or the network changes bytes, the statement stays.

CIPHERTEXT = {
    "a bit of enc flipped": lambda p: [bytes([p[0][0] ^ 1]) + p[0][1:], p[1]],
    "a bit of the ciphertext flipped": lambda p: [p[0][:40] + bytes([p[0][40] ^ 1]) + p[0][41:], p[1]],
    "a bit of the tag flipped": lambda p: [p[0][:-1] + bytes([p[0][-1] ^ 1]), p[1]],
    "the last segment dropped": lambda p: p[:1],
    "cut inside a segment": lambda p: [p[0][:-1000]],
    "segments in another order": lambda p: [p[1], p[0]],
    "a segment twice": lambda p: [p[0], p[0]],
    "bytes appended": lambda p: [p[0], p[1] + b"more"],
    "a segment appended": lambda p: [*p, p[1]],
    "nothing left": lambda p: [b""],
}


@pytest.mark.parametrize("change", CIPHERTEXT.values(), ids=CIPHERTEXT.keys())
def test_bytes_other_than_the_statement_names_are_lost_and_not_the_vendors_fault(sealed, change):
    envelope, store, sk = sealed
    entry = envelope.objects[1]
    with pytest.raises(Unreadable) as caught:
        read(changed(store, 1, change(store.parts[1])), entry, sk, envelope.hh)
    assert caught.value.reason is Reason.LOST


@pytest.mark.parametrize("change", CIPHERTEXT.values(), ids=CIPHERTEXT.keys())
def test_a_vendor_who_states_broken_segments_is_unreadable_itself(sealed, change):
    """The bytes match the statement and do not open: final, no resupply."""
    envelope, store, sk = sealed
    parts = change(store.parts[1])
    entry = entry_of(1, parts)
    try:
        check_object(entry.document())
        check_parts(entry, [len(part) for part in parts])
    except Malformed:
        return  # such a statement or upload is refused on arrival
    with pytest.raises(Unreadable) as caught:
        read(changed(store, 1, parts), entry, sk, envelope.hh)
    assert caught.value.reason is Reason.SEGMENT


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_any_flipped_bit_of_a_small_object_is_noticed(data):
    office = Office()
    envelope, store = seal_files(office, {"a": b"contents"})
    sk = open_envelope(
        envelope.header, office.keyset, office.server_half(envelope.header), office.shares(envelope.header, 1, 2)
    ).sk
    whole = bytearray(store.read(1).getvalue())
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unreadable):
        list(open_object(io.BytesIO(whole), envelope.objects[1], sk=sk, hh=envelope.hh))
    own = entry_of(1, [bytes(whole)])
    with pytest.raises(Unreadable) as caught:
        list(open_object(io.BytesIO(whole), own, sk=sk, hh=envelope.hh))
    assert caught.value.reason is Reason.SEGMENT


def test_files_swapped_within_an_envelope_do_not_open(sealed):
    envelope, store, sk = sealed
    entry = entry_of(1, store.parts[2])
    with pytest.raises(Unreadable) as caught:
        read(changed(store, 1, store.parts[2]), entry, sk, envelope.hh)
    assert caught.value.reason is Reason.SEGMENT


@pytest.mark.parametrize("n", [0, 1])
def test_a_manifest_or_segment_of_another_vendors_envelope_does_not_open(office, sealed, n):
    envelope, store, sk = sealed
    _, other = seal_files(office, {"a": b"contents"}, vendor="V-2")
    entry = entry_of(n, other.parts[n])
    with pytest.raises(Unreadable) as caught:
        read(changed(store, n, other.parts[n]), entry, sk, envelope.hh)
    assert caught.value.reason is Reason.SEGMENT


def test_an_empty_extra_final_segment_is_no_object(sealed):
    envelope, _, _ = sealed
    env = unb64u(envelope.header["ctx"]["env"])
    parts = [
        seal_segment(env, envelope.hh, 1, 0, False, bytes(SEGMENT)),
        seal_segment(env, envelope.hh, 1, 1, True, b""),
    ]
    with pytest.raises(Malformed, match="disagree"):
        check_object(entry_of(1, parts).document())


def test_a_server_that_seals_its_own_file_to_env_cannot_match_the_statement(sealed):
    envelope, store, sk = sealed
    forged = [seal_segment(unb64u(envelope.header["ctx"]["env"]), envelope.hh, 2, 0, True, b"second fil3")]
    with pytest.raises(Unreadable) as caught:
        read(changed(store, 2, forged), envelope.objects[2], sk, envelope.hh)
    assert caught.value.reason is Reason.LOST


def test_a_count_or_length_that_lies_is_refused():
    good = SealedObject(1, sealed_length(SEGMENT + 4), 2, b64u(bytes(32)))
    check_object(good.document())
    for lie in ({"segs": 1}, {"segs": 3}, {"len": 47}, {"len": good.len + 1 + SEGMENT}, {"segs": 0}, {"n": -1}):
        with pytest.raises(Malformed):
            check_object({**good.document(), **lie})


@pytest.mark.parametrize(
    ("size", "count"), [(0, 1), (1, 1), (SEGMENT - 1, 1), (SEGMENT, 1), (SEGMENT + 1, 2), (2 * SEGMENT, 2)]
)
def test_files_of_every_length_around_a_segment_come_back(office, size, count):
    content = secrets.token_bytes(size)
    envelope, store = seal_files(office, {"x": content})
    sk = open_envelope(
        envelope.header, office.keyset, office.server_half(envelope.header), office.shares(envelope.header, 2, 3)
    ).sk
    entry = envelope.objects[1]
    assert (entry.segs, entry.len, entry.size) == (count, size + 48 * count, size)
    assert segment_count(size) == count
    manifest = parse_manifest(read(store, envelope.objects[0], sk, envelope.hh), envelope.objects)
    file = files_of(manifest)[0]
    assert read(store, entry, sk, envelope.hh, size=file.size, pt=file.pt) == content


def test_a_manifest_that_lies_about_a_file_makes_it_unreadable(sealed):
    envelope, store, sk = sealed
    file = files_of(envelope.manifest)[1]
    for lie in ({"size": file.size + 1, "pt": file.pt}, {"size": file.size, "pt": b64u(bytes(32))}):
        with pytest.raises(Unreadable) as caught:
            read(store, envelope.objects[2], sk, envelope.hh, **lie)
        assert caught.value.reason is Reason.MANIFEST


def test_a_reader_that_gives_a_few_bytes_at_a_time_is_enough(sealed):
    envelope, store, sk = sealed

    class Trickle:
        def __init__(self, whole):
            self.inner = io.BytesIO(whole)

        def read(self, size):
            return self.inner.read(min(size, 1_000_003))

    whole = store.read(1).getvalue()
    opened = b"".join(open_object(Trickle(whole), envelope.objects[1], sk=sk, hh=envelope.hh))
    assert opened == bytes(SEGMENT) + b"tail"


# Header: what a vendor or server might send.


def test_a_fresh_envelope_passes_and_two_never_share_a_key(office):
    first, second = (new_envelope(office.context(), office.keyset) for _ in range(2))
    check_header(first[0], office.keyset, office.expectations())
    assert first[1] != second[1]


HEADERS = {
    "lot": {"lot": "2"},
    "tender": {"tender": "T-2"},
    "round": {"round": 2},
    "vendor": {"vendor": "V-2"},
    "kind": {"kind": "price"},
    "ver": {"ver": 2},
    "keyset": {"keyset": b64u(bytes(32))},
    "nb in 2099": {"nb": "2099-12-01T03:00:00.000Z"},
    "nb with another precision": {"nb": "2026-12-01T03:00:00Z"},
    "suite": {"suite": "0020-0001-0001"},
    "segment size": {"seg": 1 << 20},
    "scheme": {"v": "sb2"},
    "env of 31 bytes": {"env": b64u(bytes(31))},
    "env of small order": {"env": b64u(bytes(32))},
    "env not canonical": {"env": b64u((9 + 2**255).to_bytes(32, "little"))},
    "canary": {"kind": "canary"},
    "extra member": {"extra": 1},
}


@pytest.mark.parametrize("change", HEADERS.values(), ids=HEADERS.keys())
def test_a_context_changed_in_one_field_is_refused_and_unwraps_for_nobody(office, header, change):
    forged = copy.deepcopy(header)
    forged["ctx"].update(change)
    with pytest.raises(Malformed):
        check_header(forged, office.keyset, office.expectations())
    with pytest.raises(hpke.Unopenable):
        unwrap_share(office.people[0].kem_sk, forged, 1)
    for sk, _ in office.server.values():
        with pytest.raises(hpke.Unopenable):
            unwrap_server(sk, forged)


@pytest.mark.parametrize("name", [*Office().context(), "env"])
def test_a_context_without_one_of_its_members_is_refused(office, header, name):
    forged = copy.deepcopy(header)
    del forged["ctx"][name]
    with pytest.raises(Malformed):
        check_header(forged, office.keyset, office.expectations())


SHAPES = {
    "a wrap too few": lambda h: h["wraps"].pop(),
    "a wrap too many": lambda h: h["wraps"].append(h["wraps"][0]),
    "a commitment too few": lambda h: h["coms"].pop(),
    "a wrap of 79 bytes": lambda h: h["wraps"].__setitem__(1, b64u(bytes(79))),
    "a wrap in padded base64": lambda h: h["wraps"].__setitem__(1, h["wraps"][1] + "="),
    "a commitment of 31 bytes": lambda h: h["coms"].__setitem__(0, b64u(bytes(31))),
    "a commitment that is a number": lambda h: h["coms"].__setitem__(0, 7),
    "an extra member": lambda h: h.__setitem__("note", "x"),
    "no commitments": lambda h: h.pop("coms"),
    "wraps as an object": lambda h: h.__setitem__("wraps", {}),
}


@pytest.mark.parametrize("change", SHAPES.values(), ids=SHAPES.keys())
def test_a_header_of_another_shape_is_refused(office, header, change):
    forged = copy.deepcopy(header)
    change(forged)
    with pytest.raises(Malformed):
        check_header(forged, office.keyset, office.expectations())


def test_the_expected_vendor_deadline_and_key_set_decide(office, header):
    check_header(header, office.keyset, office.expectations())
    for other in ({"vendor": "V-2"}, {"ver": 2}, {"deadlines": set()}, {"deadlines": {"2026-12-02T03:00:00.000Z"}}):
        with pytest.raises(Malformed):
            check_header(header, office.keyset, office.expectations(**other))
    stranger = Office(k=3, n=5)
    with pytest.raises(Malformed):
        check_header(header, stranger.keyset, office.expectations())


def test_wraps_of_another_envelope_unwrap_for_nobody(office, header):
    other = deal(office.context("V-2"), office.keyset, named("x"), named("y"))
    forged = {**header, "wraps": other["wraps"]}
    with pytest.raises(hpke.Unopenable):
        unwrap_share(office.people[0].kem_sk, forged, 1)
    with pytest.raises(hpke.Unopenable):
        office.server_half(forged)


def test_wraps_exchanged_between_members_unwrap_for_nobody(office, header):
    wraps = list(header["wraps"])
    wraps[1], wraps[2] = wraps[2], wraps[1]
    forged = {**header, "wraps": wraps}
    for x in (1, 2):
        with pytest.raises(hpke.Unopenable):
            unwrap_share(office.people[x - 1].kem_sk, forged, x)
        with pytest.raises(hpke.Unopenable):
            unwrap_share(office.people[2 - x].kem_sk, forged, x)


def test_a_competitors_envelope_copied_under_ones_own_name_is_void(office, header):
    """The copier cannot make the wraps anew without the secret, and the old ones are bound to the first vendor."""
    copied = {**header, "ctx": {**header["ctx"], "vendor": "V-2"}}
    check_header(copied, office.keyset, office.expectations("V-2"))
    with pytest.raises(hpke.Unopenable):
        office.server_half(copied)
    outcome = open_envelope(copied, office.keyset, None, office.shares(header, 1, 2))
    assert not outcome.is_open
    assert outcome.blamed == (1, 2)


def test_a_header_that_is_not_canonical_json_is_not_read(header):
    data = canonical(header)
    assert parse(data) == header
    for other in (
        data.replace(b":", b": ", 1),
        data + b"\n",
        b"\xef\xbb\xbf" + data,
        data.replace(b'"round":1', b'"round":1.0'),
    ):
        with pytest.raises(Malformed):
            parse(other)


# Secrets: who lacks one half opens nothing.


@pytest.mark.parametrize(
    "half", [None, bytes(32), named("random"), named("foreign")[:31]], ids=["none", "zero", "random", "short"]
)
def test_all_members_without_the_servers_half_open_nothing(office, header, half):
    outcome = open_envelope(header, office.keyset, half, office.shares(header, 1, 2, 3))
    assert (outcome.sk, outcome.reason) == (None, Reason.DEALING)


def test_the_server_half_of_another_envelope_opens_nothing(office, header):
    other = deal(office.context("V-2"), office.keyset, named("x"), named("y"))
    outcome = open_envelope(header, office.keyset, office.server_half(other), office.shares(header, 1, 2))
    assert (outcome.sk, outcome.reason) == (None, Reason.DEALING)


def test_the_server_key_of_the_other_kind_does_not_unwrap(office, header):
    with pytest.raises(hpke.Unopenable):
        unwrap_server(office.server["price"][0], header)


def test_one_member_with_the_server_opens_nothing_even_where_k_is_lowered(office, header):
    half = office.server_half(header)
    outcome = open_envelope(header, office.keyset, half, office.shares(header, 2))
    assert (outcome.sk, outcome.reason) == (None, Reason.SHARE)
    lowered = {**office.keyset, "k": 1}
    assert open_envelope(header, lowered, half, office.shares(header, 2)).reason is Reason.DEALING


# Dishonest members.


def test_a_bad_share_is_blamed_and_the_rest_open(office, header):
    shares = {**office.shares(header, 1, 3), 2: named("bad")}
    outcome = open_envelope(header, office.keyset, office.server_half(header), shares)
    assert outcome.is_open
    assert outcome.blamed == (2,)


def test_too_many_bad_shares_stop_the_opening_and_name_their_members(office, header):
    shares = {1: named("bad"), 2: named("worse"), **office.shares(header, 3)}
    outcome = open_envelope(header, office.keyset, office.server_half(header), shares)
    assert (outcome.sk, outcome.blamed, outcome.reason) == (None, (1, 2), Reason.SHARE)


def test_exchanged_shares_are_both_blamed(office, header):
    shares = office.shares(header, 1, 2)
    outcome = open_envelope(header, office.keyset, office.server_half(header), {1: shares[2], 2: shares[1]})
    assert outcome.blamed == (1, 2)


def test_a_member_the_key_set_does_not_have_is_an_error(office, header):
    with pytest.raises(ValueError, match="no member 4"):
        open_envelope(header, office.keyset, office.server_half(header), {4: bytes(32)})


# Dishonest dealers.


def dealt_by_hand(office, shares, ss=SS, cs=CS):
    """A header whose commitments and wraps say ``shares``, otherwise dealt as the rules ask."""
    honest = deal(office.context(), office.keyset, cs, ss)
    ch = ctx_hash(honest["ctx"])
    wraps, coms = list(honest["wraps"]), list(honest["coms"])
    for x, share in shares.items():
        wraps[x] = b64u(hpke.seal(office.people[x - 1].kem, share_info(ch, x), share))
        coms[x - 1] = b64u(commitment(ch, x, share))
    return {**honest, "wraps": wraps, "coms": coms}


def test_an_inconsistent_polynomial_is_void_whoever_opens_it(office):
    """Otherwise the vendor's accomplice could decide after the deadline whether the bid opens."""
    forged = dealt_by_hand(office, {3: named("off the line")})
    check_header(forged, office.keyset, office.expectations())
    half = office.server_half(forged)
    for who in [(1, 2), (1, 3), (2, 3), (1, 2, 3)]:
        outcome = open_envelope(forged, office.keyset, half, office.shares(forged, *who))
        assert (outcome.sk, outcome.reason, outcome.blamed) == (None, Reason.DEALING, ())


def test_a_right_commitment_over_a_wrong_wrap_is_disputed_and_void(office, header):
    ch = ctx_hash(header["ctx"])
    wraps = list(header["wraps"])
    wraps[2] = b64u(hpke.seal(office.people[1].kem, share_info(ch, 2), named("wrong")))
    forged = {**header, "wraps": wraps}
    with pytest.raises(hpke.Unopenable, match="commitment"):
        unwrap_share(office.people[1].kem_sk, forged, 2)
    outcome = open_envelope(forged, office.keyset, office.server_half(forged), office.shares(forged, 1, 3))
    assert (outcome.sk, outcome.reason) == (None, Reason.DEALING)


def test_honest_shares_under_fresh_ephemerals_are_void_too(office, header):
    """A second encoding of the same secret would let the dealer choose bytes; only the one dealing counts."""
    forged = dealt_by_hand(office, office.shares(header, 2))
    assert forged["coms"] == header["coms"]
    outcome = open_envelope(forged, office.keyset, office.server_half(forged), office.shares(forged, 1, 3))
    assert (outcome.sk, outcome.reason) == (None, Reason.DEALING)


def test_the_same_secret_dealt_twice_gives_the_same_header(office, header):
    assert deal(office.context(), office.keyset, CS, SS) == header
    assert deal(header["ctx"], office.keyset, CS, SS) == header
    assert header_hash(header) == hash_of(header)
