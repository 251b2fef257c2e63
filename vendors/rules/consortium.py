# SPDX-License-Identifier: Apache-2.0
"""The shares of a joint operation (kerja sama operasi, KSO). Pure. Source: law.md R-ACT-11."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lpse.core.acts import Kind, Refusal
from lpse.core.said import Figure, said

WHOLE = Decimal(100)
PLACES = Decimal("0.01")
MOST_PARTNERS = 4
"""Members beside the lead that one declaration may name."""


@dataclass(frozen=True)
class Share:
    """A member as it is named: by NIB or NPWP, with its share in percent."""

    number: str
    share: Decimal


def share_refusal(name: str, own_share: Decimal, partners: Sequence[Share]) -> Refusal | None:
    """Return why a joint operation cannot be declared so, or None: a name, partners, and shares that make 100."""
    if not name.strip():
        return Refusal(Kind.INPUT, "Nama KSO belum diisi.", "Isi nama seperti dalam perjanjiannya.")
    if not 0 < len(partners) <= MOST_PARTNERS:
        told = said("KSO mempunyai satu sampai {most} anggota selain pemuka.", most=MOST_PARTNERS)
        return Refusal(Kind.INPUT, told, "Isi NIB atau NPWP setiap anggota dan bagiannya.")
    shares = [own_share, *(each.share for each in partners)]
    if any(share <= 0 or share != share.quantize(PLACES) for share in shares):
        return Refusal(
            Kind.INPUT, "Setiap bagian lebih dari 0 persen dengan paling banyak dua desimal.", "Periksa bagiannya."
        )
    if sum(shares) != WHOLE:
        told = said("Semua bagian berjumlah {sum} persen, bukan 100.", sum=percent(sum(shares, Decimal(0))))
        return Refusal(Kind.INPUT, told, "Perbaiki bagian setiap anggota sampai berjumlah tepat 100 persen.")
    return None


def percent(share: Decimal) -> Figure:
    """Return a percentage without needless zeros: ``62,5``."""
    text = f"{share:f}"
    return Figure((text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ","))
