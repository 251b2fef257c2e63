# SPDX-License-Identifier: Apache-2.0
"""Who proves its qualification before a result (pembuktian kualifikasi), by rule book. Pure.

The numbers of a book that was released before they were needed: a released book never changes its digest, so they stand
beside it, frozen and pinned like it.
"""

from dataclasses import dataclass
from decimal import Decimal

from lpse.regulations.book import Number, Source, Trust


@dataclass(frozen=True)
class ProofNumbers:
    """``places`` are the first ranks that prove their qualification: the winner and its reserves.

    ``verified`` is where the law says that data which are verified already are not proven again.
    """

    places: Number
    verified: Source


PROOFS = {
    "pbj-2025": ProofNumbers(
        # That the winner and its reserves are proven was read; that there are two reserves is known from minutes only.
        places=Number(Decimal(3), Source("Peraturan LKPP 9/2018 Lampiran 3.9.3 huruf b dan 4.1.2", Trust.GENERAL)),
        verified=Source("Perpres 16/2018 Pasal 44 ayat (9); R-QUAL-5", Trust.PRIMARY),
    )
}
"""By the code of the rule book."""


def proof_numbers(code: str) -> ProofNumbers:
    """Return who proves its qualification under a rule book. Raises KeyError for a book without these numbers."""
    return PROOFS[code]
