# SPDX-License-Identifier: Apache-2.0
"""Sealed parts in Chromium: nothing of a name, a file or a place leaves a phone in clear, and an auditor opens it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from complaints.models import Complaint, SealedVoice
from lpse.demo import complaints as world
from lpse.demo import tenders
from lpse.demo.cast import Cast
from tests.portal.test_looks import SIDEWAYS
from tests.support.axe import faults, said
from tests.support.people import photograph
from tests.support.routed import ORIGIN, Loads, routed

from .conftest import signed_in
from .test_sealed import NAME, SEND, opened


@pytest.fixture
def sealing(cast: Cast) -> Cast:
    """The people, with the auditor's key."""
    tenders.enrol_members(cast, ["esti"])
    return cast


# A grey JPEG drawn by the browser, with a word of its camera put behind its first two bytes.
PHOTO = """async () => {
  const canvas = new OffscreenCanvas(8, 8);
  canvas.getContext("2d").fillRect(0, 0, 8, 8);
  const plain = new Uint8Array(await (await canvas.convertToBlob({type: "image/jpeg"})).arrayBuffer());
  const words = new TextEncoder().encode("Exif\\0\\0GPS-KENARI-6f1d");
  const marker = [0xff, 0xe1, 0, words.length + 2, ...words];
  return [...plain.slice(0, 2), ...marker, ...plain.slice(2)];
}"""


class Posting(Loads):
    """A browser's forms and fetches, sent on to the client, too."""

    def answer(self, route: Any) -> None:
        """Answer one request, whatever its method."""
        if route.request.method != "POST":
            return super().answer(route)
        from django.db import connections

        connections["default"] = self.connection
        kind, path = route.request.headers["content-type"], route.request.url.removeprefix(ORIGIN)
        found = self.client.generic("POST", path, route.request.post_data_buffer or b"", content_type=kind)
        if found.status_code == 302:
            found = self.client.get(found.headers["Location"])
        self.status = found.status_code
        route.fulfill(status=200, body=found.content, headers={"content-type": found.headers["Content-Type"]})
        return None


def posting(context: Any, client: Client) -> Posting:
    loads = Posting(client, routed(context, client).connection)
    context.route(f"{ORIGIN}/**", loads.answer)
    return loads


@pytest.fixture
def phone(chromium: Any) -> Iterator[Any]:
    """A narrow browser."""
    context = chromium.browser.new_context(
        locale="id-ID", viewport={"width": 390, "height": 800}, reduced_motion="reduce"
    )
    yield context
    context.close()


def test_a_browser_seals_without_a_trace_and_another_one_opens(sealing: Cast, phone: Any, chromium: Any) -> None:
    loads, page = posting(phone, Client(headers={"host": "localhost"})), phone.new_page()
    page.goto(ORIGIN + SEND)
    page.fill("[name=subject]", world.SUBJECT)
    page.fill("[name=text]", world.TEXT)
    page.check("#m-rahasia")
    page.fill("[data-name]", NAME)
    photo = bytes(page.evaluate(PHOTO))
    assert b"GPS-KENARI" in photo
    lying = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"MZ bukan foto"}
    page.set_input_files("[data-files]", [lying])
    page.wait_for_selector("[data-file-error]:not([hidden])")
    assert "foto.jpg bukan PDF, JPEG, PNG, atau WebP" in page.inner_text("[data-file-error]")
    paper = {"name": "surat.pdf", "mimeType": "application/pdf", "buffer": world.PDF}
    page.set_input_files("[data-files]", [paper])
    page.wait_for_selector("text=PDF menyimpan nama pembuatnya")
    photograph(page, "seal-complaint-pdf-390")
    page.click("[data-chosen] button")
    page.wait_for_selector("text=PDF menyimpan nama pembuatnya", state="hidden")
    page.set_input_files("[data-files]", [{"name": "lokasi.jpg", "mimeType": "image/jpeg", "buffer": photo}])
    page.wait_for_selector("[data-chosen] .file__name")
    photograph(page, "seal-complaint-390")
    found = looked(page)
    page.click("button[type=submit]:has-text('Segel')")
    page.wait_for_selector("text=Pengaduan Anda diterima")
    assert loads.status == 200
    complaint = Complaint.objects.get()
    manifest = opened(sealing, complaint, "esti")
    assert (manifest["name"], [each["name"] for each in manifest["files"]]) == (NAME, ["lokasi.jpg"])
    found += replied(page, photo)
    assert SealedVoice.objects.filter(message__isnull=False).count() == 1

    found += saved(sealing, complaint, chromium)
    assert not found, "\n".join(found)


def saved(cast: Cast, complaint: Complaint, chromium: Any) -> list[str]:
    """An auditor opens what came with the complaint and with the reply; returns what is wrong with the page."""
    wide = chromium.browser.new_context(locale="id-ID", viewport={"width": 1366, "height": 800}, accept_downloads=True)
    posting(wide, signed_in(cast, "esti"))
    desk = wide.new_page()
    desk.goto(f"{ORIGIN}/audit/pengaduan/{complaint.case}/tersegel/")
    desk.fill("[data-passphrase]", "satu dua tiga")
    desk.click("text=Buka di peramban ini")
    desk.wait_for_selector("[data-trouble]:not([hidden])")
    desk.fill("[data-passphrase]", cast.passphrases["esti"])
    desk.click("text=Buka di peramban ini")
    desk.wait_for_selector("[data-opened]:not([hidden])")
    assert desk.inner_text("[data-opened] dd[data-name]") == NAME
    assert desk.locator("[data-envelope]").count() == 2
    photograph(desk, "open-sealed-1366")
    found = looked(desk)
    for name in ("lokasi.jpg", "susulan.jpg"):
        with desk.expect_download() as saving:
            desk.click(f"[aria-label='Simpan {name}']")
        body = saving.value.path().read_bytes()
        assert saving.value.suggested_filename == name
        assert body.startswith(b"\xff\xd8\xff") and b"KENARI" not in body and b"Exif" not in body
    wide.close()
    return found


def replied(page: Any, photo: bytes) -> list[str]:
    """The same browser follows by code and sends another photo; returns what is wrong with the page."""
    case, code = page.locator(".receipt dd b.num").all_inner_texts()[:2]
    page.goto(f"{ORIGIN}/pengaduan/lacak/?nomor={case}")
    page.fill("[name=code]", code)
    page.click("button:has-text('Buka tiket')")
    page.wait_for_selector("[data-sealing]:not([hidden])")
    page.set_input_files("[data-files]", [{"name": "susulan.jpg", "mimeType": "image/jpeg", "buffer": photo}])
    page.wait_for_selector("[data-chosen] .file__name")
    page.fill("[name=text]", world.SECOND)
    photograph(page, "ticket-sealing-390")
    page.click("text=Kirim balasan")
    page.wait_for_selector("[data-sealed-files]")
    # The tab remembers the name, the portal does not know it.
    assert page.inner_text("[data-sealed-files] [data-name]") == "susulan.jpg"
    photograph(page, "ticket-sealed-390")
    return looked(page)


def looked(page: Any) -> list[str]:
    """What is wrong with a page."""
    return said(faults(page)) + (["wider than its window"] if page.evaluate(SIDEWAYS) else [])
