# SPDX-License-Identifier: Apache-2.0
"""Scores from 0 to 100: price score, weighted score, thresholds. Exact; never rounded before the weighting."""

from fractions import Fraction


class BadWeights(ValueError):
    """Weights that do not add up to one, or lie outside 0 to 1."""


def price_score(price: Fraction, lowest: Fraction) -> Fraction:
    """Return ``lowest / price * 100`` (nilai penawaran). Both in rupiah and positive; raises ValueError otherwise.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d; R-EVAL-10.
    """
    if price <= 0 or lowest <= 0:
        raise ValueError("Nilai harga hanya dapat dihitung dari harga di atas nol.")
    return lowest / price * 100


def combined_score(
    technical: Fraction, price: Fraction, *, technical_weight: Fraction, price_weight: Fraction
) -> Fraction:
    """Return the weighted sum of a technical and a price score (nilai kombinasi), each from 0 to 100.

    Raises BadWeights unless the weights are fractions that add up to exactly 1.
    Source: Peraturan LKPP 9/2018 Lampiran 4.2.9; R-EVAL-11.
    """
    check_weights(technical_weight, price_weight)
    return technical_weight * technical + price_weight * price


def check_weights(technical_weight: Fraction, price_weight: Fraction) -> None:
    """Raise BadWeights unless both weights lie in 0 to 1 and add up to exactly 1."""
    if not (0 <= technical_weight <= 1 and 0 <= price_weight <= 1 and technical_weight + price_weight == 1):
        raise BadWeights("Bobot teknis dan bobot harga harus antara 0 dan 1 dan berjumlah tepat 1.")


def meets_threshold(technical: Fraction, threshold: Fraction | None) -> bool:
    """Say whether a technical score reaches the threshold (ambang batas); equality reaches it, no threshold binds none.

    Source: Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf c; R-EVAL-12.
    """
    return threshold is None or technical >= threshold
