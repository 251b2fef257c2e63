# SPDX-License-Identifier: Apache-2.0
"""Texts of strangers in the cells of a spreadsheet: on one line, and never a formula."""

import re
from typing import Final

CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufeff\ufffe\uffff]")
FORMULA: Final = re.compile(r"(^|[,;\t|])(\s*)([=+\-@\uff0b\uff0d\uff1d\uff20])")


def line(text: str) -> str:
    """Return a text on one line, without control characters, which XML and spreadsheets refuse."""
    return " ".join(CONTROL.sub("", text).split())


def cell(text: str) -> str:
    """Return a text as a spreadsheet shows it and never computes it.

    A text that begins like a formula (``= + - @``, also full-width) gets an apostrophe before it; so does what follows
    a separator, because a program set to another country splits the line there. Source: OWASP, CSV Injection.
    """
    return FORMULA.sub(r"\1\2'\3", line(text))
