# SPDX-License-Identifier: Apache-2.0
"""The service survey as people answered it in past quarters, and what the head of the unit did about it."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence

from complaints import services
from complaints.rules_survey import CHOICES, Question, Service, Span, quarter_of, spent_key
from complaints.selectors.complaints import complaint_key
from complaints.selectors.survey import result_page, zone
from complaints.services import Received
from complaints.services.survey import Answer, Planned
from lpse.demo.cast import Cast
from lpse.regulations.survey import ELEMENTS

SCORES = (
    (3, 3, 3, 4, 3, 4, 4, 3, 3),
    (4, 3, 2, 4, 3, 3, 4, 3, 4),
    (3, 4, 3, 4, 4, 4, 3, 2, 3),
    (4, 3, 4, 4, 3, 3, 4, 3, 2),
)
"""Four respondents, who answer by turns."""
ACTION = "Menambah contoh isian dan jawaban atas pertanyaan yang sering diajukan pada halaman layanan."


def rated(
    now: dt.datetime,
    *,
    service: Service = Service.OPEN,
    scores: Sequence[int] = SCORES[0],
    profile: Mapping[Question, str] | None = None,
    suggestion: str = "",
    thing: str = "",
    address: str = "",
) -> Received | None:
    """Somebody answers at ``now``; without a ``thing`` nobody was rated before."""
    sending = secrets.token_urlsafe(24)
    return services.answer_survey(
        answer=Answer(service, scores, profile or {}, suggestion),
        key=spent_key(complaint_key(), service, thing or sending),
        nonce=sending,
        address=address or sending,
        now=now,
    )


def answered(span: Span, count: int) -> None:
    """So many people answer in the middle of a quarter, about every service by turns."""
    at = span.starts_at(zone()) + dt.timedelta(days=40)
    kinds = list(Service)
    for number in range(count):
        # Six in a row, so that each service has more than a handful.
        service = kinds[(number // 6) % len(kinds)]
        profile = {ask: CHOICES[ask][number % len(CHOICES[ask])] for ask in Question if number % 4}
        rated(at, service=service, scores=_scores(number, span.quarter or 0), profile=profile)


def _scores(number: int, quarter: int) -> tuple[int, ...]:
    """What one of them says: after the first plan of a year complaints are handled better, after the second faster."""
    said = list(SCORES[(number + quarter) % len(SCORES)])
    for place, better_from in ((7, 2), (2, 3)):
        said[place] = min(4, said[place] + (quarter >= better_from))
    return tuple(said)


def published(cast: Cast, span: Span, now: dt.datetime) -> None:
    """The head of the unit publishes a quarter with a line of the plan for each of its lowest elements."""
    until = now.astimezone(zone()).date() + dt.timedelta(days=60)
    lowest = [row.number for row in result_page(span.code, now).lowest] or [0]
    plan = [
        Planned(number, f"{ACTION} Unsur {number} dari {len(ELEMENTS)}.", until, "Kepala LPSE") for number in lowest
    ]
    services.publish_survey(actor=cast.actor("hendra"), span=span, plan=plan, now=now)


def past_quarters(cast: Cast, now: dt.datetime, *, count: int = 4, people: int = 24) -> list[Span]:
    """Answer the last quarters that ended, and publish all but the last; returns them, oldest first."""
    spans: list[Span] = []
    quarter = quarter_of(now, zone())
    for _each in range(count):
        quarter = quarter_of(quarter.starts_at(zone()) - dt.timedelta(days=1), zone())
        spans.insert(0, quarter)
    for span in spans:
        answered(span, people + 3 * (span.quarter or 0) % 7)
    for span in spans[:-1]:
        published(cast, span, now)
    return spans
