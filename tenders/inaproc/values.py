# SPDX-License-Identifier: Apache-2.0
"""Single values of an export: times, amounts, codes, rich text. Pure."""

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

LARGEST = Decimal(10) ** 18
"""NUMERIC(20, 2) holds eighteen digits before the comma."""
LONGEST_CODE = 2**63
SEN = Decimal("0.01")
YEARS = range(1990, 2101)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "section",
        "article",
        "hr",
    ]
)
SILENT = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "title"})
REMAINS = re.compile(r"_x000[0-9a-f]_", re.IGNORECASE)
SPACES = re.compile(r"\s+")
INVISIBLE = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Signs that print nothing or turn the reading direction; a source may hide words with them."""
LABEL = re.compile(r",\s*(?=[A-Z][^:;,]*:\s)")


class Unreadable(ValueError):
    """A value or a row that cannot be taken; the message says in Indonesian why."""


def instant(value: object, zone: ZoneInfo) -> datetime:
    """Return a time of the export as a moment: its wall clock in the Office's zone, whatever suffix it carries.

    The source writes local times and ends them in ``Z``; with 0, 2, 3 or 6 decimals, and a space or a ``T`` between
    date and time. Raises Unreadable. Source: decisions.md 3.22.
    """
    try:
        moment = datetime.fromisoformat(str(value).strip()).replace(tzinfo=zone)
    except ValueError:
        raise Unreadable(f"{_shown(value)} bukan tanggal dan jam") from None
    if moment.year not in YEARS:
        raise Unreadable(f"{_shown(value)} di luar tahun 1990 sampai 2100")
    return moment


def fiscal_year(value: object) -> int:
    """Return a fiscal year (tahun anggaran). Raises Unreadable for what is none."""
    year = whole(value)
    if year not in YEARS:
        raise Unreadable(f"{_shown(value)} bukan tahun anggaran")
    return year


def amount(value: object) -> Decimal:
    """Return rupiah, rounded half up to the sen. Raises Unreadable for what is no amount, negative or too large."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Unreadable(f"{_shown(value)} bukan nilai rupiah")
    try:
        read = Decimal(value)
    except ArithmeticError:
        raise Unreadable(f"{_shown(value)} bukan nilai rupiah") from None
    if not read.is_finite() or not 0 <= read < LARGEST:
        raise Unreadable(f"{_shown(value)} di luar jangkauan nilai rupiah")
    return read.quantize(SEN, ROUND_HALF_UP)


def whole(value: object) -> int:
    """Return a code or number of 64 bits; it may be negative and may come as text. Raises Unreadable."""
    if isinstance(value, bool) or not isinstance(value, int | str) or not re.fullmatch(r"-?[0-9]{1,19}", str(value)):
        raise Unreadable(f"{_shown(value)} bukan bilangan bulat")
    number = int(value)
    if not -LONGEST_CODE <= number < LONGEST_CODE:
        raise Unreadable(f"{_shown(value)} lebih panjang dari 64 bit")
    return number


def line(value: object) -> str:
    """Return a text as one line: tabs, line ends, double blanks, spreadsheet remains and invisible signs are gone."""
    return "" if value is None else SPACES.sub(" ", INVISIBLE.sub("", REMAINS.sub(" ", str(value)))).strip()


def listed(value: object) -> tuple[str, ...]:
    """Return the parts of a text that holds several codes or names joined by ``;``."""
    return tuple(part for each in str(value or "").split(";") if (part := line(each)))


def members(value: object) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the partners of a joint operation (KSO): for each its labels with their values.

    The source holds ``Label: value, Label: value; Label: …``, and values hold commas too. A text without labels comes
    back whole under an empty label.
    """
    found = []
    for part in listed(value):
        pairs = (each.partition(":") for each in LABEL.split(part))
        found.append(
            tuple((name.strip(), said.strip()) if colon else ("", name.strip()) for name, colon, said in pairs)
        )
    return tuple(found)


def paragraphs(value: object) -> tuple[str, ...]:
    """Return rich text (HTML) as plain paragraphs: no tag, no script, no spreadsheet remains.

    The source is not trusted: what comes back is text and must be shown escaped like any other.
    """
    if value is None:
        return ()
    reader = _Paragraphs()
    reader.feed(REMAINS.sub(" ", str(value)))
    reader.close()
    return tuple(reader.done())


class _Paragraphs(HTMLParser):
    """Collects the words between block tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[str] = []
        self._words: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph at a block; fall silent inside what is never text."""
        if tag in SILENT:
            self._silent.append(tag)
        elif tag in BLOCKS:
            self._end()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that closes itself, which is never silent for long."""
        if tag in BLOCKS:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph at a block."""
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]
        elif tag in BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._silent:
            self._words.append(data)

    def done(self) -> list[str]:
        """Return the paragraphs found."""
        self._end()
        return self._found

    def _end(self) -> None:
        text = line("".join(self._words))
        self._words = []
        if text:
            self._found.append(text)


def _shown(value: object) -> str:
    text = line(value)
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
