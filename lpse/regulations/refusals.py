# SPDX-License-Identifier: Apache-2.0
"""Articles on which the portal refuses an act where no number of a rule book is at stake. Pure.

Whoever is refused reads the article beside the reason (``Refusal.source``). Where a number stands in the way, its own
``Source`` in the rule book is told instead. Source: law.md, by the code that each text ends with.
"""

from typing import Final

from lpse.regulations.book import Source, Trust

P, S, G = Trust.PRIMARY, Trust.SECONDARY, Trust.GENERAL


def _said(text: str, trust: Trust) -> str:
    return str(Source(text, trust))


# Schedule, addenda, explanation
GROUNDS_OF_DEADLINE: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.6 huruf e; R-SCH-3", P)
SAME_DAY_EXTENSION: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.5; R-SCH-4", P)
ADDENDUM: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.4; R-SCH-5", P)
EXPLANATION: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.4; R-SCH-6", P)
BIDS_UNTIL: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.5; R-SCH-7", P)

# People
BOTH_SIDES: Final = _said("pemisahan tugas PPK dan Pokja; R-ACT-12", G)
ONE_DIRECTOR: Final = _said("benturan kepentingan; Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf f; R-ACT-12", G)
CERTIFIED: Final = _said("Perpres 46/2025 Pasal 74-74B; R-ACT-13", S)
JOINT_OPERATION: Final = _said("Perpres 16/2018 Pasal 17; Peraturan LKPP 9/2018 Lampiran 4.1.2; R-ACT-11", P)
BLACKLIST: Final = _said("Peraturan LKPP 9/2018 Lampiran 3.4.1 huruf h; R-BL-7", P)
LIST_PRICES_SOURCED: Final = _said("Perpres 16/2018 Pasal 26; R-HPS-1", P)

# Failed tenders
NO_BID: Final = _said("Perpres 16/2018 Pasal 51 ayat (2) huruf b; R-FAIL-2", P)
NONE_PASSED: Final = _said("Perpres 16/2018 Pasal 51 ayat (2) huruf c; R-FAIL-2", P)
AFTER_OBJECTIONS: Final = _said("Peraturan LKPP 12/2021 Lampiran II 4.2.14 huruf a angka 2; R-FAIL-5", S)
ABOVE_ESTIMATE: Final = _said("Perpres 16/2018 Pasal 51 ayat (2) huruf g; R-FAIL-2", P)
WHO_DECLARES: Final = _said("Perpres 16/2018 Pasal 51 ayat (3) dan (4); R-FAIL-4", P)
WHAT_FOLLOWS: Final = _said("Perpres 16/2018 Pasal 51 ayat (6)-(9); Peraturan LKPP 9/2018 Lampiran 4.2.15; R-FAIL-6", P)

# Objections
OBJECTOR: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.13; R-SANGGAH-1, R-SANGGAH-7", P)
OBJECTION_SIGNER: Final = _said("dokumen pemilihan (SDP) 34.7; R-SANGGAH-4", S)
APPELLANT: Final = _said("Perpres 16/2018 Pasal 50 ayat (2); R-BANDING-4", P)
APPEAL_LATE: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.14 huruf h; R-BANDING-1, R-BANDING-5", P)
APPEAL_SILENCE: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.14 huruf d; R-BANDING-7", P)
HELD: Final = _said("Peraturan LKPP 9/2018 Lampiran 4.2.13 dan 4.2.14; R-SANGGAH-8, R-BANDING-6", P)
