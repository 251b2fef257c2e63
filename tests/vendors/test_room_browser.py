# SPDX-License-Identifier: Apache-2.0
"""The bid room in Chromium: bids sealed in the browser, read back by the scheme's own checks."""

import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from documents.sealing import chunks, statement
from documents.sealing.manifest import parse_manifest
from lpse.core.canonical import hash_of, parse
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.demo.tenders import ROWS, announced_tender
from lpse.ledger import services as ledger
from tenders.models import Tender
from tests.support.browser import Account, Person
from tests.support.journey import Journey
from vendors import selectors
from vendors.models import Statement
from vendors.rules import Row, make_offer

People = Callable[[str], Person]
SHOTS = os.environ.get("LPSE_SHOTS")


@pytest.fixture(scope="module")
def cast(journey: Journey) -> Cast:
    """Everyone, on the running portal."""
    return journey.cast


@pytest.fixture(scope="module")
def tender(cast: Cast) -> Tender:
    """An announced tender that Arung joined."""
    found = announced_tender(cast, closes_in=1200)
    world.join(cast, "arung", found)
    world.join(cast, "bahari", found)
    ledger.publish()
    return found


def shoot(page: Page, name: str) -> None:
    """Keep pictures where somebody wants to look at them."""
    if SHOTS:
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def signed_in(people: People, cast: Cast, name: str, path: str) -> Page:
    person = people(name)
    user = cast.people[name]
    return person.sign_in(Account(user.email, cast.passwords[name], cast.totp_secrets[name]), path)


def fill(page: Page, tender: Tender, folder: Path, *, size: int = 2000) -> list[Path]:
    """Choose a file for each slot, the first of ``size`` bytes, and type a price for each row."""
    files: list[Path] = []
    for row in tender.requirements.filter(needs_file=True):
        file = folder / f"{row.slot}.pdf"
        file.write_bytes(world.PDF + os.urandom(2000 if files else size))
        page.locator(f'[data-slot="{row.slot}"] [data-slot-input]').set_input_files(str(file))
        files.append(file)
    for item in tender.items.all():
        page.locator(f"#harga-{item.number}").fill("1.250.000,50")
    return files


def test_a_bid_is_sealed_in_the_browser_and_its_receipt_holds(
    people: People, cast: Cast, tender: Tender, tmp_path: Path
) -> None:
    page = signed_in(people, cast, "arung", f"/tender/{tender.code}/penawaran/")
    shoot(page, "room-empty")
    page.locator("[data-send]").click()
    expect(page.locator("[data-notes]")).to_contain_text("Belum ada berkas untuk")
    files = fill(page, tender, tmp_path, size=9 * 2**20)
    expect(page.locator("[data-total]")).to_contain_text("Rp")
    expect(page.locator("[data-words]")).to_contain_text("rupiah")
    shoot(page, "room-filled")
    with page.expect_download(timeout=90_000) as waiting:
        page.locator("[data-send]").click()
    expect(page.locator("[data-notes]")).to_contain_text("Versi 1 tercatat")
    shoot(page, "room-sent")
    bundle = tmp_path / "bundle.zip"
    waiting.value.save_as(bundle)
    row = Statement.objects.get(
        participation__tender=tender, participation__vendor=selectors.vendor_of(cast.actor("arung"))
    )
    with zipfile.ZipFile(bundle) as archive:
        assert archive.testzip() is None
        held = {name: archive.read(name) for name in archive.namelist()}
    assert parse(held["statement.json"]) == parse(bytes(row.body))
    manifest = parse(held["manifest.json"])
    entries = [chunks.read_object(each) for each in parse(bytes(row.body))["envelopes"][0]["objects"]]
    whole = held["manifest.json"] + b" " * (-len(held["manifest.json"]) % 4096)
    assert parse_manifest(whole, entries) == manifest
    assert len(manifest["files"]) == len(files)
    assert manifest["form"] == world.offer(
        tender, unit_prices={item.number: Decimal("1250000.50") for item in tender.items.all()}
    )
    assert b'"d"' in held["statement-key.json"]
    assert statement.parse_receipt_body(held["receipt"].decode().partition("\n\n")[0] + "\n")["statement"] == hash_of(
        parse(bytes(row.body))
    )
    page.get_by_role("link", name="Buka tanda terima").click()
    expect(page.get_by_role("heading", name="Penawaran tercatat")).to_be_visible()
    shoot(page, "receipt")


NAMES = """
async () => {
  const room_module = document.querySelector("script[src*=bidroom]").src;
  const { hintsByName, twins } = await import(new URL("./bidhints.js", room_module));
  const titles = { surat: "Surat penawaran", teknis: "Spesifikasi teknis dan brosur" };
  const slots = Object.entries(titles).map(([slot, title]) => ({ slot, title }));
  const room = { code: "T-2026-0002", vendor: "PT Arung Bangun Persada", slots };
  const hints = (name) => hintsByName([{ slot: "surat", title: "Surat penawaran", name }], room);
  const named = (name) => hints(name).map((one) => one.kind);
  const files = [new File(["sama"], "a.pdf"), new File(["beda"], "b.pdf"), new File(["sama"], "c.pdf")];
  const same = await twins(files.map((file) => ({ slot: "surat", file })));
  return [named("surat T-2026-0002 PT Arung.pdf"), named("Surat t-2025-0041.pdf"), named("surat_PT_Bahari_Medika.pdf"),
    named("spesifikasi teknis brosur.pdf"), named("optik.pdf"), same.map((one) => [one.name, one.other])];
}
"""


OFFERS = """
async () => {
  const room_module = document.querySelector("script[src*=bidroom]").src;
  const { makeOffer, parsePercent } = await import(new URL("./offer.js", room_module));
  const rows = [{ number: 1, quantity: "24", typed: "1.000,55", content: "40,5" },
    { number: 2, quantity: "1.5", typed: "0,01", content: "" }];
  const wrong = makeOffer(rows.map((row) => ({ ...row, content: "101" })), 60);
  const read = ["", "25", "33,33%", "100", "100,01", "x"].map(parsePercent);
  return [makeOffer(rows, 60).form, wrong.wrong, wrong.form ?? null, read];
}
"""


def test_wrong_files_are_hinted_and_a_trial_sends_all_but_the_record(
    people: People, cast: Cast, tmp_path: Path
) -> None:
    rows = [replace(row, unit_price=4 * row.unit_price) for row in ROWS]
    tender = announced_tender(cast, closes_in=600, rows=rows, preference=Decimal("0.25"))
    world.join(cast, "arung", tender)
    ledger.publish()
    page = signed_in(people, cast, "arung", f"/tender/{tender.code}/penawaran/")
    bill = [Row(1, Decimal(24)), Row(2, Decimal("1.5"))]
    twin_form = make_offer(
        bill, {1: Decimal("1000.55"), 2: Decimal("0.01")}, valid_days=60, contents={1: Decimal("0.405")}
    )
    read = ["", "0.2500", "0.3333", "1.0000", None, None]
    assert page.evaluate(OFFERS) == [twin_form, [1, 2], None, read]
    page.locator("#tkdn-1").fill("40,5")
    page.locator("#tkdn-2").fill("tinggi")
    page.locator("[data-send]").click()
    said(page, "TKDN butir 2 bukan persen antara 0 dan 100.")
    page.locator("#tkdn-2").fill("")
    assert page.evaluate(NAMES) == [[], ["code"], ["company"], ["slot"], [], [["c.pdf", "a.pdf"]]]
    files = fill(page, tender, tmp_path)
    expect(page.locator("[data-hints]")).to_be_empty()
    twin = tmp_path / "salinan T-2020-0001.pdf"
    twin.write_bytes(files[0].read_bytes())
    page.locator(f'[data-slot="{files[1].stem}"] [data-slot-input]').set_input_files(str(twin))
    expect(page.locator("[data-hints]")).to_contain_text("menyebut kode tender lain, T-2020-0001")
    expect(page.locator("[data-hints]")).to_contain_text(f"isinya sama persis dengan {files[0].name}")
    shoot(page, "room-hints")
    page.get_by_role("button", name=f"Hapus {twin.name}").click()
    expect(page.locator("[data-hints]")).to_be_empty()
    page.locator("[data-rehearse]").click()
    said(page, "Uji kirim berhasil; belum ada yang tercatat")
    shoot(page, "room-rehearsed")
    assert versions(cast, "arung", tender) == []
    again: list[str] = []
    page.on("request", lambda request: again.append(part_of(request.url)) if request.method == "PUT" else None)
    send(page)
    said(page, "Versi 1 tercatat")
    assert len(again) == 1, "only the list of contents is sealed anew"


def ready(page: Page, tender: Tender, folder: Path, *, size: int = 2000) -> list[Path]:
    """The room loaded with everything it asks for."""
    page.goto(page.url.split("/tender/")[0] + f"/tender/{tender.code}/penawaran/")
    return fill(page, tender, folder, size=size)


def send(page: Page) -> None:
    page.locator("[data-send]").click()


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-notes]")).to_contain_text(words)


def versions(cast: Cast, name: str, tender: Tender) -> list[int]:
    rows = Statement.objects.filter(
        participation__tender=tender, participation__vendor=selectors.vendor_of(cast.actor(name))
    )
    return sorted(rows.values_list("ver", flat=True))


def interrupted(page: Page, files: list[Path], bundle: Path) -> None:
    """Send while the network goes after the first parts; open the page again and finish without resending them."""
    parts: list[str] = []

    def third_fails(route: Route) -> None:
        if route.request.method != "PUT" or len(parts) < 3:
            parts.extend([route.request.url] if route.request.method == "PUT" else [])
            route.continue_()
        else:
            route.abort()

    page.route("**/lpse-sealed/**", third_fails)
    send(page)
    expect(page.locator("[data-conn-text]")).to_contain_text("Terputus")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/lpse-sealed/**")
    said(page, "belum selesai di perangkat ini")
    expect(page.locator("#harga-1")).to_have_value("1.250.000,50")
    for file in files:
        page.locator(f'[data-slot="{file.stem}"] [data-slot-input]').set_input_files(str(file))
    again: list[str] = []
    page.on("request", lambda request: again.append(request.url) if request.method == "PUT" else None)
    with page.expect_download(timeout=90_000) as waiting:
        page.locator("[data-send]").dblclick()
    said(page, "Versi 1 tercatat")
    waiting.value.save_as(bundle)
    assert not {part_of(url) for url in parts} & {part_of(url) for url in again}


def part_of(url: str) -> str:
    """Object and part number of a PUT."""
    return url.split("?")[0].rsplit("/", 1)[1] + url.partition("partNumber=")[2][:1]


def test_a_bid_survives_a_reload_is_replaced_and_withdrawn_and_needs_its_key(
    people: People, cast: Cast, tender: Tender, tmp_path: Path
) -> None:
    page = signed_in(people, cast, "bahari", f"/tender/{tender.code}/penawaran/")
    files = fill(page, tender, tmp_path, size=33 * 2**20)
    bundle = tmp_path / "v1.zip"
    interrupted(page, files, bundle)
    assert versions(cast, "bahari", tender) == [1]

    # The same device replaces without being asked for anything.
    ready(page, tender, tmp_path)
    send(page)
    said(page, "Versi 2 tercatat")

    # Another device has no key: refused in words, then helped by the receipt of version 1.
    other = people("bahari di perangkat lain")
    user = cast.people["bahari"]
    elsewhere = other.sign_in(
        Account(user.email, cast.passwords["bahari"], cast.totp_secrets["bahari"]),
        f"/tender/{tender.code}/penawaran/tarik/",
    )
    shoot(elsewhere, "withdraw")
    send(elsewhere)
    said(elsewhere, "Kunci pernyataan versi pertama tidak ada di perangkat ini")
    elsewhere.locator("[data-key-input]").set_input_files(str(bundle))
    said(elsewhere, "siap dipakai")
    send(elsewhere)
    said(elsewhere, "Versi 3 tercatat")
    assert versions(cast, "bahari", tender) == [1, 2, 3]


def test_a_changed_file_a_weak_browser_and_a_second_tab_are_told_so(
    people: People, cast: Cast, tender: Tender, tmp_path: Path
) -> None:
    world.join(cast, "lintang", tender)
    page = signed_in(people, cast, "lintang", f"/tender/{tender.code}/penawaran/")
    files = ready(page, tender, tmp_path)
    files[1].write_bytes(b"%PDF-1.4 other bytes")
    send(page)
    said(page, "berubah sejak dipilih")
    shoot(page, "room-changed")
    assert versions(cast, "lintang", tender) == []

    ready(page, tender, tmp_path)
    page.evaluate("navigator.locks.request(`lpse-bid-x`, () => {})")
    name = page.evaluate(
        "fetch('fakta/').then((a) => a.json()).then((f) => `lpse-bid-${f.tender}/${f.lot}/${f.round}/${f.vendor}`)"
    )
    tab = page.context.new_page()
    tab.goto(page.url)
    tab.evaluate("(name) => { navigator.locks.request(name, () => new Promise(() => {})); }", name)
    send(page)
    said(page, "dari tab lain")
    tab.close()

    page.add_init_script(
        "const derive = crypto.subtle.importKey.bind(crypto.subtle);"
        "SubtleCrypto.prototype.importKey = (f, d, a, ...rest) => (a?.name ?? a) === 'X25519'"
        " ? Promise.reject(new DOMException('', 'NotSupportedError')) : derive(f, d, a, ...rest);"
        "SubtleCrypto.prototype.generateKey = () => Promise.reject(new DOMException('', 'NotSupportedError'));"
    )
    ready(page, tender, tmp_path)
    send(page)
    said(page, "Chrome atau Edge 133")
    assert versions(cast, "lintang", tender) == []
