# SPDX-License-Identifier: Apache-2.0
"""A sealed tender, end to end: everyone acts in their own browser, on bids that are really sealed."""

from __future__ import annotations

import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from documents.sealing import words
from lpse.core.money import rupiah
from lpse.demo import cast as casting
from lpse.demo import goods, tenders, vendors
from lpse.demo.waiting import database_now, wait_until
from lpse.regulations import StageKind
from tenders import selectors
from tests.support.people import Troupe, Watch, keep, save, shows
from tests.support.tendering import (
    SENDING_MS,
    Scene,
    answer_points,
    choose_files,
    fill_room,
    join,
    pass_every_cell,
    post,
    send,
    verify,
)

ENVIRONMENT = {"TRAINING_DAY_SECONDS": "10"}
"""Five working days to object are 50 seconds: time to write two points, also on a busy machine."""
CLOSES_IN = 100
"""Seconds in which two vendors seal and send real files in their browsers, one of them twice."""
SHARES = {"arung": Decimal("0.93"), "bahari": Decimal("0.95"), "bahari again": Decimal("0.89")}
NAMES = ("Arung Bangun", "Bahari Medika")


@pytest.fixture
def troupe(people, journey) -> Troupe:
    """Everyone, with verified vendors and two enrolled members; Bima makes his key himself."""
    cast = casting.gather()
    tenders.enrol_members(cast, ("citra", "dodi"))
    for name in ("arung", "bahari"):
        vendors.verified_vendor(cast, name)
    return Troupe(cast, people)


def test_a_sealed_tender_from_member_keys_to_the_letter(troupe, journey, tmp_path):
    watch = Watch()
    with watch.step("1a Bima makes his member key"):
        member_key(troupe)
    tender = tenders.prepared_tender(troupe.cast, rows=goods.rows(), closes_in=CLOSES_IN, step=3600)
    scene = Scene(troupe, tender, tmp_path, SHARES)
    scene.write_files({"arung": 200_000_000, "bahari": 400_000})
    with watch.step("1b three members accept the key set, Bima announces"):
        key_set(scene)
        announcement(scene)
    with watch.step("2 two vendors join, seal and send"):
        bids(scene)
        secrecy(scene)
    with watch.step("2 (until the bid deadline: pages looked at)"):
        until_the_deadline(scene)
    with watch.step("3 members release, everyone sees the bids open"):
        opening(scene)
    with watch.step("4 evaluation and result"):
        evaluation(scene)
    with watch.step("5a objection, held award, answer"):
        objection(scene)
    with watch.step("5b after the window the letter"):
        letter(scene)
    with watch.step("7 evidence checked elsewhere"):
        evidence(scene, journey)
    with watch.step("pages of the result looked at"):
        aftermath(scene)
    assert not troupe.ugly, "\n".join(troupe.ugly)


# --- 1. Keys and announcement ----------------------------------------------------------------------------------------


def member_key(troupe: Troupe) -> None:
    """A passphrase is shown once, three words are asked back, a second copy is compulsory."""
    page = troupe.go("bima", "/akun/kunci/")
    page.get_by_role("button", name="Buat frasa sandi").click()
    said = page.locator("[data-words] b").all_inner_texts()
    assert len(said) == words.COUNT
    troupe.look(page, "kunci-frasa")
    page.get_by_role("button", name="Sudah saya tulis").click()
    asked = [int(place) for place in page.locator("[data-place]").all_inner_texts()]
    # A slip of the pen is found before the key exists.
    typed = [said[place - 1] for place in asked]
    for place, word in zip(page.locator("[data-ask] input").all(), ["keliru", *typed[1:]], strict=True):
        place.fill(word)
    page.get_by_role("button", name="Lanjut").click()
    shows(page, f"Tidak cocok: kata ke- {asked[0]}.")
    page.locator("[data-ask] input").first.fill(typed[0])
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_role("heading", name="Lembar pemulihan kunci anggota")).to_be_visible()
    expect(page.locator("[data-qr] svg")).to_be_visible()
    troupe.look(page, "kunci-lembar")
    page.locator("input[name=has_second_copy]").check()
    troupe.press("bima", "Catat kunci saya")
    shows(page, "Kunci anggota Anda tercatat.")
    troupe.look(page, "kunci")
    troupe.cast.passphrases["bima"] = "-".join(said)


def key_set(scene: Scene) -> None:
    """Bima proposes; each member checks the document in their own browser, signs it and answers the canary."""
    page = scene.go("bima", "susun/kunci/")
    scene.troupe.press("bima", "Ajukan susunan kunci")
    shows(page, "Susunan kunci diajukan.")
    scene.troupe.look(page, "kunci-setujui")
    members = {name: scene.go(name, "susun/kunci/") for name in ("bima", "citra", "dodi")}
    # A passphrase of eight good words that is not hers: a sentence, and nothing is recorded.
    citra = members["citra"]
    citra.locator("[data-passphrase]").fill(scene.troupe.cast.passphrases["dodi"])
    citra.get_by_role("button", name="Setujui dan uji kunci").click()
    shows(citra, "Frasa sandi tidak cocok dengan berkas kunci Anda.")
    for name, page in members.items():
        page.locator("[data-passphrase]").fill(scene.troupe.cast.passphrases[name])
        scene.troupe.press(name, "Setujui dan uji kunci")
        shows(page, "Persetujuan Anda tercatat dan kunci Anda teruji.")
    shows(members["dodi"], "Susunan kunci disetujui semua anggota")


def announcement(scene: Scene) -> None:
    """Nothing is missing any more, so the chair announces."""
    page = scene.go("bima", "susun/")
    scene.troupe.look(page, "susun")
    page = scene.go("bima", "susun/periksa/")
    shows(page, "Semua bagian lengkap.")
    scene.troupe.look(page, "susun-periksa")
    scene.troupe.press("bima", "Umumkan tender")
    shows(page, "Tender diumumkan.")


# --- 2. Bids ---------------------------------------------------------------------------------------------------------


def bids(scene: Scene) -> None:
    """Arung is cut off in the middle of a long upload and resumes; Bahari sends, thinks again, and replaces."""
    for name in ("arung", "bahari"):
        join(scene, name)
    arung, before = cut_off(scene)
    bahari = fill_room(scene, "bahari", SHARES["bahari"])
    arung.reload()
    shows(arung, "Ada pengiriman yang belum selesai di perangkat ini")
    arung.unroute_all()
    choose_files(arung, scene.files["arung"])
    again = parts_sent(arung)
    with arung.expect_download(timeout=SENDING_MS) as receipt:
        arung.get_by_role("button", name="Segel dan kirim").click()
        send(scene, bahari, 1)
        shows(arung, "Versi 1 tercatat", timeout=SENDING_MS)
    keep(receipt.value, scene.folder)
    # What had arrived before the reload was not sent again; the part that had been cut off was.
    assert before
    assert not set(before) & set(again), (before, again)
    assert "2" in {part for _object, part in again}
    send(scene, fill_room(scene, "bahari", SHARES["bahari again"]), 2)


def parts_sent(page: Page) -> list[tuple[str, str]]:
    """Parts that set out from a page to the object store from now on: object and number."""
    sent: list[tuple[str, str]] = []
    page.on("request", lambda request: sent.extend(part_of(request)))
    return sent


def parts_arrived(page: Page) -> list[tuple[str, str]]:
    """Parts of a page that the object store took from now on: object and number."""
    taken: list[tuple[str, str]] = []
    page.on("response", lambda response: taken.extend(part_of(response.request)))
    return taken


def part_of(request: Request) -> list[tuple[str, str]]:
    """The part a request carries, if it does."""
    address = urlsplit(request.url)
    numbers = parse_qs(address.query).get("partNumber", [])
    return [(address.path, number) for number in numbers if request.method == "PUT"]


def cut_off(scene: Scene) -> tuple[Page, list[tuple[str, str]]]:
    """Arung sends; after the first part of the long file the line to the store breaks."""
    page = fill_room(scene, "arung", SHARES["arung"])
    second = re.compile("partNumber=2(&|$)")
    page.route(second, lambda route: route.abort())
    taken = parts_arrived(page)
    with (
        page.expect_response(re.compile("partNumber=1(&|$)"), timeout=SENDING_MS),
        page.expect_event("requestfailed", lambda request: second.search(request.url), timeout=SENDING_MS),
    ):
        page.get_by_role("button", name="Segel dan kirim").click()
    shows(page, "Terputus, mencoba lagi")
    return page, list(taken)


SECRET = {"pengumuman": "", "peserta": "peserta/", "pembukaan-menunggu": "pembukaan/"}


def secrecy(scene: Scene) -> None:
    """Until the close a stranger learns how many registered and nothing else, on every page."""
    for rest in SECRET.values():
        text = scene.go("tamu", rest).content()
        assert not [trader for trader in NAMES if trader in text]
    shows(scene.go("tamu", SECRET["peserta"]), "2 penyedia terdaftar.")
    ends_at = selectors.window(scene.tender, StageKind.BID_SUBMISSION).ends_at
    assert database_now() < ends_at, "the bids were due before everybody had looked"


def until_the_deadline(scene: Scene) -> None:
    """While others may still bid, pages are looked at closely."""
    look, go = scene.troupe.look, scene.troupe.go
    for name, rest in SECRET.items():
        look(scene.go("tamu", rest), name)
    look(fill_room(scene, "arung", SHARES["arung"]), "ruang-penawaran")
    bahari = scene.troupe.person("bahari").page
    scene.troupe.press("bahari", bahari.get_by_role("link", name="Buka tanda terima"))
    expect(bahari.get_by_role("heading", name="Tanda terima versi 2")).to_be_visible()
    look(bahari, "tanda-terima")
    for name, path in (("jadwal", scene.path("jadwal/")), ("dokumen", scene.path("dokumen/")), ("beranda", "/")):
        look(go("tamu", path), name)
    look(go("tamu", "/tender/"), "cari")
    look(go("bima", "/tugas/"), "tugas")


# --- 3. Opening ------------------------------------------------------------------------------------------------------


def opening(scene: Scene) -> None:
    """Two members of three release from their own browsers; a stranger's page shows the bids without being reloaded."""
    watching = scene.go("tamu", "pembukaan/")
    watching.evaluate("window.sameVisit = true")
    shows(watching, "Menunggu bagian kunci", timeout=CLOSES_IN * 1000)
    scene.troupe.look(watching, "pembukaan-kunci")
    members = {name: scene.go(name, "pembukaan/") for name in ("bima", "citra")}
    for name, page in members.items():
        scene.troupe.press(name, page.get_by_role("link", name="Serahkan bagian kunci"))
    bima = members["bima"]
    scene.troupe.look(bima, "serahkan")
    said = scene.troupe.cast.passphrases["bima"].split("-")
    bima.locator("[data-passphrase]").fill(" ".join([said[1], said[0], *said[2:]]))
    bima.get_by_role("button", name="Periksa catatan, lalu serahkan").click()
    shows(bima, "Frasa sandi tidak cocok dengan kunci Anda.")
    for name, page in members.items():
        page.locator("[data-passphrase]").fill(scene.troupe.cast.passphrases[name])
        page.get_by_role("button", name="Periksa catatan, lalu serahkan").click()
    shows(watching, "2 dari 2 penawaran selesai", timeout=60_000)
    for share in ("arung", "bahari again"):
        shows(watching, scene.total(SHARES[share]))
    assert watching.evaluate("window.sameVisit") is True
    shows(watching, "Berita Acara Pembukaan Penawaran", timeout=60_000)
    scene.troupe.look(watching, "pembukaan")
    scene.troupe.press("tamu", watching.get_by_role("link", name="Berita Acara Pembukaan Penawaran"))
    minutes = save(watching, watching.get_by_role("link", name="Unduh PDF"), scene.folder)
    assert minutes.read_bytes().startswith(b"%PDF-")
    scene.troupe.look(watching, "berita-acara")


# --- 4. Evaluation ---------------------------------------------------------------------------------------------------


def evaluation(scene: Scene) -> None:
    """Bima assesses by keyboard, fails Arung once with a reason, locks and announces."""
    page = scene.go("bima", "evaluasi/")
    scene.troupe.look(page, "evaluasi")
    pass_every_cell(page, "Semua sel yang wajib sudah dinilai")
    column = page.locator("th[data-c]").filter(has_text=NAMES[0]).get_attribute("data-c")
    page.locator(f"td[data-c='{column}'] [data-cell]").last.focus()
    page.keyboard.press("t")
    expect(page.locator("[data-assessment] textarea")).to_be_focused()
    page.keyboard.type("Jaminan purnajual tidak dilampirkan, padahal disyaratkan LDP butir 14.")
    page.get_by_role("button", name="Simpan dan lanjut").click()
    expect(page.locator(f"td[data-c='{column}'].is-tms")).to_have_count(1)
    scene.troupe.look(page, "evaluasi-selesai")
    scene.troupe.press("bima", "Kunci lembar evaluasi")
    scene.troupe.look(page, "peringkat")
    scene.troupe.press("bima", "Selesaikan pembuktian")
    scene.troupe.press("bima", "Umumkan pemenang")
    expect(page.get_by_role("heading", name=NAMES[1])).to_be_visible()


# --- 5. Objection and letter -----------------------------------------------------------------------------------------


def objection(scene: Scene) -> None:
    """The loser objects with two points and proof; the award is held; Bima answers both points."""
    page = scene.go("arung", "sanggah/ajukan/")
    page.locator("input[name=pokok-0-ground]").first.check()
    page.locator("[name=pokok-0-fact]").fill("Jaminan purnajual ada pada berkas penawaran kami halaman 3.")
    page.locator("[name=pokok-0-clause]").fill("LDP butir 14")
    page.locator("input[name=pokok-0-evidence]").set_input_files(next((scene.folder / "arung").glob("*.pdf")))
    scene.troupe.press("arung", "Tambah pokok")
    page.locator("input[name=pokok-1-ground]").last.check()
    page.locator("[name=pokok-1-fact]").fill("Berita acara evaluasi tidak menyebut klarifikasi apa pun kepada kami.")
    page.locator("[name=remedy]").fill("Evaluasi ulang seluruh penawaran.")
    scene.troupe.look(page, "sanggah-tulis")
    scene.troupe.press("arung", "Kirim sanggah")
    shows(page, "Penetapan ditahan")
    number = page.locator("section[id^=SGH-]").get_attribute("id")
    # Meanwhile the letter is refused: by the page, and by the portal when the page is passed over.
    ratna = scene.go("ratna", "hasil/")
    expect(ratna.get_by_role("button", name="Terbitkan SPPBJ")).to_have_count(0)
    assert post(ratna, scene.path("sppbj/terbitkan/"), number="027/1/SPPBJ") == 409
    bima = scene.go("bima", f"sanggah/{number}/jawab/")
    answer_points(scene, bima, 2, "Berkas yang disebut tidak ada dalam penawaran yang dibuka.", "LDP butir 14")
    scene.troupe.look(bima, "sanggah")


def letter(scene: Scene) -> None:
    """After the window, with every objection answered, Ratna appoints the winner."""
    wait_until(scene.tender.results.get().objection_ends_at)
    page = scene.go("ratna", "hasil/")
    scene.troupe.look(page, "hasil-ppk")
    page.locator("input[name=number]").fill("027/114/SPPBJ/2026")
    scene.troupe.press("ratna", "Terbitkan SPPBJ")
    sent = save(page, page.get_by_role("link", name="Unduh surat penunjukan"), scene.folder)
    assert sent.read_bytes().startswith(b"%PDF-")
    scene.troupe.look(page, "hasil")


# --- 7. Evidence -----------------------------------------------------------------------------------------------------


def evidence(scene: Scene, journey: Any) -> None:
    """What a stranger downloads is checked without the portal, with Arung's receipt; a changed copy fails."""
    page = scene.go("tamu", "hasil/")
    published = save(page, page.get_by_role("link", name=re.compile(r"evaluasi-T-.*\.json")), scene.folder)
    ranking = json.loads(journey.manage("evaluate", str(published)))["ranking"]
    assert [(row["rank"], rupiah(Decimal(row["corrected_price"]))) for row in ranking] == [
        (1, scene.total(SHARES["bahari again"])),
        (None, scene.total(SHARES["arung"])),
    ]
    page = scene.go("tamu", "jejak/")
    shows(page, re.compile("tindakan tercatat"))
    scene.troupe.look(page, "jejak")
    program = save(page, page.get_by_role("link", name="lpse-verify.pyz"), scene.folder)
    bundle = save(page, page.get_by_role("link", name="Unduh bukti.zip"), scene.folder)
    receipt = scene.folder / f"tanda-terima-{scene.tender.code}-v1.zip"
    checked = verify(program, bundle, receipt)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "Semua pemeriksaan sah." in checked.stdout
    changed = verify(program, tampered(bundle), receipt)
    assert changed.returncode == 1
    assert "GAGAL" in changed.stdout


def tampered(bundle: Path) -> Path:
    """A copy in which announced prices begin with another digit."""
    target = bundle.with_name("palsu.zip")
    with zipfile.ZipFile(bundle) as given, zipfile.ZipFile(target, "w") as made:
        for name in given.namelist():
            body = given.read(name)
            if name == "leaves.jsonl":
                body, count = re.subn(rb"(corrected_price\W+)\d", rb"\g<1>9", body)
                assert count
            made.writestr(name, body)
    return target


def aftermath(scene: Scene) -> None:
    """Pages everyone sees afterwards."""
    for rest, name in (("", "pengumuman-selesai"), ("sanggah/", "sanggah-umum"), ("peserta/", "peserta-selesai")):
        scene.troupe.look(scene.go("tamu", rest), name)
