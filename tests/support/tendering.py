# SPDX-License-Identifier: Apache-2.0
"""A tender at everyone's browser: the steps that journeys of goods and of works have in common."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from lpse.core.money import rupiah
from lpse.demo import goods, vendors
from tests.support.browser import PATIENCE_MS
from tests.support.people import Troupe, keep, shows

SENDING_MS = 120_000
Files = dict[str, list[Path]]


@dataclass
class Scene:
    """Everyone, the tender, and where downloads go."""

    troupe: Troupe
    tender: Any
    folder: Path
    shares: dict[str, Decimal] = field(default_factory=dict)
    files: dict[str, Files] = field(default_factory=dict)

    def path(self, rest: str = "") -> str:
        """Address of a page of the tender."""
        return f"/tender/{self.tender.code}/{rest}"

    def go(self, name: str, rest: str = "") -> Page:
        """Open a page of the tender as somebody."""
        return self.troupe.go(name, self.path(rest))

    def write_files(self, sizes: Mapping[str, int]) -> None:
        """Real files of the traders on their disks, by slot: PDF, PNG, XLSX; ``sizes`` of the largest, in bytes."""
        for name, brochure in sizes.items():
            folder = self.folder / name
            folder.mkdir()
            made = goods.bid_files(self.tender, vendors.COMPANIES[name]["name"], brochure_size=brochure)
            prices = {item.number: price for item, price in self.prices(self.shares[name])}
            made.append((made[-1][0], "Daftar harga.xlsx", goods.bill(list(self.tender.items.all()), prices)))
            for slot, label, body in made:
                path = folder / label.replace("/", "-")
                path.write_bytes(body)
                self.files.setdefault(name, {}).setdefault(slot, []).append(path)

    def prices(self, share: Decimal) -> list[tuple[Any, Decimal]]:
        """Items with unit prices at this share of the estimate, whole rupiah."""
        rows = {row.number: row for row in self.tender.package.items.all()}
        return [
            (item, (rows[item.number].unit_price * share).quantize(Decimal(1)))
            for item in self.tender.items.order_by("number")
        ]

    def total(self, share: Decimal) -> str:
        """What those prices come to, as the portal writes it."""
        return rupiah(sum((item.quantity * price for item, price in self.prices(share)), Decimal(0)))


def join(scene: Scene, name: str) -> None:
    """A verified vendor reads what will be asked and signs the integrity pact."""
    page = scene.go(name, "ikut/")
    page.locator("input[name=pact]").check()
    scene.troupe.press(name, "Setuju dan ikut")


def fill_room(scene: Scene, name: str, share: Decimal) -> Page:
    """Prices into the bill of quantities, files into their slots."""
    page = scene.go(name, "penawaran/")
    for item, price in scene.prices(share):
        page.locator(f"#harga-{item.number}").fill(f"{price:,}".replace(",", "."))
    expect(page.locator("[data-total]")).to_have_text(scene.total(share))
    choose_files(page, scene.files[name], dropped=name == "bahari")
    return page


def choose_files(page: Page, files: Files, *, dropped: bool = False) -> None:
    """Choose files slot by slot, or drop them all at once: the page sorts them by name."""
    if dropped:
        every = [path for paths in files.values() for path in paths if path.suffix != ".xlsx"]
        page.locator("[data-drop-input]").set_input_files(every)
    else:
        for slot, paths in files.items():
            page.locator(f"[data-slot='{slot}'] [data-slot-input]").set_input_files(paths)
    count = len(files) + 1
    shows(page, f"{count} dari {count} siap")


def send(scene: Scene, page: Page, version: int) -> None:
    """Seal and send; the receipt is saved by itself."""
    with page.expect_download(timeout=SENDING_MS) as receipt:
        page.get_by_role("button", name="Segel dan kirim").click()
        shows(page, f"Versi {version} tercatat", timeout=SENDING_MS)
    saved = keep(receipt.value, scene.folder)
    with zipfile.ZipFile(saved) as bundle:
        assert {"receipt", "statement.json", "manifest.json"} <= set(bundle.namelist())


def pass_every_cell(page: Page, then: str) -> None:
    """Pass each cell of the sheet by keyboard, the page telling how many are left, ``then`` what it says at the end."""
    cells, left = page.locator("[data-cell]"), page.locator(".actionbar")
    cells.first.focus()
    for count in range(cells.count() - 1, 0, -1):
        page.keyboard.press("m")
        expect(left).to_contain_text(f"{count} sel belum dinilai")
        expect(page.locator("[data-cell][aria-current=true]")).to_be_focused()
    page.keyboard.press("m")
    expect(left).to_contain_text(then)


def answer_points(scene: Scene, page: Page, points: int, text: str, clause: str) -> None:
    """The chair finds each point of an objection wrong, with the same words, and publishes the answer."""
    for at in range(1, points + 1):
        page.locator(f"input[name=pokok-{at}-verdict][value=salah]").check()
        page.locator(f"[name=pokok-{at}-text]").fill(text)
        page.locator(f"[name=pokok-{at}-clause]").fill(clause)
    scene.troupe.look(page, "sanggah-jawab")
    scene.troupe.press("bima", "Terbitkan jawaban")
    shows(page, re.compile("Jawaban atas SGH-.* terbit"))


def reloaded_until(page: Page, found: Locator) -> None:
    """Reload a page, a second apart, until it shows something: what the clock does needs its next tick."""
    for _ in range(PATIENCE_MS // 1000):
        if found.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    expect(found).to_be_visible()


def post(page: Page, path: str, **data: str) -> int:
    """Post a form without its page; returns the status of the answer."""
    return page.evaluate(
        """async ([path, data]) => {
          const token = document.querySelector('meta[name="csrf-token"]').content;
          const body = new URLSearchParams({ ...data, csrfmiddlewaretoken: token });
          return (await fetch(path, { method: "POST", body })).status;
        }""",
        [path, data],
    )


def verify(program: Path, bundle: Path, receipt: Path) -> subprocess.CompletedProcess[str]:
    """Run the downloaded program as somebody else would: from another folder, without the portal's settings."""
    command = [sys.executable, str(program), str(bundle), "--receipt", str(receipt)]
    return subprocess.run(command, capture_output=True, text=True, cwd=bundle.parent, env={}, check=False)
