# SPDX-License-Identifier: Apache-2.0
"""The archive through HTTP: one list with the live tenders, facets, pages of a package, hostile text."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from lpse.core import clock
from lpse.core.acts import Actor
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from tenders.inaproc.report import Report
from tenders.models import ArchivedTender
from tenders.selectors import Query, archive, search
from tenders.selectors import facets as counting
from tenders.services import import_archive
from tests.portal.test_english import TELLTALES, english
from tests.support.archive import NO_REAL, REAL, announcement, contract, participant, result, stage, write

DAY = "2023-06-{:02}T08:00:00Z".format
HOSTILE = "<script>alert('kenari')</script>"


def imported(folder: Path, **more: Any) -> Report:
    return import_archive(actor=Actor.clock(), folder=folder, now=clock.now(), **more)


@pytest.fixture
def filled(db: None, tmp_path: Path) -> Path:
    """One tender in full, a failed one, one without announcement, and one package of each other kind."""
    folder = tmp_path / "ekspor"
    stopped = {"status_tender": "Gagal/Batal", "ket_ditutup": f"Tidak ada yang lulus {HOSTILE}", "ket_diulang": "Ulang"}
    unit = {"nama_satker": "Balai Besar Makassar", "kd_satker_str": "000002", "tahun_anggaran": 2024}
    write(folder, "pengumuman", [
        announcement(100, nama_pokja="Satu;Dua;Tiga", kd_rup="43;44"),
        announcement(150, **stopped, **unit, jenis_pengadaan="Jasa Aneh", nama_paket=f"Pengadaan {HOSTILE}"),
    ])  # fmt: skip
    write(folder, "tender-selesai-nilai", [result(100), result(200)])
    scope = f"<p>Galian_x000d_\n</p>{HOSTILE}<p onclick=x>Timbunan</p>"
    write(folder, "tender-ekontrak-kontrak", [
        contract(100, 12, versi_addendum=1, no_kontrak=" 5/ADD ", nilai_kontrak=1_870_000_000, alasan_addendum="Waktu"),
        contract(100, 11, versi_addendum=0, no_kontrak="\t5/SP", nilai_kontrak=1_860_000_000, lingkup_pekerjaan=scope,
                 tgl_kontrak="2023-08-02T00:00:00.000000Z", anggota_kso="Nama Anggota KSO: PT. Satu, Nilai: 1,00"),
        contract(150, None),
        contract(200, 13),
    ])  # fmt: skip
    codes = list(range(291, 303))
    write(folder, "jadwal-tahapan-tender", [
        stage(100, code, 18843 if code == 296 else 18833, DAY(n + 1), DAY(n + 3), nama_tahapan=None)
        for n, code in enumerate(reversed(codes))
    ])  # fmt: skip
    write(folder, "peserta-tender", [
        participant(100, 78, nilai_penawaran=5), participant(100, 77), participant(100, None),
    ])  # fmt: skip
    direct = {"kd_nontender": 100, "nama_paket": "Alat tulis", "mtd_pemilihan": "Pengadaan Langsung", "pagu": 9_000_000}
    write(folder, "non-tender-pengumuman", [{**direct, "tgl_pengumuman_nontender": "2023-03-14 15:00:00.000000Z"}])
    recorded = {
        "kd_nontender_pct": 300,
        "nama_paket": "Sepatu kerja",
        "uraian_pekerjaan": "<p>Sepatu&nbsp;MTU</p>_x000d_",
    }
    write(
        folder,
        "pencatatan-non-tender",
        [{**recorded, "tgl_buat_paket": DAY(9), "status_nontender_pct_ket": "Paket Dibatalkan"}],
    )
    write(folder, "pencatatan-non-tender-realisasi", [
        {"kd_nontender_pct": 300, "nilai_realisasi": 700, "jenis_realisasi": "Kwitansi", "tgl_realisasi": DAY(4)},
    ])  # fmt: skip
    write(folder, "pencatatan-swakelola", [{"kd_swakelola_pct": 400, "nama_paket": "Rapat", "tgl_buat_paket": DAY(8)}])
    imported(folder)
    return folder


def shown(client: Client, address: str, *, expect: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == expect, answer.content[:1500]
    return answer.content.decode()


def codes_of(query: Query, size: int = 20) -> list[str]:
    return [row.code for row in search(query, clock.now(), size=size).rows]


def test_one_list_shows_live_tenders_and_the_archive_in_one_order_in_four_queries(
    cast: Cast, filled: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    live = world.announced_tender(cast, title="Pengadaan Laptop")
    with django_assert_max_num_queries(4):
        page = shown(client, "/tender/")
    for words in (
        "7 paket",
        live.code,
        "Arsip tender",
        "Portal ini",
        "Gagal atau batal",
        "Balai Besar Makassar",
        "2024",
    ):
        assert words in page
    newest = sorted(ArchivedTender.objects.all(), key=lambda row: (row.announced_at, row.pk), reverse=True)
    assert codes_of(Query()) == [live.code, *(row.code for row in newest)]
    with django_assert_max_num_queries(4):
        assert "1 paket" in shown(client, "/tender/?q=gedung+200&tahun=2023&asal=tender&tahap=awarded")


@pytest.mark.parametrize("order", ["terbaru", "batas"])
@pytest.mark.parametrize("words", ["", "gedung OR laptop OR alat OR rapat"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_over_both_follow_one_another_without_gap_or_double(
    cast: Cast, filled: Path, order: str, words: str, size: int
) -> None:
    world.announced_tender(cast, title="Pengadaan Laptop satu")
    world.announced_tender(cast, title="Pengadaan Laptop dua")
    query = Query(q=words, order=order)
    whole, seen = codes_of(query), []
    for _page in range(20):
        page = search(query, clock.now(), size=size)
        seen += [row.code for row in page.rows]
        if not page.next_url:
            break
        query = Query(q=words, order=order, after=parse_qs(urlsplit(page.next_url).query)["sesudah"][0])
    assert seen == whole
    assert len(seen) == page.total == len(set(seen))


def test_rows_of_one_moment_follow_one_another_too(cast: Cast, db: None, tmp_path: Path) -> None:
    write(tmp_path, "pengumuman", [announcement(number) for number in range(1, 8)])
    imported(tmp_path)
    live = world.announced_tender(cast)
    same = live.announced_at.astimezone(archive._zone()).replace(tzinfo=None).isoformat()
    write(tmp_path, "pengumuman", [announcement(number, tgl_pengumuman_tender=same) for number in range(1, 8)])
    imported(tmp_path)
    assert set(ArchivedTender.objects.values_list("announced_at", flat=True)) == {live.announced_at}
    seen, query = [], Query()
    while True:
        page = search(query, clock.now(), size=3)
        seen += [row.code for row in page.rows]
        if not page.next_url:
            break
        query = Query(after=parse_qs(urlsplit(page.next_url).query)["sesudah"][0])
    assert seen == [live.code, *(str(number) for number in range(7, 0, -1))]


def counts_of(query: Query) -> dict[str, dict[str, int | None]]:
    return {
        group.name: {each.value: each.count for each in group.facets} for group in search(query, clock.now()).groups
    }


def test_facets_count_what_each_choice_would_give(cast: Cast, filled: Path) -> None:
    world.announced_tender(cast, title="Pengadaan Laptop")
    counts = counts_of(Query())
    assert counts["asal"] == {"live": 1, "tender": 3, "nontender": 1, "recorded": 1, "self_managed": 1}
    assert counts["tahap"] == {"announced": 1, "awarded": 2, "failed_or_cancelled": 2, "unknown": 2}
    assert counts["jenis"] == {"goods": 1, "works": 1, "": 5}
    assert counts["metode"] == {"tender": 3, "direct_procurement": 1, "self_managed": 1, "": 2}
    assert counts["satker"]["Balai Pelatihan Kerja Sagara"] == 2
    chosen = counts_of(Query(kinds=("tender",), statuses=("awarded",)))
    assert chosen["asal"] == {"tender": 2}
    assert chosen["tahap"] == {"awarded": 2, "failed_or_cancelled": 1}
    with_words = counts_of(Query(q="gedung", years=("2023",)))
    assert with_words["asal"] == {"tender": 2}
    assert with_words["tahun"] == {"2023": 2}


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        (Query(kinds=("recorded", "self_managed")), ["PCT-300", "SW-400"]),
        (Query(statuses=("failed_or_cancelled",)), ["150", "PCT-300"]),
        (Query(categories=("works",)), ["100"]),
        (Query(methods=("direct_procurement",)), ["NT-100"]),
        (Query(years=("2024",)), ["150"]),
        (Query(years=("2024", "2023"), kinds=("tender",)), ["150", "100", "200"]),
        (Query(units=("Balai Besar Makassar",)), ["150"]),
        (Query(units=("'; DROP TABLE x; --",)), []),
        (Query(q="sepatu"), ["PCT-300"]),
        (Query(q="makassar"), ["150"]),
        (Query(q="44"), ["100"]),
        (Query(q="gedung -200"), ["100"]),
        (Query(kinds=("live",)), []),
    ],
)
def test_each_facet_and_word_finds_its_packages(filled: Path, query: Query, codes: list[str]) -> None:
    assert set(codes_of(query)) == set(codes)
    assert search(query, clock.now()).total == len(codes)


def test_beyond_what_is_counted_a_list_says_more_than(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("facets", "searching"):
        monkeypatch.setattr(f"tenders.selectors.{module}.MOST", 1)
    counts = counting.counted("gedung OR pengadaan", {"kind": ("tender",)}, clock.now())
    assert counts.is_cut
    assert counts.archived == 2
    assert set(counts.values["status"].values()) == {None}
    assert counting.counted("gedung OR pengadaan", {"status": ("failed_or_cancelled",)}, clock.now()).archived == 1
    many = Query(q="gedung OR pengadaan", years=("2023", "2024"))
    assert codes_of(many) == ["150", "100", "200"]


@pytest.mark.parametrize(
    ("typed", "code"), [("100", "100"), (" nt-100 ", "NT-100"), ("300", "PCT-300"), ("400", "SW-400")]
)
def test_an_exact_code_leads_to_its_page(
    filled: Path, client: Client, typed: str, code: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        answer = client.get("/tender/", {"q": typed})
    assert answer.status_code == 302
    assert answer["Location"] == f"/tender/{code}/"


def test_digits_that_are_no_code_are_searched(filled: Path, client: Client, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(4):
        assert "1 paket" in shown(client, "/tender/?q=44")


def test_the_summary_shows_the_way_of_the_price(
    filled: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        page = shown(client, "/tender/100/")
    for words in (
        "Rp2.000.000.000,00", "Rp1.999.999.783,95", "Rp1.900.000.000,50", "Rp1.850.000.000,00", "Rp1.860.000.000,00",
        "Nilai kontrak setelah adendum terakhir", "Rp1.870.000.000,00", "CV. LINTANG REKAAN", "Satu; Dua; Tiga",
        "43, 44",
        "Pasca Satu File", "Rabu, 7 Juni 2023 pukul 08.30 WIB", "026131", "Disalin apa adanya",
    ):  # fmt: skip
        assert words in page, words


def test_reasons_and_hostile_titles_are_shown_as_text(filled: Path, client: Client) -> None:
    for address in ("/tender/150/", "/tender/", "/tender/100/kontrak/", "/tender/150/jadwal/"):
        assert "<script>alert" not in shown(client, address)
    page = shown(client, "/tender/150/")
    assert "Alasan ditutup" in page
    assert "Alasan diulang" in page
    assert "&lt;script&gt;" in page


def test_a_tender_without_announcement_says_so(filled: Path, client: Client) -> None:
    page = shown(client, "/tender/200/")
    assert "Baris pengumuman paket ini tidak ada di sumber" in page
    assert "Jadwal tidak ada di sumber" in shown(client, "/tender/200/jadwal/")
    assert "Kontrak tidak tercatat di sumber" in shown(client, "/tender/150/kontrak/")


def test_the_schedule_shows_twelve_stages_in_order(
    filled: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        page = shown(client, "/tender/100/jadwal/")
    assert "12 tahap" in page
    assert page.index(">1. ") < page.index(">2. ") < page.index(">12. ")
    assert "nama disimpulkan" in page
    assert "Sen 12 Jun 08.00 – Rab 14 Jun 2023 08.00 WIB" in page  # the source gave the first stage the latest start


def test_participants_come_with_the_warning_that_they_are_not_all(
    filled: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        page = shown(client, "/tender/100/peserta/")
    assert "tidak lengkap" in page
    assert page.index("PT. Rekaan 77") < page.index("PT. Rekaan 78") < page.index("Nama tidak tercatat")
    assert page.count("Pemenang</span>") == 1  # by the result: the source marks nobody


def test_contracts_come_with_their_addenda_in_order_and_their_scope_in_plain_words(
    filled: Path, client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        page = shown(client, "/tender/100/kontrak/")
    assert page.index("5/SP") < page.index("Adendum 1") < page.index("5/ADD")
    for words in ("<p>Galian</p>", "<p>Timbunan</p>", "Nama Anggota KSO: PT. Satu", "Rabu, 2 Agustus 2023"):
        assert words in page
    assert "_x000d_" not in page


def test_other_kinds_have_their_own_pages(filled: Path, client: Client) -> None:
    assert "Pengadaan langsung" in shown(client, "/tender/NT-100/")
    assert "Jadwal tidak ada di sumber" in shown(client, "/tender/NT-100/jadwal/")
    page = shown(client, "/tender/PCT-300/")
    assert "Sepatu MTU" in page
    assert "Gagal atau batal" in page
    assert "Kwitansi" in shown(client, "/tender/PCT-300/kontrak/")
    for address in ("/tender/NT-100/peserta/", "/tender/PCT-300/jadwal/", "/tender/SW-400/peserta/"):
        shown(client, address, expect=404)


@pytest.mark.parametrize("part", ["", "jadwal/", "peserta/", "kontrak/", "dokumen/", "hasil/", "jejak/"])
def test_what_is_not_in_the_archive_is_missing(filled: Path, client: Client, part: str) -> None:
    shown(client, f"/tender/999/{part}", expect=404)
    shown(client, f"/tender/NT-{9 * 10**17}/{part}", expect=404)
    shown(client, f"/tender/{10**30}/{part}", expect=404)


def test_an_invented_archive_says_on_every_page_that_it_is(db: None, tmp_path: Path, client: Client) -> None:
    write(tmp_path, "pengumuman", [announcement(100)])
    imported(tmp_path, is_invented=True)
    for address in ("/tender/", "/tender/100/", "/tender/100/jadwal/", "/tender/100/kontrak/"):
        assert "Rekaan" in shown(client, address)
    assert "tidak pernah ada" in shown(client, "/tender/100/")


def test_the_list_says_how_far_an_import_is(db: None, client: Client) -> None:
    note = archive.progress_file()
    note.parent.mkdir(parents=True)
    note.write_text('{"share": 0.45}', encoding="utf-8")
    assert "Arsip sedang diimpor: 45,0%" in shown(client, "/tender/")
    assert archive.importing(clock.now() + timedelta(minutes=5)) is None
    for spoilt in ("", "[]", "{}", '{"share": "x"}'):
        note.write_text(spoilt, encoding="utf-8")
        assert archive.importing(clock.now()) is None


@pytest.mark.skipif(not REAL.is_dir(), reason=NO_REAL)
def test_every_tab_of_every_ninth_real_package_answers(db: None, client: Client) -> None:
    imported(REAL)
    for found in ArchivedTender.objects.order_by("id")[::9]:
        for tab in archive.head(found).tabs:
            page = shown(client, tab.url)
            assert "_x000d_" not in page.lower()


@pytest.mark.parametrize(
    "address",
    ["/tender/", "/tender/100/", "/tender/100/jadwal/", "/tender/100/peserta/", "/tender/100/kontrak/", "/tender/150/",
     "/tender/200/", "/tender/NT-100/", "/tender/PCT-300/", "/tender/PCT-300/kontrak/", "/tender/?q=gedung&tahun=2023"],
)  # fmt: skip
def test_every_page_of_the_archive_speaks_english(filled: Path, client: Client, address: str) -> None:
    said = english(client, address)
    assert [text for text in said if TELLTALES.search(text)] == []
