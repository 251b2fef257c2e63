# SPDX-License-Identifier: Apache-2.0
"""Sealed parts of a complaint: for auditors on duty and nobody else, kept as ciphertext, handed on to successors."""

import copy
import datetime as dt
import json
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from complaints import services
from complaints.forms import new_nonce
from complaints.models import CodeTry, Complaint, SealedKey, SealedUpload, SealedVoice
from complaints.rules import try_keys
from complaints.selectors import complaint_key
from complaints.selectors import sealed as reads
from complaints.services import uploads
from documents import services as documents
from documents.models import StoredObject
from documents.rules import Store
from documents.sealing import keyset, memberkey, voice
from documents.sealing.hpke import Unopenable
from documents.storage import ObjectMissing
from documents.storage import store as objects
from lpse.accounts import services as accounts
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused, Role
from lpse.core.canonical import Malformed, b64u, canonical, unb64u
from lpse.demo import complaints as world
from lpse.demo import tenders
from lpse.demo.cast import Cast

from .conftest import signed_in
from .test_constraints import broken

SEND = "/pengaduan/kirim/tersegel/"
NAME, CONTACT = "Kenari Pelapor-6f1d", "kenari-6f1d@warga.example"
PAIRS = {name: memberkey.derive_keys(memberkey.new_seed()) for name in ("esti", "dewi")}


def sealed_for(*names: str, **more: Any) -> tuple[dict[str, Any], list[bytes]]:
    """What a browser seals to these auditors."""
    return voice.seal_voice("formulir-1", [(f"m-{name}", PAIRS[name].kem) for name in names], **more)


def secret_of(header: dict[str, Any], name: str) -> bytes:
    row = next(each for each in header["keys"] if each["id"] == f"m-{name}")
    return voice.unwrap(header, unb64u(row["w"], 80), PAIRS[name].kem_sk, PAIRS[name].kem)


# --- The format ------------------------------------------------------------------------------------------------------


def test_every_auditor_opens_what_was_sealed_and_nobody_else_does() -> None:
    files = [voice.Attached("foto.png", "image/png", b"\x89PNG" * 9)]
    header, objects = sealed_for("esti", "dewi", name=NAME, contact=CONTACT, files=files)
    assert not any(NAME.encode() in each for each in [*objects, canonical(header)])
    for name in PAIRS:
        secret = secret_of(header, name)
        manifest = voice.read_manifest(voice.open_object(header, secret, 0, objects[0]))
        assert (manifest["name"], manifest["contact"], manifest["files"][0]["name"]) == (NAME, CONTACT, "foto.png")
        assert voice.open_object(header, secret, 1, objects[1]) == files[0].body
    with pytest.raises(Unopenable):
        voice.unwrap(header, unb64u(header["keys"][0]["w"], 80), PAIRS["dewi"].kem_sk, PAIRS["dewi"].kem)


def test_a_successor_opens_what_an_auditor_handed_on() -> None:
    header, objects = sealed_for("esti", name=NAME)
    wrapped = voice.wrap(header, secret_of(header, "esti"), PAIRS["dewi"].kem)
    secret = voice.unwrap(header, wrapped, PAIRS["dewi"].kem_sk, PAIRS["dewi"].kem)
    assert voice.read_manifest(voice.open_object(header, secret, 0, objects[0]))["name"] == NAME


def test_nothing_sealed_for_one_complaint_fits_another_or_another_place() -> None:
    header, objects = sealed_for("esti", name=NAME, files=[voice.Attached("a.pdf", "application/pdf", b"%PDF-")] * 2)
    secret = secret_of(header, "esti")
    other = {**header, "form": "formulir-2"}
    with pytest.raises(Unopenable):
        secret_of(other, "esti")
    with pytest.raises(Unopenable):
        voice.open_object(other, secret, 0, objects[0])
    swapped = copy.deepcopy(header)
    swapped["objects"][1]["ct"], swapped["objects"][2]["ct"] = (header["objects"][n]["ct"] for n in (2, 1))
    with pytest.raises(Unopenable):
        voice.open_object(swapped, secret, 1, objects[2])
    flipped = bytes([objects[0][0], *objects[0][1:-1], objects[0][-1] ^ 1])
    with pytest.raises(Unopenable):
        voice.open_object(header, secret, 0, flipped)


@pytest.mark.parametrize(
    "change",
    [{"mode": "public"}, {"keys": []}, {"env": b64u(bytes(32))}, {"form": "dua kata"}, {"objects": []}, {"more": 1}],
)
def test_a_header_of_another_form_is_refused(change: dict[str, Any]) -> None:
    header, _objects = sealed_for("esti")
    with pytest.raises(Malformed):
        voice.read_header(canonical({**header, **change}))
    twice = {**header, "keys": header["keys"] * 2}
    with pytest.raises(Malformed, match="twice"):
        voice.read_header(canonical(twice))


# --- Acts ------------------------------------------------------------------------------------------------------------


def successor(cast: Cast, name: str = "vera") -> None:
    """Somebody else is appointed auditor, too, and enrols a key."""
    now = clock.now()
    accounts.appoint(
        actor=Actor.clock(), user=cast.people[name], role=Role.AUDITOR, agency=None, since=now - dt.timedelta(days=1),
        until=now + dt.timedelta(days=300), decree_number="SK.90/2026", decree_on=now.date(), now=now,
    )  # fmt: skip
    tenders.enrol_members(cast, [name])


@pytest.fixture
def sealing(cast: Cast) -> Cast:
    """The people, with the auditor's key."""
    tenders.enrol_members(cast, ["esti"])
    return cast


def opened(cast: Cast, complaint: Complaint, name: str) -> dict[str, Any]:
    """The manifest of a complaint as this auditor opens it."""
    row = SealedKey.objects.get(sealed=complaint.sealed_voices.all()[0], key__user=cast.people[name])
    return manifest_of(cast, row, name)


def manifest_of(cast: Cast, row: SealedKey, name: str) -> dict[str, Any]:
    """The manifest that a wrap for this auditor opens."""
    header = voice.read_header(row.sealed.header.encode())
    keys = memberkey.derive_keys(cast.seeds[name])
    secret = voice.unwrap(header, unb64u(row.wrapped, 80), keys.kem_sk, keys.kem)
    data = documents.read(row.sealed.parts.get(position=0).kept)
    return voice.read_manifest(voice.open_object(header, secret, 0, data))


def test_identity_and_files_reach_the_auditor_and_stand_nowhere_in_clear(sealing: Cast) -> None:
    complaint = world.complain_sealed(name=NAME, contact=CONTACT).complaint
    assert opened(sealing, complaint, "esti")["name"] == NAME
    with connection.cursor() as cursor:
        for table in ("sealedvoice", "sealedobject", "sealedkey", "complaint"):
            cursor.execute(f"SELECT * FROM complaints_{table}")
            assert NAME not in str(cursor.fetchall())
        cursor.execute("SELECT name, media_type FROM documents_storedobject")
        assert set(cursor.fetchall()) == {("tersegel", "application/octet-stream")}


def test_the_form_takes_sealed_parts_and_shows_the_code(sealing: Cast, client: Client) -> None:
    page = client.get(SEND)
    nonce, name = page.context["form"]["nonce"].value(), page.context["form_name"]
    key = reads.keys_on_duty(clock.now())[0]
    assert key.kem in page.content.decode() and keyset.fingerprint(key.kem, key.sig) in page.content.decode()
    auditors = [(key.member, unb64u(key.kem, 32)) for key in reads.keys_on_duty(clock.now())]
    header, objects = voice.seal_voice(name, auditors, mode="open", name=NAME)
    tokens = [kept(client, nonce, body) for body in objects]
    words = {"subject": world.SUBJECT, "text": world.TEXT, "tender": "", "nonce": nonce}
    bare = client.post(SEND, words)
    assert bare.status_code == 422 and "Tidak ada bagian tersegel" in bare.content.decode()
    foreign = client.post(
        SEND, {**words, "header": canonical(header).decode(), "parts": kept(client, new_nonce(), b"x")}
    )
    assert foreign.status_code == 422 and "tidak lengkap" in foreign.content.decode()
    answer = client.post(SEND, {**words, "header": canonical(header).decode(), "parts": " ".join(tokens)})
    assert answer.status_code == 200 and answer.context["code"] in answer.content.decode()
    complaint = Complaint.objects.get()
    assert (complaint.sealed_voices.get().mode, opened(sealing, complaint, "esti")["name"]) == ("open", NAME)


def kept(client: Client, nonce: str, body: bytes) -> str:
    answer = client.post(f"{SEND}bagian/?formulir={nonce}", body, content_type="application/octet-stream")
    assert answer.status_code == 200, answer.content
    token: str = answer.json()["token"]
    return token


def test_what_is_too_large_or_of_no_form_is_not_kept(sealing: Cast, client: Client) -> None:
    large = client.post(f"{SEND}bagian/?formulir={new_nonce()}", bytes(20 * 2**20 + 49), "application/octet-stream")
    assert large.status_code == 422 and "20 MB" in large.json()["message"]
    assert client.post(f"{SEND}bagian/?formulir=x", b"x", "application/octet-stream").status_code == 422


def aside(body: bytes, form: str = "formulir-9", address: str = "198.51.100.7") -> SealedUpload:
    return services.keep_sealed_part(chunks=[body], form=form, address=address, now=clock.now())


def test_sealed_to_somebody_else_is_refused(sealing: Cast) -> None:
    now = clock.now()
    key = reads.keys_on_duty(now)[0]
    for auditors in (
        [(key.member, PAIRS["esti"].kem)],
        [("m-bima", PAIRS["dewi"].kem), (key.member, unb64u(key.kem, 32))],
    ):
        header, objects = voice.seal_voice("formulir-9", auditors)
        parts = services.Sealed(canonical(header).decode(), [aside(each) for each in objects])
        with pytest.raises(Refused, match="berganti selagi"):
            services.receive_complaint(
                subject=world.SUBJECT, text=world.TEXT, tender=None, nonce="formulir-9", now=now, sealed=parts
            )
    with pytest.raises(Refused, match="tidak lengkap"):
        services.receive_complaint(
            subject=world.SUBJECT, text=world.TEXT, tender=None, nonce="formulir-8", now=now, sealed=parts
        )


def test_what_is_never_sent_is_swept_after_a_day_and_what_is_sent_stays(sealing: Cast) -> None:
    complaint = world.complain_sealed(name=NAME).complaint
    assert not SealedUpload.objects.exists()
    forgotten, other, now = aside(b"lupa"), aside(b"lain"), clock.now()
    SealedUpload.objects.create(key="restricted/terputus", begun_at=now - 2 * uploads.KEPT_FOR)
    a_day_later = forgotten.begun_at + uploads.KEPT_FOR
    assert services.sweep_uploads(now=a_day_later - dt.timedelta(seconds=1)) == 1
    assert b"".join(objects.stream(Store.RESTRICTED, forgotten.key)) == b"lupa"
    assert [services.sweep_uploads(now=a_day_later + dt.timedelta(seconds=9)) for _ in range(2)] == [2, 0]
    for upload in (forgotten, other):
        with pytest.raises(ObjectMissing):
            objects.read(Store.RESTRICTED, upload.key)
    assert opened(sealing, complaint, "esti")["name"] == NAME
    assert StoredObject.objects.filter(sha256=forgotten.sha256).count() == 0


def test_too_many_for_one_form_or_from_one_address_wait_for_the_next_hour(cast: Cast) -> None:
    now = clock.now().replace(minute=30)
    hour, there = now.replace(minute=0, second=0, microsecond=0), {"chunks": [b"x"], "now": now}
    of_form, of_address = try_keys(complaint_key(), "sealed formulir-1", "sealed 198.51.100.7", now.date())
    for key, most, other in (
        (of_form, uploads.PER_FORM, {"form": "formulir-2", "address": "198.51.100.8"}),
        (of_address, uploads.PER_ADDRESS, {"form": "formulir-3", "address": "198.51.100.9"}),
    ):
        CodeTry.objects.all().delete()
        CodeTry.objects.create(key=key, hour=hour, count=most - 1)
        services.keep_sealed_part(form="formulir-1", address="198.51.100.7", **there)
        with pytest.raises(Refused, match="Terlalu banyak berkas tersegel"):
            services.keep_sealed_part(form="formulir-1", address="198.51.100.7", **there)
        services.keep_sealed_part(**other, **there)
    next_hour = {**there, "now": hour + dt.timedelta(hours=1)}
    assert services.keep_sealed_part(form="formulir-1", address="198.51.100.7", **next_hour).size == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM complaints_codetry UNION SELECT key FROM complaints_sealedupload")
        assert not [text for (text,) in cursor.fetchall() if "198.51" in text or "formulir" in text]


def test_a_second_press_and_a_form_left_open_for_days_are_told_apart(sealing: Cast, client: Client) -> None:
    posts = []
    for _form in range(2):
        page = client.get(SEND)
        nonce, name = page.context["form"]["nonce"].value(), page.context["form_name"]
        auditors = [(key.member, unb64u(key.kem, 32)) for key in reads.keys_on_duty(clock.now())]
        header, objects_ = voice.seal_voice(name, auditors, mode="open", name=NAME)
        parts = " ".join(kept(client, nonce, body) for body in objects_)
        words = {"subject": world.SUBJECT, "text": world.TEXT, "tender": "", "nonce": nonce, "parts": parts}
        posts.append({**words, "header": canonical(header).decode()})
    assert [client.post(SEND, posts[0]).status_code for _press in range(2)] == [200, 200]
    assert Complaint.objects.count() == 1
    services.sweep_uploads(now=clock.now() + uploads.KEPT_FOR)
    answer = client.post(SEND, posts[1])
    assert answer.status_code == 422 and "tidak lengkap" in answer.content.decode()
    assert Complaint.objects.count() == 1


def test_the_database_measures_an_upload_once(cast: Cast, audit_connection: psycopg.Connection) -> None:
    aside(b"x")
    for change in ("key = 'lain'", "size = 7", "begun_at = now()"):
        assert broken(f"UPDATE complaints_sealedupload SET {change}") == "upload_is_measured_once"
    assert "permission denied" in broken("TRUNCATE complaints_sealedupload")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        audit_connection.execute("SELECT * FROM complaints_sealedupload")


def test_a_key_is_handed_on_by_who_can_open_to_who_is_on_duty(sealing: Cast) -> None:
    complaint = world.complain_sealed(name=NAME).complaint
    esti, now = sealing.actor("esti"), clock.now()
    assert not reads.tasks_for(esti, now)
    successor(sealing)
    vera = sealing.actor("vera")
    assert not reads.sealed_page(vera, complaint, now).may_open
    assert complaint.case in reads.tasks_for(esti, clock.now())[0].title
    wraps = wraps_by(sealing, complaint)
    with pytest.raises(Refused, match="tidak dapat membuka"):
        services.hand_on_sealed(actor=vera, complaint=complaint, wraps=wraps, now=now)
    with pytest.raises(Refused, match="jabatan"):
        services.hand_on_sealed(actor=sealing.actor("bima"), complaint=complaint, wraps=wraps, now=now)
    with pytest.raises(Refused, match="tidak bertugas"):
        services.hand_on_sealed(
            actor=esti, complaint=complaint, wraps={each: {"m-bima": "x" * 107} for each in wraps}, now=now
        )
    services.hand_on_sealed(actor=esti, complaint=complaint, wraps=wraps, now=clock.now())
    assert opened(sealing, complaint, "vera")["name"] == NAME
    assert not reads.tasks_for(esti, clock.now())


def wraps_by(cast: Cast, complaint: Complaint, name: str = "esti") -> dict[int, dict[str, str]]:
    """What the browser of an auditor who opened a complaint makes for those who cannot yet."""
    keys, made = memberkey.derive_keys(cast.seeds[name]), {}
    for each in reads.sealed_page(cast.actor(name), complaint, clock.now()).envelopes:
        assert each.own is not None
        header = voice.read_header(each.sealed.header.encode())
        secret = voice.unwrap(header, unb64u(each.own.wrapped, 80), keys.kem_sk, keys.kem)
        made[each.sealed.pk] = {
            key.member: b64u(voice.wrap(header, secret, unb64u(key.kem, 32))) for key in each.missing
        }
    return made


def test_an_auditor_without_a_key_is_asked_to_make_one(cast: Cast) -> None:
    assert [task.url for task in reads.tasks_for(cast.actor("esti"), clock.now())] == ["/akun/kunci/"]
    assert reads.tasks_for(cast.actor("bima"), clock.now()) == []


@pytest.mark.parametrize("name", ["bima", "ratna", "hendra", "vera", "oki", "putri", "arung"])
def test_sealed_parts_are_not_there_for_anybody_else(sealing: Cast, name: str) -> None:
    case, client = world.complain_sealed().complaint.case, signed_in(sealing, name)
    for there in (case, "ADU-2222-2222"):
        for path in ("", f"{SealedVoice.objects.get().pk}/0/", f"{SealedVoice.objects.get().pk}/1/"):
            assert client.get(f"/audit/pengaduan/{there}/tersegel/{path}").status_code == 404
        assert client.post(f"/audit/pengaduan/{there}/tersegel/teruskan/", {"wraps": "{}"}).status_code == 404
    with pytest.raises(Missing):
        reads.sealed_page(sealing.actor(name), Complaint.objects.get(), clock.now())


def test_the_database_wraps_for_auditors_on_duty_only(sealing: Cast) -> None:
    complaint = world.complain_sealed().complaint
    tenders.enrol_members(sealing, ["bima"])
    wrap = (
        "INSERT INTO complaints_sealedkey (sealed_id, key_id, wrapped, added_at, added_by_id)"
        " SELECT s.id, k.id, repeat('A', 107), clock_timestamp(), %s"
        " FROM complaints_sealedvoice s, accounts_memberkey k"
        " WHERE k.user_id = %s"
    )
    bima, esti = sealing.people["bima"].pk, sealing.people["esti"].pk
    assert broken(wrap, [None, bima]) == "sealed_for_auditors_on_duty"
    assert broken(wrap, [esti, esti]) == "a_secret_is_wrapped_once_for_each_key"
    successor(sealing)
    assert broken(wrap, [bima, sealing.people["vera"].pk]) == "handed_on_by_who_can_open"
    for table in ("sealedvoice", "sealedobject", "sealedkey"):
        assert "permission denied" in broken(f"DELETE FROM complaints_{table}")
        assert "permission denied" in broken(f"UPDATE complaints_{table} SET id = id")
    other = world.complain().complaint
    world.handle_complaint(sealing, other.case)
    late = "INSERT INTO complaints_sealedvoice (complaint_id, mode, header) VALUES (%s, 'anonymous', '')"
    assert broken(late, [other.pk]) == "sealed_parts_come_with_the_complaint"
    assert SealedVoice.objects.get().complaint == complaint


def test_the_ticket_and_the_desk_say_what_is_sealed(sealing: Cast, client: Client) -> None:
    received = world.complain_sealed()
    client.post("/pengaduan/lacak/", {"case": received.complaint.case, "code": received.code})
    ticket = client.get("/pengaduan/tiket/").content.decode()
    assert "Rahasia" in ticket and "Nama dan berkas Anda tersegel" in ticket
    desk = signed_in(sealing, "esti").get(f"/audit/pengaduan/{received.complaint.case}/").content.decode()
    assert "Buka bagian tersegel" in desk


def test_the_form_says_what_to_do_where_nothing_can_be_sealed(cast: Cast, client: Client) -> None:
    shown = client.get(SEND).content.decode()
    assert "Belum dapat menyegel" in shown and "data-voice" not in shown
    tenders.enrol_members(cast, ["esti"])
    shown = client.get(SEND).content.decode()
    assert "Menyegel memerlukan JavaScript" in shown and "Tulis teks tanpa nama" in shown
    assert json.loads(client.get(SEND).context["auditors"])[0]["kem"]
