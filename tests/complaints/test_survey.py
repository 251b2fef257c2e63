# SPDX-License-Identifier: Apache-2.0
"""The service survey through its services, pages and guards: counted, never traced, published with a plan."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from complaints.models import Complaint, SurveyCount, SurveyProfile, SurveyResult, SurveySpent
from complaints.rules_survey import OPEN_PER_HOUR, Question, Service, Span
from complaints.selectors import survey as selectors
from complaints.services.survey import Planned, publish_survey
from lpse.core import clock
from lpse.core.acts import Missing, Refused
from lpse.demo import survey as world
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry

from .conftest import Scene, signed_in
from .test_constraints import broken

LAST = Span(2026, 1)
FORM = "/survei/isi/"


def counted() -> int:
    return sum(SurveyCount.objects.filter(element=1).values_list("count", flat=True))


def rated(**more: Any) -> Any:
    at = LAST.starts_at(selectors.zone()) + timedelta(days=40)
    return world.rated(at, **more)


def told(client: Client, path: str = FORM, **more: str) -> dict[str, str]:
    form = client.get(path).context["form"]
    given = {f"u{number}": "3" for number in range(1, 10)}
    return given | {name: str(form[name].value() or "") for name in ("nonce", "ticket")} | more


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- Answers ---------------------------------------------------------------------------------------------------------


def test_an_answer_only_adds_to_counts_and_leaves_no_row_of_its_own(cast: Cast) -> None:
    for _each in range(3):
        rated(service=Service.BID, profile={Question.GENDER: "female"})
    settle()
    assert counted() == 3
    assert set(SurveyCount.objects.values_list("period", "service")) == {("2026-Q1", "bid")}
    assert SurveyProfile.objects.get().count == 3
    columns = {each.name for model in (SurveyCount, SurveyProfile, SurveySpent) for each in model._meta.fields}
    assert columns == {"id", "period", "service", "element", "score", "count", "question", "choice", "key"}
    assert not Entry.objects.filter(act__contains="survey").exists()


def test_one_thing_is_rated_once_and_its_card_goes_away(cast: Cast) -> None:
    assert selectors.invitation(Service.REGISTRATION, "V-1")
    rated(service=Service.REGISTRATION, thing="V-1")
    assert selectors.invitation(Service.REGISTRATION, "V-1") is None
    assert selectors.invitation(Service.OBJECTION, "V-1")
    with pytest.raises(Refused, match="sudah dinilai"):
        rated(service=Service.REGISTRATION, thing="V-1")
    assert counted() == 1


def test_an_incomplete_answer_counts_nothing(cast: Cast) -> None:
    with pytest.raises(Refused, match="kesembilan"):
        rated(scores=(3,) * 8)
    assert not SurveySpent.objects.exists()


def test_one_address_answers_the_open_link_so_often_an_hour(cast: Cast) -> None:
    for _each in range(OPEN_PER_HOUR):
        rated(address="10.0.0.1")
    with pytest.raises(Refused, match="Coba lagi sesudah pukul"):
        rated(address="10.0.0.1")
    rated(address="10.0.0.1", service=Service.OBJECTION)
    rated(address="10.0.0.2")


# --- The form --------------------------------------------------------------------------------------------------------


def test_anybody_answers_once_per_form_without_an_account(cast: Cast, client: Client) -> None:
    data = told(client, occupation="press")
    answer = client.post(FORM, data)
    assert "Terima kasih" in answer.content.decode()
    assert (counted(), SurveyProfile.objects.get().choice) == (1, "press")
    again = client.post(FORM, data)
    assert (again.status_code, counted()) == (409, 1)
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("more", [{"u9": ""}, {"u1": "5"}, {"nonce": "x"}, {"ticket": "x:y"}, {"suggestion": "pendek"}])
def test_a_form_with_errors_counts_nothing(cast: Cast, client: Client, more: dict[str, str]) -> None:
    answer = client.post(FORM, told(client, **more))
    assert answer.status_code == 422
    assert "Ada yang perlu diperbaiki" in answer.content.decode()
    assert not SurveyCount.objects.exists()


def test_a_suggestion_becomes_a_complaint_with_its_code(cast: Cast, client: Client) -> None:
    text = "Tambahkan panduan mengisi data pengalaman perusahaan."
    answer = client.post(FORM, told(client, suggestion=text))
    complaint = Complaint.objects.get()
    assert answer.context["code"] in answer.content.decode()
    assert (complaint.text, complaint.tender) == (text, None)


def test_a_ticket_says_the_service_and_nothing_of_the_person(decided: Scene) -> None:
    from vendors.models import Vendor

    client = signed_in(decided.cast, "arung")
    shown = client.get("/usaha/").content.decode()
    assert "Nilai layanan ini" in shown
    vendor = Vendor.objects.get(seats__user=decided.cast.people["arung"])
    ticket = selectors.invitation(Service.REGISTRATION, vendor.code)
    assert ticket is not None and vendor.code not in ticket
    path = f"{FORM}?undangan={ticket}"
    assert "Pendaftaran penyedia" in client.get(path).content.decode()
    assert client.post(FORM, told(client, path)).status_code == 200
    assert set(SurveyCount.objects.values_list("service", flat=True)) == {"registration"}
    assert "Nilai layanan ini" not in client.get("/usaha/").content.decode()


def test_cards_stand_where_a_service_ended_and_only_for_whom_it_was(decided: Scene, client: Client) -> None:
    from lpse.demo import complaints as voices

    arung, bahari = signed_in(decided.cast, "arung"), signed_in(decided.cast, "bahari")
    code = decided.tender.code
    assert "Nilai layanan ini" in arung.get(f"/tender/{code}/tanda-terima/1/").content.decode()
    voices.file_objection(decided.cast, "bahari", decided.tender)
    page = f"/tender/{code}/sanggah/"
    assert "Nilai layanan ini" not in bahari.get(page).content.decode()
    voices.answer_objection(decided.cast, decided.tender)
    assert "Nilai layanan ini" in bahari.get(page).content.decode()
    assert "Nilai layanan ini" not in arung.get(page).content.decode() + client.get(page).content.decode()


# --- Results ---------------------------------------------------------------------------------------------------------


def test_a_running_quarter_shows_nothing_and_few_answers_are_withheld(cast: Cast, client: Client) -> None:
    now = clock.now()
    for _each in range(6):
        world.rated(now)
    running = selectors.running_quarter(now).code
    assert client.get(f"/survei/{running}/").status_code == 404
    for _each in range(4):
        rated()
    page = client.get(f"/survei/{LAST.code}/").content.decode()
    assert "Terlalu sedikit jawaban" in page
    assert "kurang dari 5" in client.get("/survei/").content.decode()
    assert client.get("/survei/2026-Q9/").status_code == client.get("/survei/2025/").status_code == 404


def test_a_result_tells_index_elements_and_profile_from_exact_sums(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    world.answered(LAST, 24)
    with django_assert_max_num_queries(14):
        page = client.get(f"/survei/{LAST.code}/")
    result = page.context["page"]
    assert (result.respondents, result.grade) == (24, "B")
    assert [str(row.mean) for row in result.elements][:4] == ["3.50", "3.25", "3.00", "4.00"]
    assert str(result.exact) == "83.33"
    shown = page.content.decode()
    assert "83,33" in shown and "82,50" in shown and "bobot tepat 1/9" in shown
    rows = list(csv.reader(io.StringIO(client.get(f"/survei/{LAST.code}/data.csv").content.decode())))
    assert rows[10] == ["IKM", "bobot 1/9", "83.33", "B"]
    assert all(share.count is None or share.count == 0 or share.count >= 5 for share in result.services)


def test_a_year_leaves_out_a_quarter_that_it_would_tell_of(cast: Cast) -> None:
    quarters = {Span(2025, 1): 6, Span(2025, 2): 3}
    known = {span: selectors.Tally(n, (3 * n,) * 9) for span, n in quarters.items()}
    assert selectors.tally_of(Span(2025), known).respondents == 6
    known[Span(2025, 3)] = selectors.Tally(2, (2,) * 9)
    assert selectors.tally_of(Span(2025), known).respondents == 11


def plan(**more: Any) -> list[Planned]:
    until = clock.now().date() + timedelta(days=30)
    return [Planned(**{"element": 3, "action": world.ACTION, "until_on": until, "responsible": "Kepala LPSE"} | more)]


def test_the_head_publishes_once_and_the_record_says_what(cast: Cast) -> None:
    world.answered(LAST, 24)
    hendra = cast.actor("hendra")
    publish_survey(actor=hendra, span=LAST, plan=plan(), now=clock.now())
    said = json.loads(bytes(Entry.objects.get(act="complaints.publish_survey").body))["public"]
    assert (said["period"], said["index"], said["grade"], said["respondents"]) == ("2026-Q1", "83.33", "B", 24)
    assert said["plan"][0]["responsible"] == "Kepala LPSE"
    with pytest.raises(Refused, match="sudah terbit"):
        publish_survey(actor=hendra, span=LAST, plan=plan(), now=clock.now())


@pytest.mark.parametrize("more", [{"action": "nanti"}, {"responsible": " "}, {"element": 10}])
def test_a_plan_that_says_nothing_is_refused(cast: Cast, more: dict[str, Any]) -> None:
    world.answered(LAST, 5)
    with pytest.raises(Refused):
        publish_survey(actor=cast.actor("hendra"), span=LAST, plan=plan(**more), now=clock.now())
    assert not SurveyResult.objects.exists()


def test_the_page_of_the_plan_is_the_heads_alone(cast: Cast, client: Client) -> None:
    world.answered(LAST, 24)
    path = f"/survei/{LAST.code}/terbitkan/"
    assert client.get(path).status_code == 302
    assert signed_in(cast, "esti").get(path).status_code == 404
    hendra = signed_in(cast, "hendra")
    assert "Terbitkan hasil survei layanan: Triwulan I 2026" in hendra.get("/tugas/").content.decode()
    page = hendra.get(path)
    first = page.context["page"].lowest[0].number
    assert hendra.post(path, {}).status_code == 422
    until = (clock.now().date() + timedelta(days=9)).isoformat()
    lines = {f"u{first}-action": world.ACTION, f"u{first}-until_on": until, f"u{first}-responsible": "Kepala LPSE"}
    assert hendra.post(path, lines).status_code == 302
    shown = client.get(f"/survei/{LAST.code}/").content.decode()
    assert "Menambah contoh isian" in shown and "Kepala LPSE" in shown
    assert hendra.get(path).status_code == 409


# --- Guards ----------------------------------------------------------------------------------------------------------

COUNT = "INSERT INTO complaints_surveycount (period, service, element, score, count) VALUES (%s, %s, %s, %s, %s)"


@pytest.mark.parametrize(
    ("values", "guard"),
    [
        (("2026-Q1", "bid", 1, 3, 2), "survey_counts_one_by_one"),
        (("2026-Q5", "bid", 1, 3, 1), "ratings_belong_to_a_quarter"),
        (("2026-Q1", "bid", 10, 3, 1), "there_are_nine_elements"),
        (("2026-Q1", "bid", 1, 5, 1), "scores_are_one_to_four"),
        (("2026-Q1", "x", 1, 3, 1), "service_is_known"),
    ],
)
def test_the_database_counts_answers_on_the_scale_one_by_one(
    cast: Cast, values: tuple[object, ...], guard: str
) -> None:
    assert broken(COUNT, values) == guard


def test_the_database_wants_all_nine_and_takes_nothing_back(cast: Cast) -> None:
    settle()
    assert broken(COUNT, ("2026-Q1", "bid", 1, 3, 1)) == "every_answer_rates_all_nine"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    rated()
    settle()
    for change in ("count = count + 2", "count = count - 1", "count = count + 1, score = 4", "count = 0"):
        assert broken(f"UPDATE complaints_surveycount SET {change}") == "survey_counts_one_by_one"
    assert (
        broken("UPDATE complaints_surveycount SET count = count + 1 WHERE element = 1") == "every_answer_rates_all_nine"
    )
    for table in ("count", "profile", "spent", "result"):
        assert "permission denied" in broken(f"DELETE FROM complaints_survey{table}")


def test_a_published_result_stands_and_tells_those_that_were_counted(cast: Cast) -> None:
    world.answered(LAST, 6)
    attack = (
        "INSERT INTO complaints_surveyresult (period, respondents, population, figures, plan, published_at,"
        " published_by_id) VALUES (%s, %s, 0, '{}', %s, clock_timestamp(), %s)"
    )
    who = cast.people["hendra"].pk
    running = selectors.running_quarter(clock.now()).code
    assert broken(attack, (running, 6, "[1]", who)) == "survey_is_published_after_its_end"
    assert broken(attack, ("2026-Q1", 7, "[1]", who)) == "published_respondents_were_counted"
    assert broken(attack, ("2026-Q1", 6, "[]", who)) == "survey_comes_with_a_plan"
    publish_survey(actor=cast.actor("hendra"), span=LAST, plan=plan(), now=clock.now())
    more = "UPDATE complaints_surveycount SET count = count + 1"
    assert broken(more) == "published_survey_takes_no_answers"
    assert "permission denied" in broken("UPDATE complaints_surveyresult SET plan = '[]'")


def test_a_result_of_nobody_is_no_page(cast: Cast) -> None:
    with pytest.raises(Missing):
        selectors.result_page("2025-Q1", clock.now())
