# SPDX-License-Identifier: Apache-2.0
"""The order of bids: total, deterministic, independent of the order in which they are handed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fractions import Fraction

_LAST = datetime.max.replace(tzinfo=UTC)


class Basis(StrEnum):
    """What decides first: the lowest price, or the highest score."""

    LOWEST_PRICE = "lowest_price"
    HIGHEST_SCORE = "highest_score"


@dataclass(frozen=True)
class Candidate:
    """A bid that may win. ``price`` in rupiah decides by price, ``score`` (0 to 100) by score; exact rationals.

    ``technical`` and ``local_content`` (a fraction) and ``received_at`` (aware) break ties where they are known.
    """

    vendor: str
    price: Fraction
    score: Fraction = Fraction(0)
    technical: Fraction | None = None
    local_content: Fraction | None = None
    received_at: datetime | None = None


OrderKey = tuple[Fraction, Fraction, Fraction, datetime, str]


def order_key(candidate: Candidate, basis: Basis) -> OrderKey:
    """Return the key by which a candidate sorts, the best first.

    By price: lowest price; on a tie the higher local content (Perpres 16/2018 Pasal 67 ayat (9)), the higher technical
    score, the earlier bid. By score: highest score, the higher technical score, the earlier bid (R-EVAL-17). What is
    unknown sorts last. The vendor's identifier comes at the very end only to keep the order total.
    """
    technical = -(candidate.technical if candidate.technical is not None else Fraction(-1))
    received_at = candidate.received_at or _LAST
    if basis is Basis.LOWEST_PRICE:
        local_content = -(candidate.local_content if candidate.local_content is not None else Fraction(-1))
        return candidate.price, local_content, technical, received_at, candidate.vendor
    return -candidate.score, technical, Fraction(0), received_at, candidate.vendor


def rank(candidates: Iterable[Candidate], basis: Basis) -> tuple[Candidate, ...]:
    """Return the candidates from rank 1 on, without gaps or shared ranks.

    Raises ValueError when two candidates carry the same vendor, for then no order is total.
    """
    ordered = tuple(sorted(candidates, key=lambda candidate: order_key(candidate, basis)))
    if len({candidate.vendor for candidate in ordered}) != len(ordered):
        raise ValueError("Satu penyedia hanya boleh muncul satu kali dalam peringkat.")
    return ordered
