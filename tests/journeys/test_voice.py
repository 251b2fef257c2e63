# SPDX-License-Identifier: Apache-2.0
"""The public's voice, each in their own browser on one portal: objection, appeal, complaint, information, survey.

Strangers come first: meanwhile two training tenders take bids, whose results are then objected to.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from complaints.models import Appeal, Objection, SealedVoice
from complaints.rules_survey import quarter_of
from complaints.selectors.survey import zone
from documents import services as documents
from lpse.core import clock
from lpse.demo import cast as casting
from lpse.demo import complaints as voices
from lpse.demo import evaluation, evaluation_opening, tenders, vendors
from lpse.demo import information as requests
from lpse.demo import survey as surveys
from lpse.demo.waiting import wait_until
from tenders.models import Tender
from tenders.rules import Category
from tests.support.browser import PATIENCE_MS, Person
from tests.support.people import Troupe, save, shows

CLOSES_IN = 30
"""Seconds both tenders take bids: four are sealed meanwhile, also on a busy machine."""
UNHURRIED, BRISK = 60, 5
"""Seconds of a statutory day: time to write, and time that is waited for."""
SILENCE_MS = 60_000
"""More than the fourteen days of an appeal's answer last on this portal, with days of a second."""
ROOF = "Rehabilitasi Puskesmas"
CAMERA = "KENARI-6f1d"
SUBJECT = "Syarat merek pada spesifikasi alat kesehatan"
TEXT = "Spesifikasi butir 3 menyebut satu merek tanpa kata “atau setara”. Penyedia lain tidak mungkin memenuhinya."
SUMMARY = "Spesifikasi menyebut satu merek. Dokumen pemilihan diperbaiki lewat adendum."
SECOND = "Terima kasih. Butir 7 juga menyebut merek."
FACT = "Jaminan purnajual ada pada berkas penawaran kami halaman 3."
FOUND = "Berkas penawaran diperiksa kembali oleh Pokja terhadap dokumen pemilihan."


@dataclass
class Stage:
    """Everyone, each with a browser that stays theirs, and the two tenders."""

    troupe: Troupe
    goods: Tender
    works: Tender

    def opened(self, tender: Tender) -> None:
        """Two members release, the portal's own worker opens the bids, and the committee assesses them."""
        opening = evaluation_opening.begun_opening(tender)
        for name in tenders.MEMBERS[:2]:
            evaluation_opening.release(self.troupe.cast, name, opening)
        page = self.troupe.go("tamu", f"/tender/{tender.code}/pembukaan/")
        shows(page, "2 dari 2 penawaran selesai", timeout=2 * PATIENCE_MS)
        shows(page, "Berita Acara Pembukaan Penawaran", timeout=2 * PATIENCE_MS)

    def announced(self, tender: Tender, **failing: str) -> None:
        """The sheet is filled and locked, the result announced; whoever is named fails for that reason."""
        evaluation.assess_all(self.troupe.cast, tender, failing=failing)
        evaluation.lock(self.troupe.cast, tender)
        evaluation.announce_result(self.troupe.cast, tender)


@pytest.fixture(scope="module")
def stage(chromium: Any, journey: Any) -> Iterator[Stage]:
    """Everyone; two tenders that take bids of PT Arung and PT Bahari. Script errors on any page fail at the end."""
    cast = casting.gather()
    tenders.enrol_members(cast, ["esti"])
    for name in ("arung", "bahari"):
        vendors.verified_vendor(cast, name)
    goods = tenders.announced_tender(cast, closes_in=CLOSES_IN)
    works = tenders.announced_tender(cast, closes_in=CLOSES_IN, title=ROOF, category=Category.WORKS)
    for tender in (goods, works):
        for name, price in (("arung", "300000000.00"), ("bahari", "310000000.00")):
            vendors.submit_bid(cast, name, tender, price=Decimal(price))
    people: dict[str, Person] = {}

    def person(name: str) -> Person:
        if name not in people:
            people[name] = chromium.person(name, journey.url)
        return people[name]

    troupe = Troupe(cast, person)
    yield Stage(troupe, goods, works)
    errors = [error for someone in people.values() for error in someone.errors]
    for someone in people.values():
        someone.context.close()
    assert not errors, errors
    assert not troupe.ugly, "\n".join(troupe.ugly)


# --- A complaint -----------------------------------------------------------------------------------------------------


def test_an_anonymous_complaint_with_a_photo_is_answered_by_code(stage, tmp_path):
    troupe = stage.troupe
    page = troupe.go("tamu", "/pengaduan/")
    troupe.press("tamu", page.get_by_role("link", name="Tulis pengaduan").first)
    # Something is missing: the page says what, and keeps what was typed.
    page.locator("[name=subject]").fill(SUBJECT)
    troupe.press("tamu", "Kirim pengaduan")
    expect(page.locator(".errorsum")).to_be_focused()
    expect(page.locator("[name=subject]")).to_have_value(SUBJECT)
    troupe.go("tamu", "/pengaduan/")
    troupe.press("tamu", page.get_by_role("link", name="Dengan nama atau berkas tersegel"))
    case, code = sealed(troupe, page)
    # A wrong code opens nothing; the right one opens the thread.
    troupe.go("tamu", "/pengaduan/lacak/")
    opened(page, case, code[::-1])
    expect(page.locator(".errorsum")).to_be_visible()
    opened(page, case, code)
    shows(page, TEXT[:60])
    examined(troupe, case)
    page.reload()
    shows(page, "Kami meminta penjelasan tertulis dari PPK.")
    letter = save(page, page.get_by_role("link", name="permintaan.pdf"), tmp_path)
    assert letter.read_bytes() == voices.PDF
    troupe.look(page, "tiket-dengan-berkas")
    page.locator("[name=text]").fill(SECOND)
    troupe.press("tamu", "Kirim balasan")
    closed(troupe, case)
    page.reload()
    shows(page, SUMMARY)
    shows(troupe.go("tamu", "/pengaduan/"), SUMMARY)
    # For the committee there is nothing at the desk.
    bima = troupe.person("bima")
    for path in (f"/audit/pengaduan/{case}/", f"/audit/pengaduan/{case}/tersegel/"):
        assert bima.page.goto(bima.origin + path).status == 404


def sealed(troupe: Troupe, page: Page) -> tuple[str, str]:
    """Write and seal with a photo that says where it was taken; returns case number and tracking code."""
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("[name=text]").fill(TEXT)
    # A name typed before thinking again is not sent along.
    page.check("#m-rahasia")
    page.fill("[data-name]", CAMERA)
    page.check("#m-anon")
    taken = photo()
    assert CAMERA.encode() in taken
    page.set_input_files("[data-files]", [{"name": "lokasi.jpg", "mimeType": "image/jpeg", "buffer": taken}])
    shows(page, "lokasi.jpg")
    troupe.press("tamu", "Segel dan kirim pengaduan")
    return ticket(page)


def photo() -> bytes:
    """A photo as a telephone writes it, with its camera and the place where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif[0x8825] = {1: "S", 2: (6.0, 12.0, 0.0), 3: "E", 4: (106.0, 49.0, 0.0)}
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def ticket(page: Page) -> tuple[str, str]:
    """Case number and tracking code on the card."""
    shows(page, "Pengaduan Anda diterima")
    case, code = page.locator(".receipt dd b.num").all_inner_texts()[:2]
    assert re.fullmatch(r"ADU-[0-9A-Z]{4}-[0-9A-Z]{4}", case)
    return case, code


def opened(page: Page, case: str, code: str) -> None:
    """Open a ticket with what the card says."""
    page.locator("[name=case]").fill(case)
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Buka tiket").click()


def examined(troupe: Troupe, case: str) -> None:
    """Esti opens the photo, which tells nothing but what it shows, begins to examine, and writes to the stranger."""
    desk = troupe.go("esti", "/audit/pengaduan/")
    troupe.press("esti", desk.get_by_role("link", name=re.compile(case)))
    troupe.press("esti", desk.get_by_role("link", name="Buka bagian tersegel"))
    desk.locator("[data-passphrase]").fill(troupe.cast.passphrases["esti"])
    desk.get_by_role("button", name="Buka di peramban ini").click()
    expect(desk.locator("[data-opened] dd[data-name]")).to_have_text("Tidak disebut")
    with desk.expect_download() as saving:
        desk.get_by_role("button", name="Simpan lokasi.jpg").click()
    body = saving.value.path().read_bytes()
    with Image.open(io.BytesIO(body)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (64, 48), {})
    parts = SealedVoice.objects.get(complaint__case=case).parts.select_related("kept")
    stored = b"".join(documents.read(part.kept) for part in parts)
    assert CAMERA.encode() not in body
    assert not [trace for trace in (CAMERA.encode(), b"Exif", b"lokasi.jpg", body[:32]) if trace in stored]
    troupe.go("esti", f"/audit/pengaduan/{case}/")
    troupe.press("esti", "Nyatakan lengkap")
    troupe.press("esti", "Mulai telaah")
    desk.locator("[name=pesan-text]").fill("Terima kasih. Kami meminta penjelasan tertulis dari PPK.")
    letter = {"name": "permintaan.pdf", "mimeType": "application/pdf", "buffer": voices.PDF}
    desk.locator("[name=pesan-evidence]").set_input_files(letter)
    troupe.press("esti", "Kirim pesan")


def closed(troupe: Troupe, case: str) -> None:
    """Esti closes it with a summary for everyone."""
    desk = troupe.go("esti", f"/audit/pengaduan/{case}/")
    shows(desk, SECOND)
    desk.locator("input[name=tutup-outcome][value=founded]").check()
    desk.locator("[name=tutup-summary]").fill(SUMMARY)
    troupe.press("esti", "Tutup dan terbitkan ringkasan")


def test_without_scripts_a_stranger_complains_and_follows(chromium, journey):
    context = chromium.browser.new_context(java_script_enabled=False, base_url=journey.url, locale="id-ID")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto("/pengaduan/kirim/")
    page.locator("[name=subject]").fill(SUBJECT)
    page.locator("[name=text]").fill(TEXT)
    page.get_by_role("button", name="Kirim pengaduan").click()
    case, code = ticket(page)
    page.goto(f"/pengaduan/lacak/?nomor={case}")
    expect(page.locator("[name=case]")).to_have_value(case)
    opened(page, case, code)
    shows(page, TEXT[:60])
    page.locator("[name=text]").fill("Saya menambahkan: halaman 12.")
    page.get_by_role("button", name="Kirim balasan").click()
    shows(page, "Saya menambahkan: halaman 12.")
    page.get_by_role("button", name="Tutup tiket pada peramban ini").click()
    expect(page).to_have_url(re.compile(r"/pengaduan/$"))
    context.close()


# --- Public information ----------------------------------------------------------------------------------------------


def test_a_request_is_extended_refused_objected_to_and_may_be_disputed(stage):
    troupe, wanted = stage.troupe, requests.WANTED
    page = troupe.go("pemohon", "/informasi/")
    troupe.press("pemohon", page.get_by_role("link", name="Tulis permohonan"))
    for name in ("name", "contact", "subject", "text", "purpose"):
        page.locator(f"[name={name}]").fill(getattr(wanted, name))
    troupe.press("pemohon", "Kirim permohonan")
    number, code = page.locator(".receipt dd b.num").all_inner_texts()[:2]
    extended(troupe, number)
    troupe.go("pemohon", f"/informasi/lacak/?nomor={number}")
    page.locator("[name=code]").fill(code)
    troupe.press("pemohon", "Buka permohonan")
    shows(page, "Berkasnya ada di gudang arsip")
    refused(troupe, number)
    page.reload()
    shows(page, requests.REFUSED.consequence)
    troupe.press("pemohon", page.get_by_role("link", name="Ajukan keberatan"))
    page.locator("input[name=ground][value=exempted]").check()
    page.locator("[name=text]").fill("Tender itu sudah selesai dua tahun lalu, jadi persaingan tidak terganggu.")
    troupe.press("pemohon", "Kirim keberatan")
    reviewed(troupe, number)
    page.reload()
    shows(page, "Keberatan ditolak")
    shows(page, "Sengketa kepada Komisi Informasi")
    troupe.look(page, "permohonan-sengketa")
    register = troupe.go("tamu", "/informasi/register/")
    shows(register, number)
    assert wanted.name not in register.content()


def extended(troupe: Troupe, number: str) -> None:
    """Putri needs more time, and says why."""
    desk = troupe.go("putri", "/ppid/")
    troupe.press("putri", desk.get_by_role("link", name=number))
    shows(desk, requests.WANTED.contact)
    desk.get_by_text("Perpanjang satu kali").click()
    desk.locator("[name=panjang-reason]").fill("Berkasnya ada di gudang arsip di luar kota dan sedang dicari.")
    troupe.press("putri", "Perpanjang waktunya")
    shows(desk, "Waktu jawaban diperpanjang")
    expect(desk.get_by_text("Perpanjang satu kali")).to_have_count(0)


def refused(troupe: Troupe, number: str) -> None:
    """Putri refuses under a named exemption, with its test of consequences."""
    desk, reply = troupe.person("putri").page, requests.REFUSED
    desk.locator("input[name=jawab-decision][value=refused]").check()
    desk.locator("[name=jawab-exemption]").select_option("competition")
    for name in ("text", "summary", "consequence"):
        desk.locator(f"[name=jawab-{name}]").fill(getattr(reply, name))
    troupe.press("putri", "Kirim jawaban")
    shows(desk, "Jawaban tersimpan")


def reviewed(troupe: Troupe, number: str) -> None:
    """Surya finds the objection among what waits for him, and rejects it."""
    desk = troupe.go("surya", "/tugas/")
    troupe.press("surya", desk.get_by_role("link", name=re.compile(number)))
    desk.locator("input[name=tanggap-verdict][value=ditolak]").check()
    desk.locator("[name=tanggap-text]").fill("Jawaban PPID sudah sesuai; rahasia dagang peserta tetap terlindungi.")
    troupe.press("surya", "Kirim tanggapan")
    shows(desk, "Tanggapan tersimpan")


# --- The survey ------------------------------------------------------------------------------------------------------


def test_a_stranger_rates_and_the_head_of_the_unit_publishes_the_index(stage):
    troupe = stage.troupe
    this = quarter_of(clock.now(), zone())
    last = quarter_of(this.starts_at(zone()) - dt.timedelta(days=1), zone())
    surveys.answered(last, 8)
    page = troupe.go("tamu", "/survei/")
    troupe.press("tamu", page.get_by_role("link", name="Isi survei"))
    for number in range(1, 9):
        page.locator(f"input[name=u{number}][value='3']").check()
    troupe.press("tamu", "Kirim jawaban")
    expect(page.locator(".errorsum")).to_be_focused()
    page.locator("input[name=u9][value='4']").check()
    troupe.press("tamu", "Kirim jawaban")
    shows(page, "jawaban Anda sudah dihitung")
    desk = troupe.go("hendra", f"/survei/{last.code}/")
    troupe.press("hendra", desk.get_by_role("link", name="Terbitkan dengan rencana"))
    until_on = (clock.now() + dt.timedelta(days=60)).date().isoformat()
    line = {"action": "Menambah contoh isian pada halaman layanan.", "until_on": until_on, "responsible": "Kepala LPSE"}
    for name, value in line.items():
        desk.locator(f"[name$=-{name}]").first.fill(value)
    troupe.press("hendra", "Terbitkan hasil dan rencana")
    result = troupe.go("tamu", f"/survei/{last.code}/")
    shows(result, re.compile(r"IKM \d\d,\d+, mutu [A-D]"))
    shows(result, "Menambah contoh isian pada halaman layanan.")
    shows(troupe.go("tamu", "/survei/"), "Rencana terbit")


# --- Objection and appeal --------------------------------------------------------------------------------------------


def test_an_objection_upheld_leads_to_a_new_evaluation_and_one_rejected_to_the_award(stage, settings, tmp_path):
    troupe, tender = stage.troupe, stage.goods
    for name in ("arung", "bahari", "bima", "ratna"):
        troupe.go(name, f"/tender/{tender.code}/")
    stage.opened(tender)
    settings.TRAINING_DAY_SECONDS = UNHURRIED
    stage.announced(tender)
    number = objected(troupe, "bahari", tender)
    bima = answered(troupe, tender, number, "benar")
    shows(bima, "Hasil yang disanggah sudah dibatalkan.")
    shows(troupe.go("tamu", f"/tender/{tender.code}/hasil/"), "Hasil dibatalkan, evaluasi diulang")
    # The second time the other one is out, and objects in vain.
    settings.TRAINING_DAY_SECONDS = BRISK
    stage.announced(tender, arung="Jaminan purnajual tidak dilampirkan, padahal disyaratkan LDP butir 14.")
    number = objected(troupe, "arung", tender)
    expect(troupe.go("ratna", f"/tender/{tender.code}/hasil/").locator("input[name=number]")).to_have_count(0)
    answered(troupe, tender, number, "salah")
    wait_until(tender.results.get(voided_at=None).objection_ends_at)
    page = troupe.go("ratna", f"/tender/{tender.code}/hasil/")
    page.locator("input[name=number]").fill("027/114/SPPBJ/2026")
    troupe.press("ratna", "Terbitkan SPPBJ")
    letter = save(page, page.get_by_role("link", name="Unduh surat penunjukan"), tmp_path)
    assert letter.read_bytes().startswith(b"%PDF-")


def objected(troupe: Troupe, name: str, tender: Tender) -> str:
    """A bidder objects with one point; returns the objection's number."""
    page = troupe.go(name, f"/tender/{tender.code}/sanggah/ajukan/")
    pointed(page)
    troupe.press(name, "Kirim sanggah")
    shows(page, "Penetapan ditahan")
    return Objection.objects.get(result__tender=tender, result__voided_at=None).number


def pointed(page: Page) -> None:
    """Write one point and what is asked for."""
    page.locator("input[name=pokok-0-ground]").first.check()
    page.locator("[name=pokok-0-fact]").fill(FACT)
    page.locator("[name=pokok-0-clause]").fill("LDP butir 14")
    page.locator("[name=remedy]").fill("Evaluasi ulang seluruh penawaran.")


def answered(troupe: Troupe, tender: Tender, number: str, verdict: str) -> Page:
    """Bima answers the point."""
    page = troupe.go("bima", f"/tender/{tender.code}/sanggah/{number}/jawab/")
    page.locator(f"input[name=pokok-1-verdict][value={verdict}]").check()
    page.locator("[name=pokok-1-text]").fill(FOUND)
    page.locator("[name=pokok-1-clause]").fill("LDP butir 14")
    if verdict == "benar":
        page.locator("[name=follow_up]").fill("Evaluasi diulang pada pokok yang benar.")
    troupe.press("bima", "Terbitkan jawaban")
    shows(page, f"Jawaban atas {number} terbit.")
    return page


def test_an_appeal_of_works_that_nobody_answers_is_accepted_by_the_clock(stage, settings):
    troupe, tender = stage.troupe, stage.works
    for name in ("bahari", "bima", "gita"):
        troupe.go(name, f"/tender/{tender.code}/")
    stage.opened(tender)
    settings.TRAINING_DAY_SECONDS = UNHURRIED
    stage.announced(tender)
    objection = voices.answer_objection(
        troupe.cast, tender, number=voices.file_objection(troupe.cast, "bahari", tender).number
    )
    appealed(troupe, tender, objection.number)
    appeal = Appeal.objects.get(objection=objection)
    place = f"/tender/{tender.code}/banding/{appeal.number}"
    page = troupe.go("bima", f"{place}/jaminan/")
    page.locator("input[name=verdict][value=sah]").check()
    page.locator("[name=text]").fill("Surat Bank Sagara nomor 12/XI/2026 membenarkan jaminan ini.")
    troupe.press("bima", "Terbitkan klarifikasi")
    # The budget authority opens the page, and leaves it.
    shows(troupe.go("gita", f"{place}/jawab/"), "Diam berarti diterima")
    page = troupe.go("tamu", f"/tender/{tender.code}/sanggah/")
    shows(page, "Bila tidak dijawab sampai saat itu, sanggah banding dianggap diterima.")
    shows(page, "Diterima oleh jam portal", timeout=SILENCE_MS)
    expect(page.get_by_text("Penetapan ditahan")).to_have_count(0)
    # Beside it the page forgets the window of the result that is in force no more.
    expect(page.get_by_text("Masa sanggah berakhir dalam")).to_have_count(0)
    troupe.look(page, "banding-diam")
    assert troupe.person("gita").page.goto(f"{troupe.person('gita').origin}{place}/jawab/").status == 409
    shows(troupe.go("tamu", f"/tender/{tender.code}/hasil/"), "Hasil dibatalkan, evaluasi diulang")


def appealed(troupe: Troupe, tender: Tender, number: str) -> None:
    """PT Bahari appeals from the answer's page, with a bond that is just enough."""
    page = troupe.go("bahari", f"/tender/{tender.code}/sanggah/")
    troupe.press("bahari", page.get_by_role("link", name="Ajukan sanggah banding"))
    pointed(page)
    bond = voices.bond_for(tender)
    said = {"issuer": bond.issuer, "number": bond.number, "amount": str(bond.amount)}
    for name, value in (said | {"valid_until": bond.valid_until.isoformat()}).items():
        page.locator(f"[name=jaminan-{name}]").fill(value)
    paper = {"name": "jaminan.pdf", "mimeType": "application/pdf", "buffer": voices.PDF}
    page.locator("[name=jaminan-evidence]").set_input_files(paper)
    troupe.press("bahari", "Kirim sanggah banding")
    shows(page, f"Penetapan ditahan: {number.replace('SGH', 'BDG')}")
