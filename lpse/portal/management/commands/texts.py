# SPDX-License-Identifier: Apache-2.0
"""``manage.py texts [--check]``: gather every marked text into the English catalogue and compile it; no gettext needed.

Marks are Django's own in Python and templates, and in the core ``said``, ``Refusal``, ``refuse`` and ``Gap``, whose
sentences ``lpse.language`` says anew for a page. Texts that are data (names of stages, terms, holidays) come along.
The catalogue is sorted by text and names no lines, so its changes are those of the texts.
"""

import ast
import io
import re
import struct
import tokenize
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

from lpse.core.glossary import TERMS
from lpse.regulations import BOOKS
from lpse.regulations.holidays import national

APPS: Final = ("lpse", "documents", "tenders", "vendors", "evaluation", "complaints")
LEFT_OUT: Final = frozenset({"migrations", "demo", "verify", "__pycache__"})
"""Folders without texts of pages: the demo world's data and the offline program stay Indonesian."""
CATALOGUE: Final = Path("lpse/locale/en/LC_MESSAGES/django.po")
DJANGO: Final = {
    "gettext": ("one",),
    "gettext_lazy": ("one",),
    "gettext_noop": ("one",),
    "ngettext": ("one", "many"),
    "ngettext_lazy": ("one", "many"),
    "pgettext": ("context", "one"),
    "pgettext_lazy": ("context", "one"),
    "npgettext": ("context", "one", "many"),
}
CORE: Final = {"said": (0,), "Refusal": (1, 2), "refuse": (1, 2), "Gap": (1,)}
"""Marks of the core, with the places of their sentences."""
HEADER: Final = (
    "Project-Id-Version: lpse\\n",
    "Language: en\\n",
    "MIME-Version: 1.0\\n",
    "Content-Type: text/plain; charset=UTF-8\\n",
    "Content-Transfer-Encoding: 8bit\\n",
    "Plural-Forms: nplurals=2; plural=(n != 1);\\n",
)
CALL: Final = re.compile(r"(?<!\w)(?:n?p?gettext|_)\(")
PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|(?<!{){\w*}(?!})|</?\w+|%%")
QUOTED: Final = re.compile(r'"(.*)"')
ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
Key = tuple[str, str]
"""Context, empty if there is none, and text."""


class Broken(ValueError):
    """A mark that cannot be read: its text is put together when the program runs."""


@dataclass(frozen=True)
class Entry:
    """A text with its plural, empty if it has none, and its translations: one, or one per number."""

    plural: str = ""
    said: tuple[str, ...] = ("",)

    @property
    def is_translated(self) -> bool:
        """Say whether every form has a translation."""
        return all(self.said)


@dataclass
class Found:
    """The marked texts with their plurals, and what is wrong with marks."""

    texts: dict[Key, str] = field(default_factory=dict)
    bare: set[Key] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def add(self, context: str, one: str, many: str = "") -> None:
        """Take a text; an empty one is the catalogue's own header and no text."""
        if not one:
            return
        key = (context, one)
        if many:
            self.texts[key] = many
        else:
            self.bare.add(key)
            self.texts.setdefault(key, "")


# Gathering -----------------------------------------------------------------------------------------------------------
def gathered(root: Path) -> Found:
    """Return every marked text below ``root``, in Python, in templates and in data."""
    found = Found()
    for path in _files(root, ".py"):
        _python(path.read_text(encoding="utf-8"), str(path.relative_to(root)), found)
    for path in (path for ending in (".html", ".txt") for path in _files(root, ending) if "templates" in path.parts):
        _template(path.read_text(encoding="utf-8"), str(path.relative_to(root)), found)
    for text in data_texts():
        found.add("", text)
    found.wrong += [f"Marked with and without a plural: {key[1]}" for key in found.bare if found.texts[key]]
    return found


def data_texts() -> Iterator[str]:
    """Yield the texts that are data: stages and periods of the rule books, meanings of terms, names of holidays."""
    for book in BOOKS.values():
        for stage in book.stages:
            yield from (stage.label, stage.minimum)
        for clock in book.clocks:
            yield from (clock.label, clock.starts, clock.actor)
    yield from (term.meaning for term in TERMS)
    for year in national().years.values():
        yield from year.days.values()


def _files(root: Path, ending: str) -> Iterator[Path]:
    for app in APPS:
        for path in sorted((root / app).rglob(f"*{ending}")):
            if not LEFT_OUT.intersection(path.relative_to(root).parts):
                yield path


def _python(source: str, name: str, found: Found) -> None:
    tree = ast.parse(source, name)
    marks = dict(DJANGO)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            marks |= {each.asname: DJANGO[each.name] for each in node.names if each.asname and each.name in DJANGO}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            try:
                _call(node, marks, found)
            except Broken as broken:
                found.wrong.append(f"{name}:{node.lineno} {broken}")


def _call(node: ast.Call, marks: Mapping[str, tuple[str, ...]], found: Found) -> None:
    called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if called in CORE:
        for place in CORE[called]:
            if place < len(node.args) and (text := _literal(node.args[place])) is not None:
                found.add("", text)
    elif called in marks:
        texts = {part: _literal(argument) for part, argument in zip(marks[called], node.args, strict=False)}
        if texts.get("one") is not None:
            found.add(texts.get("context") or "", texts["one"] or "", texts.get("many") or "")


def _literal(node: ast.expr) -> str | None:
    """Return a text written out, or None for one that is named elsewhere. Raises Broken when values stand in it."""
    if isinstance(node, ast.JoinedStr):
        raise Broken("A marked text holds values; hand them over beside it.")
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _template(source: str, name: str, found: Found) -> None:
    """Take the marks of a template out of what Django makes of it for xgettext: calls between blotted-out words."""
    blotted = templatize(source, name)
    marks = {**DJANGO, "_": DJANGO["gettext"]}
    for start in (match.start() for match in CALL.finditer(blotted)):
        call = ast.parse(_balanced(blotted[start:]), name, mode="eval").body
        if isinstance(call, ast.Call):
            _call(call, marks, found)


def _balanced(code: str) -> str:
    """Return the call that ``code`` begins with, up to its own closing parenthesis."""
    lines = code.splitlines(keepends=True)
    depth = 0
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        depth += {"(": 1, ")": -1}.get(token.string, 0) if token.type == tokenize.OP else 0
        if token.string == ")" and not depth:
            row, column = token.end
            return "".join(lines[: row - 1]) + lines[row - 1][:column]
    raise Broken("A call does not end.")


# The catalogue -------------------------------------------------------------------------------------------------------
def read(text: str) -> dict[Key, Entry]:
    """Return the entries of a catalogue (.po) as ``written`` writes it, without its header."""
    entries: dict[Key, Entry] = {}
    for block in text.split("\n\n"):
        parts: dict[str, str] = {}
        for line in block.splitlines():
            word, _space, rest = line.partition(" ")
            word = word if line.startswith("ms") else next(reversed(parts), "")
            quoted = QUOTED.search(rest if line.startswith("ms") else line)
            if quoted and not line.startswith("#"):
                parts[word] = parts.get(word, "") + _unescaped(quoted[1])
        if parts.get("msgid"):
            forms = ("msgstr",) if "msgstr" in parts else ("msgstr[0]", "msgstr[1]")
            said = tuple(parts.get(form, "") for form in forms)
            entries[parts.get("msgctxt", ""), parts["msgid"]] = Entry(parts.get("msgid_plural", ""), said)
    return entries


def merged(texts: Mapping[Key, str], known: Mapping[Key, Entry]) -> dict[Key, Entry]:
    """Return an entry for every text, with the translation it has already; texts no longer marked are left out."""
    entries = {}
    for key, plural in texts.items():
        entry = known.get(key, Entry())
        forms = 2 if plural else 1
        said = entry.said if len(entry.said) == forms else (entry.said[0],) * forms
        entries[key] = Entry(plural, said)
    return entries


def written(entries: Mapping[Key, Entry]) -> str:
    """Return the catalogue as text (.po), sorted by text."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(f'"{line}"' for line in HEADER)]
    for (context, one), entry in sorted(entries.items(), key=lambda item: (item[0][1], item[0][0])):
        lines = [_line("msgctxt", context)] if context else []
        lines.append(_line("msgid", one))
        if entry.plural:
            lines.append(_line("msgid_plural", entry.plural))
            lines += [_line(f"msgstr[{number}]", said) for number, said in enumerate(entry.said)]
        else:
            lines.append(_line("msgstr", entry.said[0]))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _line(word: str, text: str) -> str:
    if "\n" not in text:
        return f'{word} "{_escaped(text)}"'
    return "\n".join([f'{word} ""', *(f'"{_escaped(line)}"' for line in text.splitlines(keepends=True))])


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(sign, sign) for sign in text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), text)


def compiled(entries: Mapping[Key, Entry]) -> bytes:
    """Return the catalogue as programs read it (.mo): sorted texts, then their translations; same texts, same bytes.

    Texts without a translation are left out, so that the page shows the source.
    """
    pairs = {b"": "".join(HEADER).replace("\\n", "\n").encode()}
    for (context, one), entry in entries.items():
        if entry.is_translated:
            name = "\x00".join([f"{context}\x04{one}" if context else one, *([entry.plural] if entry.plural else [])])
            pairs[name.encode()] = "\x00".join(entry.said).encode()
    names, texts = sorted(pairs), [pairs[name] for name in sorted(pairs)]
    count, start = len(names), 28
    place = start + 16 * count
    tables, body = [], b""
    for column in (names, texts):
        rows = []
        for each in column:
            rows.append(struct.pack("<2I", len(each), place + len(body)))
            body += each + b"\x00"
        tables.append(b"".join(rows))
    head = struct.pack("<7I", 0x950412DE, 0, count, start, start + 8 * count, 0, 0)
    return head + b"".join(tables) + body


# Checking ------------------------------------------------------------------------------------------------------------
def problems(root: Path) -> list[str]:
    """Return what keeps the English catalogue from being whole: an empty list when nothing does."""
    found = gathered(root)
    path = root / CATALOGUE
    known = read(path.read_text(encoding="utf-8")) if path.is_file() else {}
    entries = merged(found.texts, known)
    told = [*sorted(found.wrong), *_differences(entries)]
    told += [f"No longer marked: {key[1]}" for key in sorted(known.keys() - entries.keys())]
    if path.is_file() and path.read_text(encoding="utf-8") != written(known):
        told.append(f"{CATALOGUE} is not as this command writes it.")
    binary = path.with_suffix(".mo")
    if not binary.is_file() or binary.read_bytes() != compiled(known):
        told.append(f"{CATALOGUE.with_suffix('.mo')} does not fit the catalogue.")
    return told


def _differences(entries: Mapping[Key, Entry]) -> Iterator[str]:
    for (_context, one), entry in sorted(entries.items()):
        if not entry.is_translated:
            yield f"Not translated: {one}"
            continue
        wanted = _marks(one)
        for said in entry.said:
            if _marks(said) != wanted:
                yield f"Placeholders or tags differ: {one} | {said}"
            if (one[:1].isspace(), one[-1:].isspace()) != (said[:1].isspace(), said[-1:].isspace()):
                yield f"Space at an end differs: {one} | {said}"


def _marks(text: str) -> list[str]:
    """Return the placeholders and tags of a text, each once for each time it stands there."""
    return sorted(PLACEHOLDER.findall(text))


def loose(texts: Iterable[str]) -> list[str]:
    """Return the texts that begin or end with a space: whoever translates them loses it."""
    return [text for text in texts if text != text.strip()]


class Command(BaseCommand):
    """Write the English catalogue anew from the marked texts, or say what is wrong with it."""

    help = "Gather the marked texts into the English catalogue and compile it (for developers)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the question whether only to look."""
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 with the list of what is wrong")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write or check."""
        root = Path(settings.BASE_DIR)
        if not check:
            self._write(root)
        if told := problems(root):
            raise CommandError("\n".join(told), returncode=1)
        self.stdout.write(f"{len(read((root / CATALOGUE).read_text(encoding='utf-8')))} texts, all of them in English.")

    def _write(self, root: Path) -> None:
        path = root / CATALOGUE
        path.parent.mkdir(parents=True, exist_ok=True)
        known = read(path.read_text(encoding="utf-8")) if path.is_file() else {}
        entries = merged(gathered(root).texts, known)
        path.write_text(written(entries), encoding="utf-8")
        path.with_suffix(".mo").write_bytes(compiled(entries))
