# SPDX-License-Identifier: Apache-2.0
"""From package to announcement through the services, and every refusal on the way."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import parse
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from lpse.regulations import StageKind
from tenders import selectors, services
from tenders.models import Package, Tender
from tenders.rules import Ground, Status


def test_a_package_becomes_an_announced_tender(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    assert tender.status == Status.ANNOUNCED
    assert tender.revision == 1
    kinds = [entry.kind for entry in record.entries_of(tender.code)]
    assert kinds[-2:] == ["keyset", "tender"]
    leaf = parse(bytes(record.entries_of(tender.code)[-1].body))
    window = selectors.window(tender, StageKind.BID_SUBMISSION)
    assert leaf["rev"] == 1
    assert leaf["training"] is True
    assert leaf["basis"] is None
    assert window.ends_at - window.starts_at == timedelta(seconds=3600)
    document = record.parsed_document(leaf["h"])
    key_set, _doc = selectors.key_set(tender)
    assert document["keyset"] == key_set.hash
    assert len(document["stages"]) == 12
    assert len(document["documents"]) == 2
    assert document["owner_estimate"] == str(tender.owner_estimate)


def test_the_training_schedule_starts_with_the_announcement(cast: Cast) -> None:
    tender = world.drafted_tender(cast, closes_in=60, step=5)
    services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now() + timedelta(seconds=30))
    tender = Tender.objects.get(pk=tender.pk)
    windows = selectors.windows(tender)
    assert windows[StageKind.ANNOUNCEMENT].starts_at == tender.announced_at
    assert windows[StageKind.BID_SUBMISSION].ends_at == tender.announced_at + timedelta(seconds=60)


def test_an_incomplete_tender_is_refused_with_everything_that_is_missing(cast: Cast) -> None:
    tender = world.assigned_package(cast)
    with pytest.raises(Refused) as refused:
        services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    told = str(refused.value)
    for part in (
        "Jadwal belum disusun",
        "Dokumen pemilihan belum diunggah",
        "Spesifikasi teknis belum diunggah",
        "3 anggota belum menyetujui pakta",
        "3 anggota belum membuat kunci",
    ):
        assert part in told
    assert Tender.objects.get(pk=tender.pk).status == Status.DRAFT


def test_only_the_chair_announces_and_only_with_a_fresh_second_factor(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    with pytest.raises(Refused, match="ketua"):
        services.announce_tender(actor=cast.actor("citra"), tender=tender, now=clock.now())
    with pytest.raises(Refused, match="faktor kedua"):
        services.announce_tender(actor=cast.actor("bima", stepped_up=False), tender=tender, now=clock.now())


def test_a_tender_is_announced_once(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    with pytest.raises(Refused, match="sudah diumumkan"):
        services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())


def test_an_even_committee_is_refused(cast: Cast) -> None:
    package = world.submitted_package(cast)
    two = [cast.people["bima"], cast.people["citra"]]
    with pytest.raises(Refused, match="ganjil"):
        services.assign_committee(
            actor=cast.actor("hendra"), package=package, members=two, chair=two[0], now=clock.now()
        )


def test_a_chair_from_outside_the_committee_is_refused(cast: Cast) -> None:
    package = world.submitted_package(cast)
    members = [cast.people[name] for name in world.MEMBERS]
    with pytest.raises(Refused, match="Ketua"):
        services.assign_committee(
            actor=cast.actor("hendra"), package=package, members=members, chair=cast.people["esti"], now=clock.now()
        )


def test_a_person_without_appointment_gets_no_seat(cast: Cast) -> None:
    package = world.submitted_package(cast)
    members = [cast.people["bima"], cast.people["citra"], cast.people["vera"]]
    with pytest.raises(Refused, match="penunjukan"):
        services.assign_committee(
            actor=cast.actor("hendra"), package=package, members=members, chair=members[0], now=clock.now()
        )


def test_the_committee_cannot_assign_itself(cast: Cast) -> None:
    package = world.submitted_package(cast)
    members = [cast.people[name] for name in world.MEMBERS]
    with pytest.raises(Refused, match="jabatan"):
        services.assign_committee(
            actor=cast.actor("bima"), package=package, members=members, chair=members[0], now=clock.now()
        )


def test_an_estimate_above_the_ceiling_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="pagu"):
        world.submitted_package(cast, ceiling=Decimal("1000.00"))


def test_a_returned_package_is_edited_and_submitted_again(cast: Cast) -> None:
    package = world.submitted_package(cast)
    with pytest.raises(Refused, match="sedang diperiksa"):
        services.edit_package(actor=cast.actor("ratna"), package=package, fields={"name": "Lain"})
    services.return_package(actor=cast.actor("hendra"), package=package, reason="Lokasi kurang jelas.")
    services.edit_package(actor=cast.actor("ratna"), package=package, fields={"location": "Teluk Biru"})
    services.submit_package(actor=cast.actor("ratna"), package=package)
    package = Package.objects.get(pk=package.pk)
    assert (package.status, package.location, package.returned_reason) == ("submitted", "Teluk Biru", "")


def test_a_training_package_is_refused_where_nothing_trains(cast: Cast, settings: object) -> None:
    settings.TRAINING = False  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="latihan"):
        world.submitted_package(cast)


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("berkas.exe", b"MZ", "tidak diterima"),
        ("berkas.pdf", b"PK\x03\x04", "bukan"),
        ("berkas.pdf", b"", "kosong"),
    ],
)
def test_a_document_that_is_not_what_it_says_is_refused(cast: Cast, name: str, body: bytes, told: str) -> None:
    tender = world.assigned_package(cast)
    with pytest.raises(Refused, match=told):
        services.add_document(
            actor=cast.actor("bima"),
            tender=tender,
            kind="specification",
            title="Spek",
            name=name,
            body=body,
            now=clock.now(),
        )


def test_a_replaced_draft_document_leaves_one_version(cast: Cast) -> None:
    tender = world.assigned_package(cast)
    for body in (world.PDF, world.PDF + b"% dua\n"):
        services.add_document(
            actor=cast.actor("citra"),
            tender=tender,
            kind="specification",
            title="Spesifikasi",
            name="s.pdf",
            body=body,
            now=clock.now(),
        )
    kept = tender.documents.select_related("object").get()
    assert (kept.version, kept.object.size) == (1, len(world.PDF) + 6)


def test_a_stranger_and_a_rival_committee_cannot_draft(cast: Cast) -> None:
    tender = world.assigned_package(cast)
    for name in ("arung", "ratna", "esti"):
        with pytest.raises(Refused):
            services.sign_pact(actor=cast.actor(name), tender=tender, now=clock.now())


def test_an_expired_training_schedule_does_not_matter_but_a_missing_stage_does(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    plan = selectors.planned(tender)
    services.set_schedule(actor=cast.actor("bima"), tender=tender, stages=plan[:-1])
    with pytest.raises(Refused, match="Penandatanganan Kontrak belum dijadwalkan"):
        services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())


def test_holds_are_placed_once_and_lifted(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    first = services.place_hold(tender=tender, reason="Sanggah", ref="S-1", now=clock.now())
    again = services.place_hold(tender=tender, reason="Sanggah", ref="S-1", now=clock.now())
    assert first.pk == again.pk
    services.lift_hold(tender=tender, ref="S-1", now=clock.now())
    first.refresh_from_db()
    assert first.lifted_at is not None


def test_a_failed_tender_says_why_and_stays_public(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    services.fail_tender(
        actor=cast.actor("bima"),
        tender=tender,
        ground=Ground.WRONG_DOCUMENT,
        reason="Spesifikasi keliru.",
        now=clock.now(),
    )
    seen = selectors.tender_for(cast.actor("arung"), tender.code)
    assert (seen.status, seen.ended_reason) == ("failed", "Spesifikasi keliru.")
    last = record.entries_of(tender.code)[-1]
    assert last.kind == "fail"
    document = record.parsed_document(parse(bytes(last.body))["h"])
    assert document["records"] == []
    with pytest.raises(Refused, match="gagal"):
        services.cancel_tender(actor=cast.actor("ratna"), tender=tender, reason="x", now=clock.now())


def test_only_the_officer_cancels_and_a_reason_is_needed(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    with pytest.raises(Refused):
        services.cancel_tender(actor=cast.actor("bima"), tender=tender, reason="Anggaran", now=clock.now())
    with pytest.raises(Refused, match="Alasan"):
        services.cancel_tender(actor=cast.actor("ratna"), tender=tender, reason="  ", now=clock.now())
    services.cancel_tender(actor=cast.actor("ratna"), tender=tender, reason="Anggaran berubah.", now=clock.now())
    assert Tender.objects.get(pk=tender.pk).status == Status.CANCELLED
