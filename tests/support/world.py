# SPDX-License-Identifier: Apache-2.0
"""Worlds built once and committed to a database of their own, which each test changes and gives back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from lpse.demo.cast import Cast

QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class World(Protocol):
    """What a world says of itself: its database, and the data folder with the record's kept head."""

    @property
    def database(self) -> str: ...
    @property
    def var(self) -> Path: ...


@contextmanager
def pointed_at(database: str, var: Path) -> Iterator[None]:
    """Django on another database and data folder for a while."""
    from django.conf import settings
    from django.db import connections

    entry = connections["default"]
    before, kept = entry.settings_dict["NAME"], settings.VAR
    entry.close()
    entry.settings_dict["NAME"], settings.VAR = database, var
    try:
        yield
    finally:
        entry.close()
        entry.settings_dict["NAME"], settings.VAR = before, kept


@contextmanager
def rolled_back(world: World, blocker: DjangoDbBlocker, folder: Path) -> Iterator[None]:
    """One test on a built world, in a transaction that is rolled back; its data folder is copied below ``folder``."""
    from django.db import transaction

    var = folder / "var"
    shutil.copytree(world.var, var)
    with blocker.unblock(), pointed_at(world.database, var), transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Installation:
    """Everyone with their appointments, and the database and data folder they were committed to."""

    cast: Cast
    database: str
    var: Path


def gathered_installation(database: str, var: Path) -> Installation:
    """Begin the record in a fresh database, and gather the cast there."""
    from django.test import override_settings

    from lpse.demo import cast as casting
    from lpse.ledger import services as ledger

    with pointed_at(database, var), override_settings(PASSWORD_HASHERS=QUICK_HASHERS):
        ledger.ensure_genesis()
        return Installation(casting.gather(), database, var)
