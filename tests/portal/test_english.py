# SPDX-License-Identifier: Apache-2.0
"""Pages in English: whole, with the record's own words marked as Indonesian, chosen by cookie or by browser."""

import re
from html.parser import HTMLParser

import pytest

TELLTALES = re.compile(
    r"\b(?:yang|dengan|belum|untuk|tidak|sudah|atau|pada|dari|akan|oleh|ini|itu|Anda|dan|hari|pukul"
    r"|Januari|Februari|Maret|Mei|Juni|Juli|Agustus|Oktober|Desember|Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)\b"
)
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-ended", "data-on", "data-off", "data-l")
SILENT = {"script", "style", "code", "pre", "textarea"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class English(HTMLParser):
    """Collects what a page says in its own language: nothing below lang="id", and nothing that is code."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.language = ""

    @property
    def is_listening(self) -> bool:
        return all(listens for _tag, listens in self.open)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        listens = tag not in SILENT and given.get("lang") != "id"
        if self.is_listening and listens:
            self.said += [given[name] or "" for name in SPOKEN if name in given]
        if tag not in VOID:
            self.open.append((tag, listens))

    def handle_endtag(self, tag):
        while self.open:
            closed, _listens = self.open.pop()
            if closed == tag:
                return

    def handle_data(self, data):
        if self.is_listening:
            self.said.append(data)


def english(client, address, *, posted=None, status=(200,)):
    """What an address says in English."""
    client.cookies["django_language"] = "en"
    answer = client.get(address) if posted is None else client.post(address, posted)
    assert answer.status_code in status, (address, answer.status_code)
    if answer.status_code == 302:
        return []
    page = English()
    page.feed(answer.content.decode())
    assert page.language == "en", address
    return page.said


def leftovers(said, names=()):
    """Texts with an Indonesian word in them, without the names of things that people gave."""
    found = []
    for text in said:
        for name in names:
            text = text.replace(name, "")
        if TELLTALES.search(text):
            found.append(" ".join(text.split())[:160])
    return found


def tabs(code):
    """The addresses of a tender."""
    parts = ("", "dokumen/", "tanya-jawab/", "jadwal/", "peserta/", "pembukaan/", "hasil/", "sanggah/", "jejak/")
    return [f"/tender/{code}/{part}" for part in parts]


def names_of(*tenders):
    """What people called things: not translated, and not always in an element of its own."""
    from lpse.accounts.models import Agency, WorkUnit

    rows = [*Agency.objects.all(), *WorkUnit.objects.all()]
    return [tender.title for tender in tenders] + [row.name for row in rows]


def test_public_pages_say_nothing_in_indonesian(story, browser):
    from lpse.portal.guides import GUIDES

    names = names_of(story.taking_bids, story.finished)
    addresses = [
        *("/", "/tender/", "/tender/?q=xyzzy&tahap=failed", "/pembukaan/", "/catatan/", "/catatan/0/", "/catatan/5/"),
        *("/periksa/", "/periksa/?sidik=" + "ab" * 32, "/pengaduan/", "/pengaduan/kirim/", "/pengaduan/lacak/"),
        *("/informasi/", "/informasi/minta/", "/informasi/register/", "/informasi/lacak/"),
        *("/bantuan/", "/bantuan/istilah/", "/bantuan/istilah/?q=xyzzy"),
        *(f"/bantuan/{guide.slug}/" for guide in GUIDES),
        *("/masuk/login/", "/masuk/signup/", "/masuk/password/reset/"),
        *tabs(story.taking_bids.code),
        *tabs(story.finished.code),
        f"/tender/{story.finished.code}/berita-acara/pembukaan/",
        f"/tender/{story.finished.code}/berita-acara/evaluasi/",
    ]
    client = browser()
    assert {address: left for address in addresses if (left := leftovers(english(client, address), names))} == {}


@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        ("bima", ["/tugas/", "/akun/", "/akun/kunci/", "/masuk/2fa/", "/tender/{done}/evaluasi/",
                  "/tender/{done}/evaluasi/harga/", "/tender/{done}/hasil/", "/tender/{done}/pembukaan/kunci/",
                  "/tender/{draft}/susun/", "/tender/{draft}/susun/jadwal/", "/tender/{draft}/susun/dokumen/",
                  "/tender/{draft}/susun/syarat/", "/tender/{draft}/susun/butir/", "/tender/{draft}/susun/panitia/",
                  "/tender/{draft}/susun/kunci/", "/tender/{draft}/susun/periksa/", "/tender/{bids}/gagal/",
                  "/tender/{draft}/susun/penanya/", "/tender/{bids}/tanya-jawab/"]),
        ("arung", ["/tugas/", "/usaha/", "/tender/{bids}/tanya-jawab/", "/tender/{bids}/tanya-jawab/ajukan/",
                    "/tender/{bids}/penawaran/", "/tender/{bids}/penawaran/tarik/",
                   "/tender/{bids}/tanda-terima/1/", "/tender/{done}/hasil/", "/tender/{done}/sanggah/"]),
        ("bahari", ["/tugas/", "/tender/{bids}/ikut/", "/tender/{done}/sanggah/", "/usaha/"]),
        ("lintang", ["/tugas/", "/daftar/", "/tender/{bids}/ikut/"]),
        ("ratna", ["/tugas/", "/paket/", "/paket/baru/", "/paket/{package}/", "/paket/{package}/butir/",
                   "/tender/{bids}/batal/"]),
        ("hendra", ["/tugas/", "/paket/tugaskan/", "/paket/tugaskan/{package}/",
                    "/paket/tugaskan/{package}/kembalikan/"]),
        ("vera", ["/tugas/", "/kelola/verifikasi/"]),
        ("oki", ["/tugas/", "/kelola/pengguna/", "/kelola/pengguna/undang/", "/kelola/pengguna/{person}/",
                 "/kelola/tenggat/"]),
        ("esti", ["/tugas/", "/audit/pengaduan/", "/audit/pengaduan/{case}/"]),
        ("putri", ["/tugas/", "/ppid/", "/ppid/{register}/"]),
    ],
)  # fmt: skip
def test_pages_of_people_say_nothing_in_indonesian(story, browser, name, addresses):
    from lpse.demo import complaints, information, tenders

    asked = information.ask().request
    draft = tenders.assigned_package(story.cast, title="Pengadaan Meja Rapat")
    package = tenders.submitted_package(story.cast, title="Pengadaan Kursi Tamu")
    received = complaints.complain()
    places = {
        "bids": story.taking_bids.code,
        "done": story.finished.code,
        "draft": draft.code,
        "package": package.code,
        "case": received.complaint.case,
        "register": asked.number,
        "person": story.cast.people["bima"].pk,
    }
    names = [*names_of(story.taking_bids, story.finished, draft), package.name, package.description]
    # What a complainant wrote may be in any language, so the page does not name one.
    names += [
        asked.subject,
        asked.text,
        asked.purpose,
        received.complaint.subject,
        *received.complaint.text.splitlines(),
    ]
    client = browser(name)
    left = {}
    for address in addresses:
        left[address] = leftovers(english(client, address.format(**places), status=(200, 302, 409)), names)
    assert {address: texts for address, texts in left.items() if texts} == {}


def test_refusals_and_errors_are_told_in_english(story, browser):
    stranger = browser()
    said = english(stranger, "/pengaduan/kirim/", posted={"subject": "", "text": "kurang"}, status=(422,))
    assert "There is something to correct" in said
    assert not leftovers(said)
    assert not leftovers(english(stranger, "/tidak-ada/", status=(404,)))
    refused = english(browser("arung"), f"/tender/{story.finished.code}/sanggah/ajukan/", status=(409,))
    assert "The standstill is over." in refused
    assert not leftovers(refused, names_of(story.finished))


def test_a_script_gets_refusals_in_the_language_of_its_page(story, browser):
    arung = browser("arung")
    arung.cookies["django_language"] = "en"
    address = f"/tender/{story.finished.code}/penawaran/sampul/"
    answer = arung.post(address, b"{}", content_type="application/json", headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["message"] == "This tender is not taking bids."


def test_dates_and_amounts_are_written_the_english_way(story, browser):
    text = " ".join(english(browser(), f"/tender/{story.taking_bids.code}/"))
    assert re.search(r"Rp\d{3},\d{3},\d{3}\.\d{2}", text)
    assert re.search(r"day, \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d WIB \(UTC\+0700\)", text)


def test_how_a_due_date_was_counted_is_told_in_english(story, browser):
    text = " ".join(english(browser(), f"/tender/{story.finished.code}/hasil/"))
    assert "Standstill: Training: 5 statutory days" in text


def test_the_switch_keeps_the_choice_without_a_token(empty, browser):
    client = browser()
    page = client.get("/bantuan/")
    assert 'name="language" value="en"' in page.content.decode()
    assert not page.cookies
    answer = client.post("/bahasa/", {"language": "en", "next": "/bantuan/"})
    assert answer.headers["Location"] == "/bantuan/"
    assert '<html lang="en"' in client.get("/bantuan/").content.decode()
    client.post("/bahasa/", {"language": "id", "next": "/bantuan/"})
    assert '<html lang="id"' in client.get("/bantuan/").content.decode()


def test_the_browsers_language_counts_until_one_is_chosen(empty, browser):
    english_browser = {"accept-language": "en-GB,en;q=0.9"}
    assert '<html lang="en"' in browser().get("/", headers=english_browser).content.decode()
    assert '<html lang="id"' in browser().get("/", headers={"accept-language": "fr"}).content.decode()
    assert '<html lang="id"' in browser().get("/").content.decode()


def test_papers_and_titles_stay_indonesian_when_an_official_works_in_english(story, browser):
    from django.utils.translation import override

    from evaluation.selectors import evaluating
    from evaluation.services.evaluating import _minutes_data
    from tenders.forms import DocumentForm

    sheet = evaluating.sheet(story.finished)
    with override("en"):
        printed = _minutes_data(story.finished, sheet)
        form = DocumentForm({"kind": "specification", "title": ""})
        form.is_valid()
    with override("id"):
        same = _minutes_data(story.finished, sheet)
    assert {**printed, "nonce": ""} == {**same, "nonce": ""}
    assert form.cleaned_data["title"] == "Spesifikasi teknis"
