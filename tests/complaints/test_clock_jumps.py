# SPDX-License-Identifier: Apache-2.0
"""The database's clock jumps by months and back, under libfaketime where it is installed: nothing is told twice."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import DatabaseError, connections
from launcher.processes import Supervisor
from launcher.services import Postgres
from launcher.workspace import Workspace, free_block

from complaints import services
from complaints.models import ClockMark
from complaints.rules import Level
from lpse.core import clock
from lpse.core.acts import Actor, Role
from lpse.demo import cast as casting
from lpse.demo import complaints as world
from lpse.demo import information
from lpse.demo.waiting import database_now
from lpse.ledger import services as ledger
from lpse.ledger.models import Entry
from lpse.regulations.information import ObjectionGround
from tests.support.site import CACHE, DATABASE, LEAST_FREE, TEMPLATE, copy, digest_of_schema

NO_LIBRARY = "libfaketime is not installed (on Debian: apt-get install libfaketime), so no clock can jump"
NAMES = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/local/lib/faketime/libfaketime.so.1")
A_DAY = dt.timedelta(days=1)

Jump = Callable[[str], dt.datetime]
"""Set the offset of the database's clock (``+200d``); returns what it says now."""


def library() -> str | None:
    """Where libfaketime is, or None; ``LIBFAKETIME`` names another place."""
    found = [str(path) for name in NAMES for path in Path("/").glob(name.removeprefix("/"))]
    return os.environ.get("LIBFAKETIME") or next(iter(found), None)


@pytest.fixture
def jump(site: Any, django_db_setup: None, django_db_blocker: Any, settings: Any) -> Iterator[Jump]:
    """A PostgreSQL of its own whose clock the test moves, with Django pointed at it."""
    fake, kept = library(), CACHE / digest_of_schema()
    if fake is None or not kept.exists():
        pytest.skip(NO_LIBRARY)
    var = Path(tempfile.mkdtemp(prefix="lpse-jump-"))
    workspace = Workspace(var, free_block(), LEAST_FREE)
    workspace.assign_ports()
    postgres, offset, supervisor = Postgres(workspace, durable=False), var / "offset", Supervisor(say=lambda text: None)
    copy(kept / "postgres", postgres.data)
    shutil.copy(kept / "password", var / "secrets" / "postgres")
    offset.write_text("+0d\n", encoding="ascii")
    for place in (var, offset):
        place.chmod(0o755)
    process = postgres.process()
    process.env = {"LD_PRELOAD": fake, "FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1"}
    entry = connections["default"]
    before = dict(entry.settings_dict)
    try:
        supervisor.start(process)
        postgres.make_roles()
        postgres.clone_database(DATABASE, TEMPLATE)
        address = urlsplit(workspace.database_url("app", DATABASE))
        entry.close()
        entry.settings_dict |= {"PORT": address.port, "PASSWORD": unquote(address.password or ""), "NAME": DATABASE}
        settings.VAR = var

        def to(words: str) -> dt.datetime:
            offset.write_text(f"{words}\n", encoding="ascii")
            return database_now()

        with django_db_blocker.unblock():
            yield to
    finally:
        entry.close()
        entry.settings_dict.update(before)
        process.kill()
        supervisor.stop()
        shutil.rmtree(var, ignore_errors=True)


def test_a_clock_that_jumps_ahead_and_back_tells_each_level_once(jump: Jump) -> None:
    ledger.ensure_genesis()
    world.complain()
    assert services.claim_marks(now=jump("+0d")) == 0
    ahead = jump("+200d")
    assert ahead > clock.now() + 199 * A_DAY
    assert [services.claim_marks(now=ahead) for _tick in range(2)] == [2 * len(Level), 0]
    back = jump("-10d")
    assert back < clock.now()
    assert services.claim_marks(now=back) == 0
    assert services.claim_marks(now=jump("+400d")) == 0
    assert Entry.objects.filter(act="complaints.watch_clock").count() == ClockMark.objects.count() == 2 * len(Level)


def test_the_database_judges_by_its_own_clock_when_the_portals_lags(jump: Jump, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    ledger.ensure_genesis()
    putri = casting.gather().people["putri"]
    officer = Actor(putri.pk, "Putri", frozenset({Role.INFORMATION_OFFICER}), stepped_up=True)
    request = information.ask().request
    reason = "Berkasnya ada di gudang arsip di luar kota dan sedang dicari."
    late = jump("+60d")
    # For the portal the term still runs; for the database it is over.
    with pytest.raises(DatabaseError, match="extended once, before it ends"):
        services.extend_information(actor=officer, request=request, reason=reason, now=clock.now())
    said = {"text": "Tidak ada jawaban sampai hari ini.", "attorney": ""}
    found = services.object_to_information(request=request, ground=ObjectionGround.NO_ANSWER, now=late, **said)
    assert found.due_at > late
