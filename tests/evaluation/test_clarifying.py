# SPDX-License-Identifier: Apache-2.0
"""Clarification: one bidder is asked, answers once, the chair decides; a low price is decided before the lock."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from evaluation import services
from evaluation.models import ClarificationRequest
from evaluation.rules.clarifying import OUTCOMES, Outcome, Subject, is_reasonable, why_not
from evaluation.selectors import evaluating as selectors
from evaluation.selectors.result import result_page
from evaluation.selectors.tasks import tasks_for
from lpse import regulations
from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import evaluation as world
from lpse.demo.tenders import PDF
from lpse.regulations import Category

from .conftest import Scene
from .test_result_constraints import broken

PRICE = Fraction(250)
WORKS, GOODS = Category.WORKS, Category.GOODS


@pytest.mark.parametrize(
    ("category", "outcome", "recomputed", "refused"),
    [
        (WORKS, Outcome.REASONABLE, None, "dihitung ulang"),
        (WORKS, Outcome.REASONABLE, Fraction(250), None),
        (WORKS, Outcome.NOT_REASONABLE, Fraction(250), "harganya wajar"),
        (WORKS, Outcome.REASONABLE, Fraction(251), "tidak wajar"),
        (WORKS, Outcome.NOT_REASONABLE, Fraction(251), None),
        (GOODS, Outcome.REASONABLE, None, None),
        (GOODS, Outcome.NOT_REASONABLE, None, None),
        (GOODS, Outcome.REASONABLE, Fraction(251), "tidak wajar"),
        (GOODS, Outcome.UNEVEN, None, "bukan untuk klarifikasi ini"),
    ],
)
def test_the_recomputed_total_decides_a_low_price(
    category: Category, outcome: Outcome, recomputed: Fraction | None, refused: str | None
) -> None:
    refusal = why_not(Subject.LOW_PRICE, outcome, category, PRICE, recomputed)
    assert (refusal is None) == (refused is None)
    if refusal is not None and refused is not None:
        assert refused in str(refusal.message)


def test_every_subject_has_its_own_outcomes() -> None:
    assert sorted(each for outcomes in OUTCOMES.values() for each in outcomes) == sorted(Outcome)
    assert is_reasonable(Fraction(2), Fraction(2))


def column(scene: Scene, name: str = "lintang") -> selectors.BidColumn:
    code = world._code_of(scene.cast, name)
    return next(bid for bid in selectors.sheet(scene.tender).bids if bid.code == code)


def ask(
    scene: Scene, name: str = "lintang", subject: Subject = Subject.LOW_PRICE, *, hours: float = 1
) -> ClarificationRequest:
    now = clock.now()
    return services.request_clarification(
        actor=scene.cast.actor("citra", stepped_up=False),
        tender_id=scene.tender.pk,
        bid_id=column(scene, name).id,
        subject=subject,
        text="Jelaskan harga penawaran Anda.",
        answer_until=now + timedelta(hours=hours),
        now=now,
    )


def answer(scene: Scene, asked: ClarificationRequest, name: str = "lintang", **late: Any) -> Any:
    return services.answer_clarification(
        actor=scene.cast.actor(name),
        tender_id=scene.tender.pk,
        number=asked.number,
        text="Kami membeli langsung dari pabrik.",
        files=[("harga.pdf", PDF)],
        now=clock.now() + timedelta(**late),
    )


def judge(
    scene: Scene, asked: ClarificationRequest, outcome: Outcome, name: str = "bima", recomputed: Decimal | None = None
) -> Any:
    return services.judge_clarification(
        actor=scene.cast.actor(name),
        tender_id=scene.tender.pk,
        number=asked.number,
        outcome=outcome,
        reason="Dibandingkan dengan tiga toko.",
        recomputed=recomputed,
        now=clock.now(),
    )


@pytest.mark.django_db
def test_the_database_knows_what_is_low() -> None:
    numbers = regulations.get("pbj-2025").price
    with connection.cursor() as cursor:
        for category in Category:
            cursor.execute("SELECT evaluation_low_fraction('pbj-2025', %s)", [category.value])
            expected = numbers.low_price_fraction.value if category in numbers.low_price_categories else None
            assert cursor.fetchone()[0] == expected, category


def test_a_low_price_holds_the_lock_until_it_is_judged(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    assert column(sheet).is_unsettled
    with pytest.raises(Refused, match="di bawah 80% HPS dan belum diklarifikasi"):
        services.lock_evaluation(actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, now=clock.now())
    evaluation = selectors.current_evaluation(sheet.tender)
    assert evaluation is not None
    lock = ("UPDATE evaluation_evaluation SET locked_at = clock_timestamp() WHERE id = %s", [evaluation.pk])
    assert broken(lock) == "evaluation_is_locked_complete"
    asked = ask(sheet)
    with pytest.raises(Refused, match="masih boleh menjawab"):
        judge(sheet, asked, Outcome.REASONABLE)
    answer(sheet, asked)
    with pytest.raises(Refused, match="ketua"):
        judge(sheet, asked, Outcome.REASONABLE, "citra")
    judge(sheet, asked, Outcome.REASONABLE)
    assert not column(sheet).is_unsettled
    result = world.decided(sheet.cast, sheet.tender)
    winner = result.standings.get(rank=1)
    assert (winner.vendor.code, winner.low_price) == (column(sheet).code, True)
    clarified = result_page(sheet.tender, clock.now()).clarified
    assert [str(words[0]) for _vendor, words in clarified] == [
        "Klarifikasi: harga di bawah 80% HPS dinilai wajar. Dibandingkan dengan tiga toko."
    ]


def test_a_price_that_is_not_reasonable_puts_the_bid_out_here_and_in_the_database(sheet: Scene) -> None:
    world.assess_all(sheet.cast, sheet.tender)
    asked = ask(sheet)
    answer(sheet, asked)
    judge(sheet, asked, Outcome.NOT_REASONABLE, recomputed=Decimal("260000000.00"))
    assert column(sheet).failed
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_failed, is_open FROM evaluation_turns(%s) WHERE opened_bid_id = %s",
            [asked.evaluation_id, asked.opened_bid_id],
        )
        assert cursor.fetchone() == (True, False)
    result = world.decided(sheet.cast, sheet.tender)
    out = result.standings.get(opened_bid=asked.opened_bid_id)
    assert (out.rank, out.reason) == (None, "Harga di bawah 80% HPS dan dinilai tidak wajar.")


def test_what_may_be_asked_and_answered(sheet: Scene) -> None:
    with pytest.raises(Refused, match="tidak di bawah 80%"):
        ask(sheet, "bahari")
    asked = ask(sheet)
    with pytest.raises(Refused, match="sudah diklarifikasi"):
        ask(sheet)
    with pytest.raises(Refused, match="peserta lain"):
        answer(sheet, asked, "bahari")
    assert [task.url for task in tasks_for(sheet.cast.actor("lintang"))] == [
        f"/tender/{sheet.tender.code}/klarifikasi/1/jawab/"
    ]
    sent = answer(sheet, asked, hours=2)
    assert sent.is_late
    with pytest.raises(Refused, match="sudah dijawab"):
        answer(sheet, asked)
    assert f"/tender/{sheet.tender.code}/evaluasi/klarifikasi/1/putuskan/" in [
        task.url for task in tasks_for(sheet.cast.actor("bima"))
    ]


REQUEST = (
    "INSERT INTO evaluation_clarificationrequest (evaluation_id, opened_bid_id, number, subject, text, asked_by_id,"
    " asked_at, answer_until) VALUES (%s, %s, %s, %s, 'x', %s, now(), now() + interval '1 hour')"
)
ANSWER = (
    "INSERT INTO evaluation_clarificationanswer (request_id, vendor_id, text, is_late, answered_by_id, answered_at)"
    " VALUES (%s, %s, 'x', %s, %s, now())"
)
OUTCOME = (
    "INSERT INTO evaluation_clarificationoutcome (request_id, outcome, reason, recomputed, judged_by_id, judged_at)"
    " VALUES (%s, %s, 'x', %s, %s, now())"
)


def test_raw_sql_cannot_bend_a_clarification(sheet: Scene) -> None:
    evaluation, low, other = selectors.current_evaluation(sheet.tender), column(sheet), column(sheet, "bahari")
    assert evaluation is not None
    seats = {seat.position: seat.pk for seat in sheet.tender.seats.all()}
    user = sheet.cast.people["lintang"]
    vendor = _vendor(sheet)
    seat = seats["chair"]
    assert broken((REQUEST, [evaluation.pk, other.id, 1, "low_price", seat])) == "a_clarified_price_is_low"
    assert broken((REQUEST, [evaluation.pk, low.id, 7, "other", seat])) == "clarification_is_of_one_tender"
    asked = ask(sheet)
    again = (REQUEST, [evaluation.pk, low.id, 2, "low_price", seat])
    assert broken(again) == "one_price_clarification_of_a_bid"
    early = (OUTCOME, [asked.pk, "reasonable", None, seat])
    assert broken(early) == "judged_after_the_answer_or_its_time"
    assert broken((ANSWER, [asked.pk, vendor + 1, False, user.pk])) == "the_bidder_asked_answers"
    assert broken((ANSWER, [asked.pk, vendor, True, user.pk])) == "answered_before_it_is_judged"
    answer(sheet, asked)
    assert broken((OUTCOME, [asked.pk, "uneven", None, seat])) == "an_outcome_fits_its_question"
    wrong = (OUTCOME, [asked.pk, "reasonable", Decimal("260000000.00"), seat])
    assert broken(wrong) == "the_recomputed_total_decides"
    member = (OUTCOME, [asked.pk, "reasonable", None, seats["member"]])
    assert broken(member) == "the_chair_judges_before_the_lock"
    assert broken(("UPDATE evaluation_clarificationrequest SET text = 'y'", [])) in {
        "InsufficientPrivilege",
        "evidence_only_grows",
    }


def _vendor(scene: Scene) -> int:
    from vendors.selectors import vendor_of

    found = vendor_of(scene.cast.actor("lintang"))
    assert found is not None
    return found.pk


def test_the_pages_of_a_clarification(sheet: Scene, as_person: Any) -> None:
    def where(name: str, *words: Any) -> str:
        return reverse(f"evaluation:{name}", args=[sheet.tender.code, *words])

    citra, bima, lintang, bahari = (as_person(name) for name in ("citra", "bima", "lintang", "bahari"))
    assert lintang.get(where("my-clarifications")).status_code == 404
    until = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    form = {"bid": column(sheet).id, "subject": "low_price", "text": "Jelaskan harganya.", "answer_until": until}
    late = citra.post(where("request-clarification"), {**form, "answer_until": "2020-01-01T00:00"})
    assert "Batas jawaban sudah lewat" in late.content.decode()
    assert citra.post(where("request-clarification"), form).status_code == 302
    assert "Jelaskan harganya." in lintang.get(where("my-clarifications")).content.decode()
    for name in ("my-clarifications", "clarifications"):
        assert bahari.get(where(name)).status_code == 404
    assert bahari.get(where("answer-clarification", 1)).status_code == 404
    file = SimpleUploadedFile("harga.pdf", PDF)
    sent = lintang.post(where("answer-clarification", 1), {"text": "Dari pabrik.", "first": file})
    assert sent.status_code == 302
    kept = ClarificationRequest.objects.get().answer.files.get()
    assert citra.get(where("clarification-file", kept.pk)).status_code == 302
    assert lintang.get(where("clarification-file", kept.pk)).status_code == 302
    assert bahari.get(where("clarification-file", kept.pk)).status_code == 404
    assert citra.get(where("judge-clarification", 1)).status_code == 403
    wrong = {"outcome": "reasonable", "reason": "Dari pabrik, terbukti.", "recomputed": "260.000.000"}
    refused = bima.post(where("judge-clarification", 1), wrong)
    assert "di bawah total hitung ulang" in refused.content.decode()
    assert bima.post(where("judge-clarification", 1), {**wrong, "recomputed": ""}).status_code == 302
    assert "Harga wajar" in bima.get(where("clarifications")).content.decode()
    assert "Harga wajar" not in lintang.get(where("my-clarifications")).content.decode()
