# SPDX-License-Identifier: Apache-2.0
"""The one task list: its order, its groups around midnight, and whose it is."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from lpse.core.acts import Task
from lpse.portal.selectors.tasks import LATER, OVERDUE, TODAY, WEEK, grouped

WIB = ZoneInfo("Asia/Jakarta")
NOW = dt.datetime(2026, 11, 20, 14, 32, 7, tzinfo=WIB)
MIDNIGHT = dt.datetime(2026, 11, 21, tzinfo=WIB)
MICROSECOND = dt.timedelta(microseconds=1)


def group_of(due_at):
    found = grouped([Task("x", "/x/", due_at)], NOW, WIB)
    return next(name for name, tasks in found.items() if tasks)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("due_at", "group"),
    [
        (NOW - MICROSECOND, OVERDUE),
        (NOW, OVERDUE),  # the end is exclusive: at it the time is over
        (NOW + MICROSECOND, TODAY),
        (MIDNIGHT, TODAY),  # 24.00 of today
        (MIDNIGHT + MICROSECOND, WEEK),
        (MIDNIGHT + dt.timedelta(days=6), WEEK),
        (MIDNIGHT + dt.timedelta(days=6) + MICROSECOND, LATER),
        (None, LATER),
    ],
)
def test_a_task_stands_in_the_group_of_its_last_day(due_at, group):
    assert group_of(due_at) == group


@pytest.mark.pure
def test_the_day_is_that_of_the_office():
    due_at = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)  # midnight in Jakarta, 02.00 of the 21st in Jayapura
    jayapura = ZoneInfo("Asia/Jayapura")
    assert grouped([Task("x", "/", due_at)], NOW, WIB)[TODAY]
    assert grouped([Task("x", "/", due_at)], NOW, jayapura)[WEEK]


@pytest.mark.pure
def test_soonest_first_and_undated_last():
    tasks = [Task("tanpa", "/"), Task("nanti", "/", NOW + dt.timedelta(days=40)), Task("dekat", "/", MIDNIGHT)]
    found = grouped(tasks, NOW, WIB)
    assert [task.title for task in found[TODAY]] == ["dekat"]
    assert [task.title for task in found[LATER]] == ["nanti", "tanpa"]


def test_a_stranger_is_led_to_sign_in(empty, browser):
    answer = browser().get("/tugas/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/masuk/login/?next=/tugas/"


def test_with_nothing_to_do_the_page_says_so(empty, browser):
    answer = browser("putri").get("/tugas/")
    assert "Tidak ada yang menunggu Anda" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "room"),
    [
        ("ratna", "/paket/"),
        ("hendra", "/paket/tugaskan/"),
        ("vera", "/kelola/verifikasi/"),
        ("oki", "/kelola/pengguna/"),
        ("esti", "/audit/pengaduan/"),
        ("arung", "/usaha/"),
    ],
)
def test_every_office_finds_its_room(empty, browser, name, room):
    assert f'href="{room}"' in browser(name).get("/tugas/").content.decode()


@pytest.mark.parametrize("name", ["ratna", "hendra", "bima", "vera", "oki", "esti", "putri", "surya", "arung"])
def test_every_room_of_an_office_opens(story, browser, name):
    from lpse.portal.selectors.tasks import ROOMS

    client = browser(name)
    listed = client.get("/tugas/").content.decode()
    for room in {address for _role, address, _words in ROOMS if f'href="{address}"' in listed}:
        assert client.get(room).status_code == 200, room


def test_a_member_finds_the_tenders_of_the_committee_and_no_package_to_make(story, browser):
    shown = browser("bima").get("/paket/").content.decode()
    assert f'href="/tender/{story.finished.code}/"' in shown
    assert "/paket/baru/" not in shown
    assert browser("arung").get("/paket/").status_code == 404


def test_a_member_without_a_key_is_asked_to_make_one(empty, browser):
    text = browser("citra").get("/tugas/").content.decode()
    assert "Buat kunci anggota Anda" in text
    assert "/akun/kunci/" in text


@pytest.mark.parametrize("name", ["ratna", "bima", "arung", "vera", "esti"])
def test_a_task_page_asks_the_database_at_most_20_times(story, browser, django_assert_max_num_queries, name):
    client = browser(name)
    client.get("/tugas/")
    with django_assert_max_num_queries(20):
        assert client.get("/tugas/").status_code == 200


def test_another_persons_tasks_are_not_shown(story, browser):
    assert "Komputer Sekolah" not in browser("bahari").get("/tugas/").content.decode()
