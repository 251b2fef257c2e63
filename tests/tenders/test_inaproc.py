# SPDX-License-Identifier: Apache-2.0
"""Each quirk of the export by itself: times, amounts, codes, rich text, stages, cards. Pure."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tenders.inaproc import tables
from tenders.inaproc.cards import Card, Cards, Ending, Method
from tenders.inaproc.stages import schedule
from tenders.inaproc.tables import Kind, Row
from tenders.inaproc.values import Unreadable, amount, instant, line, listed, members, paragraphs, whole
from tests.support.archive import announcement, contract, line_of, participant, result, stage

pytestmark = pytest.mark.pure
JAKARTA = ZoneInfo("Asia/Jakarta")


def row_of(table: tables.Table, fields: Any, number: int = 1) -> Row:
    text = fields if isinstance(fields, str) else line_of(fields)
    return tables.read(table, number, text.encode(), JAKARTA)


def cards_of(*told: tuple[tables.Table, Any]) -> dict[int, Card]:
    cards = Cards(JAKARTA)
    for table, fields in told:
        cards.take(table, row_of(table, fields))
    return {card.number: card for card in cards.finished()}


@pytest.mark.parametrize(
    "text",
    [
        "2023-06-07T08:30:00Z",
        "2023-06-07T08:30:00.00Z",
        "2023-06-07T08:30:00.000Z",
        "2023-06-07T08:30:00.000000Z",
        "2023-06-07 08:30:00.000000Z",
        "2023-06-07T08:30:00+00:00",
    ],
)
def test_times_are_local_whatever_their_suffix_and_in_every_spelling(text: str) -> None:
    assert instant(text, JAKARTA) == datetime(2023, 6, 7, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "kemarin", "2023-13-01T00:00:00Z", 17, None, "0001-01-01T00:00:00Z"])
def test_what_is_no_time_is_told(text: object) -> None:
    with pytest.raises(Unreadable):
        instant(text, JAKARTA)


def test_amounts_keep_their_sen_exactly() -> None:
    fields = row_of(tables.ANNOUNCEMENT, announcement(1, hps="@9756000783.95")).fields
    assert amount(fields["hps"]) == Decimal("9756000783.95")
    assert amount(12) == Decimal("12.00")
    assert amount(Decimal("0.125")) == Decimal("0.13")


@pytest.mark.parametrize("value", [-1, "x", True, [], 10**18, Decimal("NaN"), Decimal("1e400"), 1.5])
def test_what_is_no_amount_is_told(value: object) -> None:
    with pytest.raises(Unreadable):
        amount(value)


def test_codes_have_64_bits_may_be_negative_and_may_come_as_text() -> None:
    assert whole(-34194) == -34194
    assert whole("4307194") == 4307194
    for value in (2**63, "4.5", True, None, "", "9" * 30):
        with pytest.raises(Unreadable):
            whole(value)


def test_a_text_may_hold_several_codes() -> None:
    assert listed("DL.4057;DL.4058; ") == ("DL.4057", "DL.4058")
    assert listed(None) == ()
    assert cards_of((tables.ANNOUNCEMENT, announcement(1, kd_rup="43;44"))).popitem()[1].plan_codes == "43 44"


def test_numbers_of_letters_lose_their_tabs_and_blanks_only() -> None:
    assert line("\t2.17/204/PPK/UM.02/VIII/2024 \n") == "2.17/204/PPK/UM.02/VIII/2024"
    assert line("0") == "0"
    assert line("Penandatanganan  kontrak") == "Penandatanganan kontrak"
    assert line("harga\u202e murah\u200b") == "harga murah"


def test_rich_text_becomes_plain_paragraphs_without_spreadsheet_remains() -> None:
    html = "<p>URAIAN_x000d_\n</p><ol><li>Satu &amp; dua</li><li>Tiga</li></ol>_X000D_<p></p>Akhir<br>baris"
    assert paragraphs(html) == ("URAIAN", "Satu & dua", "Tiga", "Akhir", "baris")
    assert paragraphs(None) == ()


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>Aman",
        "<style>p{}</style><p onclick=alert(1)>Aman</p>",
        "<img src=x onerror=alert(1)>Aman",
        "<svg><script>alert(1)</script></svg>Aman",
        "Aman<script>alert(1)",
        "<a href='javascript:alert(1)'>Aman</a>",
    ],
)
def test_hostile_rich_text_leaves_words_only(html: str) -> None:
    assert paragraphs(html) == ("Aman",)


def test_escaped_markup_stays_text() -> None:
    assert paragraphs("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>") == ("<script>alert(1)</script>",)


def test_partners_are_read_out_of_a_labelled_list_with_commas_in_its_values() -> None:
    text = "Nama Anggota KSO: PT. Satu, Nilai Anggota KSO: 2.938.727.850,00; Nama Anggota KSO: CV Dua"
    assert members(text) == (
        (("Nama Anggota KSO", "PT. Satu"), ("Nilai Anggota KSO", "2.938.727.850,00")),
        (("Nama Anggota KSO", "CV Dua"),),
    )
    assert members("tanpa label") == ((("", "tanpa label"),),)


def test_the_explanation_of_prequalification_comes_fourth_though_its_code_is_the_highest() -> None:
    day = "2023-06-{:02}T08:00:00Z".format
    codes = [*range(131, 151), 317]
    codes.remove(145)
    rows = [stage(1, code, 18808, day(n + 1), day(n + 2)) for n, code in enumerate(codes)]
    rows[-1]["kd_tahapan"] = 18832
    found = schedule(reversed(rows), JAKARTA)
    assert [each.number for each in found] == list(range(1, 21))
    assert [each.code for each in found][:5] == [131, 132, 133, 317, 134]
    assert found[3].name == "Penjelasan dokumen prakualifikasi"


def test_stages_stand_by_their_code_though_their_starts_do_not_and_one_may_last_no_time() -> None:
    late, early = "2023-06-09T23:59:00Z", "2023-06-01T08:00:00Z"
    found = schedule([stage(1, 300, 18789, early, early), stage(1, 299, 18810, late, late)], JAKARTA)
    assert [each.code for each in found] == [299, 300]
    assert found[1].starts_at == found[1].ends_at


def test_stages_have_one_spelling_and_nameless_ones_an_inferred_name() -> None:
    at = "2023-06-01T08:00:00Z"
    rows = [
        stage(1, 300, 18789, at, at, nama_tahapan="Masa Sanggah Hasil Lelang"),
        stage(1, 296, 18843, at, at, nama_tahapan=None),
        stage(1, 400, 99999, at, at, nama_tahapan="Tahap  baru"),
        stage(1, 401, 99998, at, at, nama_tahapan=None, nama_akt="LAIN"),
        stage(1, 402, 99997, at, at, nama_tahapan=None),
    ]
    found = schedule(rows, JAKARTA)
    assert [each.name for each in found][:2] == [
        "Evaluasi administrasi, kualifikasi, teknis, dan harga",
        "Masa sanggah hasil tender",
    ]
    assert [each.is_inferred for each in found] == [True, False, False, False, False]
    assert [each.name for each in found][2:] == ["Tahap baru", "LAIN", "Tahap tanpa nama"]


def test_a_card_tells_what_a_list_shows() -> None:
    card = cards_of((tables.ANNOUNCEMENT, announcement(4307194)))[4307194]
    assert (card.code, card.status, card.category, card.method) == (
        "4307194", Ending.FINISHED, "works", Method.TENDER,
    )  # fmt: skip
    assert (card.work_unit_code, card.year, card.owner_estimate) == ("026131", 2023, Decimal("1999999783.95"))
    assert card.announced_at == datetime(2023, 6, 7, 1, 30, tzinfo=UTC)


def test_the_result_names_the_work_unit_by_its_other_code() -> None:
    assert cards_of((tables.RESULT, result(5)))[5].work_unit_code == "026131"


def test_a_tender_without_announcement_is_made_of_what_else_is_told_and_its_rows_are_counted() -> None:
    cards = Cards(JAKARTA)
    for table, fields in (
        (tables.ANNOUNCEMENT, announcement(1, kd_pkt_dce=9)),
        (tables.RESULT, result(2, kd_paket=9)),
        (tables.CONTRACT, contract(2, 11)),
        (tables.STAGE, stage(2, 291, 18807, "2023-03-02T08:00:00Z", "2023-03-05T08:00:00Z")),
        (tables.STAGE, stage(2, 292, 18777, "2023-03-01T08:00:00Z", "2023-03-05T08:00:00Z")),
        (tables.PARTICIPANT, participant(3, None)),
        (tables.STAGE, stage(4, 292, 18777, "2023-03-03T08:00:00Z", "2023-03-05T08:00:00Z")),
        (tables.STAGE, stage(4, 291, 18807, "2023-03-02T08:00:00Z", "2023-03-05T08:00:00Z")),
    ):
        cards.take(table, row_of(table, fields))
    found = {card.number: card for card in cards.finished()}
    lost = found[2]
    assert (lost.title, lost.status) == ("Pembangunan Gedung Latihan 2", Ending.FINISHED)
    assert (lost.category, lost.method) == ("works", Method.TENDER)  # of the other tender of the same package
    assert found[3].title == "Paket tanpa nama di sumber"
    assert found[3].status is Ending.UNKNOWN
    assert found[4].announced_at == datetime(2023, 3, 2, 1, tzinfo=UTC)
    counted = {card.number: dict(counts) for card, counts in cards.orphans()}
    assert counted[2] == {"tender-selesai-nilai": 1, "tender-ekontrak-kontrak": 1, "jadwal-tahapan-tender": 2}
    assert set(counted) == {2, 3, 4}


def test_packages_of_other_kinds_have_codes_of_their_own() -> None:
    fields = {"kd_nontender": 7, "nama_paket": "Alat tulis", "status_nontender": "Gagal/Batal"}
    cards = cards_of(
        (tables.DIRECT, {**fields, "tgl_pengumuman_nontender": "2023-03-14 15:00:00.000000Z"}),
        (tables.RECORDED, {"kd_nontender_pct": 8, "status_nontender_pct_ket": "Paket Selesai"}),
        (tables.SELF_MANAGED, {"kd_swakelola_pct": 9}),
    )
    assert [cards[n].code for n in (7, 8, 9)] == ["NT-7", "PCT-8", "SW-9"]
    assert [cards[n].status for n in (7, 8, 9)] == [Ending.STOPPED, Ending.FINISHED, Ending.UNKNOWN]
    assert cards[9].method is Method.SELF_MANAGED
    assert cards[7].kind is Kind.NON_TENDER


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("{", "bukan JSON"),
        ("[1]", "bukan objek"),
        ('{"kd_tender": NaN}', "bukan JSON"),
        ("[" * 200_000, "bukan JSON"),
        ("{}", "kolom kd_tender kosong"),
        (announcement(1, kd_tender=None), "kolom kd_tender kosong"),
        (announcement(1, kd_tender="x1"), "kolom kd_tender"),
        (announcement(1, pagu="banyak"), "kolom pagu: “banyak” bukan nilai rupiah"),
        (announcement(1, hps=-5), "kolom hps"),
        (announcement(1, tahun_anggaran=20233), "bukan tahun anggaran"),
        (announcement(1, tgl_buat_paket="kemarin"), "kolom tgl_buat_paket"),
        (announcement(1, nama_paket="a\x00b"), "tidak dapat disimpan"),
        ('{"kd_tender": 1, "nama_paket": "\\ud800"}', "tidak dapat disimpan"),
        ('{"kd_tender": 1, "x": "' + "y" * 2**20 + '"}', "1 MiB"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(fields: Any, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        row_of(tables.ANNOUNCEMENT, fields)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unreadable, match="UTF-8"):
        tables.read(tables.ANNOUNCEMENT, 1, b'{"kd_tender": 1, "x": "\xff"}', JAKARTA)


def test_a_stage_without_time_or_code_is_refused() -> None:
    with pytest.raises(Unreadable, match="tgl_akhir"):
        row_of(tables.STAGE, stage(1, 291, 18807, "2023-03-02T08:00:00Z", None))  # type: ignore[arg-type]
    with pytest.raises(Unreadable, match="dtj_id"):
        row_of(tables.STAGE, {**stage(1, 291, 18807, "2023-03-02T08:00:00Z", "2023-03-02T08:00:00Z"), "dtj_id": None})


def test_keys_bear_the_parts_that_a_source_leaves_empty() -> None:
    assert row_of(tables.PARTICIPANT, participant(5, None)).key == "5/-"
    assert row_of(tables.CONTRACT, contract(5, None)).key == "5/-"
    assert row_of(tables.CONTRACT, contract(5, -3)).key == "5/-3"
    receipt = row_of(tables.RECEIPT, {"kd_nontender_pct": 6, "nilai_realisasi": 5})
    assert receipt.key.startswith("6/")


def test_a_row_keeps_its_line_as_it_was() -> None:
    text = '{"kd_tender" : 1,  "hps": 9756000783.950, "baru": "\\u00e9"}'
    row = row_of(tables.ANNOUNCEMENT, text + "\r\n")
    assert row.body == text
    assert tables.parsed(row.body)["hps"] == Decimal("9756000783.950")
