# SPDX-License-Identifier: Apache-2.0
"""Acts, batches and signatures on the record, through its services."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from lpse.core.acts import Actor
from lpse.core.canonical import Malformed, b64u, canonical, sha256, unb64u
from lpse.ledger import batch, bundle, keys, merkle, selectors, services
from lpse.ledger.leaves import BadLeaf
from lpse.ledger.models import Batch, Checkpoint, Document, Entry, Pending
from lpse.ledger.note import BadNote, Verifier, open_checkpoint, open_note

pytestmark = pytest.mark.django_db
CLOCK = Actor.clock()


def leaf(entry):
    return json.loads(bytes(entry.body))


def sealed_leaves():
    return list(Entry.objects.filter(kind="sealed").order_by("idx"))


def test_the_first_act_begins_the_record_with_its_keys(ratna, settings):
    entry = services.record("tenders.draft_package", actor=ratna, subject="T-2026-0001", public={"step": 1})
    genesis = leaf(Entry.objects.get(idx=0))
    assert entry.idx == 1
    assert (genesis["t"], genesis["origin"], genesis["batch_seconds"]) == ("genesis", settings.LOG_ORIGIN, 2)
    assert genesis["log"] == keys.log_signer().vkey
    assert not services.ensure_genesis()


def test_an_act_is_one_leaf_with_role_and_time_but_no_person(ratna):
    entry = services.record("tenders.announce_tender", actor=ratna, subject="T-2026-0001", public={"rev": 1})
    found = leaf(entry)
    assert found["t"] == "act"
    assert (found["act"], found["role"], found["subject"]) == (
        "tenders.announce_tender",
        "procurement_officer",
        "T-2026-0001",
    )
    assert found["public"] == {"rev": 1}
    assert "Ratna" not in bytes(entry.body).decode()
    assert bytes(entry.leaf_hash) == merkle.leaf_hash(bytes(entry.body))


def test_the_private_part_is_only_committed_to(ratna, owner_connection):
    entry = services.record("vendors.verify", actor=ratna, subject="V-1", public={}, private={"reason": "lengkap"})
    with pytest.raises(Exception, match="permission denied for table ledger_private"), transaction.atomic():
        connection.cursor().execute("SELECT * FROM ledger_private")
    assert "lengkap" not in bytes(entry.body).decode()
    assert len(unb64u(leaf(entry)["commitment"], 32)) == 32


def test_the_clock_without_a_private_part_commits_to_nothing():
    assert leaf(services.record("tenders.close", actor=CLOCK, subject="T-1", public={}))["commitment"] is None


@pytest.mark.parametrize("value", [1.5, {"tanggal": object()}, {"kunci dua": 1}, 2**60])
def test_what_canonical_json_cannot_carry_is_not_recorded(value, ratna):
    services.ensure_genesis()
    with pytest.raises(Malformed):
        services.record("tenders.x", actor=ratna, subject="T-1", public={"nilai": value})
    assert Entry.objects.count() == 1


def test_a_typed_leaf_has_exactly_its_members(ratna):
    fields = {
        "tender": "T-1",
        "rev": 1,
        "deadline": "2026-12-01T03:00:00.000Z",
        "basis": None,
        "h": "x",
        "training": True,
    }
    entry = services.append("tender", fields, act="tenders.announce_tender", actor=ratna)
    assert entry.subject == "T-1"
    assert leaf(entry).keys() == fields.keys() | {"v", "t", "at", "act", "role"}
    for wrong in ({**fields, "extra": 1}, {"tender": "T-1"}, {**fields, "at": "now"}):
        with pytest.raises(BadLeaf):
            services.append("tender", wrong, act="tenders.announce_tender", actor=ratna)
    for kind in ("sealed", "act", "tidak-ada"):
        with pytest.raises(BadLeaf):
            services.append(kind, {"h": "x"}, act="x", actor=ratna)


def test_a_leaf_about_a_document_is_found_under_the_documents_tender(ratna):
    h = services.put_document(canonical({"v": "sb1/close", "tender": "T-9", "entries": []}))
    assert services.append("close", {"h": h}, act="tenders.close", actor=CLOCK).subject == "T-9"
    opening = services.put_document(canonical({"v": "sb1/opening", "tender": "T-9"}))
    opened = services.put_document(canonical({"v": "sb1/opened", "opening": opening}))
    fields = {"opening": opening, "h": opened}
    assert services.append("opened", fields, act="evaluation.open_bids", actor=CLOCK).subject == "T-9"
    assert services.append("close", {"h": h}, act="x", actor=CLOCK, subject="lain").subject == "lain"


def test_a_leaf_longer_than_a_bundle_can_hold_is_refused(ratna):
    with pytest.raises(BadLeaf, match="put the rest into a document"):
        services.record("tenders.x", actor=ratna, subject="T-1", public={"teks": "x" * 66_000})


def test_a_document_is_kept_once_under_its_digest():
    first, second = services.put_document(b"isi"), services.put_document(b"isi")
    assert first == second == b64u(sha256(b"isi"))
    assert Document.objects.count() == 1
    assert selectors.document(sha256(b"isi").hex()) == b"isi"


def test_a_rolled_back_act_leaves_no_gap(ratna):
    services.record("tenders.x", actor=ratna, subject="T-1", public={})
    with pytest.raises(RuntimeError), transaction.atomic():
        services.record("tenders.y", actor=ratna, subject="T-1", public={})
        raise RuntimeError
    assert services.record("tenders.z", actor=ratna, subject="T-1", public={}).idx == 2


def test_a_tick_appends_one_leaf_whether_or_not_a_bid_came(waiting):
    services.ensure_genesis()
    assert services.append_batch(False) == []
    first = services.append_batch(True)
    assert len(first) == 1
    assert leaf(first[0]).keys() == {"v", "t", "at", "h"}
    assert len(bytes(first[0].body)) == 111
    same_tick = services._tick_of(services._database_now()) == Batch.objects.get().tick_at
    again = services.append_batch(True)
    assert (again == []) or not same_tick


def test_a_record_is_found_at_its_random_position(waiting):
    record = waiting("T-1", "penawaran")
    assert services.locate(record) is None
    (entry,) = services.append_batch(True)
    found = services.locate(record)
    assert found.index == entry.idx
    assert batch.verify_path(record, found.position, found.path, unb64u(leaf(entry)["h"], 32))
    assert services.locate(bytes(32)) is None
    assert found.document["i"] == entry.idx
    assert len(found.document["path"]) == 8


def test_more_than_a_batch_of_records_makes_a_second_leaf_of_the_same_tick(waiting):
    records = {waiting("T-1", str(number)) for number in range(258)}
    first, second = services.append_batch(True)
    assert (second.idx, second.at) == (first.idx + 1, first.at)
    placed = services.placements("T-1")
    assert {item.record_hash for item in placed} == records
    assert [(item.index, item.position) for item in placed] == sorted((item.index, item.position) for item in placed)
    roots = {entry.idx: unb64u(leaf(entry)["h"], 32) for entry in (first, second)}
    assert all(
        batch.verify_path(item.record_hash, item.position, item.path, roots[item.index]) for item in placed[::16]
    )


def test_after_an_outage_one_leaf_takes_all_that_waited(waiting):
    records = {waiting("T-1", "lama", ago="10 minutes"), waiting("T-1", "baru")}
    assert len(services.append_batch(True)) == 1
    assert {item.record_hash for item in services.placements("T-1")} == records


def test_a_close_appends_its_batch_even_when_nothing_waits(waiting):
    mine = waiting("T-1", "punya tender ini")
    services.append_batch(True)
    other = waiting("T-2", "tender lain")
    before = len(sealed_leaves())
    placed = services.append_batch_now("T-1")
    assert len(sealed_leaves()) == before + 1
    assert [item.record_hash for item in placed] == [mine]
    assert services.locate(other) is not None
    services.append_batch_now("T-1")
    assert len(sealed_leaves()) == before + 2


def test_the_batch_of_a_close_does_not_take_the_place_of_the_tick(waiting):
    services.append_batch_now("T-1")
    assert len(services.append_batch(True)) == 1


def test_a_record_received_after_the_tick_waits_for_the_next(waiting):
    late = waiting("T-1", "sesudah", ago="-1 hour")
    services.append_batch(True)
    assert services.locate(late) is None


def test_batches_are_explained_once_and_only_those_before_the_moment(waiting):
    record = waiting("T-1", "penawaran")
    placed = services.append_batch_now("T-1")
    early = sealed_leaves()[0].at
    assert services.explain_batches(before=early) is None
    entry = services.explain_batches(before=services._database_now())
    document = selectors.parsed_document(leaf(entry)["h"])
    assert [item["i"] for item in document["entries"]] == [placed[0].index]
    item = document["entries"][0]
    assert item["records"] == [[placed[0].position, b64u(record)]]
    root = unb64u(leaf(sealed_leaves()[0])["h"], 32)
    assert batch.explains(unb64u(item["seed"], 32), {placed[0].position: record}, root)
    assert services.explain_batches(before=services._database_now()) is None
    services.append_batch_now("T-1")
    assert services.explain_batches(before=services._database_now()) is not None


def test_the_head_is_signed_once_per_size(ratna):
    services.record("tenders.x", actor=ratna, subject="T-1", public={})
    signed = services.sign_head()
    head = open_checkpoint(signed.note, Verifier.parse(keys.log_signer().vkey))
    hashes = [bytes(entry.leaf_hash) for entry in Entry.objects.order_by("idx")]
    assert (head.size, head.root) == (2, merkle.root(hashes))
    assert services.sign_head() is None
    assert json.loads(keys.head_file().read_text())["size"] == 2
    assert keys.head_file().stat().st_mode & 0o077 == 0


def test_an_empty_record_is_not_signed():
    assert services.sign_head() is None


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8, 9])
def test_the_tree_the_database_grows_is_the_tree_of_the_entries(size, ratna):
    services.ensure_genesis()
    for number in range(size - 1):
        services.record("tenders.x", actor=ratna, subject="T-1", public={"nomor": number})
    signed = services.sign_head()
    entries = list(Entry.objects.order_by("idx"))
    assert bytes(signed.root) == merkle.root([merkle.leaf_hash(bytes(entry.body)) for entry in entries])
    paths = selectors.inclusion_paths(range(size), size)
    for entry in entries:
        assert merkle.verify_inclusion(bytes(entry.leaf_hash), entry.idx, size, paths[entry.idx], bytes(signed.root))
    for old in range(1, size + 1):
        old_root = merkle.root([bytes(entry.leaf_hash) for entry in entries[:old]])
        proof = selectors.consistency_path(old, size)
        assert merkle.verify_consistency(old, size, old_root, bytes(signed.root), proof)


def test_publishing_inside_a_transaction_waits_for_the_commit(ratna, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        services.record("tenders.x", actor=ratna, subject="T-1", public={})
        services.publish()
        assert Checkpoint.objects.count() == 0
    assert callbacks == [services.sign_head]


def test_a_restored_older_database_is_not_signed_again(ratna):
    services.record("tenders.x", actor=ratna, subject="T-1", public={})
    keys.remember(3, bytes(32))
    with pytest.raises(keys.HeadRefused, match="old copy"):
        services.sign_head()
    assert Checkpoint.objects.count() == 0


def test_a_record_that_forked_from_the_kept_head_is_not_signed(ratna):
    services.record("tenders.x", actor=ratna, subject="T-1", public={})
    keys.remember(2, bytes(32))
    with pytest.raises(keys.HeadRefused, match="not those that were signed"):
        services.sign_head()
    keys.head_file().write_text("{}")
    with pytest.raises(keys.HeadRefused, match="cannot be read"):
        services.sign_head()


def test_a_receipt_is_signed_by_its_own_key(ratna):
    services.ensure_genesis()
    receipt = services.sign_receipt("sb1/receipt\nrecord x\n")
    assert open_note(receipt, [keys.receipt_signer().verifier]) == "sb1/receipt\nrecord x\n"
    assert keys.receipt_signer().name.endswith("/receipt")
    with pytest.raises(BadNote):
        open_note(receipt, [keys.log_signer().verifier])


def test_a_receipts_proof_comes_with_the_signed_batch(waiting):
    record = waiting("T-1", "penawaran")
    assert services.receipt_proof(record) is None
    services.append_batch(True)
    assert services.receipt_proof(record) is None
    services.sign_head()
    proof = services.receipt_proof(record)
    entry = sealed_leaves()[0]
    head = open_checkpoint(proof.checkpoint, keys.log_signer().verifier)
    assert merkle.verify_inclusion(bytes(entry.leaf_hash), proof.index, head.size, proof.path, head.root)
    assert json.loads(proof.extra).keys() == {"at", "p", "path"}


def test_a_missing_key_is_named(settings, tmp_path, ratna):
    services.ensure_genesis()
    settings.LOG_KEY_FILE = tmp_path / "hilang.key"
    with pytest.raises(keys.NoKey, match=r"hilang\.key"):
        services.sign_head()
    (tmp_path / "rusak.key").write_text("bukan kunci")
    settings.LOG_KEY_FILE = tmp_path / "rusak.key"
    with pytest.raises(keys.NoKey, match="cannot be read"):
        services.sign_head()


def test_verify_ledger_names_a_record_cut_behind_a_signed_head(ratna):
    services.record("tenders.x", actor=ratna, subject="T-1", public={})
    services.sign_head()
    forged = keys.log_signer().sign(f"{keys.log_signer().name}\n9\n{'A' * 43}=\n")
    Checkpoint.objects.create(size=9, root=bytes(32), note=forged, signed_at=services._database_now())
    with pytest.raises(CommandError, match="more entries than there are"):
        call_command("verify_ledger")


def test_a_record_without_a_signed_head_is_not_exported(tmp_path):
    with pytest.raises(bundle.NothingSigned):
        bundle.export(tmp_path)


def test_entries_follow_a_cursor(ratna):
    for number in range(4):
        services.record("tenders.x", actor=ratna, subject="T-1", public={"nomor": number})
    assert [entry.idx for entry in selectors.entries_after(1, 2)] == [2, 3]


def test_a_second_placement_of_a_record_is_refused(waiting):
    record = waiting("T-1", "penawaran")
    services.append_batch_now("T-1")
    with pytest.raises(IntegrityError, match="ledger_pending_placed_once"), transaction.atomic():
        Pending.objects.filter(record_hash=record).update(position=5)
