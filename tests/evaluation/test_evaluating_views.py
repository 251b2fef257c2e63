# SPDX-License-Identifier: Apache-2.0
"""Pages of evaluation, result and award through HTTP: who sees what, in how many queries, how forms answer."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from evaluation.models import Award, Result
from evaluation.selectors import choosing
from evaluation.selectors import evaluating as selectors
from evaluation.selectors.tasks import tasks_for
from lpse.demo import evaluation as world
from lpse.demo.waiting import wait_until
from tenders.models import Tender
from tenders.rules import Status
from vendors.selectors import vendor_of

from .conftest import Scene

SignIn = Callable[..., Client]
LATE = "Surat penawaran bertanggal sesudah batas akhir, lihat halaman 1."
SHEET_QUERIES = 15


def address(name: str, scene: Scene, **words: str) -> str:
    return reverse(f"evaluation:{name}", args=[scene.tender.code, *words.values()])


def page(browser: Client, name: str, scene: Scene, *, expect: int = 200, query: str = "", **words: str) -> str:
    answer = browser.get(address(name, scene, **words) + query)
    assert answer.status_code == expect, answer.content[:3000]
    return answer.content.decode()


def first(scene: Scene) -> selectors.Cell:
    return selectors.sheet(scene.tender).rows[0].cells[0][1]


def typed(cell: selectors.Cell, verdict: str = "ms", reason: str = "") -> dict[str, Any]:
    return {
        "bid": cell.bid_id,
        "requirement": cell.requirement_id,
        "seen": cell.version,
        "verdict": verdict,
        "reason": reason,
    }


def test_the_sheet_is_the_committees_and_takes_few_queries(
    sheet: Scene, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = as_person("citra")
    with django_assert_max_num_queries(SHEET_QUERIES):
        text = page(browser, "sheet", sheet)
    for words in ("PT Bahari Medika Sejahtera", "Belum dinilai", "Surat penawaran", "Simpan dan lanjut"):
        assert words in text
    for name in ("ratna", "hendra", "esti", "bahari", "oki"):
        page(as_person(name), "sheet", sheet, expect=404)
        page(as_person(name), "prices", sheet, expect=404)
    assert Client().get(address("sheet", sheet)).status_code == 302


def test_beside_a_cell_of_the_qualification_stands_what_the_bidder_can_carry(
    sheet: Scene, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    cell = next(row.cells[0][1] for row in selectors.sheet(sheet.tender).rows if row.requirement.slot == "pengalaman")
    browser, chosen = as_person("citra"), f"?sel={cell.bid_id}-{cell.requirement_id}"
    with django_assert_max_num_queries(SHEET_QUERIES + 11):
        text = page(browser, "sheet", sheet, query=chosen)
    assert "SKP 4 dari 5 paket." in text
    assert "1 pekerjaan dengan kode 481 selesai dalam 3 tahun terakhir." in text
    assert "R-VND-5 [P]" in text
    assert "SKP 4" not in page(browser, "sheet", sheet)


def test_a_save_goes_on_to_the_next_empty_cell(sheet: Scene, as_person: SignIn) -> None:
    browser, cell = as_person("citra"), first(sheet)
    answer = browser.post(address("save-assessment", sheet), typed(cell))
    assert answer.status_code == 302
    place = choosing.next_empty(selectors.sheet(sheet.tender), f"{cell.bid_id}-{cell.requirement_id}")
    assert answer["Location"] == f"{address('sheet', sheet)}?sel={place}#sel"
    assert first(sheet).passed is True


def test_a_failure_without_reason_stays_on_the_page_beside_its_field(sheet: Scene, as_person: SignIn) -> None:
    answer = as_person("citra").post(address("save-assessment", sheet), typed(first(sheet), "tms", "kurang"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Isi alasan mengapa syarat ini tidak memenuhi" in text
    assert "<title>Galat:" in text
    assert "\nkurang</textarea>" in text
    assert first(sheet).version == 0


def test_two_members_at_one_cell_lose_no_word(sheet: Scene, as_person: SignIn) -> None:
    seen = first(sheet)
    as_person("bima").post(address("save-assessment", sheet), typed(seen))
    browser = as_person("citra")
    answer = browser.post(address("save-assessment", sheet), typed(seen, "tms", LATE))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Bima Harjanto mengubah penilaian ini pukul" in text
    assert f"\n{LATE}</textarea>" in text
    assert 'name="seen" value="1"' in text  # the page shows version 1 now, so the next save may follow it
    again = browser.post(address("save-assessment", sheet), typed(first(sheet), "tms", LATE))
    assert again.status_code == 302
    assert (first(sheet).version, first(sheet).assessor) == (2, "Citra Kamila")


def test_hostile_words_are_shown_as_words(sheet: Scene, as_person: SignIn) -> None:
    browser, cell = as_person("citra"), first(sheet)
    browser.post(address("save-assessment", sheet), typed(cell, "tms", '<script>alert("x")</script> tidak sesuai'))
    text = page(browser, "sheet", sheet, query=f"?sel={cell.bid_id}-{cell.requirement_id}")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    answer = browser.post(address("save-assessment", sheet), {**typed(cell), "bid": "x", "verdict": "mungkin"})
    assert answer.status_code == 422


def test_prices_show_every_row_every_correction_and_the_preview(
    sheet: Scene, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    browser = as_person("dodi")
    with django_assert_max_num_queries(SHEET_QUERIES):
        text = page(browser, "prices", sheet)
    assert "Peringkat sementara" in text
    assert "Butir 1: volume penawaran 20 diganti volume dokumen 24." in text
    assert "di bawah 80%" in text
    assert "Tensimeter digital dewasa" in text
    assert "tidak ditawar" in text
    assert "1.450.000,00" not in text  # unit prices of the estimate stay confidential


def test_the_chair_locks_and_announces_with_a_fresh_second_factor(sheet: Scene, as_person: SignIn) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    stale = as_person("bima", fresh=False).post(address("lock-evaluation", sheet))
    assert stale.status_code == 302
    assert "reauthenticate" in stale["Location"]
    assert as_person("citra").post(address("lock-evaluation", sheet)).status_code == 403
    chair = as_person("bima")
    assert "Buka klarifikasi" in page(chair, "sheet", sheet)
    world.settle_low_prices(sheet.cast, sheet.tender)
    assert "Kunci lembar evaluasi" in page(chair, "sheet", sheet)
    assert chair.post(address("lock-evaluation", sheet)).status_code == 302
    assert "Lembar evaluasi terkunci" in page(chair, "sheet", sheet)
    assert chair.post(address("conclude-proof", sheet))["Location"] == address("prices", sheet)
    assert chair.post(address("announce-result", sheet))["Location"] == address("result", sheet)
    assert Tender.objects.get(pk=sheet.tender.pk).status == Status.DECIDED


def test_an_unfinished_sheet_is_not_locked_and_the_page_says_which_cells_are_empty(
    sheet: Scene, as_person: SignIn
) -> None:
    answer = as_person("bima").post(address("lock-evaluation", sheet))
    assert answer.status_code == 409
    assert "PT Bahari Medika Sejahtera syarat 1, 2" in answer.content.decode()


def test_minutes_of_the_evaluation_open_to_everyone_with_the_result(sheet: Scene, as_person: SignIn) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    world.lock(sheet.cast, sheet.tender)
    assert "Unduh PDF" in page(as_person("dodi"), "minutes", sheet, slug="evaluasi")
    for browser in (Client(), as_person("ratna"), as_person("lintang")):
        page(browser, "minutes", sheet, slug="evaluasi", expect=404)
        page(browser, "minutes-file", sheet, slug="evaluasi", expect=404)
    world.announce_result(sheet.cast, sheet.tender)
    page(Client(), "minutes", sheet, slug="evaluasi")
    page(Client(), "minutes-file", sheet, slug="evaluasi", expect=302)


def test_everybody_reads_the_result_and_takes_the_very_file_of_the_record(
    sheet: Scene, as_person: SignIn, django_assert_max_num_queries: Any
) -> None:
    assert "Belum ada hasil" in page(Client(), "result", sheet)
    page(Client(), "evaluation-file", sheet, expect=404)
    world.decided(sheet.cast, sheet.tender, failing={"lintang": LATE})
    with django_assert_max_num_queries(SHEET_QUERIES):
        text = page(Client(), "result", sheet)
    for words in ("PT Bahari Medika Sejahtera", LATE, "Masa sanggah", "manage.py evaluate", "melebihi HPS"):
        assert words in text
    assert "evaluasi-saya.json" not in text
    file = page(Client(), "evaluation-file", sheet)
    assert json.loads(file)["method"] == "lowest_price_pass_fail"


def test_a_bidders_own_copy_is_for_that_bidder_alone(sheet: Scene, as_person: SignIn) -> None:
    world.decided(sheet.cast, sheet.tender)
    assert "evaluasi-saya.json" in page(as_person("bahari"), "result", sheet)
    own = json.loads(page(as_person("bahari"), "own-evaluation-file", sheet))
    vendor = vendor_of(sheet.cast.actor("bahari"))
    assert vendor is not None
    assert [bid["vendor"] for bid in own["bids"] if "items" in bid] == [vendor.code]
    for name in ("ratna", "bima"):
        page(as_person(name), "own-evaluation-file", sheet, expect=404)
    assert Client().get(address("own-evaluation-file", sheet)).status_code == 302


def test_a_voided_result_stays_on_the_page_struck_through(sheet: Scene) -> None:
    world.decided(sheet.cast, sheet.tender)
    world.void_result(sheet.cast, sheet.tender, "Sanggah S-1 diterima.")
    text = page(Client(), "result", sheet)
    assert "Hasil dibatalkan, evaluasi diulang" in text
    assert "Sanggah S-1 diterima." in text
    assert "<s>" in text


def test_the_officer_issues_the_letter_once_the_window_is_over(sheet: Scene, as_person: SignIn) -> None:
    result = world.decided(sheet.cast, sheet.tender)
    officer = as_person("ratna")
    assert "setelah masa sanggah berakhir" in page(officer, "result", sheet)
    early = officer.post(address("issue-award", sheet), {"number": "027/1/SPPBJ/2026"})
    assert early.status_code == 409
    assert "Masa sanggah masih berjalan" in early.content.decode()
    wait_until(result.objection_ends_at)
    assert as_person("bima").post(address("issue-award", sheet), {"number": "x"}).status_code == 403
    assert officer.post(address("issue-award", sheet), {"number": " "}).status_code == 422
    page(Client(), "award-letter", sheet, expect=404)
    assert officer.post(address("issue-award", sheet), {"number": "027/1/SPPBJ/2026"}).status_code == 302
    assert Award.objects.get().number in page(Client(), "result", sheet)
    page(Client(), "award-letter", sheet, expect=302)


def test_tasks_follow_the_evaluation_from_cell_to_letter(sheet: Scene) -> None:
    def told(name: str) -> list[str]:
        return [task.title.split(":")[0] for task in tasks_for(sheet.cast.actor(name))]

    assert "Nilai penawaran" in told("citra")
    world.assess_all(sheet.cast, sheet.tender)
    assert "Klarifikasi harga rendah" in told("bima")
    world.settle_low_prices(sheet.cast, sheet.tender)
    assert "Kunci lembar evaluasi" in told("bima")
    assert "Kunci lembar evaluasi" not in told("citra")
    world.lock(sheet.cast, sheet.tender)
    assert "Umumkan hasil" in told("bima")
    world.announce_result(sheet.cast, sheet.tender)
    assert told("ratna") == []
    wait_until(Result.objects.get().objection_ends_at)
    assert told("ratna") == ["Terbitkan SPPBJ"]
