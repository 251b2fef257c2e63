# SPDX-License-Identifier: Apache-2.0
"""The Indonesian word list of passphrases: 2,048 everyday words, unique in their first four letters.

Eight words drawn at random are 88 bits, which an operator who stores the encrypted key file cannot guess
offline. Entry ignores case and spacing, and four letters of a word are enough.
``python -m documents.sealing.words`` prints the browser's copy, ``js/sb1/words_id.js``; a test keeps them equal.
"""

from __future__ import annotations

import re
import secrets
from functools import cache
from pathlib import Path
from typing import Final

COUNT: Final = 8
"""Words of a passphrase."""
PREFIX: Final = 4
"""Letters that tell a word from all others."""


class UnknownWord(ValueError):
    """A word that is not on the list; ``position`` counts from 1."""

    def __init__(self, position: int, word: str) -> None:
        super().__init__(f"word {position} is not on the list")
        self.position = position
        self.word = word


@cache
def words() -> tuple[str, ...]:
    """The list in alphabetical order."""
    return tuple(Path(__file__).with_name("words_id.txt").read_text(encoding="ascii").split())


@cache
def _by_prefix() -> dict[str, str]:
    return {word[:PREFIX]: word for word in words()}


def new_passphrase() -> str:
    """Eight random words in normal form. The only way a passphrase comes about; a chosen one is refused."""
    return "-".join(secrets.choice(words()) for _ in range(COUNT))


def normalise(text: str) -> str:
    """Lower case, words joined by single hyphens, whatever stood between them."""
    return "-".join(re.findall(r"[a-z]+", text.lower()))


def complete(start: str) -> list[str]:
    """Words that begin with ``start``; one at most from four letters on."""
    start = normalise(start)
    return [word for word in words() if word.startswith(start)] if start else []


def recognise(text: str) -> str:
    """The passphrase a person typed, each word completed from its first four letters, in normal form.

    Raises UnknownWord with the first word that is none, ValueError when there are not eight.
    """
    typed = normalise(text).split("-") if normalise(text) else []
    found = []
    for position, word in enumerate(typed, start=1):
        known = _by_prefix().get(word[:PREFIX])
        if known is None or not known.startswith(word):
            raise UnknownWord(position, word)
        found.append(known)
    if len(found) != COUNT:
        raise ValueError(f"{len(found)} words where {COUNT} belong")
    return "-".join(found)


def browser_module() -> str:
    """Source text of ``js/sb1/words_id.js``."""
    lines, line = [], ""
    for word in words():
        if len(line) + len(word) + 1 > 118:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    lines.append(line)
    head = (
        "// SPDX-License-Identifier: Apache-2.0\n// @ts-check\n"
        "// Written by `python -m documents.sealing.words` from words_id.txt; do not edit.\n"
        "/** The word list of passphrases, alphabetical. */\nexport const WORDS = `\n"
    )
    return head + "\n".join(lines) + "\n`.trim().split(/\\s+/);\n"


if __name__ == "__main__":
    print(browser_module(), end="")
