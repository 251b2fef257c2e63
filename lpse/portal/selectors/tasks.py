# SPDX-License-Identifier: Apache-2.0
"""One list of what waits for a person, whatever their office: each app tells its part, the clock orders it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

import complaints.selectors
import evaluation.selectors.tasks
import tenders.selectors
import vendors.selectors
from lpse.accounts import selectors as accounts
from lpse.core.acts import Actor, Role, Task
from lpse.portal.guides import guides_for
from lpse.portal.guides_form import Guide

Source = Callable[[Actor], list[Task]]
SOURCES: Sequence[Source] = (
    tenders.selectors.tasks_for,
    vendors.selectors.tasks_for,
    evaluation.selectors.tasks.tasks_for,
    complaints.selectors.tasks_for,
    accounts.tasks_for,
)
OVERDUE, TODAY, WEEK, LATER = "overdue", "today", "week", "later"
TITLES: dict[str, Any] = {
    OVERDUE: _("Terlambat"),
    TODAY: _("Hari ini"),
    WEEK: _("Minggu ini"),
    LATER: _("Lainnya"),
}
ROOMS: Sequence[tuple[Role, str, Any]] = (
    (Role.VENDOR, "/usaha/", _("Data badan usaha")),
    (Role.VENDOR, "/tender/", _("Cari paket")),
    (Role.PROCUREMENT_OFFICER, "/paket/", _("Paket saya")),
    (Role.UNIT_HEAD, "/paket/tugaskan/", _("Penugasan Pokja")),
    (Role.COMMITTEE, "/paket/", _("Paket Pokja")),
    (Role.COMMITTEE, "/akun/kunci/", _("Kunci anggota")),
    (Role.VERIFIER, "/kelola/verifikasi/", _("Antrean verifikasi penyedia")),
    (Role.VERIFIER, "/daftar-hitam/", _("Daftar hitam")),
    (Role.OPERATOR, "/kelola/pengguna/", _("Pengguna dan penunjukan")),
    (Role.OPERATOR, "/kelola/penunjukan/", _("Penunjukan yang segera berakhir")),
    (Role.AUDITOR, "/audit/pengaduan/", _("Meja pengaduan")),
    (Role.INFORMATION_OFFICER, "/ppid/", _("Meja informasi publik")),
    (Role.INFORMATION_SUPERIOR, "/ppid/", _("Meja informasi publik")),
    (Role.UNIT_HEAD, "/kelola/tenggat/", _("Tenggat dan hari libur")),
    (Role.OPERATOR, "/kelola/tenggat/", _("Tenggat dan hari libur")),
    (Role.AUDITOR, "/akun/kunci/", _("Kunci auditor")),
    (Role.AUDITOR, "/kelola/tenggat/", _("Tenggat dan hari libur")),
)


@dataclass(frozen=True)
class Group:
    """Tasks that are due in one span of time, soonest first."""

    name: str
    title: Any
    tasks: Sequence[Task]


@dataclass(frozen=True)
class TaskPage:
    """The task list of one person, the rooms their offices open, and the guides for what they do there."""

    groups: Sequence[Group]
    count: int
    rooms: Sequence[tuple[str, Any]]
    guides: Sequence[Guide]


def task_page(actor: Actor, now: datetime) -> TaskPage:
    """Return what waits for the actor; groups without a task are left out."""
    tasks = all_tasks(actor)
    zone = ZoneInfo(settings.OFFICE["zone"])
    groups = [Group(name, TITLES[name], found) for name, found in grouped(tasks, now, zone).items() if found]
    rooms = dict.fromkeys((address, words) for role, address, words in ROOMS if actor.is_a(role))
    return TaskPage(groups, len(tasks), list(rooms), guides_for(actor.roles))


def all_tasks(actor: Actor) -> list[Task]:
    """Return everything that waits for the actor, in no order."""
    return [task for source in SOURCES for task in source(actor)]


def grouped(tasks: Sequence[Task], now: datetime, zone: ZoneInfo) -> dict[str, list[Task]]:
    """Return tasks by when they are due, seen from ``now`` in ``zone``: soonest first, undated ones last.

    ``due_at`` is exclusive: what ends at midnight belongs to the day before; the week is the seven days from today on.
    """
    found: dict[str, list[Task]] = {OVERDUE: [], TODAY: [], WEEK: [], LATER: []}
    for task in sorted(tasks, key=lambda task: (task.due_at is None, task.due_at or now)):
        found[_group(task.due_at, now, zone)].append(task)
    return found


def _group(due_at: datetime | None, now: datetime, zone: ZoneInfo) -> str:
    if due_at is None:
        return LATER
    if due_at <= now:
        return OVERDUE
    last_day = (due_at - timedelta(microseconds=1)).astimezone(zone).date()
    days = (last_day - now.astimezone(zone).date()).days
    return TODAY if days <= 0 else WEEK if days < 7 else LATER
