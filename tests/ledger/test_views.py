# SPDX-License-Identifier: Apache-2.0
"""The public record in the browser, and as files a mirror fetches."""

import json

import pytest

from lpse.core.canonical import sha256
from lpse.ledger import bundle, keys, merkle, services
from lpse.ledger.models import Entry
from lpse.ledger.note import Proof, open_checkpoint
from lpse.ledger.tiles import decode_entries, tiles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(ratna):
    """Sixty entries about two tenders, signed, and one more that is not."""
    for number in range(59):
        services.record("tenders.x", actor=ratna, subject=f"T-{number % 2}", public={"nomor": number})
    services.sign_head()
    services.record("tenders.terakhir", actor=ratna, subject="T-1", public={})


def test_the_newest_entry_stands_first_and_waits_for_its_signature(client, record):
    page = client.get("/catatan/").content.decode()
    assert page.index("tenders.terakhir") < page.index("tenders.x")
    assert "menunggu tanda tangan" in page
    assert "?sebelum=" in page


def test_older_entries_follow_by_their_number(client, record):
    page = client.get("/catatan/?sebelum=11").content.decode()
    assert '<a href="/catatan/10/">10</a>' in page
    assert '<a href="/catatan/11/">11</a>' not in page


def test_the_record_is_narrowed_to_one_tender(client, record):
    page = client.get("/catatan/?subjek=T-0").content.decode()
    assert '<a href="/catatan/1/">1</a>' in page
    assert '<a href="/catatan/2/">2</a>' not in page
    assert "Tidak ada entri di sini" in client.get("/catatan/?subjek=T-9").content.decode()


@pytest.mark.parametrize("value", ["", "abc", "-1", "9" * 40, "١"])
def test_a_senseless_page_number_shows_the_newest(client, record, value):
    assert "tenders.terakhir" in client.get("/catatan/", {"sebelum": value}).content.decode()


def test_hostile_text_is_shown_as_text(client, ratna):
    services.record("tenders.x", actor=ratna, subject="<script>", public={"teks": "</code><script>alert(1)</script>"})
    for address in ("/catatan/", "/catatan/1/", "/catatan/?subjek=<script>"):
        assert "<script>alert" not in client.get(address).content.decode()


def test_an_entry_shows_its_content_its_proof_and_its_documents(client, ratna):
    h = services.put_document(b'{"isi":1}')
    services.record("tenders.publish", actor=ratna, subject="T-1", public={"h": h})
    services.sign_head()
    page = client.get("/catatan/1/").content.decode()
    assert "Bertanda tangan" in page
    assert sha256(b'{"isi":1}').hex() in page
    proof = Proof.parse(client.get("/catatan/1/bukti.tlog-proof").content.decode())
    body = client.get("/catatan/1/entri.json").content
    head = open_checkpoint(proof.checkpoint, keys.log_signer().verifier)
    assert merkle.verify_inclusion(merkle.leaf_hash(body), 1, head.size, proof.path, head.root)


def test_an_unsigned_entry_has_no_proof_yet(client, record):
    assert "Menunggu tanda tangan" in client.get("/catatan/60/").content.decode()
    assert client.get("/catatan/60/bukti.tlog-proof").status_code == 404
    assert client.get("/catatan/60/entri.json").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/catatan/999/",
        f"/catatan/{10**30}/",
        "/catatan/999/entri.json",
        "/catatan/log/tile/0/000",
        "/catatan/log/tile/entries/000.p/61",
        "/catatan/log/tile/0/../0/000",
        "/catatan/log/tile/9/000.p/1",
        "/catatan/log/doc/" + "0" * 64,
        "/catatan/log/doc/x",
    ],
)
def test_what_is_not_there_is_missing(client, record, address):
    assert client.get(address).status_code == 404


def test_before_the_first_signature_there_is_no_checkpoint(client, db):
    assert client.get("/catatan/log/checkpoint").status_code == 404
    assert "Belum ada titik periksa" in client.get("/catatan/").content.decode()


def test_a_mirror_rebuilds_the_signed_root_from_the_files(client, record):
    note = client.get("/catatan/log/checkpoint")
    assert note["Content-Type"] == "text/plain; charset=utf-8"
    vkey = client.get("/catatan/log/vkeys.json").json()["log"]
    assert vkey == keys.log_signer().vkey
    head = open_checkpoint(note.content.decode(), keys.log_signer().verifier)
    files = {tile.path: client.get(f"/catatan/log/{tile.path}") for tile in tiles_of(head.size)}
    assert all("immutable" in response["Cache-Control"] for response in files.values())
    entries = decode_entries(files["tile/entries/000.p/60"].content)
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    assert b"".join(hashes) == files["tile/0/000.p/60"].content
    assert merkle.root(hashes) == head.root


def test_upper_tiles_are_hashes_of_full_tiles_below(client, ratna):
    for number in range(299):
        services.record("tenders.x", actor=ratna, subject="T-1", public={"nomor": number})
    services.sign_head()
    above = client.get("/catatan/log/tile/1/000.p/1").content
    below = client.get("/catatan/log/tile/0/000").content
    assert above == merkle.root([below[place : place + 32] for place in range(0, len(below), 32)])


def test_a_document_is_given_as_a_file_and_never_as_a_page(client, ratna):
    services.put_document(b"<script>alert(1)</script>")
    response = client.get(f"/catatan/log/doc/{sha256(b'<script>alert(1)</script>').hex()}")
    assert response.content == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("address", ["/catatan/", "/catatan/1/", "/catatan/log/checkpoint"])
def test_nothing_is_changed_by_posting(client, record, address):
    assert client.post(address).status_code == 405


def test_the_pages_of_the_record_cost_few_queries(client, record, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get("/catatan/")
    with django_assert_max_num_queries(6):
        client.get("/catatan/5/")


def test_the_bundle_of_a_tender_holds_its_leaves_and_what_they_name(ratna):
    import io
    import zipfile

    h = services.put_document(b'{"isi":1}')
    services.record("tenders.publish", actor=ratna, subject="T-1", public={"h": h})
    services.record("tenders.publish", actor=ratna, subject="T-2", public={})
    services.sign_head()
    services.record("tenders.later", actor=ratna, subject="T-1", public={})
    with zipfile.ZipFile(io.BytesIO(bundle.evidence_bundle("T-1", evaluation=b"{}"))) as archive:
        names = archive.namelist()
        lines = [json.loads(line) for line in archive.read("leaves.jsonl").splitlines()]
    assert names == ["checkpoint", "vkeys.json", "leaves.jsonl", "doc/" + sha256(b'{"isi":1}').hex(), "evaluasi.json"]
    assert [line["index"] for line in lines] == [0, 1]
    assert bundle.evidence_bundle("T-1") == bundle.evidence_bundle("T-1")
    assert Entry.objects.count() == 4
