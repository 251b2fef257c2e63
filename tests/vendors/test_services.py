# SPDX-License-Identifier: Apache-2.0
"""Acts of vendors through their services, on real sealed bytes in the real store."""

from decimal import Decimal
from typing import Any

import pytest

from documents.sealing import envelope, statement
from documents.sealing.chunks import SealedObject
from documents.sealing.manifest import pad
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused
from lpse.core.canonical import b64u, canonical, hash_of, parse, sha256, unb64u
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.demo.tenders import announced_tender
from lpse.demo.waiting import closed
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry, Pending
from tenders.models import Tender
from vendors import selectors, services
from vendors.models import Bid, Refusal, Statement
from vendors.rules import BidStatus, Part, VendorStatus
from vendors.services import Judged


def bids(tender: Tender) -> list[tuple[int, str]]:
    return list(
        Bid.objects.filter(participation__tender=tender)
        .order_by("statement__ver")
        .values_list("statement__ver", "status")
    )


def submit(cast: Cast, name: str, tender: Tender, body: bytes) -> services.Receipt:
    return services.submit_bid(actor=cast.actor(name), tender=tender, body=body, now=clock.now())


# Registration and verification -------------------------------------------------------------------------------------


def test_a_vendor_is_verified_field_by_field(cast: Cast) -> None:
    vendor = world.registered_vendor(cast, "arung")
    assert vendor.status == VendorStatus.SUBMITTED
    verdicts = {each.name: Judged(True) for each in selectors.fields_of(vendor)}
    verdicts["tax_number"] = Judged(False, "NPWP tidak sama dengan kartu yang dilampirkan.")
    vendor = services.judge_vendor(actor=cast.actor("vera"), vendor=vendor, verdicts=verdicts, now=clock.now())
    assert vendor.status == VendorStatus.RETURNED
    said = {each.name: each for each in selectors.fields_of(vendor)}
    assert said["tax_number"].reason.startswith("NPWP tidak sama")
    assert said["name"].accepted
    services.edit_vendor(actor=cast.actor("arung"), **world.COMPANIES["arung"], now=clock.now())
    services.submit_vendor(actor=cast.actor("arung"), now=clock.now())
    assert world.verified_vendor(cast, "arung").pk == vendor.pk


def test_a_refused_field_needs_a_reason_and_every_field_a_verdict(cast: Cast) -> None:
    vendor = world.registered_vendor(cast, "arung")
    verdicts = {each.name: Judged(True) for each in selectors.fields_of(vendor)}
    judge = cast.actor("vera")
    with pytest.raises(Refused, match="Belum ada alasan"):
        silent = verdicts | {"name": Judged(False, " ")}
        services.judge_vendor(actor=judge, vendor=vendor, verdicts=silent, now=clock.now())
    with pytest.raises(Refused, match="Belum dinilai: NIB"):
        part = {name: said for name, said in verdicts.items() if name != "business_number"}
        services.judge_vendor(actor=judge, vendor=vendor, verdicts=part, now=clock.now())
    with pytest.raises(Refused, match="berubah"):
        services.judge_vendor(actor=judge, vendor=vendor, verdicts=verdicts | {"tax.0": Judged(True)}, now=clock.now())
    with pytest.raises(Refused, match="jabatan"):
        services.judge_vendor(actor=cast.actor("bima"), vendor=vendor, verdicts=verdicts, now=clock.now())


def test_one_business_has_one_account_whatever_the_spelling_of_its_numbers(cast: Cast) -> None:
    world.registered_vendor(cast, "arung")
    twin = dict(world.COMPANIES["bahari"])
    for change in ({"business_number": "9120-2012-34567"}, {"tax_number": "0013121660091000"}):
        with pytest.raises(Refused, match="sudah terdaftar"):
            services.register_vendor(actor=cast.actor("bahari"), **(twin | change), now=clock.now())


def test_an_incomplete_vendor_is_told_what_is_missing(cast: Cast) -> None:
    services.register_vendor(actor=cast.actor("arung"), **world.COMPANIES["arung"], now=clock.now())
    with pytest.raises(Refused, match="izin usaha, SPT tahunan terakhir, akta, pengurus"):
        services.submit_vendor(actor=cast.actor("arung"), now=clock.now())


def test_an_official_registers_no_vendor(cast: Cast) -> None:
    with pytest.raises(Refused, match="jabatan"):
        services.register_vendor(actor=cast.actor("bima"), **world.COMPANIES["arung"], now=clock.now())


@pytest.mark.parametrize("body", [b"GIF89a", b"<html>", b"MZ"])
def test_evidence_is_known_by_its_bytes_not_its_name(cast: Cast, body: bytes) -> None:
    actor = cast.actor("arung")
    services.register_vendor(actor=actor, **world.COMPANIES["arung"], now=clock.now())
    with pytest.raises(Refused, match="bukan PDF"):
        values = {"year": 2025, "number": "1"}
        services.add_row(
            actor=actor, part=Part.TAX, values=values, evidence=body, evidence_name="spt.pdf", now=clock.now()
        )


def test_data_with_the_verifier_cannot_be_edited(cast: Cast) -> None:
    world.registered_vendor(cast, "arung")
    with pytest.raises(Refused, match="sedang diperiksa"):
        services.edit_vendor(actor=cast.actor("arung"), **world.COMPANIES["arung"], now=clock.now())


# Joining -----------------------------------------------------------------------------------------------------------


def test_only_a_verified_vendor_joins_and_twice_is_once(cast: Cast, tender: Tender) -> None:
    world.registered_vendor(cast, "lintang")
    with pytest.raises(Refused, match="sedang diperiksa"):
        services.join_tender(actor=cast.actor("lintang"), tender=tender, pact=True, now=clock.now())
    first = world.join(cast, "lintang", tender)
    assert world.join(cast, "lintang", tender).pk == first.pk
    assert selectors.office_view(tender).count == 1


def test_joining_needs_the_pact(cast: Cast, tender: Tender) -> None:
    world.verified_vendor(cast, "arung")
    with pytest.raises(Refused, match="Pakta integritas"):
        services.join_tender(actor=cast.actor("arung"), tender=tender, pact=False, now=clock.now())
    with pytest.raises(Refused, match="faktor kedua"):
        services.join_tender(actor=cast.actor("arung", stepped_up=False), tender=tender, pact=True, now=clock.now())


def test_who_joined_is_not_on_the_record(cast: Cast, tender: Tender) -> None:
    vendor = world.verified_vendor(cast, "arung")
    world.join(cast, "arung", tender)
    entry = Entry.objects.get(act="vendors.join_tender")
    assert parse(bytes(entry.body))["public"] == {"registered": 1}
    assert vendor.code.encode() not in bytes(entry.body)


# Bids --------------------------------------------------------------------------------------------------------------


def test_a_bid_is_accepted_with_a_receipt_anyone_can_check(cast: Cast, tender: Tender) -> None:
    row = world.submit_bid(cast, "arung", tender)
    record = parse(bytes(row.record))
    said = statement.parse_receipt_body(selectors.note_of(row).partition("\n\n")[0] + "\n")
    assert said["statement"] == row.hash == record["statement"]
    assert said["received"] == record["at"]
    assert said["vendor"] == row.participation.vendor.code
    assert bytes(row.record) == canonical(record)
    assert bytes(row.record_hash) == sha256(bytes(row.record))
    assert Pending.objects.get(record_hash=row.record_hash).tender == tender.code
    assert bids(tender) == [(1, BidStatus.SUBMITTED)]


def test_the_record_of_the_database_is_the_record_of_the_scheme(cast: Cast, tender: Tender) -> None:
    row = world.submit_bid(cast, "arung", tender)
    assert bytes(row.record) == canonical(statement.make_record(row.hash, row.received_at))


def test_a_submission_leaves_no_leaf_and_moves_no_public_count(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    world.join(cast, "bahari", tender)
    before = (Entry.objects.count(), selectors.office_view(tender))
    world.submit_bid(cast, "arung", tender)
    world.submit_bid(cast, "bahari", tender)
    world.withdraw_bid(cast, "bahari", tender)
    assert (Entry.objects.count(), selectors.office_view(tender)) == before


def test_the_same_statement_twice_is_one_bid_and_one_receipt(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    body = world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender))
    first, again = submit(cast, "arung", tender, body), submit(cast, "arung", tender, body)
    assert first.is_new
    assert not again.is_new
    assert again.note == first.note
    assert Statement.objects.count() == 1


def test_a_replacement_supersedes_and_a_withdrawal_withdraws(cast: Cast, tender: Tender) -> None:
    world.submit_bid(cast, "arung", tender)
    world.submit_bid(cast, "arung", tender, price=Decimal("90000000.00"))
    assert bids(tender) == [(1, BidStatus.SUPERSEDED), (2, BidStatus.SUBMITTED)]
    world.withdraw_bid(cast, "arung", tender)
    assert bids(tender) == [(1, BidStatus.SUPERSEDED), (2, BidStatus.WITHDRAWN)]
    with pytest.raises(Refused, match="Tidak ada penawaran"):
        world.withdraw_bid(cast, "arung", tender)
    assert world.submit_bid(cast, "arung", tender).ver == 4


def test_a_replacement_signed_by_another_key_is_refused_and_logged(cast: Cast, tender: Tender) -> None:
    world.submit_bid(cast, "arung", tender)
    sealed = world.sealed_bid(cast, "arung", tender)
    cast.statement_keys["arung", tender.code] = statement.new_key()
    with pytest.raises(Refused, match="kunci versi pertama"):
        submit(cast, "arung", tender, world.stated(cast, "arung", tender, sealed))
    with pytest.raises(Refused, match="kunci versi pertama"):
        world.withdraw_bid(cast, "arung", tender)


def test_two_tabs_that_replace_at_once_leave_one_and_log_the_other(cast: Cast, tender: Tender) -> None:
    world.submit_bid(cast, "arung", tender)
    tabs = [world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender)) for _ in range(2)]
    submit(cast, "arung", tender, tabs[0])
    with pytest.raises(Refused, match="Versi lain sudah terkirim"):
        submit(cast, "arung", tender, tabs[1])
    assert Refusal.objects.get().reason == "version"


def mutate(document: dict[str, object], **changes: object) -> bytes:
    return canonical(document | changes)


def test_a_statement_changed_after_signing_is_refused(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    document = parse(world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender)))
    lies: list[dict[str, Any]] = [{"nonce": b64u(bytes(32))}, {"envelopes": []}, {"lot": "2"}, {"ver": 2}]
    for changes in [*lies, {"tender": "T-2026-9999"}]:
        with pytest.raises(Refused):
            submit(cast, "arung", tender, mutate(document, **changes))
    with pytest.raises(Refused, match="tidak sah"):
        submit(cast, "arung", tender, canonical(document) + b" ")
    assert not Statement.objects.exists()


def test_another_vendors_envelope_cannot_be_stated(cast: Cast, tender: Tender) -> None:
    """A copied competitor's envelope: the statement is well signed, the database knows whose envelope it is."""
    theirs = world.submit_bid(cast, "bahari", tender)
    world.join(cast, "arung", tender)
    stolen = world.Sealed(parse(bytes(theirs.participation.envelopes.get().header)), [], {})
    stolen.objects = [
        SealedObject(each.n, each.length, each.segments, each.digest)
        for each in theirs.participation.envelopes.get().sealed_objects.all()
    ]
    with pytest.raises(Refused, match="Sampul yang disebut"):
        submit(cast, "arung", tender, world.stated(cast, "arung", tender, stolen))
    assert Refusal.objects.get().reason == "envelope"


def test_an_object_that_was_not_proven_cannot_be_stated(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    sealed = world.sealed_bid(cast, "arung", tender)
    other = SealedObject(1, sealed.objects[1].len, 1, b64u(bytes(32)))
    sealed.objects[1] = other
    with pytest.raises(Refused, match="belum sampai utuh"):
        submit(cast, "arung", tender, world.stated(cast, "arung", tender, sealed))


def test_a_preparer_may_seal_but_not_send(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    body = world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender))
    own = selectors.vendor_of(cast.actor("arung"))
    assert own is not None
    own.seats.create(user=cast.people["lintang"], power="preparer", grants=["prepare"])
    with pytest.raises(Refused, match="penanda tangan"):
        submit(cast, "lintang", tender, body)


def test_sending_needs_a_fresh_second_factor(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    body = world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender))
    with pytest.raises(Refused, match="faktor kedua"):
        services.submit_bid(actor=cast.actor("arung", stepped_up=False), tender=tender, body=body, now=clock.now())


# Drafts ------------------------------------------------------------------------------------------------------------


def header_of(cast: Cast, name: str, tender: Tender, **changes: object) -> bytes:
    facts = selectors.room_facts(selectors.participation_for(cast.actor(name), tender))
    keys = ("tender", "lot", "round", "vendor", "kind", "ver", "nb")
    ctx = envelope.make_context(keyset=facts["keyset_hash"], **{key: facts[key] for key in keys})
    return canonical(envelope.new_envelope(ctx | changes, facts["keyset"])[0])


@pytest.mark.parametrize(
    "changes",
    [{"nb": "2099-01-01T00:00:00.000Z"}, {"ver": 7}, {"vendor": "V-lain"}, {"lot": "2"}, {"round": 2}, {"seg": 4096}],
    ids=str,
)
def test_a_header_for_anything_else_is_refused(cast: Cast, tender: Tender, changes: dict[str, object]) -> None:
    world.join(cast, "arung", tender)
    with pytest.raises(Refused, match="tidak sah"):
        services.begin_envelope(
            actor=cast.actor("arung"),
            tender=tender,
            header=header_of(cast, "arung", tender, **changes),
            now=clock.now(),
        )


def test_the_same_header_twice_is_one_envelope_and_the_same_serial_two_is_refused(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    one, two = header_of(cast, "arung", tender), header_of(cast, "arung", tender)
    act: dict[str, Any] = {"actor": cast.actor("arung"), "tender": tender, "now": clock.now()}
    first = services.begin_envelope(**act, header=one)
    assert services.begin_envelope(**act, header=one).pk == first.pk
    with pytest.raises(Refused, match=r"ctx\.ver"):
        services.begin_envelope(**act, header=two)


def test_drafts_are_limited(cast: Cast, tender: Tender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vendors.services.drafts.MOST_DRAFTS", 2)
    world.submit_bid(cast, "arung", tender)
    act: dict[str, Any] = {"actor": cast.actor("arung"), "tender": tender}
    for _ in range(2):
        services.begin_envelope(**act, header=header_of(cast, "arung", tender), now=clock.now())
    with pytest.raises(Refused, match="2 rancangan"):
        services.begin_envelope(**act, header=header_of(cast, "arung", tender), now=clock.now())


def test_a_vendor_uses_no_more_room_than_the_tender_gives(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    act: dict[str, Any] = {"actor": cast.actor("arung"), "tender": tender, "now": clock.now()}
    hh = services.begin_envelope(**act, header=header_of(cast, "arung", tender)).hash
    segments = 640
    length = segments * (2**23 + 48)
    with pytest.raises(Refused, match="melebihi batas 5120 MiB"):
        services.begin_object(**act, envelope=hh, n=1, length=length, segments=segments)
    for n, wrong, count in ((251, 148, 1), (1, 47, 1), (1, 148, 2), (-1, 148, 1)):
        with pytest.raises(Refused, match="tidak sah"):
            services.begin_object(**act, envelope=hh, n=n, length=wrong, segments=count)


def test_bytes_other_than_their_digest_are_not_proven(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    act: dict[str, Any] = {"actor": cast.actor("arung"), "tender": tender, "now": clock.now()}
    hh = services.begin_envelope(**act, header=header_of(cast, "arung", tender)).hash
    services.begin_object(**act, envelope=hh, n=1, length=148, segments=1)
    tag = world.put(services.tickets(**act, envelope=hh, n=1, numbers=[0])[0], b"x" * 148)
    with pytest.raises(Refused, match="berbeda dari sidiknya"):
        services.prove_object(**act, envelope=hh, n=1, digests=[b64u(sha256(b"y" * 148))], tags=[tag])
    with pytest.raises(Refused, match="1 potongan"):
        services.prove_object(**act, envelope=hh, n=1, digests=[], tags=[])
    row = services.prove_object(**act, envelope=hh, n=1, digests=[b64u(sha256(b"x" * 148))], tags=[tag])
    assert row.proven_at is not None
    with pytest.raises(Refused, match="sudah sampai utuh"):
        services.tickets(**act, envelope=hh, n=1, numbers=[0])


def test_a_file_of_another_length_than_stated_is_not_proven(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    act: dict[str, Any] = {"actor": cast.actor("arung"), "tender": tender, "now": clock.now()}
    hh = services.begin_envelope(**act, header=header_of(cast, "arung", tender)).hash
    services.begin_object(**act, envelope=hh, n=1, length=148, segments=1)
    tag = world.put(services.tickets(**act, envelope=hh, n=1, numbers=[0])[0], b"x" * 100)
    with pytest.raises(Refused, match="bukan potongan 8 MiB"):
        services.prove_object(**act, envelope=hh, n=1, digests=[b64u(sha256(b"x" * 100))], tags=[tag])


def test_parts_that_end_elsewhere_than_segments_are_not_proven(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    act: dict[str, Any] = {"actor": cast.actor("arung"), "tender": tender, "now": clock.now()}
    hh = services.begin_envelope(**act, header=header_of(cast, "arung", tender)).hash
    full, rest = 2**23 + 48, 6 * 2**20
    services.begin_object(**act, envelope=hh, n=1, length=full + rest, segments=2)
    urls = services.tickets(**act, envelope=hh, n=1, numbers=[0, 1])
    parts = [b"x" * rest, b"y" * full]
    tags = [world.put(urls[i], part) for i, part in enumerate(parts)]
    with pytest.raises(Refused, match="bukan potongan 8 MiB"):
        services.prove_object(**act, envelope=hh, n=1, digests=[b64u(sha256(part)) for part in parts], tags=tags)


def test_a_manifest_may_be_sealed_anew_until_it_is_stated(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    sealed = world.sealed_bid(cast, "arung", tender)
    env = unb64u(sealed.header["ctx"]["env"], 32)
    body = pad(sealed.manifest)
    again = world.upload(cast, "arung", tender, sealed.hh, env, 0, body).object
    assert again.ct != sealed.objects[0].ct
    with pytest.raises(Refused, match="belum sampai utuh"):
        submit(cast, "arung", tender, world.stated(cast, "arung", tender, sealed))
    sealed.objects[0] = again
    submit(cast, "arung", tender, world.stated(cast, "arung", tender, sealed))
    with pytest.raises(Refused, match="sudah terkirim"):
        world.upload(cast, "arung", tender, sealed.hh, env, 0, body)


def test_another_vendors_draft_is_not_there(cast: Cast, tender: Tender) -> None:
    world.join(cast, "arung", tender)
    world.join(cast, "bahari", tender)
    hh = services.begin_envelope(
        actor=cast.actor("arung"), tender=tender, header=header_of(cast, "arung", tender), now=clock.now()
    ).hash
    with pytest.raises(Missing):
        services.begin_object(
            actor=cast.actor("bahari"), tender=tender, envelope=hh, n=1, length=148, segments=1, now=clock.now()
        )
    with pytest.raises(Missing):
        world.sealed_bid(cast, "lintang", tender)


# The close ---------------------------------------------------------------------------------------------------------


def test_the_close_reveals_every_statement_at_its_place(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=9)
    first = world.submit_bid(cast, "arung", tender)
    ledger.append_batch(active=True)
    world.submit_bid(cast, "bahari", tender)
    world.withdraw_bid(cast, "bahari", tender)
    assert services.close_tender(actor=Actor.clock(), tender=tender, now=clock.now()) is None
    closed(tender)
    assert services.due_closes() == [tender]
    (row,) = services.close_due()
    document = parse(bytes(row.body))
    assert [entry["statement"]["ver"] for entry in document["entries"]].count(1) == 2
    assert len(document["entries"]) == 3
    for entry in document["entries"]:
        assert entry["record"]["statement"] == hash_of(entry["statement"])
        place = ledger.locate(sha256(canonical(entry["record"])))
        assert place is not None
        assert {"i": entry["i"], "p": entry["p"], "path": entry["path"]} == place.document
        assert entry["i"] < row.leaf
    assert [(entry["i"], entry["p"]) for entry in document["entries"]] == sorted(
        (entry["i"], entry["p"]) for entry in document["entries"]
    )
    tender.refresh_from_db()
    assert tender.status == "closed"
    assert row.hash == ledger.put_document(bytes(row.body))
    assert services.close_due() == []
    shown = selectors.office_view(tender)
    assert ([each.pk for each in shown.bidders], shown.count) == ([first.participation.vendor_id], 2)


def test_a_retry_after_the_deadline_returns_the_receipt_and_a_new_bid_is_late(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=9)
    world.join(cast, "arung", tender)
    body = world.stated(cast, "arung", tender, world.sealed_bid(cast, "arung", tender))
    first = submit(cast, "arung", tender, body)
    late = world.stated(cast, "arung", tender, None)
    closed(tender)
    assert submit(cast, "arung", tender, body).note == first.note
    with pytest.raises(Refused, match="sudah berakhir"):
        services.withdraw_bid(actor=cast.actor("arung"), tender=tender, body=late, now=clock.now())
    services.close_due()
    assert submit(cast, "arung", tender, body).note == first.note
    with pytest.raises(Refused, match="tidak sedang menerima"):
        services.withdraw_bid(actor=cast.actor("arung"), tender=tender, body=late, now=clock.now())
    assert list(Refusal.objects.order_by("pk").values_list("reason", flat=True)) == ["late", "closed"]


def test_a_tender_without_bids_is_closed_too(cast: Cast) -> None:
    tender = announced_tender(cast, closes_in=0.5)
    closed(tender)
    (row,) = services.close_due()
    assert parse(bytes(row.body))["entries"] == []


def test_the_receipt_bundle_holds_what_the_verifier_reads(cast: Cast, tender: Tender) -> None:
    row = world.submit_bid(cast, "arung", tender)
    files = selectors.receipt_files(row)
    assert set(files) == {"receipt", "statement.json", "record.json", "header.json", "manifest.bin"}
    assert hash_of(parse(files["header.json"])) == parse(files["statement.json"])["envelopes"][0]["header"]
    assert len(files["manifest.bin"]) == parse(files["statement.json"])["envelopes"][0]["objects"][0]["len"]
