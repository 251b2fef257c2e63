# SPDX-License-Identifier: Apache-2.0
"""What is the same for everybody, made once within one second: whole pages of strangers, parts of pages of all others.

It is kept, in the memory of the process, until the second ends or the public record grows: one small question to the
database tells. Every public act is on the record, so what was kept says what would be made anew; what only the clock
moves is at most a second late. Source: quality.md 3.3 (a1, a3) and 3.4.
"""

from collections.abc import Callable, Hashable

import psycopg
from django.db import DatabaseError, connection
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lpse.core import clock

HEAD = b"SELECT ROW(size, at)::text FROM ledger_head"
MOST_PARTS = 256
Moment = tuple[int, bytes]

_parts: dict[tuple[Hashable, ...], tuple[Moment, SafeString]] = {}


def version() -> bytes:
    """Return what moves with every entry of the record; nothing when it cannot be read, and then nothing is kept.

    By libpq itself: the ways of Django's cursor cost more than the whole rest of an answer. A broken connection shows
    here as an error and is mended by whoever asks next.
    """
    try:
        connection.ensure_connection()
        found = connection.connection.pgconn.exec_(HEAD)
        return found.get_value(0, 0) or b"" if found.ntuples == 1 else b""
    except (psycopg.Error, DatabaseError):
        return b""


def part(key: Hashable, draw: Callable[[], SafeString]) -> SafeString:
    """Return a part of a page: what another person was shown in this second, else what ``draw`` makes now.

    ``key`` is all that the part depends on, but for the language, the record and the clock: nothing of the person.
    """
    moment = (int(clock.now().timestamp()), version())
    known = _parts.get((key, get_language()))
    if known and known[0] == moment:
        return known[1]
    drawn = draw()
    if moment[1]:
        if len(_parts) >= MOST_PARTS:
            _parts.clear()
        _parts[key, get_language()] = moment, drawn
    return drawn


def forget() -> None:
    """Forget every part, as the end of a second does: for tests, whose seconds hold many worlds."""
    _parts.clear()
