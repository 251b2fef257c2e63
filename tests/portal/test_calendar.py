# SPDX-License-Identifier: Apache-2.0
"""The personal calendar: made, renewed and ended by its owner; whoever has its address needs no session."""

import hashlib
import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from icalendar import Calendar

from complaints.models import Complaint
from lpse.accounts.calendars import SECRET_BYTES
from lpse.accounts.models import CalendarLink
from lpse.demo import complaints as world
from lpse.demo.cast import Cast

MAKE, END, PAGE = "/akun/kalender/buat/", "/akun/kalender/matikan/", "/akun/kalender/"


def made(client: Any) -> str:
    """The path of a new calendar, as its page shows it."""
    shown = client.post(MAKE).content.decode()
    return re.search(r"/kalender/[\w-]+\.ics", shown)[0]  # type: ignore[index]


def test_an_auditor_subscribes_to_what_is_due_and_reads_no_word_of_a_complaint(empty: Cast, browser: Any) -> None:
    case = world.complain().complaint.case
    path = made(browser("esti"))
    stranger = browser()
    answer = stranger.get(path)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert not stranger.cookies
    event = next(each for each in Calendar.from_ical(answer.content).walk("VEVENT") if case in each["summary"])
    assert event["dtend"].dt == Complaint.objects.get().due_at
    assert str(event["url"]).endswith(f"/audit/pengaduan/{case}/")
    assert world.SUBJECT not in answer.content.decode()
    again = Calendar.from_ical(stranger.get(path).content)
    assert event["uid"] in [each["uid"] for each in again.walk("VEVENT")]


def test_each_person_has_their_own_and_a_new_one_ends_the_old(empty: Cast, browser: Any) -> None:
    world.complain()
    oki, esti = browser("oki"), browser("esti")
    first, other = made(esti), made(oki)
    assert b"pengaduan" not in browser().get(other).content
    second = made(esti)
    assert browser().get(first).status_code == 404
    assert browser().get(second).status_code == 200
    assert "Alamat Anda aktif" in esti.get(PAGE).content.decode()
    assert second not in esti.get(PAGE).content.decode()
    esti.post(END)
    assert browser().get(second).status_code == browser().get("/kalender/x.ics").status_code == 404
    assert "Belum ada alamat" in esti.get(PAGE).content.decode()
    assert browser().get(other).status_code == 200


def test_only_a_digest_is_kept_and_it_stays(empty: Cast, browser: Any) -> None:
    secret = made(browser("arung")).removeprefix("/kalender/").removesuffix(".ics")
    link = CalendarLink.objects.get()
    assert len(secret) >= SECRET_BYTES
    assert link.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    for change in ("secret_sha256 = repeat('a', 64)", "made_at = now()", "user_id = user_id + 1"):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE accounts_calendarlink SET {change}")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_calendarlink")


def test_a_person_who_was_shut_out_has_no_calendar(empty: Cast, browser: Any) -> None:
    path = made(browser("arung"))
    person = empty.people["arung"]
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert browser().get(path).status_code == 404
