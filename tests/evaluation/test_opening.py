# SPDX-License-Identifier: Apache-2.0
"""The opening: members release, the gate asks the record, every bid opens or gets its reason."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from documents import services as documents
from documents.rules import Store
from documents.sealing.hpke import seal, sign
from documents.sealing.keyset import server_key
from documents.sealing.release import SealedRelease, signed_message
from documents.storage import StorageError
from documents.storage import store as objects
from evaluation import services
from evaluation.models import Minutes, OpenedBid, OpenedFile, Opening, Release
from evaluation.rules.minutes import MinutesKind
from evaluation.selectors import ceremony
from evaluation.selectors import opening as pages
from evaluation.services import reading
from lpse.core import clock
from lpse.core.acts import Actor, Missing, Refused
from lpse.core.canonical import b64u, canonical, hash_of, label, parse, unb64u
from lpse.demo import evaluation_opening as world
from lpse.demo import tenders
from lpse.demo.tenders import member_keys
from lpse.ledger import selectors as ledger_selectors
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from tenders.models import Tender
from tenders.rules import Status
from vendors.models import Bid, SealedObject
from vendors.rules import BidStatus

from .conftest import Scene


def opened(scene: Scene) -> dict[str, OpenedBid]:
    """The bids recorded so far, by the vendor's short name."""
    rows = OpenedBid.objects.filter(opening=scene.opening).select_related("bid__participation__vendor")
    return {row.bid.participation.vendor.name.split()[0].lower(): row for row in rows}


def release(scene: Scene, *names: str) -> None:
    for name in names:
        world.release(scene.cast, name, scene.opening)
    ledger.sign_head()


def open_all(scene: Scene) -> int:
    return services.open_bids(opening_id=scene.opening.pk, now=clock.now())


def forged(scene: Scene, name: str, x: int, body: dict[str, object]) -> SealedRelease:
    """Any body, sealed to the portal and signed with the member's own key."""
    keys, opening = member_keys(scene.cast, name), scene.opening
    keyset = ceremony.material(opening).keyset
    info = label("release") + unb64u(opening.hash, 32) + bytes((x,))
    box = seal(server_key(keyset, "single"), info, canonical(body))
    return SealedRelease(x, box, sign(keys.sig_seed, signed_message(opening.hash, x, box)))


def shares(scene: Scene, name: str) -> tuple[int, dict[str, str]]:
    """What an honest page of the member would put into the box."""
    from documents.sealing.envelope import unwrap_share

    built = world.built_release(scene.cast, name, scene.opening)
    keys = member_keys(scene.cast, name)
    headers = ceremony.material(scene.opening).headers
    return built.x, {hh: b64u(unwrap_share(keys.kem_sk, header, built.x)) for hh, header in headers.items()}


def body(scene: Scene, x: int, held: dict[str, str], disputes: list[str] | None = None) -> dict[str, object]:
    return {"v": "sb1/release", "opening": scene.opening.hash, "x": x, "shares": held, "disputes": disputes or []}


def named(scene: Scene) -> list[dict[str, object]]:
    """What the record says of members by name."""
    entries = Entry.objects.filter(subject=scene.tender.code, act="evaluation.name_member").order_by("idx")
    return [parse(bytes(entry.body))["public"] for entry in entries]


def sealed_object(scene: Scene, vendor: str, n: int) -> SealedObject:
    return SealedObject.objects.get(
        envelope__participation__tender=scene.tender,
        envelope__participation__vendor__name__istartswith=vendor,
        envelope__hash__in=ceremony.material(scene.opening).headers,
        n=n,
    )


# --- The whole way ---------------------------------------------------------------------------------------------------


def test_two_members_of_three_open_every_bid_and_the_record_says_so(scene: Scene) -> None:
    release(scene, "bima", "citra")
    assert open_all(scene) == 2
    rows = opened(scene)
    assert {name: row.result for name, row in rows.items()} == {"arung": "ok", "bahari": "ok"}
    assert abs((rows["arung"].price_read or Decimal(0)) - Decimal("380000000")) < 1
    tender, opening = Tender.objects.get(pk=scene.tender.pk), Opening.objects.get(pk=scene.opening.pk)
    assert tender.status == Status.OPENED
    assert opening.finished_at is not None
    statuses = Bid.objects.filter(participation__tender=tender).values_list("status", flat=True)
    assert sorted(statuses) == [BidStatus.OPENED, BidStatus.OPENED, BidStatus.WITHDRAWN]
    leaf = Entry.objects.get(kind="opened", subject=tender.code)
    document = ledger_selectors.parsed_document(parse(bytes(leaf.body))["h"])
    assert document["opening"] == opening.hash
    assert [item["result"] for item in document["results"]] == ["ok", "ok"]
    assert {item["header"] for item in document["results"]} == set(ceremony.material(opening).headers)


def test_the_files_come_out_as_they_were_sealed_into_the_restricted_store(scene: Scene) -> None:
    release(scene, "citra", "dodi")
    open_all(scene)
    files = OpenedFile.objects.filter(opened_bid=opened(scene)["arung"]).select_related("object")
    assert len(files) == scene.tender.requirements.filter(needs_file=True).count()
    for file in files:
        assert file.object.store == Store.RESTRICTED
        assert documents.read(file.object).endswith(f"% {file.slot} arung {scene.tender.code}\n".encode())


def test_the_opening_lists_the_last_statement_of_each_vendor_and_no_withdrawn_one(scene: Scene) -> None:
    found = ceremony.material(scene.opening)
    assert len(found.opening["envelopes"]) == 2
    assert found.opening["envelopes"] == sorted(found.opening["envelopes"])
    assert len(found.close["entries"]) == 4
    vendors = {item.vendor for item in found.entitled.values()}
    assert len(vendors) == 2


def test_minutes_are_printed_once_and_stand_on_the_record_by_their_digest(scene: Scene) -> None:
    release(scene, "bima", "citra")
    open_all(scene)
    first = services.draw_opening_minutes(opening_id=scene.opening.pk, now=clock.now())
    again = services.draw_opening_minutes(opening_id=scene.opening.pk, now=clock.now())
    assert first == again
    assert Minutes.objects.filter(tender=scene.tender).count() == 1
    leaf = Entry.objects.get(act="evaluation.draw_minutes", subject=scene.tender.code)
    assert parse(bytes(leaf.body))["public"]["pdf"] == b64u(bytes.fromhex(first.object.sha256))
    assert documents.read(first.object).startswith(b"%PDF-")


def test_a_second_begin_changes_nothing(scene: Scene) -> None:
    before = Entry.objects.count()
    assert services.begin_opening(tender_id=scene.tender.pk, now=clock.now()) == scene.opening
    assert Entry.objects.count() == before


# --- Too early, too few ----------------------------------------------------------------------------------------------


def test_nothing_opens_with_one_share(scene: Scene) -> None:
    release(scene, "bima")
    assert open_all(scene) == 0
    assert opened(scene) == {}
    assert ceremony.broken_rule(scene.opening) == "opening_has_quorum"


def test_the_command_says_what_is_awaited(scene: Scene) -> None:
    release(scene, "bima")
    with pytest.raises(CommandError, match="opening_has_quorum"):
        call_command("open_bids", scene.tender.code)


def test_the_command_opens_everything_without_a_worker(scene: Scene) -> None:
    release(scene, "bima", "dodi")
    call_command("open_bids", scene.tender.code)
    assert len(opened(scene)) == 2
    assert Minutes.objects.filter(tender=scene.tender, kind="opening").exists()


def test_a_tender_that_still_takes_bids_is_not_opened(scene: Scene) -> None:
    tender = tenders.announced_tender(scene.cast, closes_in=600)
    with pytest.raises(Refused, match="belum ditutup"):
        services.begin_opening(tender_id=tender.pk, now=clock.now())
    with pytest.raises(CommandError, match="belum dimulai"):
        call_command("open_bids", tender.code)


# --- Releases that are refused ---------------------------------------------------------------------------------------


def test_the_same_release_sent_twice_is_taken_once(scene: Scene) -> None:
    built = world.built_release(scene.cast, "bima", scene.opening)
    first = world.send_release(scene.cast, "bima", scene.opening, built)
    assert world.send_release(scene.cast, "bima", scene.opening, built) == first
    assert Entry.objects.filter(kind="release", subject=scene.tender.code).count() == 1


def test_a_second_release_from_another_tab_is_refused_with_the_time_of_the_first(scene: Scene) -> None:
    world.release(scene.cast, "bima", scene.opening)
    with pytest.raises(Refused, match="sudah diterima"):
        world.release(scene.cast, "bima", scene.opening)
    assert Release.objects.filter(opening=scene.opening).count() == 1


def test_a_release_of_another_member_is_refused(scene: Scene) -> None:
    stolen = world.built_release(scene.cast, "citra", scene.opening)
    with pytest.raises(Refused, match="bukan milik Anda"):
        world.send_release(scene.cast, "bima", scene.opening, stolen)
    assert not Release.objects.filter(opening=scene.opening).exists()


def test_a_release_for_another_tender_is_refused(scene: Scene) -> None:
    built = world.built_release(scene.cast, "bima", scene.opening)
    with pytest.raises(Refused, match="pembukaan lain"):
        services.contribute_release(
            actor=scene.cast.actor("bima"),
            tender=scene.tender,
            opening_hash=hash_of({"another": "opening"}),
            box=built.box,
            signature=built.sig,
            now=clock.now(),
        )


def test_a_release_built_for_another_opening_is_refused_under_this_ones_name(scene: Scene) -> None:
    replayed = world.built_release(scene.cast, "bima", scene.opening, named=hash_of({"another": "opening"}))
    with pytest.raises(Refused, match="bukan milik Anda"):
        world.send_release(scene.cast, "bima", scene.opening, replayed)


def test_a_box_that_is_far_too_long_is_refused(scene: Scene) -> None:
    built = world.built_release(scene.cast, "bima", scene.opening)
    with pytest.raises(Refused, match="rusak"):
        world.send_release(scene.cast, "bima", scene.opening, dataclasses.replace(built, box=bytes(100_000)))


@pytest.mark.parametrize("name", ["ratna", "hendra", "arung", "esti", "oki"])
def test_whoever_holds_no_share_may_not_release(scene: Scene, name: str) -> None:
    built = world.built_release(scene.cast, "bima", scene.opening)
    with pytest.raises(Refused, match="tidak memegang bagian kunci"):
        world.send_release(scene.cast, name, scene.opening, built)


def test_a_release_needs_a_fresh_second_factor(scene: Scene) -> None:
    built = world.built_release(scene.cast, "bima", scene.opening)
    with pytest.raises(Refused, match="faktor kedua"):
        services.contribute_release(
            actor=scene.cast.actor("bima", stepped_up=False),
            tender=scene.tender,
            opening_hash=scene.opening.hash,
            box=built.box,
            signature=built.sig,
            now=clock.now(),
        )


def test_no_release_is_taken_after_the_opening(scene: Scene) -> None:
    release(scene, "bima", "citra")
    open_all(scene)
    with pytest.raises(Refused, match="sudah selesai"):
        world.release(scene.cast, "dodi", scene.opening)


def test_the_material_is_for_holders_of_a_share_and_holds_no_ciphertext(scene: Scene) -> None:
    holder = ceremony.key_holder(scene.cast.actor("bima"), scene.tender)
    given = ceremony.release_material(holder, since=0)
    assert set(given) == {
        "tender", "x", "blob", "opening", "close", "keyset", "headers", "checkpoint", "vkey", "consistency", "leaves",
    }  # fmt: skip
    assert len(given["headers"]) == 2
    with pytest.raises(Missing):
        ceremony.key_holder(scene.cast.actor("arung"), scene.tender)
    with pytest.raises(Missing):
        ceremony.key_holder(scene.cast.actor("ratna"), scene.tender)


# --- Members who cheat or err ----------------------------------------------------------------------------------------


def test_a_member_with_bad_shares_is_named_once_and_the_others_suffice(scene: Scene) -> None:
    x, held = shares(scene, "bima")
    first, second = sorted(held)
    swapped = forged(scene, "bima", x, body(scene, x, {first: held[second], second: held[first]}))
    world.send_release(scene.cast, "bima", scene.opening, swapped)
    release(scene, "citra")
    assert open_all(scene) == 0
    assert open_all(scene) == 0
    assert [(item["x"], item["fault"], item["count"]) for item in named(scene)] == [(x, "share", 2)]
    release(scene, "dodi")
    assert open_all(scene) == 2
    assert {row.result for row in opened(scene).values()} == {"ok"}


def test_one_bad_share_among_many_opens_no_bid_at_all(scene: Scene) -> None:
    x, held = shares(scene, "bima")
    name = sorted(held)[0]
    world.send_release(
        scene.cast, "bima", scene.opening, forged(scene, "bima", x, body(scene, x, {**held, name: b64u(bytes(32))}))
    )
    release(scene, "citra")
    assert open_all(scene) == 0
    assert opened(scene) == {}


def test_a_box_for_nobody_names_its_member(scene: Scene) -> None:
    x, held = shares(scene, "bima")
    partial = forged(scene, "bima", x, body(scene, x, dict(list(held.items())[:1])))
    world.send_release(scene.cast, "bima", scene.opening, partial)
    release(scene, "citra")
    open_all(scene)
    assert [item["fault"] for item in named(scene)] == ["box"]


def test_a_dispute_stops_the_opening_and_names_the_member_until_another_comes(scene: Scene) -> None:
    x, held = shares(scene, "bima")
    disputed = sorted(held)[0]
    del held[disputed]
    world.send_release(scene.cast, "bima", scene.opening, forged(scene, "bima", x, body(scene, x, held, [disputed])))
    release(scene, "citra")
    assert open_all(scene) == 0
    assert [(item["fault"], item["envelopes"]) for item in named(scene)] == [("dispute", [disputed])]
    release(scene, "dodi")
    assert open_all(scene) == 2
    said = [
        parse(bytes(entry.body))["public"]
        for entry in Entry.objects.filter(act="evaluation.open_bid", subject=scene.tender.code)
    ]
    assert {item["header"]: item["false_disputes"] for item in said}[disputed] == [x]


def test_more_disputes_than_members_to_spare_stop_the_opening(scene: Scene) -> None:
    for name in ("bima", "citra"):
        x, held = shares(scene, name)
        disputed = sorted(held)[0]
        del held[disputed]
        world.send_release(scene.cast, name, scene.opening, forged(scene, name, x, body(scene, x, held, [disputed])))
    release(scene, "dodi")
    assert ceremony.due_to_open(clock.now()) == [scene.opening.pk]
    assert open_all(scene) == 0
    assert ceremony.due_to_open(clock.now()) == []
    page = pages.opening_page(Actor.public(), scene.tender, clock.now())
    assert page.phase is pages.Phase.STOPPED
    assert opened(scene) == {}


# --- Bytes that are lost, and a store that is down -------------------------------------------------------------------


def test_a_lost_file_voids_its_bid_with_the_reason_and_stops_nobody(scene: Scene) -> None:
    lost = sealed_object(scene, "arung", 1)
    held = objects.read(Store.SEALED, lost.key)
    objects.remove(Store.SEALED, lost.key)
    try:
        release(scene, "bima", "citra")
        assert open_all(scene) == 2
    finally:
        objects.put(Store.SEALED, lost.key, held, "application/octet-stream")
    rows = opened(scene)
    assert (rows["arung"].result, rows["arung"].reason) == ("void", "lost")
    assert rows["arung"].price_read is None
    assert rows["bahari"].result == "ok"
    assert Bid.objects.get(pk=rows["arung"].bid_id).status == BidStatus.VOID
    assert not OpenedFile.objects.filter(opened_bid=rows["arung"]).exists()


@pytest.mark.parametrize("damage", ["truncated", "flipped", "swapped"])
def test_changed_bytes_are_the_portals_loss_not_the_vendors_fault(scene: Scene, damage: str) -> None:
    target = sealed_object(scene, "bahari", 1)
    held = objects.read(Store.SEALED, target.key)
    other = objects.read(Store.SEALED, sealed_object(scene, "bahari", 2).key)
    changed = {"truncated": held[:-1], "flipped": held[:40] + bytes((held[40] ^ 1,)) + held[41:], "swapped": other}
    objects.put(Store.SEALED, target.key, changed[damage], "application/octet-stream")
    try:
        release(scene, "bima", "citra")
        open_all(scene)
    finally:
        objects.put(Store.SEALED, target.key, held, "application/octet-stream")
    rows = opened(scene)
    assert (rows["bahari"].result, rows["bahari"].reason) == ("void", "lost")
    assert rows["arung"].result == "ok"


def test_a_store_that_is_down_gives_no_verdict(scene: Scene, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from documents.storage import S3Store

    release(scene, "bima", "citra")
    waiting = services.prepare_opening(opening_id=scene.opening.pk, now=clock.now())
    settings.S3_ENDPOINT = "localhost:9"
    monkeypatch.setattr(reading, "objects", S3Store())
    with pytest.raises(StorageError):
        services.open_bid(opening_id=scene.opening.pk, header=waiting[0], now=clock.now())
    monkeypatch.undo()
    assert opened(scene) == {}
    assert services.open_bid(opening_id=scene.opening.pk, header=waiting[0], now=clock.now())


def test_the_job_may_stop_half_way_and_run_again(scene: Scene) -> None:
    release(scene, "bima", "citra")
    first, second = services.prepare_opening(opening_id=scene.opening.pk, now=clock.now())
    assert services.open_bid(opening_id=scene.opening.pk, header=first, now=clock.now())
    assert not services.open_bid(opening_id=scene.opening.pk, header=first, now=clock.now())
    assert not services.finish_opening(opening_id=scene.opening.pk, now=clock.now())
    assert services.prepare_opening(opening_id=scene.opening.pk, now=clock.now()) == [second]
    assert open_all(scene) == 1
    assert not services.finish_opening(opening_id=scene.opening.pk, now=clock.now())


def test_a_name_with_a_zero_byte_cannot_stop_an_opening() -> None:
    assert reading.storable({"a\x00".replace("\x00", ""): ["x\x00y", 1, None]}) == {"a": ["x\ufffdy", 1, None]}


# --- Several at once -------------------------------------------------------------------------------------------------


def test_many_workers_at_once_record_each_bid_exactly_once(stage: Scene) -> None:
    release(stage, "bima", "citra")
    waiting = services.prepare_opening(opening_id=stage.opening.pk, now=clock.now())

    def work(header: str) -> bool:
        try:
            done = services.open_bid(opening_id=stage.opening.pk, header=header, now=clock.now())
            services.finish_opening(opening_id=stage.opening.pk, now=clock.now())
            return done
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(work, waiting * 3))
    assert sum(results) == 2
    assert len(opened(stage)) == 2
    assert Entry.objects.filter(kind="opened", subject=stage.tender.code).count() == 1
    assert Opening.objects.get(pk=stage.opening.pk).finished_at is not None


# --- Approval of the minutes -----------------------------------------------------------------------------------------


def test_each_member_gives_one_word_on_the_minutes(scene: Scene) -> None:
    release(scene, "bima", "citra")
    open_all(scene)
    minutes = services.draw_opening_minutes(opening_id=scene.opening.pk, now=clock.now())
    world.approve_minutes(scene.cast, scene.tender, MinutesKind.OPENING, ["bima"])
    with pytest.raises(Refused, match="sudah menyatakan"):
        world.approve_minutes(scene.cast, scene.tender, MinutesKind.OPENING, ["bima"])
    facts = {"tender": scene.tender, "minutes": minutes, "now": clock.now()}
    with pytest.raises(Refused, match="alasan"):
        services.approve_minutes(actor=scene.cast.actor("citra"), approved=False, reason=" ", **facts)
    given = services.approve_minutes(actor=scene.cast.actor("citra"), approved=False, reason="Waktu keliru.", **facts)
    assert given.reason == "Waktu keliru."
    with pytest.raises(Refused, match="bukan anggota"):
        services.approve_minutes(actor=scene.cast.actor("ratna"), approved=True, reason="", **facts)
    assert Entry.objects.filter(act="evaluation.approve_minutes", subject=scene.tender.code).count() == 2
