# SPDX-License-Identifier: Apache-2.0
"""The service survey (SKM): taking answers that nobody can trace, and publishing what they came to.

How an answer stays anonymous. There is no row of an answer: nine ratings only add one to nine counts of the quarter
and the service, and what a respondent says of themselves adds one to counts of its own, tied to no rating. That a
service was rated is remembered apart, under a keyed hash of what the service was about, without time, quarter or
score; so the same registration, bid, objection or complaint is rated once, and whoever holds database and key learns
at most that it was rated, never how. Nothing of it is on the record before a quarter has ended, and no log line
carries it. Bids are asked about only after their tender closed. A suggestion is not kept with the ratings: on request
it becomes a complaint, which the desk answers. What remains possible is to compare two copies of the database taken
before and after a single answer; counts under five are therefore never shown, and the table of tickets is closed to
the reading role.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from complaints import policy, selectors
from complaints.models import CodeTry, SurveyResult
from complaints.policy import Act
from complaints.policy_survey import may_publish
from complaints.rules_survey import CHOICES, OPEN_PER_HOUR, Question, Service, Span, address_key, is_complete
from complaints.selectors import survey
from complaints.services.complaints import Received, receive_complaint
from complaints.services.tracking import AN_HOUR, count_try
from lpse.core import words_of_time
from lpse.core.acts import Actor, Kind, refuse
from lpse.core.said import said
from lpse.ledger import services as ledger
from lpse.regulations.survey import ELEMENTS, WEIGHT

SUGGESTION = "Saran dari survei layanan"
"""The subject of a complaint that a suggestion becomes; complaints stay Indonesian."""
PUBLISHING = 0x534B4D31
"""Any fixed number: one publication at a time."""
LEAST_PLAN, MOST_PLAN = 20, 2_000
_SPEND = "INSERT INTO complaints_surveyspent (key) VALUES (%s) ON CONFLICT DO NOTHING"
_COUNT = """
INSERT INTO complaints_surveycount AS c (period, service, element, score, count) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (period, service, element, score) DO UPDATE SET count = c.count + 1
"""
_PROFILE = """
INSERT INTO complaints_surveyprofile AS p (period, question, choice, count) VALUES (%s, %s, %s, 1)
ON CONFLICT (period, question, choice) DO UPDATE SET count = p.count + 1
"""


@dataclass(frozen=True)
class Answer:
    """What a respondent says: nine scores in the order of the elements, and what they choose to tell of themselves."""

    service: Service
    scores: Sequence[int]
    profile: Mapping[Question, str]
    suggestion: str = ""


@transaction.atomic
def answer_survey(*, answer: Answer, key: str, nonce: str, address: str, now: dt.datetime) -> Received | None:
    """Count an answer to the survey (pengisian survei); see the module's head for what is not kept.

    ``key`` names what was rated, or the sending of an open form; a second answer under it is refused (Kind.STATE). A
    suggestion becomes a complaint named by ``nonce`` and is returned with its code. Not an act of the record: a leaf
    would tell when somebody answered. Source: R-SKM-2, R-SKM-3.
    """
    if not is_complete(answer.scores):
        raise refuse(Kind.INPUT, "Nilai kesembilan unsur belum lengkap.", "Pilih satu jawaban pada setiap pertanyaan.")
    if answer.service is Service.OPEN:
        _within_the_hour(address, now)
    period = survey.running_quarter(now).code
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [key])
        if cursor.rowcount != 1:
            raise refuse(Kind.STATE, "Layanan ini sudah dinilai.", "Terima kasih; satu layanan dinilai satu kali.")
        for element, score in enumerate(answer.scores, start=1):
            cursor.execute(_COUNT, [period, answer.service.value, element, score])
        for question in Question:
            choice = answer.profile.get(question, "")
            if choice in CHOICES[question]:
                cursor.execute(_PROFILE, [period, question.value, choice])
    if not answer.suggestion.strip():
        return None
    return receive_complaint(subject=SUGGESTION, text=answer.suggestion, tender=None, nonce=nonce, now=now)


def _within_the_hour(address: str, now: dt.datetime) -> None:
    """Refuse an address that sent too many open answers in this hour; only its name of the day is counted."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    CodeTry.objects.filter(hour__lt=hour).delete()
    key = address_key(selectors.complaint_key(), address, hour.date())
    if count_try(key, hour) > OPEN_PER_HOUR:
        until = words_of_time.clock(hour + AN_HOUR, survey.zone())
        raise refuse(
            Kind.WHEN,
            "Terlalu banyak jawaban dari alamat ini dalam satu jam.",
            said("Coba lagi sesudah pukul {until}.", until=until),
        )


@dataclass(frozen=True)
class Planned:
    """One line of a follow-up plan: the element it is about (0 for none), what is done, until when, by whom."""

    element: int
    action: str
    until_on: dt.date
    responsible: str


@transaction.atomic
def publish_survey(*, actor: Actor, span: Span, plan: Sequence[Planned], now: dt.datetime) -> SurveyResult:
    """Publish the result of an ended span with its follow-up plan (hasil SKM), on the record. Source: R-SKM-9.

    From then on its counts stand still. Of fewer than five answers only that there were so few is published.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING])
    policy.require(may_publish(actor, survey.survey_facts(span, now)))
    _check_plan(plan, now)
    page = survey.result_page(span.code, now)
    lines = [
        {
            "element": line.element,
            "action": line.action.strip(),
            "until": line.until_on.isoformat(),
            "responsible": line.responsible.strip(),
        }
        for line in plan
    ]
    result = SurveyResult.objects.create(
        period=span.code,
        respondents=page.respondents,
        population=page.population,
        figures=_figures(page),
        plan=lines,
        published_at=now,
        published_by_id=actor.person,
    )
    ledger.record(
        Act.PUBLISH_SURVEY, actor=actor, subject="survey", public={"period": span.code, **_figures(page), "plan": lines}
    )
    return result


def _figures(page: survey.ResultPage) -> dict[str, object]:
    """Return what is published in numbers, as decimal strings; nothing but the size of the sample when withheld."""
    known = {"population": page.population, "sample": page.sample}
    if page.index is None:
        return {**known, "respondents": f"<{page.least}"}
    return {
        **known,
        "respondents": page.respondents,
        "index": str(page.exact),
        "grade": str(page.grade),
        "weight": f"{WEIGHT.numerator}/{WEIGHT.denominator}",
        "elements": [str(row.mean) for row in page.elements],
    }


def _check_plan(plan: Sequence[Planned], now: dt.datetime) -> None:
    today = now.astimezone(survey.zone()).date()
    if not plan:
        raise refuse(Kind.INPUT, "Rencana tindak lanjutnya kosong.", "Tulis sekurangnya satu tindakan.")
    for line in plan:
        if not LEAST_PLAN <= len(line.action.strip()) <= MOST_PLAN or not 0 <= line.element <= len(ELEMENTS):
            raise refuse(Kind.INPUT, "Sebuah tindakan belum jelas.", "Tulis dalam dua puluh huruf atau lebih.")
        if not line.responsible.strip():
            raise refuse(Kind.INPUT, "Sebuah tindakan belum ada penanggung jawabnya.", "Tulis jabatannya.")
        if line.until_on < today:
            raise refuse(Kind.INPUT, "Sebuah tindakan berakhir sebelum hari ini.", "Pilih tanggal yang akan datang.")
