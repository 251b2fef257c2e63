# SPDX-License-Identifier: Apache-2.0
"""What a supplier must be able to carry beside its running work, and what it must have done before, by rule book. Pure.

The numbers of a book that was released before they were needed: a released book never changes its digest, so they stand
beside it. Source: law.md R-VND-5 to R-VND-9.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lpse.regulations.book import Category, Number, Source, Trust


@dataclass(frozen=True)
class ExperienceNumbers:
    """How far back finished work counts (years), and which part of the estimate the largest of it must reach.

    ``recent`` asks for one work of the same division (the first ``division`` digits of its code), ``similar`` for one
    of the same group (``group`` digits), ``largest`` for one whose value is ``largest_fraction`` of the estimate.
    None asks for nothing. ``recent_is_any`` takes any work for the recent one; ``largest_of_small`` says whether small
    business is asked for the largest too.
    """

    recent: Number | None = None
    similar: Number | None = None
    largest: Number | None = None
    largest_fraction: Number | None = None
    recent_is_any: bool = False
    largest_of_small: bool = False


@dataclass(frozen=True)
class CapacityNumbers:
    """Factors of the three capacities: SKN (money), SKP (packages at a time), KD (size of works)."""

    turnover: Number
    liquidity: Number
    real_categories: tuple[Category, ...]
    small_packages: Number
    packages: Number
    packages_share: Number
    packages_years: Number
    packages_least: Number
    packages_categories: tuple[Category, ...]
    contracts: Number
    contracts_years: Number
    contracts_categories: tuple[Category, ...]
    experience: Mapping[Category, ExperienceNumbers]
    experience_source: Source
    new_business: Number
    """Years during which a small business needs no experience in works."""
    returns: Number
    """How many of the last yearly tax returns must be filed."""
    returns_month: Number
    """The month until whose end the return of the year before is still awaited."""
    licence_source: Source
    certificate_source: Source
    division: int = 2
    group: int = 3
    """Digits of a KBKI code that name a division and a group."""


_REAL = Source("Peraturan LKPP 9/2018 Lampiran 3.4.3; R-VND-7", Trust.PRIMARY)
_PACKAGES = Source("Peraturan LKPP 12/2021 Lampiran III, belum dibaca sendiri; R-VND-8", Trust.GENERAL)
_CONTRACTS = Source("Peraturan LKPP 12/2021 Lampiran III, belum dibaca sendiri; R-VND-9", Trust.GENERAL)
_EXPERIENCE = Source("Peraturan LKPP 9/2018 Lampiran 3.4.2; R-VND-5", Trust.PRIMARY)
_NEW = Source("daftar isian SPSE; R-VND-6", Trust.SECONDARY)
_RETURNS = Source("konfirmasi status wajib pajak (KSWP); R-VND-4", Trust.GENERAL)
_FILING = Source("UU 28/2007 Pasal 3 ayat (3) huruf c: empat bulan setelah akhir tahun pajak badan", Trust.GENERAL)
_ONE, _THREE, _TEN = (Number(Decimal(years), _EXPERIENCE) for years in (1, 3, 10))
_HALF = Number(Decimal("0.5"), _EXPERIENCE)
_BUILDING = (Category.WORKS, Category.INTEGRATED_WORKS)

CAPACITY = {
    "pbj-2025": CapacityNumbers(
        turnover=Number(Decimal(7), _REAL),
        liquidity=Number(Decimal("0.6"), _REAL),
        real_categories=(Category.GOODS, Category.OTHER_SERVICES),
        small_packages=Number(Decimal(5), _PACKAGES),
        packages=Number(Decimal(6), _PACKAGES),
        packages_share=Number(Decimal("1.2"), _PACKAGES),
        packages_years=Number(Decimal(5), _PACKAGES),
        packages_least=Number(Decimal(1), _PACKAGES),
        packages_categories=(Category.GOODS, Category.OTHER_SERVICES, *_BUILDING),
        contracts=Number(Decimal(3), _CONTRACTS),
        contracts_years=Number(Decimal(15), _CONTRACTS),
        contracts_categories=_BUILDING,
        experience={
            Category.GOODS: ExperienceNumbers(recent=_ONE, similar=_THREE),
            Category.OTHER_SERVICES: ExperienceNumbers(
                recent=_ONE, similar=_THREE, largest=_TEN, largest_fraction=_HALF
            ),
            Category.CONSULTANCY: ExperienceNumbers(
                recent=_ONE,
                similar=_THREE,
                largest=_TEN,
                largest_fraction=_HALF,
                recent_is_any=True,
                largest_of_small=True,
            ),
            Category.INDIVIDUAL_CONSULTANCY: ExperienceNumbers(
                similar=_TEN, largest=_TEN, largest_fraction=_HALF, largest_of_small=True
            ),
        },
        experience_source=_EXPERIENCE,
        new_business=Number(Decimal(3), _NEW),
        returns=Number(Decimal(2), _RETURNS),
        returns_month=Number(Decimal(4), _FILING),
        licence_source=Source("Peraturan LKPP 9/2018 Lampiran 3.4.1; R-VND-1, R-VND-2", Trust.PRIMARY),
        certificate_source=Source("Permen PUPR 8/2022; R-VND-10", Trust.SECONDARY),
    )
}
"""By the code of the rule book. R-VND-8 names no category; it is taken for every one but consultancy."""


def capacity_numbers(code: str) -> CapacityNumbers:
    """Return the capacities under a rule book. Raises KeyError for a book without these numbers."""
    return CAPACITY[code]
