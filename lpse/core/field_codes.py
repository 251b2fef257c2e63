# SPDX-License-Identifier: Apache-2.0
"""The code of a field of work (kode bidang): KBKI for goods and services, the subclassification of an SBU for works."""

import re

from lpse.core.said import said

FIELD_CODE = re.compile(r"[0-9]{2,10}|[A-Z]{2}[0-9]{3}", re.ASCII)
"""Two digits of a KBKI code name a division, three a group; a subclassification looks like BG002."""


class BadFieldCode(ValueError):
    """A code that cannot be one; the message says how to write it."""


def clean_field_code(text: str) -> str:
    """Return the code without blanks, dots and dashes and in capitals, or nothing. Raises BadFieldCode."""
    code = "".join(char for char in text.upper() if char not in " .-")
    if code and not FIELD_CODE.fullmatch(code):
        raise BadFieldCode(
            said("Kode bidang adalah angka KBKI, misalnya 48150, atau subklasifikasi SBU, misalnya BG002.")
        )
    return code
