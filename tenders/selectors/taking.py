# SPDX-License-Identifier: Apache-2.0
"""What a list gives away: every row as CSV, the newest as RSS. Any query, the same rows in the same order."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import strip_tags
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lpse import language
from lpse.core.cells import cell, line
from lpse.core.words_of_time import zone_label
from lpse.templatetags.lpse_format import batas, rupiah
from tenders.selectors.search import NEWEST, Query, Row, search, walked

MOST_ROWS = 5000
MOST_ITEMS = 50
MARK = "\ufeff"
"""Byte order mark: without it Excel reads UTF-8 as the code page of the country."""


def csv_lines(query: Query, now: datetime) -> Iterator[bytes]:
    """Yield a table of at most MOST_ROWS packages in the order asked for, as UTF-8, some hundred rows at a time.

    In Indonesian as spreadsheets of the country open it: semicolons, decimal commas. In English commas and points.
    Every text is guarded by ``cell``; moments are local, to the minute.
    """
    spoken = get_language() or "id"
    yield MARK.encode() + _lines([_head(now)])
    for rows in walked(query, now, most=MOST_ROWS):
        # The answer is sent after the middleware is done: each part chooses its language anew.
        with override(spoken):
            part = _lines([_cells(row) for row in rows])
        yield part


def _lines(rows: list[list[str]]) -> bytes:
    out = io.StringIO()
    separator = "," if language.is_english() else ";"
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()


def _head(now: datetime) -> list[str]:
    zone = zone_label(now.astimezone(_zone()))
    return [
        _("Kode"), _("Nama paket"), _("Tahap"), _("Jenis pengadaan"), _("Metode pemilihan"), _("Satuan kerja"),
        _("Instansi"), _("Pagu (rupiah)"), _("HPS (rupiah)"), f"{_('Diumumkan')} ({zone})",
        f"{_('Batas akhir penawaran')} ({zone})", _("Asal"), _("Catatan"), _("Alamat"),
    ]  # fmt: skip


def _cells(row: Row) -> list[str]:
    note = _("Latihan") if row.training else _("Rekaan") if row.is_invented else ""
    texts = [row.code, row.title, row.status_label, row.category_label, row.method_line, row.work_unit, row.agency]
    figures = [_amount(row.ceiling), _amount(row.owner_estimate), _moment(row.announced_at), _moment(row.deadline)]
    last = [row.archive_label or _("Portal ini"), note, settings.SITE_URL + row.url]
    return [*(cell(str(text)) for text in texts), *figures, *(cell(str(text)) for text in last)]


def _amount(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return f"{amount:.2f}" if language.is_english() else f"{amount:.2f}".replace(".", ",")


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(_zone()):%Y-%m-%d %H:%M}"


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.OFFICE["zone"])


class Feed(Rss201rev2Feed):
    """RSS 2.0 that says the same as long as nothing changed, also when it is empty."""

    def latest_post_date(self) -> datetime:
        """Return when the newest package was announced; of an empty feed the beginning of the day before."""
        newest = [item["pubdate"] for item in self.items]
        return max(newest) if newest else self.feed["day"]


def rss(query: Query, now: datetime) -> bytes:
    """Return the MOST_ITEMS packages of a query that were announced last, as RSS 2.0; three queries."""
    query = replace(query, order=NEWEST, after="")
    page = search(query, now, size=MOST_ITEMS)
    office: dict[str, str] = settings.OFFICE
    asked = line(", ".join([*([f"“{query.q}”"] if query.q else []), *(str(chip.label) for chip in page.chips)]))
    title = _("Paket {org}").format(org=office["org"]) + (f": {asked}" if asked else "")
    feed = Feed(
        title=title,
        link=settings.SITE_URL + query.url(),
        description=_("{n} paket yang terakhir diumumkan menurut pertanyaan ini.").format(n=MOST_ITEMS),
        language=get_language(),
        feed_url=settings.SITE_URL + query.url("/tender/paket.rss"),
        day=now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1),
    )
    for row in page.rows:
        link = settings.SITE_URL + row.url
        feed.add_item(
            title=line(row.title),
            link=link,
            description=_told(row),
            unique_id=link,
            unique_id_is_permalink=True,
            pubdate=row.announced_at,
            categories=[str(row.category_label)],
        )
    return feed.writeString("utf-8").encode()


def _told(row: Row) -> str:
    """Return one line on a package; nothing in it moves with the clock."""
    parts: list[Any] = [row.code, row.status_label, row.category_label, row.work_unit or row.agency]
    if row.owner_estimate is not None:
        parts.append(f"{_('HPS')} {rupiah(row.owner_estimate)}")
    if row.deadline:
        parts.append(f"{_('Batas akhir penawaran')} {strip_tags(batas(row.deadline))}")
    parts += [_("Latihan")] if row.training else [_("Rekaan")] if row.is_invented else []
    return " · ".join(line(str(part)) for part in parts if part)
