# SPDX-License-Identifier: Apache-2.0
"""Whatever is typed, named or put into an address is text: shown escaped, refused in words, never an error of ours."""

import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.security.addresses import addresses
from tests.security.conftest import House

MARK = "<script>alert('kenari')</script>"
SPOILT = (
    f"{MARK}\"'><img src=x onerror=alert(1)> '; DROP TABLE vendors_bid; -- {{{{ 7|add:7 }}}} {{% load x %}} #eval(1)"
)
TEXTS = {
    "script": f"{SPOILT} \u202egnp.exe\u2066 🙂\U0001f468\u200d\U0001f469 e\u0301\ufeff",
    "nul": f"a\x00b{MARK}",
    "long": MARK + "Ω" * 70_000,
    "blank": "\u00a0\u2003\u200b",
}
NAMES = [
    "../../../etc/passwd",
    'a";filename="b.html',
    "a\r\nSet-Cookie: x=1.pdf",
    "\u202efdp.exe",
    "🙂" * 90 + ".pdf",
    ".",
    "",
]


class Form(HTMLParser):
    """The fields of a page's forms by address of the form."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep each field with its kind and value."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}, {}))
        elif self.forms and given.get("name") and tag in {"input", "textarea", "select"}:
            kind = given.get("type", "text") if tag == "input" else tag
            _action, kinds, values = self.forms[-1]
            if kind in {"radio", "checkbox"} and given["name"] in kinds:
                return
            kinds[given["name"]] = kind
            values[given["name"]] = given.get("value", "") or ("on" if kind == "checkbox" else "")


def filled(page: bytes, text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each form of a page with the text in every field that takes letters."""
    reader = Form()
    reader.feed(page.decode())
    for action, kinds, values in reader.forms:
        if action in {"/tema/", "/bahasa/", "/masuk/logout/"}:
            continue
        data = dict(values)
        for name, kind in kinds.items():
            if kind in {"text", "textarea", "search", "email", "tel", "select"} and "csrf" not in name:
                data[name] = text
        yield action, data


def pages(house: House) -> list[tuple[str, str]]:
    """Who opens which page with a form."""
    draft, taking = f"/tender/{house.draft.code}", f"/tender/{house.taking.code}"
    package = f"/paket/{house.draft.package.code}"
    return [
        ("", "/"), ("", "/tender/"), ("", "/periksa/"), ("", "/bantuan/istilah/"), ("", "/catatan/"),
        ("", "/pengaduan/kirim/"), ("", "/pengaduan/lacak/"), ("", "/masuk/login/"), ("", "/masuk/signup/"),
        ("", "/masuk/password/reset/"), ("", "/hitung-tenggat/"), ("fresh", "/daftar/"), ("fresh", "/akun/"),
        ("oki", "/kelola/pengguna/"), ("oki", "/kelola/pengguna/undang/"), ("oki", "/kelola/pengguna/1/"),
        ("ratna", "/paket/baru/"), ("ratna", package), ("ratna", f"{taking}/batal/"), ("ratna", f"{draft}/batal/"),
        ("bima", f"{taking}/gagal/"), ("bima", f"{draft}/susun/jadwal/"), ("bima", f"{draft}/susun/dokumen/"),
        ("bima", f"{draft}/susun/syarat/"), ("bima", f"{draft}/susun/panitia/"), ("bima", f"{draft}/susun/kunci/"),
        ("esti", f"/audit/pengaduan/{house.complaint.case}/"), ("esti", "/akun/kunci/"),
        ("arung", f"/tender/{house.finished.code}/sanggah/ajukan/"), ("arung", "/usaha/licence/tambah/"),
        ("arung", "/usaha/tax/tambah/"), ("arung", "/usaha/experience/tambah/"), ("arung", "/usaha/identitas/"),
        ("arung", f"{taking}/tanya-jawab/ajukan/"), ("bima", f"{draft}/susun/penanya/"),
        ("hendra", "/paket/tugaskan/"), ("lintang", f"{taking}/ikut/"),
    ]  # fmt: skip


@pytest.fixture
def entered(house: House, browser: Callable[..., Client]) -> Callable[[str], Client]:
    """Browsers; ``fresh`` is somebody with an account and nothing else."""
    from lpse.accounts.models import User

    house.cast.people["fresh"] = User.objects.create(email="baru@usaha.example", password="!", name="Baru")
    return browser


@pytest.mark.parametrize("kind", TEXTS)
def test_hostile_text_in_every_field_of_every_form_stays_text(
    house: House, entered: Callable[[str], Client], kind: str
) -> None:
    told, posted = [], 0
    for name, path in pages(house):
        client = entered(name)
        page = client.get(path)
        for action, data in filled(page.content, TEXTS[kind]):
            if page.status_code != 200:
                continue
            answer = client.post(action or path, data, follow=False)
            searched = client.get(action or path, data)
            posted += 1
            for got in (answer, searched):
                body = b"".join(got)
                if got.status_code >= 500:
                    told.append(f"{name} at {path} -> {action}: {got.status_code}")
                if b"<script>alert" in body or b"<img src=x" in body:
                    told.append(f"{name} at {path} -> {action}: shown raw")
    for name, path in (("", "/catatan/"), ("", "/tender/"), ("oki", "/kelola/pengguna/"), ("ratna", "/paket/"),
                       ("fresh", "/akun/"), ("esti", "/audit/pengaduan/"), ("bima", "/tugas/")):  # fmt: skip
        got = entered(name).get(path)
        if got.status_code >= 500 or b"<script>alert" in got.content:
            told.append(f"{name} reads {path}: {got.status_code}")
    assert posted > 25
    assert not told, "\n".join(sorted(set(told)))


@pytest.mark.parametrize("name", ["", "arung", "bima", "oki", "esti", "ratna"])
def test_hostile_addresses_are_missing_or_refused_never_an_error(
    house: House, browser: Callable[..., Client], name: str
) -> None:
    client, told = browser(name), []
    bad = quote("a\x00" + MARK[:9], safe="")
    odd = [
        "q",
        "subjek",
        "sebelum",
        "sesudah",
        "sidik",
        "sel",
        "sejak",
        "nomor",
        "tender",
        "next",
        "tahap",
        "urut",
        "aturan",
        "kategori",
        "tanggal",
        "rule",
        "category",
        "from",
    ]
    query = "&".join(f"{word}=%FF%FE{quote(MARK)}" for word in odd)
    number = "&".join(f"{word}={9 * 10**17}&{word}=-1" for word in odd)
    for each in addresses():
        if each.name == "ledger:document":
            continue
        filler = {want: 10**19 for want in each.wants if f"int:{want}>" in each.route}
        ways = [dict.fromkeys(each.wants, "ZZ-NUL") | filler]
        if "code" in each.wants:
            ways.append(dict.fromkeys(each.wants, "licence") | filler | {"code": house.finished.code})
        for given in ways:
            try:
                path = each.path(**given).replace("ZZ-NUL", bad)
            except Exception:  # a slug takes no capital letters
                path = each.path(**dict.fromkeys(each.wants, "zz") | filler)
            shown = client.get(path).status_code
            statuses = [shown, client.post(path).status_code]
            # Who is told that there is nothing is told so before any question is read.
            if shown < 400:
                statuses += [client.get(f"{path}?{asked}").status_code for asked in (number, query)]
            if max(statuses) >= 500:
                told.append(f"{each.name} {path[:70]}: {statuses}")
    assert not told, "\n".join(sorted(set(told)))


BODIES = [
    b"", b"\x00", b"[]", b"null", b"1e999", b"{" * 3000, b"[" * 100_000, b'{"a":' * 50_000, b"\xff\xfe",
    json.dumps({"envelope": "\x00", "n": 2**70, "length": 2**70, "segments": -1, "numbers": [2**70],
                "digests": ["\x00"], "tags": ["\x00"], "opening": "\x00", "box": "\x00", "sig": "\x00"}).encode(),
    json.dumps({"envelope": "x", "n": 0, "length": 10**15, "segments": 10**9, "numbers": [], "digests": [],
                "tags": [], "opening": [], "box": {}, "sig": 1}).encode(),
    b'{"v":"sb1/statement","ver":' + b"9" * 5000 + b"}",
]  # fmt: skip


@pytest.mark.parametrize("name", ["arung", "bima"])
def test_the_doors_of_scripts_refuse_every_spoilt_body_in_words(
    house: House, browser: Callable[..., Client], name: str
) -> None:
    client, told = browser(name), []
    doors = [each for each in addresses() if each.route.startswith("tender/<str:code>/pe") and each.mark != "public"]
    for each in doors:
        for code in (house.taking.code, house.finished.code):
            for body in BODIES:
                path = each.path(code=code, pk=1)
                got = client.post(path, body, content_type="application/json", headers={"accept": "application/json"})
                if got.status_code >= 500:
                    told.append(f"{each.name} {body[:20]!r}: {got.status_code}")
    assert len(doors) > 9
    assert not told, "\n".join(told)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_name_is_a_label_and_never_a_header_or_a_path(
    house: House, browser: Callable[..., Client], name: str
) -> None:
    import urllib.request

    client = browser("bima")
    file = SimpleUploadedFile("x.pdf", b"%PDF-1.4\n%%EOF\n" + name.encode(), "application/pdf")
    file._name = name  # what a hostile client sends, past the wrapper's own cleaning
    data = {"kind": "other", "title": "Lampiran", "file": file}
    at = f"/tender/{house.draft.code}/susun/dokumen/"
    assert client.post(at, data).status_code in (302, 422)
    row = house.draft.documents.order_by("-id")[0]
    led = client.get(f"/tender/{house.draft.code}/dokumen/{row.pk}/")
    with urllib.request.urlopen(led.headers["Location"], timeout=10) as got:
        told = got.headers["Content-Disposition"]
        assert got.headers["Set-Cookie"] is None
    assert told.startswith("attachment;")
    assert not set(told) & set("\r\n\u202e")
    assert "/" not in told.split("filename*=")[0]
