# SPDX-License-Identifier: Apache-2.0
"""Loads the plain SQL that a migration of the same name brings, with its reverse."""

from pathlib import Path

from django.db.migrations import RunSQL


def load(migration: str) -> RunSQL:
    """Return the operation for ``<app>/sql/<migration name>.sql`` and its ``.reverse.sql``.

    ``migration`` is the migration's ``__file__``.
    """
    file = Path(migration)
    folder = file.parent.parent / "sql"
    forwards = (folder / f"{file.stem}.sql").read_text(encoding="utf-8")
    backwards = (folder / f"{file.stem}.reverse.sql").read_text(encoding="utf-8")
    return RunSQL(forwards, backwards)
