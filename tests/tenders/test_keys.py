# SPDX-License-Identifier: Apache-2.0
"""Member keys and key sets: real keys, real signatures, and every false one."""

from collections.abc import Callable
from typing import Any

import pytest

from documents.sealing import kek, keyset, memberkey, release
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import b64u, parse
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from tenders import selectors, services
from tenders.models import KeySet, ServerKey, Tender

Change = Callable[[dict[str, Any]], None]


def enrolment(cast: Cast, name: str = "bima") -> dict[str, Any]:
    keys, member = memberkey.derive_keys(cast.seeds[name]), services.new_member_id()
    document = keyset.member_document(member, keys.kem, keys.sig)
    return {
        "member": member,
        "kem": document["kem"],
        "sig": document["sig"],
        "signature": b64u(keys.sign_member(document)),
        "blob": world._key_file(cast.seeds[name], cast.passphrases[name]),
        "has_second_copy": True,
    }


def test_an_enrolled_key_stands_on_the_record_with_its_own_signature(cast: Cast) -> None:
    fields = enrolment(cast)
    key = services.enrol_member_key(actor=cast.actor("bima"), now=clock.now(), **fields)
    leaf = parse(bytes(record.entries_of(key.member)[0].body))
    assert (leaf["t"], leaf["id"], leaf["kem"], leaf["self"]) == ("member", key.member, key.kem, fields["signature"])
    assert memberkey.read_key_file(key.blob, cast.passphrases["bima"]) == cast.seeds["bima"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kem", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("sig", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        ("kem", "x"),
        ("signature", b64u(bytes(64))),
        ("blob", "a.b.c.d.e"),
        ("blob", "bukan kunci"),
        ("member", "m-lain"),
    ],
)
def test_a_key_that_is_not_one_is_refused(cast: Cast, name: str, value: str) -> None:
    with pytest.raises(Refused, match="tidak sah"):
        services.enrol_member_key(actor=cast.actor("bima"), now=clock.now(), **{**enrolment(cast), name: value})


def test_without_a_second_copy_no_key_is_taken(cast: Cast) -> None:
    with pytest.raises(Refused, match="Lembar pemulihan"):
        services.enrol_member_key(
            actor=cast.actor("bima"), now=clock.now(), **{**enrolment(cast), "has_second_copy": False}
        )


def test_a_vendor_and_a_stale_second_factor_enrol_nothing(cast: Cast) -> None:
    for actor in (cast.actor("arung"), cast.actor("bima", stepped_up=False)):
        with pytest.raises(Refused):
            services.enrol_member_key(actor=actor, now=clock.now(), **enrolment(cast))


def test_a_second_key_waits_until_the_first_is_ended(cast: Cast) -> None:
    world.enrol_members(cast, ["bima"])
    other = {**enrolment(cast, "citra"), "member": "m-0123456789ab"}
    keys = memberkey.derive_keys(cast.seeds["citra"])
    other["signature"] = b64u(keys.sign_member(keyset.member_document(other["member"], keys.kem, keys.sig)))
    with pytest.raises(Refused, match="sudah mempunyai"):
        services.enrol_member_key(actor=cast.actor("bima"), now=clock.now(), **other)
    services.end_member_key(actor=cast.actor("bima"), now=clock.now())
    services.enrol_member_key(actor=cast.actor("bima"), now=clock.now(), **other)


def proposed(cast: Cast) -> tuple[Tender, KeySet]:
    world.enrol_members(cast)
    tender = world.assigned_package(cast)
    return tender, services.propose_key_set(actor=cast.actor("bima"), tender=tender, now=clock.now())


def answer(cast: Cast, row: KeySet, name: str, *, x: int | None = None) -> dict[str, str]:
    document, header = parse(bytes(row.body)), parse(bytes(row.canary_header))
    keys = memberkey.derive_keys(cast.seeds[name])
    place = x or 1 + [person["sig"] for person in document["members"]].index(b64u(keys.sig))
    proof, answered = release.answer_canary(header, place, keys.kem_sk, keys.sig_seed)
    return {
        "key_set": row.hash,
        "signature": b64u(keyset.sign_keyset(document, keys.sig_seed)),
        "proof": b64u(proof),
        "proof_signature": b64u(answered),
    }


def test_the_last_consent_freezes_the_key_set_and_puts_it_on_the_record(cast: Cast) -> None:
    tender, row = proposed(cast)
    for name in ("citra", "bima"):
        services.consent_to_key_set(actor=cast.actor(name), tender=tender, now=clock.now(), **answer(cast, row, name))
    row.refresh_from_db()
    assert row.frozen_at is None
    services.consent_to_key_set(actor=cast.actor("dodi"), tender=tender, now=clock.now(), **answer(cast, row, "dodi"))
    frozen, document = selectors.key_set(tender)
    assert frozen.frozen_at is not None
    assert document["k"] == 2
    leaf = parse(bytes(record.entries_of(tender.code)[-1].body))
    assert leaf["t"] == "keyset"
    assert leaf["h"] == frozen.hash
    assert sorted(leaf["sigs"]) == ["1", "2", "3"]
    assert record.parsed_document(leaf["h"]) == document


def test_the_chair_is_member_one_and_the_server_key_is_of_the_tender(cast: Cast) -> None:
    tender, row = proposed(cast)
    document = parse(bytes(row.body))
    chair = cast.people["bima"].member_keys.get()
    assert document["members"][0]["id"] == chair.member
    assert document["tender"] == tender.code
    assert set(document["server"]) == {"single"}


def test_a_second_consent_of_the_same_member_changes_nothing(cast: Cast) -> None:
    tender, row = proposed(cast)
    for _click in range(2):
        services.consent_to_key_set(
            actor=cast.actor("bima"), tender=tender, now=clock.now(), **answer(cast, row, "bima")
        )
    assert row.consents.count() == 1


@pytest.mark.parametrize(
    ("part", "told"), [("signature", "Tanda tangan"), ("proof", "Uji kunci"), ("proof_signature", "Uji kunci")]
)
def test_a_false_part_of_a_consent_is_refused_by_name(cast: Cast, part: str, told: str) -> None:
    tender, row = proposed(cast)
    mine, theirs = answer(cast, row, "bima"), answer(cast, row, "citra")
    with pytest.raises(Refused, match=told):
        services.consent_to_key_set(
            actor=cast.actor("bima"), tender=tender, now=clock.now(), **{**mine, part: theirs[part]}
        )
    assert row.consents.count() == 0


def test_an_answer_for_another_tender_is_refused(cast: Cast) -> None:
    tender, _row = proposed(cast)
    other = world.assigned_package(cast, title="Paket lain")
    foreign = services.propose_key_set(actor=cast.actor("bima"), tender=other, now=clock.now())
    with pytest.raises(Refused, match="diganti"):
        services.consent_to_key_set(
            actor=cast.actor("bima"), tender=tender, now=clock.now(), **answer(cast, foreign, "bima")
        )


def test_a_stranger_consents_to_nothing(cast: Cast) -> None:
    tender, row = proposed(cast)
    with pytest.raises(Refused):
        services.consent_to_key_set(
            actor=cast.actor("esti"), tender=tender, now=clock.now(), **answer(cast, row, "bima")
        )


def test_a_proposal_names_who_has_no_key(cast: Cast) -> None:
    world.enrol_members(cast, ["bima", "citra"])
    tender = world.assigned_package(cast)
    with pytest.raises(Refused, match="Dodi Anggoro"):
        services.propose_key_set(actor=cast.actor("bima"), tender=tender, now=clock.now())


def test_a_new_member_key_needs_a_new_proposal_and_new_consents(cast: Cast) -> None:
    tender, row = proposed(cast)
    services.consent_to_key_set(actor=cast.actor("bima"), tender=tender, now=clock.now(), **answer(cast, row, "bima"))
    services.end_member_key(actor=cast.actor("dodi"), now=clock.now())
    cast.seeds["dodi"] = memberkey.new_seed()
    world.enrol_members(cast, ["dodi"])
    again = services.propose_key_set(actor=cast.actor("citra"), tender=tender, now=clock.now())
    assert again.hash != row.hash
    assert again.consents.count() == 0
    assert parse(bytes(again.body))["server"] == parse(bytes(row.body))["server"]
    assert services.propose_key_set(actor=cast.actor("bima"), tender=tender, now=clock.now()).pk == again.pk


def test_a_frozen_key_set_is_not_proposed_again(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    with pytest.raises(Refused, match="disetujui semua"):
        services.propose_key_set(actor=cast.actor("bima"), tender=tender, now=clock.now())


def test_the_wrapped_seed_is_no_seed_and_an_exchanged_one_is_noticed(cast: Cast, settings: Any) -> None:
    tender, _row = proposed(cast)
    stored = ServerKey.objects.get(tender=tender)
    seed = services.server_seed(tender)
    assert seed not in bytes(stored.wrapped_seed)
    assert settings.KEK_FILE.stat().st_mode & 0o077 == 0
    assert seed not in settings.KEK_FILE.read_bytes()
    other = world.assigned_package(cast, title="Paket lain")
    services.propose_key_set(actor=cast.actor("bima"), tender=other, now=clock.now())
    moved = ServerKey.objects.get(tender=other)
    key = settings.KEK_FILE.read_bytes()
    assert kek.unwrap(key, bytes(stored.wrapped_seed)) != kek.unwrap(key, bytes(moved.wrapped_seed))
    with pytest.raises(kek.Unwrappable):
        kek.unwrap(bytes(32), bytes(stored.wrapped_seed))
