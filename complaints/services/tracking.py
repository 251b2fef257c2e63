# SPDX-License-Identifier: Apache-2.0
"""Opening a ticket with case number and tracking code, with a limit on wrong ones that keeps no address."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from complaints import selectors
from complaints.models import CodeTry, Complaint
from complaints.rules import TRIES, normal_case, try_keys
from lpse.core import words_of_time
from lpse.core.acts import Kind, refuse
from lpse.core.said import said

_COUNT = """
INSERT INTO complaints_codetry AS t (key, hour, count) VALUES (%s, %s, 1)
ON CONFLICT (key, hour) DO UPDATE SET count = t.count + 1 RETURNING count
"""
AN_HOUR = dt.timedelta(hours=1)


def follow_complaint(*, case: str, code: str, address: str, now: dt.datetime) -> Complaint:
    """Return the complaint of a case number and its tracking code (lacak pengaduan).

    Every wrong pair is refused in the same words. After five of them in an hour, for one case or from one address, the
    right one is refused too (Kind.WHEN) until the hour is over. Not atomic on purpose: a refused try stays counted.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    keys = try_keys(selectors.complaint_key(), normal_case(case), address, hour.date())
    CodeTry.objects.filter(hour__lt=hour).delete()
    counts = [count_try(key, hour) for key in keys]
    if max(counts) > TRIES:
        until = words_of_time.clock(hour + AN_HOUR, ZoneInfo(settings.OFFICE["zone"]))
        raise refuse(
            Kind.WHEN,
            "Terlalu banyak kode yang tidak cocok dalam satu jam ini.",
            said("Coba lagi sesudah pukul {until}. Pengaduan Anda tetap diproses.", until=until),
        )
    complaint = selectors.by_code(case, code)
    if complaint is None:
        raise refuse(
            Kind.INPUT,
            "Nomor pengaduan dan kode lacak tidak cocok.",
            "Periksa keduanya pada kartu tiket Anda; huruf besar dan tanda hubung tidak berpengaruh.",
        )
    _forgive(keys, hour)
    return complaint


def count_try(key: str, hour: dt.datetime) -> int:
    """Count a try and return how many there were; whoever comes at the same time gets another number."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, hour])
        count: int = cursor.fetchone()[0]
    return count


def _forgive(keys: Sequence[str], hour: dt.datetime) -> None:
    """Take a right code out of the count."""
    for key in keys:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE complaints_codetry SET count = count - 1 WHERE key = %s AND hour = %s", [key, hour])
