# SPDX-License-Identifier: Apache-2.0
"""Filters that write money, dates, times, sizes and digests as ux.md 4.2 wants them, in Indonesian or English.

Every time is told in the Office's zone with its label. What is missing (None) is shown as a dash, never as "None".
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from lpse import language
from lpse.core import money
from lpse.core import words_of_time as words

register = template.Library()
DASH = "–"
UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "KB"))
NATION = (("Asia/Jakarta", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT"))
SCALES = {"triliun": "trillion", "miliar": "billion", "juta": "million"}
Amount = Decimal | Fraction | int


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.OFFICE["zone"])


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment without zone cannot be shown.")
    return moment.astimezone(_zone())


def _day(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _number(text: str) -> str:
    return text if language.is_english() else text.translate(language.SWAP)


@register.filter
def desimal(value: Amount | None, places: int = 2) -> str:
    """Return ``83,89`` (English ``83.89``): always so many decimals, half up."""
    if value is None:
        return DASH
    return _number(f"{money.rounded(value, places):,.{places}f}")


@register.filter
def angka(value: Amount) -> str:
    """Return a figure of a chart as ``52,2`` (English ``52.2``): one decimal, half up, none when it is whole."""
    return _number(f"{money.rounded(value, 1):,}".removesuffix(".0"))


@register.filter
def rupiah(amount: Amount | None) -> str:
    """Return ``Rp4.876.540.000,00`` (English ``Rp4,876,540,000.00``)."""
    if amount is None:
        return DASH
    text = money.rupiah(amount)
    return text.translate(language.SWAP) if language.is_english() else text


@register.filter
def rupiah_singkat(amount: Amount | None) -> str:
    """Return ``Rp4,88 miliar`` (English ``Rp4.88 billion``); for lists and charts only."""
    if amount is None:
        return DASH
    text = money.short_rupiah(amount)
    if not language.is_english():
        return text
    figure, _space, scale = text.translate(language.SWAP).partition(" ")
    return f"{figure} {SCALES[scale]}" if scale else figure


@register.filter
def terbilang(amount: Decimal | int | None) -> str:
    """Return the amount in Indonesian words: the legal form, in every language of the interface."""
    if amount is None:
        return DASH
    text = money.words(amount)
    return text[:1].upper() + text[1:]


@register.filter
def tanggal(value: date | datetime | None) -> str:
    """Return ``Selasa, 24 November 2026`` (English ``Tuesday, 24 November 2026``)."""
    if value is None:
        return DASH
    day = _day(value)
    return f"{day:%A}, {day.day} {day:%B} {day.year}" if language.is_english() else words.long_date(day)


@register.filter
def tanggal_singkat(value: date | datetime | None) -> str:
    """Return ``Sel, 24 Nov 2026`` (English ``Tue, 24 Nov 2026``)."""
    if value is None:
        return DASH
    day = _day(value)
    return f"{day:%a}, {day.day} {day:%b} {day.year}" if language.is_english() else words.short_date(day)


@register.filter
def pukul_detik_saja(moment: datetime | None) -> str:
    """Return ``10.06.42`` (English ``10:06:42``), for places that print the zone themselves."""
    return (
        DASH
        if moment is None
        else f"{_local(moment):%H:%M:%S}"
        if language.is_english()
        else f"{_local(moment):%H.%M.%S}"
    )


@register.filter
def zona(moment: datetime) -> str:
    """Return the label of the Office's zone at that moment: WIB, WITA or WIT."""
    return words.zone_label(_local(moment))


@register.filter
def pukul(moment: datetime | None) -> str:
    """Return ``10.00 WIB`` (English ``10:00 WIB``)."""
    if moment is None:
        return DASH
    return f"{_local(moment):%H:%M} {zona(moment)}" if language.is_english() else words.clock(_local(moment), _zone())


@register.filter
def pukul_detik(moment: datetime | None) -> str:
    """Return ``10.06.42 WIB`` (English ``10:06:42 WIB``)."""
    return DASH if moment is None else f"{pukul_detik_saja(moment)} {zona(moment)}"


@register.filter
def rentang(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Return ``Sen 16 Nov 2026 08.00 – Sel 24 Nov 2026 10.00 WIB``: ``{{ window.starts_at|rentang:window.ends_at }}``.

    A common year is told once; an end at midnight as 24.00 of the day before (ends are exclusive).
    """
    if starts_at is None or ends_at is None:
        return DASH
    if not language.is_english():
        return words.span(_local(starts_at), _local(ends_at), _zone())
    start, end = _local(starts_at), _local(ends_at)
    last, last_time = _last(end)
    first = f"{start:%a} {start.day} {start:%b}" + ("" if start.year == last.year else f" {start.year}")
    return f"{first} {start:%H:%M} – {last:%a} {last.day} {last:%b} {last.year} {last_time} {words.zone_label(end)}"


def _last(end: datetime) -> tuple[date, str]:
    if (end.hour, end.minute, end.second, end.microsecond) == (0, 0, 0, 0):
        return end.date() - timedelta(days=1), "24:00"
    return end.date(), f"{end:%H:%M}"


def _spoken(moment: datetime, *, seconds: bool = False) -> str:
    if not language.is_english():
        return words.instant(moment, _zone(), seconds=seconds)
    local = _local(moment)
    told = f"{local:%H:%M:%S}" if seconds else f"{local:%H:%M}"
    return f"{tanggal(moment)}, {told} {words.zone_label(local)} (UTC{local:%z})"


def _time_element(moment: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(moment), text)


@register.filter
def instant(moment: datetime | None) -> SafeString | str:
    """Return a `<time>` saying ``Selasa, 24 November 2026 pukul 10.00 WIB``."""
    return DASH if moment is None else _time_element(moment, _spoken(moment))


@register.filter
def instant_detik(moment: datetime | None) -> SafeString | str:
    """Return a `<time>` saying ``Selasa, 24 November 2026 pukul 10.00.07 WIB``: receipts and the record."""
    return DASH if moment is None else _time_element(moment, _spoken(moment, seconds=True))


@register.filter
def instant_singkat(moment: datetime | None) -> SafeString | str:
    """Return a `<time>` saying ``Sel, 24 Nov 2026, 10.00 WIB``."""
    return DASH if moment is None else _time_element(moment, f"{tanggal_singkat(moment)}, {pukul(moment)}")


@register.filter
def batas(moment: datetime | None) -> SafeString | str:
    """Return a `<time>` for an exclusive end; midnight is told as 24.00 of the day before (decisions.md 3.7)."""
    if moment is None:
        return DASH
    local = _local(moment)
    if not language.is_english():
        return _time_element(moment, words.deadline(moment, _zone()))
    last, last_time = _last(local)
    return _time_element(moment, f"{tanggal(last)}, {last_time} {words.zone_label(local)} (UTC{local:%z})")


@register.filter
def iso(moment: datetime) -> str:
    """Return the moment in the Office's zone with its offset, for the datetime attribute."""
    return _local(moment).isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


@register.filter
def epoch_ms(moment: datetime) -> int:
    """Return whole milliseconds since 1970, for the clock in the browser."""
    return int(moment.timestamp() * 1000)


@register.filter
def zona_lain(moment: datetime) -> str:
    """Return the same moment in the two other zones of the country: ``11.00 WITA · 12.00 WIT``."""
    here = zona(moment)
    told = ((moment.astimezone(ZoneInfo(name)), label) for name, label in NATION if label != here)
    form = "%H:%M" if language.is_english() else "%H.%M"
    return " · ".join(f"{local:{form}} {label}" for local, label in told)


@register.filter
def sisa(ends_at: datetime, now: datetime) -> str:
    """Return what is left of a period: ``3 hari 19 jam 27 menit``, under one day ``02.14.09``."""
    left = ends_at - now
    if not language.is_english():
        return words.remaining(left)
    whole = max(0, left // timedelta(seconds=1))
    hours, minutes = whole // 3600, whole // 60 % 60
    if hours >= 24:
        return f"{hours // 24} d {hours % 24} h {minutes} min"
    return f"{hours:02}:{minutes:02}:{whole % 60:02}"


@register.filter
def ukuran(size: int | None) -> str:
    """Return a size of bytes as ``14,6 MB``: powers of 1,000; one decimal from a megabyte on."""
    if size is None:
        return DASH
    for scale, unit in UNITS:
        if size >= scale:
            return f"{_number(f'{size / scale:,.1f}' if scale > 1000 else f'{size // scale:,}')} {unit}"
    return f"{size} {_('bita')}"


@register.filter
def persen(fraction: Amount | None) -> str:
    """Return a fraction as ``92,5%``: 0.925 is 92,5%; one decimal, half up."""
    return DASH if fraction is None else f"{_number(f'{money.rounded(Fraction(fraction) * 100, 1):,}')}%"


@register.filter
def cacah(count: int | None) -> str:
    """Return a count as ``1.412``."""
    return DASH if count is None else _number(f"{count:,}")


def _hex(digest: bytes | str) -> str:
    if isinstance(digest, bytes | memoryview):
        return bytes(digest).hex()
    if len(digest) == 43:  # base64url of 32 bytes, as the record writes it
        try:
            return base64.urlsafe_b64decode(digest + "=").hex()
        except binascii.Error:
            return digest
    return digest


def _groups(text: str) -> str:
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


@register.filter
def sidik(digest: bytes | str | None) -> str:
    """Return the first twelve hex digits of a digest in groups of four; takes bytes, hex or base64url."""
    return DASH if not digest else _groups(_hex(digest)[:12])


@register.filter
def sidik_penuh(digest: bytes | str | None) -> str:
    """Return a whole digest in hex, in groups of four."""
    return DASH if not digest else _groups(_hex(digest))


@register.filter
def heks(digest: bytes | str | None) -> str:
    """Return a whole digest as plain hex, for copying."""
    return DASH if not digest else _hex(digest)


@register.filter
def terjemah(text: str | None) -> str:
    """Return a sentence of the core (a refusal, a gap, a label) in the language of the page."""
    return language.told(text) if text else ""


@register.filter
def dasar(data: Mapping[str, Any] | None) -> SafeString | str:
    """Return how a stored due date (``basis``) was counted, in the language of the page; the law keeps its name."""
    if not data:
        return DASH
    text, article = language.basis(data), str(data.get("source", ""))
    before, _article, after = text.rpartition(article) if article else (text, "", "")
    if not language.is_english() or not before:
        return text
    return format_html('{}<span lang="id">{}</span>{}', before, article, after)


@register.filter
def pertanyaan(data: Mapping[str, Any]) -> str:
    """Return the query that makes the calculator count a stored due date (``basis``) again; empty in training."""
    return language.question(data)


@register.filter
def mendesak(ends_at: datetime, now: datetime) -> str:
    """Return "urgent" in the last day, "soon" in the last three, else an empty text (countdown.js does the same)."""
    left = ends_at - now
    return "urgent" if left < timedelta(days=1) else "soon" if left < timedelta(days=3) else ""


@register.filter
def sisa_bagian(ends_at: datetime, now: datetime) -> list[tuple[str, str]]:
    """Return what is left as (figure, word) pairs; under one day a single clock (countdown.js does the same)."""
    told = sisa(ends_at, now)
    bits = told.split()
    return list(zip(bits[::2], bits[1::2], strict=True)) if len(bits) > 1 else [(told, "")]
