# SPDX-License-Identifier: Apache-2.0
"""Rupiah: exact decimals, one rounding, the country's way of writing and saying amounts."""

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from lpse.core.said import Figure, said

SEN = Decimal("0.01")
LARGEST = Decimal(10) ** 18  # NUMERIC(20, 2) holds eighteen digits before the comma
SCALES = ((Decimal(10) ** 12, "triliun", 2), (Decimal(10) ** 9, "miliar", 2), (Decimal(10) ** 6, "juta", 1))

_TYPED = re.compile(r"(?:Rp\.?)?\s*(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<sen>\d{1,2}))?", re.ASCII | re.IGNORECASE)
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,2}", re.ASCII)


class NotAnAmount(ValueError):
    """What was typed cannot be read as rupiah without guessing; the message says how to write it."""


def rounded(value: Decimal | Fraction | int, places: int = 2) -> Decimal:
    """Round half up to ``places`` decimals: the one rounding of the product, for display only.

    Works on exact rationals without passing through a float; half goes away from zero.
    """
    exact = Fraction(value) * 10**places
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    if 2 * rest >= exact.denominator:
        whole += 1
    return Decimal(-whole if exact < 0 else whole).scaleb(-places)


def _grouped(value: Decimal, places: int) -> str:
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def rupiah(amount: Decimal | Fraction | int) -> Figure:
    """Return ``Rp4.876.540.000,00``: no space, always two decimals, half up."""
    value = rounded(amount)
    return Figure(f"{'-' if value < 0 else ''}Rp{_grouped(abs(value), 2)}")


def short_rupiah(amount: Decimal | Fraction | int) -> str:
    """Return ``Rp4,88 miliar`` or ``Rp768,9 juta``; under one million the whole amount without sen.

    For lists and charts only, never for a legal text. Trailing zeros are dropped.
    """
    value = rounded(amount)
    sign, size = ("-" if value < 0 else ""), abs(value)
    for place, (scale, word, places) in enumerate(SCALES):
        if size >= scale:
            shown = (size / scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            if place and shown >= 1000:  # 999,96 juta is told as 1 miliar, not as 1.000 juta
                shown, word = shown / 1000, SCALES[place - 1][1]
            text = _grouped(shown, places).rstrip("0").rstrip(",")
            return f"{sign}Rp{text} {word}"
    return f"{sign}Rp{_grouped(rounded(size, 0), 0)}"


def words(amount: Decimal | int) -> str:
    """Return the amount in words (terbilang) ending in "rupiah", with sen only when there are any.

    ``amount`` is rupiah, not negative, at most two decimals. Raises NotAnAmount otherwise.
    """
    value = Decimal(amount)
    if not 0 <= value < LARGEST or value != value.quantize(SEN):
        raise NotAnAmount("Terbilang hanya untuk jumlah rupiah yang tidak negatif, paling banyak dua angka desimal.")
    whole, sen = int(value), int(value % 1 * 100)
    said = f"{_said(whole)} rupiah"
    return f"{said} {_said(sen)} sen" if sen else said


def _said(number: int) -> str:
    # Imported here: the offline verifier uses the rest of this module and carries no third-party package.
    from num2words import num2words

    text = str(num2words(number, lang="id"))
    # The library says "satu juta satu ribu"; Indonesian contracts every lone thousand to "seribu".
    return re.sub(r"\b(juta|miliar|triliun|kuadriliun) satu ribu\b", r"\1 seribu", text)


def parse_rupiah(text: str) -> Decimal:
    """Read an amount typed the Indonesian way: ``Rp4.876.540.000,00``, ``4876540000``, ``4.876.540.000``.

    Returns rupiah with two decimals. Raises NotAnAmount for anything that could be read in two ways,
    English separators included, for a negative amount and for one of more than eighteen digits.
    """
    typed = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    if not typed:
        raise NotAnAmount(said("Isi jumlah rupiah, misalnya 4.876.540.000 atau 4.876.540.000,50."))
    match = _TYPED.fullmatch(typed)
    if match is None:
        if typed.startswith(("-", "\u2212", "(")):
            raise NotAnAmount(said("Jumlah rupiah tidak boleh negatif."))
        if _ENGLISH.fullmatch(re.sub(r"(?i)^rp\.?\s*", "", typed)):
            raise NotAnAmount(
                said(
                    "Jumlah rupiah memakai titik untuk ribuan dan koma untuk sen, "
                    "misalnya 4.876.540.000 atau 4.876.540.000,50."
                )
            )
        raise NotAnAmount(
            said(
                "Jumlah rupiah harus berupa angka dengan paling banyak dua angka di belakang koma, "
                "misalnya 4.876.540.000 atau 4.876.540.000,50."
            )
        )
    value = Decimal(match["whole"].replace(".", "") + "." + (match["sen"] or "0").ljust(2, "0"))
    if value >= LARGEST:
        raise NotAnAmount(said("Jumlah rupiah paling banyak delapan belas angka sebelum koma."))
    return value
