# SPDX-License-Identifier: Apache-2.0
"""A cell waits for its clarification, and a verdict says where it was read: by service, page, paper and raw SQL."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation import services
from evaluation.models import ClarificationRequest, Evaluation, OpenedFile
from evaluation.rules.assessing import told, where
from evaluation.rules.clarifying import Subject
from evaluation.selectors import evaluating as selectors
from evaluation.services.evaluating import _minutes_data
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from tenders.models import CommitteeSeat

from .conftest import Scene
from .test_result_constraints import broken

SignIn = Callable[..., Client]
ASKED = "Jelaskan tanggal surat penawaran pada halaman pertama."
LATE = "Surat penawaran bertanggal sesudah batas akhir."


def address(name: str, scene: Scene, *words: Any) -> str:
    return reverse(f"evaluation:{name}", args=[scene.tender.code, *words])


def first(scene: Scene) -> tuple[int, int]:
    """The first cell of PT Bahari, whose turn it is."""
    page = selectors.sheet(scene.tender)
    return next((bid.id, row.requirement.pk) for row in page.rows for bid, _c in row.cells if "Bahari" in bid.vendor)


def ask(scene: Scene, *, subject: Subject = Subject.OTHER, place: tuple[int, int] | None = None) -> Any:
    bid, requirement = place or first(scene)
    return services.request_clarification(
        actor=scene.cast.actor("citra"),
        tender_id=scene.tender.pk,
        bid_id=bid,
        subject=subject,
        text=ASKED,
        answer_until=clock.now() + timedelta(hours=1),
        requirement_id=requirement,
        now=clock.now(),
    )


@pytest.mark.parametrize(
    ("reason", "file", "page", "words"),
    [
        ("Kurang.", "Jaminan.pdf", 4, "Kurang. (hlm. 4 dari Jaminan.pdf)"),
        ("", "Jaminan.pdf", 4, "hlm. 4 dari Jaminan.pdf"),
        ("Kurang.", "Jaminan.pdf", None, "Kurang. (Jaminan.pdf)"),
        ("", "x" * 200, 1, f"hlm. 1 dari {'x' * 119}…"),
    ],
)
def test_where_a_verdict_was_read_is_told_in_bounds(reason: str, file: str, page: int | None, words: str) -> None:
    assert told(reason, where(file, page)) == words
    assert told(reason, "") == reason


def test_a_cell_under_clarification_holds_the_lock_until_the_bidder_answered(sheet: Scene, as_person: SignIn) -> None:
    with pytest.raises(Refused, match="tidak menyangkut satu syarat"):
        ask(sheet, subject=Subject.UNEVEN_PRICE)
    asked, (bid, requirement) = ask(sheet), first(sheet)
    cell = f"?sel={bid}-{requirement}"
    text = as_person("dodi").get(address("sheet", sheet) + cell).content.decode()
    for words in ("Klarifikasi</span>", ASKED, "menunggu jawaban", f"syarat={requirement}"):
        assert words in text
    world.assess_all(sheet.cast, sheet.tender)
    world.settle_low_prices(sheet.cast, sheet.tender)
    assert "1 sel menunggu jawaban klarifikasi" in as_person("bima").get(address("sheet", sheet)).content.decode()
    with pytest.raises(Refused, match="1 sel menunggu jawaban klarifikasi sampai"):
        services.lock_evaluation(actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, now=clock.now())
    end = ("UPDATE evaluation_evaluation SET locked_at = clock_timestamp() WHERE tender_id = %s", [sheet.tender.pk])
    assert broken(end) == "a_clarified_cell_waits_for_its_answer"
    services.answer_clarification(
        actor=sheet.cast.actor("bahari"),
        tender_id=sheet.tender.pk,
        number=asked.number,
        text="Tanggal itu hari penandatanganan, sebelum batas akhir.",
        files=[],
        now=clock.now(),
    )
    text = as_person("dodi").get(address("sheet", sheet) + cell).content.decode()
    assert "Tanggal itu hari penandatanganan" in text
    assert "klarifikasi dijawab" in text
    world.lock(sheet.cast, sheet.tender)
    services.reopen_evaluation(
        actor=sheet.cast.actor("bima"),
        tender_id=sheet.tender.pk,
        reason="Satu syarat terlewat dibaca.",
        now=clock.now(),
    )
    newest = Evaluation.objects.filter(tender=sheet.tender).latest("round_no")
    assert ClarificationRequest.objects.get(evaluation=newest, requirement=requirement).answer.text.startswith(
        "Tanggal"
    )


def test_the_question_is_asked_from_the_cell_and_leads_back_to_it(sheet: Scene, as_person: SignIn) -> None:
    bid, requirement = first(sheet)
    page = address("request-clarification", sheet)
    citra = as_person("citra")
    form = citra.get(f"{page}?peserta={bid}&syarat={requirement}").content.decode()
    assert f'value="{requirement}" selected' in form
    until = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    said = {"bid": bid, "subject": "other", "requirement": requirement, "text": ASKED, "answer_until": until}
    assert citra.post(page, {**said, "subject": "uneven_price"}).status_code == 422
    answer = citra.post(page, said)
    assert answer["Location"] == f"{address('sheet', sheet)}?sel={bid}-{requirement}#sel"


ASK = (
    "INSERT INTO evaluation_clarificationrequest (evaluation_id, opened_bid_id, requirement_id, number, subject, text,"
    " asked_by_id, asked_at, answer_until)"
    " VALUES (%s, %s, %s, 1, %s, 'x', %s, clock_timestamp(), clock_timestamp() + interval '1 h')"
)


def test_raw_sql_asks_about_no_cell_that_is_not_assessed(sheet: Scene) -> None:
    round_id, seat = Evaluation.objects.get(tender=sheet.tender).pk, CommitteeSeat.objects.order_by("pk")[0].pk
    bid, requirement = first(sheet)
    assert broken((ASK, [round_id, bid, requirement, "uneven_price", seat])) == "a_clarified_cell_is_of_the_tender"
    assert broken((ASK, [round_id, bid, 999_999, "other", seat])) == "a_clarified_cell_is_of_the_tender"
    services.set_assessors(actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, two=True, now=clock.now())
    last = selectors.sheet(sheet.tender).rows[-1].requirement.pk
    assert broken((ASK, [round_id, bid, last, "other", seat])) == "a_clarified_cell_is_being_assessed"
    with pytest.raises(Refused, match="tidak sedang dinilai"):
        ask(sheet, place=(bid, last))


READ = (
    "INSERT INTO evaluation_assessment"
    " (evaluation_id, opened_bid_id, requirement_id, version, passed, reason, assessor_id, saved_at, file_id, page)"
    " VALUES (%s, %s, %s, 1, true, '', %s, clock_timestamp(), %s, %s)"
)


def test_a_verdict_says_in_which_file_and_on_which_page_it_was_read(sheet: Scene, as_person: SignIn) -> None:
    bid, requirement = first(sheet)
    own = OpenedFile.objects.filter(opened_bid=bid)[0]
    strange = OpenedFile.objects.filter(opened_bid__opening__tender=sheet.tender).exclude(opened_bid=bid)[0]
    citra, page = as_person("citra"), address("save-assessment", sheet)
    form = {"bid": bid, "requirement": requirement, "seen": 0, "verdict": "tms", "reason": LATE}
    for wrong in ({"file": strange.pk, "page": 4}, {"page": 4}, {"file": own.pk, "page": 10000}):
        answer = citra.post(page, form | wrong)
        assert answer.status_code == 422, wrong
    assert citra.post(page, form | {"file": own.pk, "page": 4}).status_code == 302
    place = f"hlm. 4 dari {own.name}"
    text = citra.get(f"{address('sheet', sheet)}?sel={bid}-{requirement}").content.decode()
    assert place in text
    assert f'value="{own.pk}" selected' in text
    assert f"\n{LATE}</textarea>" in text
    world.assess_all(sheet.cast, sheet.tender)
    world.settle_low_prices(sheet.cast, sheet.tender)
    data = _minutes_data(sheet.tender, selectors.sheet(sheet.tender))
    assert f"{LATE} ({place})" in [cell["reason"] for row in data["requirements"] for cell in row["cells"]]
    world.lock(sheet.cast, sheet.tender)
    standing = world.announce_result(sheet.cast, sheet.tender).standings.get(opened_bid=bid)
    assert standing.reason.endswith(f"{LATE} ({place})")


def test_raw_sql_lets_a_verdict_rest_on_no_other_bid_and_no_page_without_its_file(sheet: Scene) -> None:
    (bid, requirement), round_id = first(sheet), Evaluation.objects.get(tender=sheet.tender).pk
    seat = CommitteeSeat.objects.order_by("pk")[0].pk
    own = OpenedFile.objects.filter(opened_bid=bid)[0].pk
    strange = OpenedFile.objects.exclude(opened_bid=bid)[0].pk
    place = [round_id, bid, requirement, seat]
    assert broken((READ, [*place, strange, 4])) == "a_verdict_rests_on_a_file_of_its_bid"
    assert broken((READ, [*place, None, 4])) == "a_page_is_of_a_named_file"
    assert broken((READ, [*place, own, 0])) == "a_page_is_of_a_named_file"
