# SPDX-License-Identifier: Apache-2.0
"""The same six people, for works: a low price rebuilt before it is accepted, an award held for the appeal window."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from complaints.models import AppealWindow
from lpse.core import clock
from lpse.core.money import rupiah
from lpse.demo import cast as casting
from lpse.demo import goods, tenders, vendors
from lpse.demo.waiting import wait_until
from tenders.rules import Category
from tests.support.people import Troupe, Watch, save, shows
from tests.support.tendering import (
    Scene,
    answer_points,
    fill_room,
    join,
    pass_every_cell,
    post,
    reloaded_until,
    send,
    verify,
)

ENVIRONMENT = {"TRAINING_DAY_SECONDS": "6"}
"""Five days to object, and five more to appeal, are 30 seconds each."""
CLOSES_IN = 75
SHARES = {"arung": Decimal("0.93"), "bahari": Decimal("0.74")}
COMMITTED = {"arung": "40", "bahari": "27,5"}
"""Local content for the whole of the works, in percent: a preference that orders bids, and never wins here."""
REBUILT = Decimal("0.70")
"""What the low bid comes to without profit, as a share of the estimate: less than its price, so it is reasonable."""
NAMES = ("Arung Bangun", "Bahari Medika")


@pytest.fixture
def scene(people, journey, tmp_path) -> Scene:
    """Everyone, each with an empty browser, and announced works that take bids."""
    cast = casting.gather()
    for name in SHARES:
        vendors.verified_vendor(cast, name)
    tender = tenders.announced_tender(
        cast,
        title="Pembangunan Kembali Puskesmas Pembantu Karang Anyar",
        rows=goods.works(),
        preference=Decimal("0.25"),
        closes_in=CLOSES_IN,
        step=3600,
        category=Category.WORKS,
    )
    made = Scene(Troupe(cast, people), tender, tmp_path, SHARES)
    made.write_files(dict.fromkeys(SHARES, 400_000))
    return made


def test_works_from_the_announcement_to_the_letter(scene, journey):
    watch, troupe = Watch(), scene.troupe
    with watch.step("public and vendors"):
        announcement(scene)
        bids(scene)
    with watch.step("committee opening"):
        opening(scene)
    with watch.step("committee evaluating"):
        assessment(scene)
        low_price(scene)
        result(scene)
    with watch.step("objecting vendor"):
        objection(scene)
    with watch.step("complaining stranger"):
        complaint(scene)
    with watch.step("the appeal window ends, the letter"):
        letter(scene)
    with watch.step("evidence checked elsewhere"):
        evidence(scene, journey)
    assert not troupe.ugly, "\n".join(troupe.ugly)


def announcement(scene: Scene) -> None:
    """A stranger reads what is bought, and what works ask for."""
    page = scene.go("tamu", "")
    shows(page, "Pekerjaan konstruksi")
    shows(page, "dikali komitmen TKDN pekerjaan")
    shows(page, "Rencana keselamatan konstruksi (RKK)")
    shows(scene.go("tamu", "jadwal/"), "Masa Sanggah")


def bids(scene: Scene) -> None:
    """Two vendors join and send; the room asks for the works' own papers."""
    for name, share in SHARES.items():
        join(scene, name)
        page = fill_room(scene, name, share)
        commit(page, COMMITTED[name])
        shows(page, "Personel manajerial dengan SKK")
        if name == "arung":
            scene.troupe.look(page, "pekerjaan-ruang")
        send(scene, page, 1)


def commit(page: Page, percent: str) -> None:
    """One commitment stands for every row; what is no percentage is told before anything is sent."""
    field = page.locator("#komitmen-tkdn")
    field.fill("banyak")
    page.get_by_role("button", name="Segel dan kirim").click()
    shows(page, "Tulis TKDN sebagai persen")
    field.fill(percent)
    stated = page.locator("[data-content]").evaluate_all("rows => rows.map((row) => row.value)")
    assert len(stated) > 10
    assert set(stated) == {percent}


def opening(scene: Scene) -> None:
    """Two members release; a stranger sees both bids open without reloading."""
    watching = scene.go("tamu", "pembukaan/")
    shows(watching, "Menunggu bagian kunci", timeout=CLOSES_IN * 1000)
    for name in ("bima", "dodi"):
        page = scene.go(name, "pembukaan/")
        scene.troupe.press(name, page.get_by_role("link", name="Serahkan bagian kunci"))
        page.locator("[data-passphrase]").fill(scene.troupe.cast.passphrases[name])
        page.get_by_role("button", name="Periksa catatan, lalu serahkan").click()
        shows(page, re.compile("diserahkan|tercatat"), timeout=60_000)
    shows(watching, "2 dari 2 penawaran selesai", timeout=60_000)
    for share in SHARES.values():
        shows(watching, scene.total(share))


def assessment(scene: Scene) -> None:
    """The chair passes every cell by keyboard."""
    page = scene.go("bima", "evaluasi/")
    pass_every_cell(page, "Harga di bawah 80% HPS belum diklarifikasi")


def low_price(scene: Scene) -> None:
    """Under 80 % of the estimate nothing can be locked: the bidder explains, the chair rebuilds the price."""
    go, press, look = scene.go, scene.troupe.press, scene.troupe.look
    page = go("bima", "evaluasi/klarifikasi/")
    shows(page, "Harga di bawah 80% HPS belum diklarifikasi")
    press("bima", page.get_by_role("link", name="Minta klarifikasi"))
    until = clock.now().astimezone(ZoneInfo(scene.tender.zone)) + timedelta(minutes=10)
    page.locator("[name=bid]").select_option(label=page.locator("[name=bid] option", has_text=NAMES[1]).inner_text())
    page.locator("[name=subject]").select_option("low_price")
    page.locator("[name=text]").fill("Jelaskan harga dasar dan koefisien pekerjaan utama, dengan buktinya.")
    page.locator("[name=answer_until]").fill(until.strftime("%Y-%m-%dT%H:%M"))
    press("bima", "Kirim permintaan")
    bahari = go("bahari", "klarifikasi/1/jawab/")
    bahari.locator("[name=text]").fill("Analisa harga satuan dan penawaran pemasok terlampir.")
    bahari.locator("[name=first]").set_input_files(next((scene.folder / "bahari").glob("*.pdf")))
    look(bahari, "pekerjaan-jawab-klarifikasi")
    press("bahari", "Kirim jawaban")
    page = go("bima", "evaluasi/klarifikasi/1/putuskan/")
    page.locator("[name=outcome][value=reasonable]").check()
    page.locator("[name=reason]").fill("Harga dasar pekerjaan utama terbukti dengan penawaran pemasok.")
    press("bima", "Putuskan")
    shows(page, "Isi total hasil hitung ulang tanpa keuntungan.")
    page.locator("[name=recomputed]").fill(scene.total(REBUILT).removeprefix("Rp"))
    look(page, "pekerjaan-putuskan-klarifikasi")
    press("bima", "Putuskan")
    shows(page, "Harga wajar")


def result(scene: Scene) -> None:
    """The chair locks and announces: the low bid wins."""
    page = scene.go("bima", "evaluasi/")
    scene.troupe.press("bima", "Kunci lembar evaluasi")
    scene.troupe.press("bima", "Selesaikan pembuktian")
    scene.troupe.press("bima", "Umumkan pemenang")
    expect(page.get_by_role("heading", name=NAMES[1])).to_be_visible()


def objection(scene: Scene) -> None:
    """The loser objects and is answered; rejected, the award is still held until nobody can appeal any more."""
    page = scene.go("arung", "sanggah/ajukan/")
    page.locator("input[name=pokok-0-ground]").first.check()
    page.locator("[name=pokok-0-fact]").fill("Harga pemenang di bawah 80% HPS dan tidak mungkin dikerjakan.")
    page.locator("[name=pokok-0-clause]").fill("LDP 12")
    page.locator("[name=remedy]").fill("Evaluasi ulang kewajaran harga.")
    scene.troupe.press("arung", "Kirim sanggah")
    shows(page, "Penetapan ditahan")
    number = page.locator("section[id^=SGH-]").get_attribute("id")
    bima = scene.go("bima", f"sanggah/{number}/jawab/")
    answer_points(scene, bima, 1, "Total hitung ulang tanpa keuntungan di bawah harga penawarannya.", "LDP 12")
    scene.troupe.look(scene.go("tamu", "sanggah/"), "pekerjaan-sanggah")
    assert post(scene.go("ratna", "hasil/"), scene.path("sppbj/terbitkan/"), number="031/7/SPPBJ") == 409


def complaint(scene: Scene) -> None:
    """A stranger complains about these works, without an account."""
    page = scene.troupe.go("tamu", "/pengaduan/kirim/")
    page.locator("[name=subject]").fill("Papan nama proyek belum dipasang")
    page.locator("[name=text]").fill("Lokasi sudah dibersihkan sebelum ada kontrak, tanpa papan nama.")
    page.locator("[name=tender]").fill(scene.tender.code)
    scene.troupe.press("tamu", "Kirim pengaduan")
    shows(page, "Pengaduan Anda diterima")


def letter(scene: Scene) -> None:
    """When nobody can appeal any more the hold ends by itself, and Ratna appoints the winner with its bond."""
    wait_until(AppealWindow.objects.get(objection__result__tender=scene.tender).ends_at)
    page = scene.go("ratna", "hasil/")
    number = page.locator("input[name=number]")
    reloaded_until(page, number)
    number.fill("031/7/SPPBJ/2026")
    scene.troupe.press("ratna", "Terbitkan SPPBJ")
    sent = save(page, page.get_by_role("link", name="Unduh surat penunjukan"), scene.folder)
    assert sent.read_bytes().startswith(b"%PDF-")


def evidence(scene: Scene, journey) -> None:
    """The published evaluation gives the same winner, and the evidence is whole."""
    page = scene.go("tamu", "hasil/")
    published = save(page, page.get_by_role("link", name=re.compile(r"evaluasi-T-.*\.json")), scene.folder)
    ranking = json.loads(journey.manage("evaluate", str(published)))["ranking"]
    assert [(row["rank"], rupiah(Decimal(row["corrected_price"]))) for row in ranking] == [
        (1, scene.total(SHARES["bahari"])),
        (2, scene.total(SHARES["arung"])),
    ]
    assert [Decimal(row["final_evaluated_price"]) for row in ranking] == [
        evaluated(scene, "bahari", "0.275"),
        evaluated(scene, "arung", "0.40"),
    ]
    page = scene.go("tamu", "jejak/")
    program = save(page, page.get_by_role("link", name="lpse-verify.pyz"), scene.folder)
    bundle = save(page, page.get_by_role("link", name="Unduh bukti.zip"), scene.folder)
    checked = verify(program, bundle, scene.folder / f"tanda-terima-{scene.tender.code}-v1.zip")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def evaluated(scene: Scene, name: str, content: str) -> Decimal:
    """A bid's price less its preference: (1 - content x 25 %) of it, to the sen (R-TKDN-2, R-TKDN-6)."""
    price = sum((item.quantity * each for item, each in scene.prices(SHARES[name])), Decimal(0))
    return (price * (1 - Decimal(content) * Decimal("0.25"))).quantize(Decimal("0.01"), ROUND_HALF_UP)
