# SPDX-License-Identifier: Apache-2.0
"""What is not yours answers like what is not there: every address, for people who have no business with it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.security.addresses import Address, addresses, bare
from tests.security.conftest import OUTSIDER, House

ATTACKERS = ("", "lintang", OUTSIDER, "oki", "esti")
HUGE = 2**70

# Pages of an announced tender behind a sign-in that somebody without a part in it may open, and what they get.
OPEN = {
    "vendors:join-tender": "every vendor may ask to take part",
    "vendors:room": "leads a vendor to the page where one joins",
    "evaluation:announce-result": "says in a sentence who announces",
    "evaluation:issue-award": "says in a sentence who issues the letter",
    "complaints:file-objection": "says why an objection is not taken",
    "complaints:answer-objection": "objections are public; who may answer is said in a sentence",
    "complaints:withdraw-objection": "objections are public; who may take one back is said in a sentence",
}


def private(house: House) -> Iterator[tuple[Address, dict[str, Any], dict[str, Any], str]]:
    """Each address with a private thing that is there, the same with one that is not, and who may see it."""
    from complaints.models import ObjectionPoint
    from evaluation.models import OpenedFile
    from lpse.accounts.models import Appointment
    from tenders.models import SelectionDocument
    from vendors.models import Vendor

    cast, draft, done = house.cast, house.draft.code, house.finished.code
    arung = Vendor.objects.get(seats__user=cast.people["arung"])
    filler = {
        "document": SelectionDocument.objects.filter(tender=house.draft)[0].pk, "paper": 1,
        "slug": "pembukaan", "number": "SGH-1", "name": "surat", "point": 1, "pk": 1, "ver": 1, "question": 1,
        "proposal": 1, "position": 1, "consortium": 1,
    }  # fmt: skip
    for each in addresses():
        if each.route.startswith("tender/<str:code>/"):
            yield each, {"code": draft, **filler}, {"code": "T-2026-9999", **filler}, ""
        elif each.route.startswith("paket/") and "code" in each.wants:
            yield each, {"code": house.draft.package.code}, {"code": "P-2026-9999"}, ""
        elif "vendor" in each.wants:
            yield each, {"vendor": arung.code, "field": "licence.1"}, {"vendor": "V-0", "field": "licence.1"}, ""
        elif "user" in each.wants:
            yield each, {"user": cast.people["arung"].pk}, {"user": HUGE}, "oki"
        elif "appointment" in each.wants:
            yield each, {"appointment": Appointment.objects.earliest("pk").pk}, {"appointment": HUGE}, "oki"
        elif "case" in each.wants:
            there, gone = house.complaint.case, "ADU-0000-0000"
            yield each, {"case": there, "position": 1, "row": 1}, {"case": gone, "position": 1, "row": 1}, "esti"
        elif "of" in each.wants:
            yield each, {"of": house.complaint.case}, {"of": "ADU-0000-0000"}, "esti"
        elif "register" in each.wants:
            there, gone = house.request.number, "PIP-2026-0000"
            yield each, {"register": there, "position": 1}, {"register": gone, "position": 1}, "putri"
        elif "row_id" in each.wants:
            row = arung.licences.earliest("pk").pk
            yield each, {"part": "licence", "row_id": row}, {"part": "licence", "row_id": HUGE}, ""
    named = {each.name: each for each in addresses()}
    opened = OpenedFile.objects.earliest("pk").pk
    point = ObjectionPoint.objects.earliest("pk").pk
    yield named["evaluation:opened-file"], {"code": done, "pk": opened}, {"code": done, "pk": HUGE}, ""
    yield named["complaints:evidence"], {"code": done, "point": point}, {"code": done, "point": HUGE}, "esti"
    for name in ("vendors:receipt", "vendors:receipt-bundle", "vendors:receipt-paper"):
        yield named[name], {"code": done, "ver": 1}, {"code": done, "ver": HUGE}, ""


def ask(client: Client, method: str, path: str) -> tuple[int, bytes]:
    """Status and body; a redirect's body is where it leads."""
    answer = client.get(path) if method == "GET" else client.post(path, {"x": "1"})
    body = answer.headers["Location"].encode() if answer.status_code == 302 else b"".join(answer)
    return answer.status_code, body


@pytest.mark.parametrize("name", ATTACKERS)
def test_what_is_not_yours_answers_like_what_is_not_there(
    house: House, browser: Callable[..., Client], name: str
) -> None:
    client, told, seen = browser(name), [], 0
    for each, real, ghost, owner in private(house):
        if owner and owner == name:
            continue
        for method in ("GET", "POST"):
            here, there = each.path(**real), each.path(**ghost)
            status, body = ask(client, method, here)
            other, empty = ask(client, method, there)
            words = [str(value) for value in (*real.values(), *ghost.values()) if len(str(value)) > 3]
            allowed = {302, 404, 405} if not name else {403, 404, 405, 409}
            seen += 1
            if (
                status != other
                or status not in allowed
                or bare(body, here, there, *words) != bare(empty, there, here, *words)
            ):
                told.append(f"{method} {here}: {status}, and {other} for what is not there")
    assert seen > 100
    assert not told, "\n".join(told)


@pytest.mark.parametrize("name", ATTACKERS[1:])
def test_a_tender_shows_its_inside_to_nobody_without_a_part_in_it(
    house: House, browser: Callable[..., Client], name: str
) -> None:
    client, told = browser(name), []
    filler = {
        "paper": 1,
        "slug": "pembukaan", "number": "SGH-1", "name": "surat", "point": 1, "pk": 1, "ver": 1, "question": 1,
        "proposal": 1, "position": 1, "consortium": 1,
    }  # fmt: skip
    inside = [each for each in addresses() if each.route.startswith("tender/<str:code>/") and each.mark != "public"]
    assert len(inside) > 25
    for each in inside:
        for code in (house.taking.code, house.finished.code):
            for method in ("GET", "POST"):
                path = each.path(code=code, **filler)
                status, _body = ask(client, method, path)
                if status not in (404, 405) and each.name not in OPEN:
                    told.append(f"{method} {path} ({each.name}): {status}")
    # PT Lintang takes part in the tender that takes bids: its own room is its own.
    own = ("vendors:", house.taking.code)
    told = [line for line in told if name != "lintang" or own[0] not in line or own[1] not in line]
    assert not told, "\n".join(told)
