# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of the price preference for local content, in sentences for sheet, minutes and result. Pure."""

from fractions import Fraction

from evaluation.rules.local_content import Preference
from evaluation.rules.offer import Offer, Terms, content_of, evaluated, total_of
from lpse.core import money
from lpse.core.said import Figure, Said, said

SOURCE = "Perpres 16/2018 Pasal 67 ayat (2)-(8), sebagaimana diubah; R-TKDN-1 sampai R-TKDN-4"


def local_content_words(offer: Offer, terms: Terms) -> tuple[Said, ...]:
    """Return how the final evaluated price (HEA) of a bid came about; nothing where no preference is given."""
    content = content_of(offer, terms)
    if content is None or terms.preference is None:
        return ()
    return arithmetic(
        terms.preference, content.share, content.preferred, total_of(offer, terms), evaluated(offer, terms)
    )


def arithmetic(
    preference: Preference, share: Fraction, preferred: Fraction, total: Fraction, price: Fraction
) -> tuple[Said, ...]:
    """Return the sentences for published figures: ``share`` and amounts in rupiah as in the evaluation file."""
    least = percent(preference.least)
    if not preferred or share < preference.least:
        told = said(
            "Tanpa preferensi: tidak ada butir dengan TKDN paling sedikit {least}. Harga evaluasi akhir = {price}.",
            least=least,
            price=money.rupiah(total),
        )
        return (told, said("Dasar: {article}.", article=SOURCE))
    base = said(
        "Butir dengan TKDN paling sedikit {least} bernilai {preferred}, dengan TKDN tertimbang {share}.",
        least=least,
        preferred=money.rupiah(preferred),
        share=percent(share),
    )
    reckoned = said(
        "Harga evaluasi akhir = {total} - {share} x {maximum} x {preferred} = {price}.",
        total=money.rupiah(total),
        share=percent(share),
        maximum=percent(preference.maximum),
        preferred=money.rupiah(preferred),
        price=money.rupiah(price),
    )
    return base, reckoned, said("Dasar: {article}.", article=SOURCE)


def percent(fraction: Fraction) -> Figure:
    """Return a fraction as people write it, with at most four decimals: ``31,25%``."""
    text = f"{money.rounded(fraction * 100, 4):f}".rstrip("0").rstrip(".")
    return Figure(f"{text.replace('.', ',')}%")
