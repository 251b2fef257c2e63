# SPDX-License-Identifier: Apache-2.0
"""Grounds of the blacklist (daftar hitam) and how long each bars a supplier. Source: law.md R-BL-1, R-BL-2, R-BL-4."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from lpse.core.said import said
from lpse.regulations.book import Number, Source, Trust


class Ground(StrEnum):
    """Why a supplier is put on the blacklist."""

    FALSE_DOCUMENTS = "false_documents"
    COLLUSION = "collusion"
    CORRUPTION = "corruption"
    WITHDREW = "withdrew"
    RESIGNED = "resigned"
    DID_NOT_PERFORM = "did_not_perform"


GROUND_LABELS = {
    Ground.FALSE_DOCUMENTS: said("menyampaikan dokumen atau keterangan palsu"),
    Ground.COLLUSION: said("bersekongkol mengatur harga penawaran"),
    Ground.CORRUPTION: said("terindikasi korupsi, kolusi, atau nepotisme"),
    Ground.WITHDREW: said("mengundurkan diri tanpa alasan yang dapat diterima"),
    Ground.RESIGNED: said("mengundurkan diri sebagai pemenang sebelum menandatangani kontrak"),
    Ground.DID_NOT_PERFORM: said("tidak melaksanakan atau menyelesaikan kontrak atau pemeliharaannya"),
}
_SOURCE = Source("Perpres 16/2018 Pasal 80 dan Peraturan LKPP 17/2018 Pasal 6; R-BL-1", Trust.PRIMARY)
TWO_YEARS, ONE_YEAR = Number(Decimal(2), _SOURCE), Number(Decimal(1), _SOURCE)
"""Years of the sanction, from the day of the decree."""
YEARS = {
    Ground.FALSE_DOCUMENTS: TWO_YEARS,
    Ground.COLLUSION: TWO_YEARS,
    Ground.CORRUPTION: TWO_YEARS,
    Ground.WITHDREW: ONE_YEAR,
    Ground.RESIGNED: ONE_YEAR,
    Ground.DID_NOT_PERFORM: ONE_YEAR,
}


def last_day(ground: Ground, since: date) -> date:
    """Return the last day a sanction that began on ``since`` may bar a supplier: the eve of its anniversary.

    A sanction that began on 29 February ends on 28 February. The term counts from the decree and never back (R-BL-4).
    """
    year = since.year + int(YEARS[ground].value)
    try:
        anniversary = since.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)
    return anniversary - timedelta(days=1)
