# SPDX-License-Identifier: Apache-2.0
"""Rule book ``pbj-2025``: Perpres 16/2018 as amended by Perpres 12/2021 and Perpres 46/2025 (in force 30 April 2025).

With Peraturan LKPP 12/2021, whose structure follows LKPP 9/2018, for the conduct of a selection; and the laws of
complaint and public information. Each number carries the rule of ``law.md`` behind it. A released file never changes.
"""

from datetime import date
from decimal import Decimal

from lpse.core.calendar import Unit
from lpse.regulations.book import (
    AppealNumbers,
    Category,
    Clock,
    Number,
    Period,
    PriceNumbers,
    Regulation,
    Rule,
    ScheduleNumbers,
    Source,
    Stage,
    StageKind,
    Trust,
)

WD, CD, CD_PLUS = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.CALENDAR_DAY_PLUS
P, S, G = Trust.PRIMARY, Trust.SECONDARY, Trust.GENERAL
EVERY = tuple(Category)
WORKING_DAY_CATEGORIES = (
    Category.GOODS,
    Category.OTHER_SERVICES,
    Category.CONSULTANCY,
    Category.INDIVIDUAL_CONSULTANCY,
)
WORKS_CATEGORIES = (Category.WORKS, Category.WORKS_CONSULTANCY, Category.INTEGRATED_WORKS)
APPEAL_CATEGORIES = (Category.WORKS, Category.INTEGRATED_WORKS)

_PREQUALIFIED = "pengumuman hasil prakualifikasi"
_COMMITTEE = "Pokja Pemilihan"
_STEPS = "Peraturan LKPP 9/2018 Lampiran 3.9.3 huruf b angka 2, diteruskan Peraturan LKPP 12/2021 Lampiran II"
_PREQUALIFICATION = Source("Peraturan LKPP 9/2018 Lampiran 3.9.3 dan 4.1.1; R-SANGGAH-0, R-SANGGAH-0a", P)
_PREQUALIFICATION_WORKS = Source("Peraturan LKPP 12/2021 Lampiran III; R-SANGGAH-0, R-SANGGAH-0a", G)
_OBJECTION = Source("Peraturan LKPP 9/2018 Lampiran 3.9.3 dan 4.2.13; R-SANGGAH-1, R-SANGGAH-2", P)
_OBJECTION_WORKS = Source("Peraturan LKPP 12/2021 Lampiran III; R-SANGGAH-1, R-SANGGAH-2", S)
_APPEAL = Source("Perpres 16/2018 Pasal 50 dan Peraturan LKPP 12/2021 Lampiran III; R-BANDING-1, R-BANDING-3", S)


def _clock(
    rule: Rule, days: int, unit: Unit, source: Source, *, words: tuple[str, str, str], of: tuple[Category, ...] = EVERY
) -> Clock:
    label, starts, actor = words
    return Clock(rule, of, Period(days, unit, source), label, starts, actor)


_PRE = ("Masa sanggah prakualifikasi", _PREQUALIFIED, "peserta yang memasukkan dokumen kualifikasi")
_PRE_ANSWER = ("Jawaban sanggah prakualifikasi", "akhir masa sanggah prakualifikasi", _COMMITTEE)
_OBJ = ("Masa sanggah", "pengumuman pemenang", "peserta yang memasukkan penawaran")
_OBJ_ANSWER = ("Jawaban sanggah", "akhir masa sanggah", _COMMITTEE)

_PROCUREMENT_CLOCKS = (
    _clock(Rule.PREQUALIFICATION_OBJECTION, 5, WD, _PREQUALIFICATION, words=_PRE, of=WORKING_DAY_CATEGORIES),
    _clock(Rule.PREQUALIFICATION_OBJECTION, 5, CD_PLUS, _PREQUALIFICATION_WORKS, words=_PRE, of=WORKS_CATEGORIES),
    _clock(
        Rule.PREQUALIFICATION_OBJECTION_ANSWER,
        3,
        WD,
        _PREQUALIFICATION,
        words=_PRE_ANSWER,
        of=WORKING_DAY_CATEGORIES,
    ),
    _clock(
        Rule.PREQUALIFICATION_OBJECTION_ANSWER,
        3,
        CD_PLUS,
        _PREQUALIFICATION_WORKS,
        words=_PRE_ANSWER,
        of=WORKS_CATEGORIES,
    ),
    _clock(Rule.OBJECTION, 5, WD, _OBJECTION, words=_OBJ, of=WORKING_DAY_CATEGORIES),
    _clock(Rule.OBJECTION, 5, CD_PLUS, _OBJECTION_WORKS, words=_OBJ, of=WORKS_CATEGORIES),
    _clock(Rule.OBJECTION_ANSWER, 3, WD, _OBJECTION, words=_OBJ_ANSWER, of=WORKING_DAY_CATEGORIES),
    _clock(Rule.OBJECTION_ANSWER, 3, CD_PLUS, _OBJECTION_WORKS, words=_OBJ_ANSWER, of=WORKS_CATEGORIES),
    _clock(
        Rule.APPEAL,
        5,
        CD_PLUS,
        _APPEAL,
        words=("Masa sanggah banding", "jawaban sanggah dimuat", "penyanggah"),
        of=APPEAL_CATEGORIES,
    ),
    _clock(
        Rule.APPEAL_ANSWER,
        14,
        CD_PLUS,
        _APPEAL,
        words=("Jawaban sanggah banding", "klarifikasi jaminan sanggah banding diterima KPA", "KPA"),
        of=APPEAL_CATEGORIES,
    ),
)

_SERVICE = "pengelola pengaduan"
_INFORMATION_OFFICER = "PPID"
_SUPERIOR = "atasan PPID"
_SLA = Source("PermenPANRB 62/2018; R-LAPOR-2", S)
_PUBLIC_CLOCKS = (
    _clock(
        Rule.COMPLAINT_COMPLETENESS,
        14,
        CD,
        Source("UU 25/2009 Pasal 43-44; R-LYN-4", G),
        words=("Pemberitahuan kelengkapan pengaduan", "pengaduan diterima", _SERVICE),
    ),
    _clock(
        Rule.COMPLAINT_COMPLETION,
        30,
        CD,
        Source("UU 25/2009 Pasal 44; R-LYN-5", G),
        words=("Melengkapi pengaduan", "pemberitahuan bahwa pengaduan belum lengkap", "pengadu"),
    ),
    _clock(
        Rule.COMPLAINT_DECISION,
        60,
        CD,
        Source("UU 25/2009 Pasal 50 dan Perpres 76/2013; R-LYN-6", S),
        words=("Keputusan pengaduan", "pengaduan dinyatakan lengkap", _SERVICE),
    ),
    _clock(
        Rule.REPORT_INFORMATION, 5, WD, _SLA, words=("Jawaban permintaan informasi LAPOR", "laporan diterima", _SERVICE)
    ),
    _clock(
        Rule.REPORT_GENERAL,
        14,
        WD,
        _SLA,
        words=("Penyelesaian laporan tidak berkadar pengawasan", "laporan diterima", _SERVICE),
    ),
    _clock(
        Rule.REPORT_OVERSIGHT,
        60,
        WD,
        _SLA,
        words=("Penyelesaian laporan berkadar pengawasan", "laporan diterima", _SERVICE),
    ),
    _clock(
        Rule.INFORMATION_REQUEST,
        10,
        WD,
        Source("UU 14/2008 Pasal 22 ayat (7); R-KIP-1", S),
        words=("Jawaban permohonan informasi publik", "permohonan diterima", _INFORMATION_OFFICER),
    ),
    _clock(
        Rule.INFORMATION_REQUEST_EXTENSION,
        7,
        WD,
        Source("UU 14/2008 Pasal 22 ayat (8); R-KIP-1", S),
        words=("Perpanjangan jawaban permohonan informasi publik", "batas waktu pertama", _INFORMATION_OFFICER),
    ),
    _clock(
        Rule.INFORMATION_OBJECTION,
        30,
        WD,
        Source("UU 14/2008 Pasal 36 ayat (1); R-KIP-3", S),
        words=("Keberatan informasi publik", "alasan keberatan ditemukan", "pemohon informasi"),
    ),
    _clock(
        Rule.INFORMATION_OBJECTION_ANSWER,
        30,
        WD,
        Source("UU 14/2008 Pasal 36 ayat (2); R-KIP-4", S),
        words=("Tanggapan keberatan informasi publik", "keberatan tertulis diterima", _SUPERIOR),
    ),
    _clock(
        Rule.INFORMATION_DISPUTE,
        14,
        WD,
        Source("UU 14/2008 Pasal 37 dan Perki 1/2013 Pasal 13; R-KIP-5", S),
        words=(
            "Sengketa informasi publik",
            "tanggapan atasan PPID diterima atau tenggatnya lewat",
            "pemohon informasi",
        ),
    ),
)


def _step(letter: str, trust: Trust = P) -> Source:
    return Source(f"{_STEPS}, huruf {letter}", trust)


_PROOF_TO_AWARD = "1 hari kerja setelah pembuktian kualifikasi"
_STAGES = (
    Stage(StageKind.ANNOUNCEMENT, "Pengumuman Pascakualifikasi", "paling singkat 5 hari kerja", _step("a")),
    Stage(
        StageKind.DOCUMENT_DOWNLOAD,
        "Download Dokumen Pemilihan",
        "sampai 1 hari kerja sebelum batas akhir pemasukan penawaran",
        _step("b"),
    ),
    Stage(StageKind.CLARIFICATION, "Pemberian Penjelasan", "paling cepat 3 hari kerja setelah pengumuman", _step("c")),
    Stage(
        StageKind.BID_SUBMISSION,
        "Upload Dokumen Penawaran",
        "sesuai kebutuhan; batas akhir paling cepat 3 hari kerja setelah pemberian penjelasan",
        _step("d"),
    ),
    Stage(StageKind.BID_OPENING, "Pembukaan Dokumen Penawaran", "setelah batas akhir pemasukan penawaran", _step("e")),
    Stage(
        StageKind.EVALUATION,
        "Evaluasi Administrasi, Kualifikasi, Teknis, dan Harga",
        "sesuai kebutuhan",
        _step("f"),
    ),
    Stage(StageKind.QUALIFICATION_PROOF, "Pembuktian Kualifikasi", "sesuai kebutuhan", _step("g")),
    Stage(StageKind.AWARD_DECISION, "Penetapan Pemenang", _PROOF_TO_AWARD, _step("h")),
    Stage(StageKind.AWARD_ANNOUNCEMENT, "Pengumuman Pemenang", _PROOF_TO_AWARD, _step("h")),
    Stage(
        StageKind.STANDSTILL,
        "Masa Sanggah",
        "5 hari setelah pengumuman pemenang: hari kerja, untuk konstruksi hari kalender",
        _step("i"),
    ),
    Stage(
        StageKind.APPOINTMENT,
        "Surat Penunjukan Penyedia Barang/Jasa",
        "setelah masa sanggah berakhir dan sanggah dijawab",
        Source("Peraturan LKPP 9/2018 Lampiran 7.1", P),
    ),
    Stage(
        StageKind.CONTRACT_SIGNING,
        "Penandatanganan Kontrak",
        "paling lambat 14 hari kerja setelah SPPBJ",
        Source("Peraturan LKPP 9/2018 Lampiran 7.2.2", P),
    ),
)

_APPEAL_BOND = "Perpres 16/2018 Pasal 32 dan Peraturan LKPP 9/2018 Lampiran 4.2.14 huruf b; R-BOND-2"
_PREFERENCE = "Perpres 16/2018 Pasal 67 ayat (2)-(4), diubah Perpres 46/2025; R-TKDN-1, R-TKDN-6"

BOOK = Regulation(
    code="pbj-2025",
    title="Perpres 16/2018 sebagaimana diubah dengan Perpres 12/2021 dan Perpres 46/2025",
    effective_on=date(2025, 4, 30),
    clocks=_PROCUREMENT_CLOCKS + _PUBLIC_CLOCKS,
    stages=_STAGES,
    schedule=ScheduleNumbers(
        announcement=Period(5, WD, _step("a")),
        download_before_deadline=Period(1, WD, _step("b")),
        clarification_after_announcement=Period(3, WD, _step("c")),
        deadline_after_clarification=Period(3, WD, _step("d")),
        addendum_before_deadline=Period(3, WD, Source("Peraturan LKPP 9/2018 Lampiran 4.2.4; R-SCH-5", P)),
        award_after_proof=Period(1, WD, _step("h")),
        contract_after_appointment=Period(14, WD, Source("Peraturan LKPP 9/2018 Lampiran 7.2.2", P)),
        owner_estimate_before_deadline=Period(28, WD, Source("Perpres 16/2018 Pasal 26 ayat (8); R-HPS-3", P)),
    ),
    price=PriceNumbers(
        low_price_fraction=Number(
            Decimal("0.80"), Source("Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 2; R-EVAL-7", P)
        ),
        low_price_categories=(
            Category.GOODS,
            Category.OTHER_SERVICES,
            Category.WORKS,
            Category.INTEGRATED_WORKS,
        ),
        uneven_unit_price_fraction=Number(
            Decimal("1.10"), Source("Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf d angka 3; R-EVAL-9", P)
        ),
        lowest_bids_evaluated=Number(
            Decimal(3), Source("Peraturan LKPP 9/2018 Lampiran 4.2.7 huruf b angka 1; R-EVAL-4", P)
        ),
        preference_above=Number(Decimal(1_000_000_000), Source(_PREFERENCE, P)),
        preference_local_content=Number(Decimal("0.25"), Source(_PREFERENCE, P)),
        preference_maximum=Number(Decimal("0.25"), Source(_PREFERENCE, P)),
    ),
    appeal=AppealNumbers(
        bond_fraction=Number(Decimal("0.01"), Source(_APPEAL_BOND, P)),
        bond_validity=Period(30, CD, Source(_APPEAL_BOND, P)),
        silence_accepts=True,
        silence_source=Source("Peraturan LKPP 9/2018 Lampiran 4.2.14 huruf d; R-BANDING-7", P),
    ),
    committee_minimum=Number(Decimal(3), Source("Perpres 16/2018 Pasal 13, diubah Perpres 46/2025; R-ACT-4", P)),
    end_in_hours_categories=WORKS_CATEGORIES,
    end_in_hours_source=Source("Peraturan LKPP 12/2021 Lampiran III; R-CAL-5", S),
)
