# SPDX-License-Identifier: Apache-2.0
"""Opening a ticket with case number and tracking code, with a limit on wrong ones that keeps no address."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from complaints import selectors
from complaints.models import CodeTry, Complaint, InformationRequest
from complaints.rules import TRIES, normal_case, try_keys
from complaints.rules_information import normal_number
from complaints.selectors import information
from lpse.core import words_of_time
from lpse.core.acts import Kind, refuse
from lpse.core.said import said

_COUNT = """
INSERT INTO complaints_codetry AS t (key, hour, count) VALUES (%s, %s, 1)
ON CONFLICT (key, hour) DO UPDATE SET count = t.count + 1 RETURNING count
"""
AN_HOUR = dt.timedelta(hours=1)
Found = TypeVar("Found")


def follow_complaint(*, case: str, code: str, address: str, now: dt.datetime) -> Complaint:
    """Return the complaint of a case number and its tracking code (lacak pengaduan).

    Every wrong pair is refused in the same words. After five of them in an hour, for one case or from one address, the
    right one is refused too (Kind.WHEN) until the hour is over. Not atomic on purpose: a refused try stays counted.
    """
    found = _within_tries(normal_case(case), address, now, lambda: selectors.by_code(case, code))
    if found is None:
        raise refuse(
            Kind.INPUT,
            "Nomor pengaduan dan kode lacak tidak cocok.",
            "Periksa keduanya pada kartu tiket Anda; huruf besar dan tanda hubung tidak berpengaruh.",
        )
    return found


def follow_information(*, number: str, code: str, address: str, now: dt.datetime) -> InformationRequest:
    """Return the request for information of a registration number and its code; wrong ones are limited alike."""
    name = f"information {normal_number(number)}"
    found = _within_tries(name, address, now, lambda: information.by_number_and_code(number, code))
    if found is None:
        raise refuse(
            Kind.INPUT,
            "Nomor pendaftaran dan kode tidak cocok.",
            "Periksa keduanya pada tanda terima Anda; huruf besar dan tanda hubung tidak berpengaruh.",
        )
    return found


def _within_tries(name: str, address: str, now: dt.datetime, find: Callable[[], Found | None]) -> Found | None:
    """Return what a right code finds, or None; both numbers of tries are kept under keys of the day."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    keys = try_keys(selectors.complaint_key(), name, address, hour.date())
    CodeTry.objects.filter(hour__lt=hour).delete()
    counts = [count_try(key, hour) for key in keys]
    if max(counts) > TRIES:
        until = words_of_time.clock(hour + AN_HOUR, ZoneInfo(settings.OFFICE["zone"]))
        raise refuse(
            Kind.WHEN,
            "Terlalu banyak kode yang tidak cocok dalam satu jam ini.",
            said("Coba lagi sesudah pukul {until}. Yang Anda kirim tetap diproses.", until=until),
        )
    found = find()
    if found is not None:
        _forgive(keys, hour)
    return found


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
