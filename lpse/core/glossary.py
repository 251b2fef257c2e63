# SPDX-License-Identifier: Apache-2.0
"""The one glossary: code name, Indonesian term, English term, meaning and source; one row per term.

It feeds tooltips and manuals. "istilah portal" marks a word of our own where the field has none. Objection always
means sanggah, appeal sanggah banding, complaint pengaduan. Articles tell a reader where to look; only those that
law.md cites too go back to a text that was read.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One term of the field: its name in code, in both languages, what it means (Indonesian) and where that stands."""

    code: str
    id: str
    en: str
    meaning: str
    source: str


class NoSuchTerm(LookupError):
    """The glossary has no term of this code."""


# Two lines a term: code | Indonesian | English, then meaning | source.
_ROWS = """
procurement | pengadaan barang/jasa (PBJ) | public procurement
    memperoleh barang atau jasa dengan uang negara, dari perencanaan sampai serah terima | Perpres 16/2018 Pasal 1
procurement_plan | rencana umum pengadaan (RUP) | procurement plan
    rencana pengadaan setahun yang diumumkan sebelum pemilihan dimulai | Perpres 16/2018 Pasal 22
plan_code | kode RUP | plan code
    nomor paket dalam rencana umum pengadaan | Perpres 16/2018 Pasal 22
package | paket | package
    satu kebutuhan yang dibeli dengan satu pemilihan | Perpres 16/2018 Pasal 20
tender | tender | tender
    pemilihan penyedia barang, pekerjaan konstruksi, atau jasa lainnya secara bersaing | Perpres 16/2018 Pasal 38
selection | seleksi | selection of consultants
    pemilihan penyedia jasa konsultansi secara bersaing | Perpres 16/2018 Pasal 41
quick_tender | tender cepat | quick tender
    tender yang hanya membandingkan harga penyedia yang sudah terkualifikasi | Perpres 16/2018 Pasal 38 ayat (6)
direct_appointment | penunjukan langsung | direct appointment
    pemilihan satu penyedia yang ditunjuk dalam keadaan tertentu | Perpres 16/2018 Pasal 38 ayat (5)
direct_procurement | pengadaan langsung | direct procurement
    pembelian bernilai kecil tanpa tender | Perpres 16/2018 Pasal 38 ayat (3)
reverse_auction | lelang balik (reverse auction) | reverse auction
    penyampaian harga berulang yang harus selalu turun | Peraturan LKPP 9/2018 Lampiran 3.8
catalogue_purchase | e-purchasing, katalog elektronik | e-purchasing, e-catalogue
    pembelian melalui katalog elektronik | Perpres 16/2018 Pasal 38
self_managed | swakelola | self-managed work
    pekerjaan yang dikerjakan sendiri oleh instansi atau kelompok masyarakat | Perpres 16/2018 Pasal 18
retender | tender ulang | re-tender
    tender baru setelah tender gagal | Perpres 16/2018 Pasal 51
failed | tender gagal | failed tender
    tender yang dinyatakan gagal dengan alasan yang disebut peraturan | Perpres 16/2018 Pasal 51
cancelled | tender batal | cancelled tender
    tender yang dihentikan sebelum selesai | Perpres 16/2018 Pasal 51
category | jenis pengadaan | procurement category
    barang, pekerjaan konstruksi, jasa konsultansi, atau jasa lainnya | Perpres 16/2018 Pasal 3
goods | barang | goods
    benda yang dapat diperdagangkan, dipakai, atau dimanfaatkan | Perpres 16/2018 Pasal 1
works | pekerjaan konstruksi | works
    pembangunan, pemeliharaan, atau pembongkaran suatu bangunan | Perpres 16/2018 Pasal 1
consultancy | jasa konsultansi | consultancy services
    jasa layanan profesional yang mengutamakan olah pikir | Perpres 16/2018 Pasal 1
individual_consultancy | jasa konsultansi perorangan | individual consultancy
    jasa konsultansi oleh satu orang | Perpres 16/2018 Pasal 44
other_services | jasa lainnya | other services
    jasa selain konsultansi dan konstruksi | Perpres 16/2018 Pasal 1
works_consultancy | jasa konsultansi konstruksi | construction consultancy
    jasa konsultansi untuk pekerjaan konstruksi | Peraturan LKPP 12/2021 Lampiran III
integrated_works | pekerjaan konstruksi terintegrasi | integrated works
    perancangan dan pembangunan dalam satu kontrak | Peraturan LKPP 12/2021 Lampiran III
ceiling | pagu anggaran | budget ceiling
    batas tertinggi anggaran untuk paket | Perpres 16/2018 Pasal 22
owner_estimate | harga perkiraan sendiri (HPS) | owner's estimate
    perkiraan harga oleh PPK; batas tertinggi penawaran yang sah | Perpres 16/2018 Pasal 26
fund_source | sumber dana | source of funds
    asal anggaran paket, misalnya APBN atau APBD | Perpres 16/2018 Pasal 22
fiscal_year | tahun anggaran | fiscal year
    tahun anggaran yang membiayai paket | Perpres 16/2018 Pasal 22
specification | spesifikasi teknis | technical specification
    uraian mutu dan kinerja barang atau jasa | Perpres 16/2018 Pasal 19
terms_of_reference | kerangka acuan kerja (KAK) | terms of reference
    uraian tugas dan keluaran jasa | Perpres 16/2018 Pasal 19
bill_of_quantities | daftar kuantitas dan harga | bill of quantities
    daftar butir pekerjaan dengan volume dan harga satuannya | Peraturan LKPP 9/2018 Lampiran 4.2.7
selection_document | dokumen pemilihan | bidding documents
    dokumen yang memuat syarat dan tata cara pemilihan | Perpres 16/2018 Pasal 25
bid_data_sheet | lembar data pemilihan (LDP) | bid data sheet
    isian khusus paket dalam dokumen pemilihan | Peraturan LKPP 12/2021
qualification_data_sheet | lembar data kualifikasi (LDK) | qualification data sheet
    isian syarat kualifikasi dalam dokumen pemilihan | Peraturan LKPP 12/2021
special_conditions | syarat-syarat khusus kontrak (SSKK) | special conditions of contract
    ketentuan kontrak yang khusus untuk paket | Peraturan LKPP 12/2021
draft_contract | rancangan kontrak | draft contract
    naskah kontrak yang diumumkan bersama dokumen pemilihan | Perpres 16/2018 Pasal 25
addendum | adendum | addendum
    perubahan dokumen pemilihan sebelum batas akhir pemasukan | Peraturan LKPP 9/2018 Lampiran 4.2.4
method | metode pemilihan | procurement method
    cara memilih penyedia | Perpres 16/2018 Pasal 38
qualification | kualifikasi | qualification
    penilaian kemampuan dan syarat penyedia | Perpres 16/2018 Pasal 44
prequalification | prakualifikasi | prequalification
    kualifikasi sebelum penawaran dimasukkan | Perpres 16/2018 Pasal 44
postqualification | pascakualifikasi | post-qualification
    kualifikasi setelah penawaran dimasukkan | Perpres 16/2018 Pasal 44
file_form | satu file, dua file, dua tahap | one-file, two-file, two-stage
    cara penawaran dibagi dalam berkas | Perpres 16/2018 Pasal 40
evaluation_method | metode evaluasi | evaluation method
    cara membandingkan penawaran | Perpres 16/2018 Pasal 39
lowest_price_pass_fail | harga terendah sistem gugur | lowest price, pass/fail
    harga terendah di antara yang memenuhi semua syarat | Peraturan LKPP 9/2018 Lampiran Tabel 1
threshold | ambang batas | threshold
    nilai teknis terendah yang masih lulus | Peraturan LKPP 9/2018 Lampiran 4.2.7
merit_points | sistem nilai | merit point system
    pembobotan nilai teknis dan nilai harga | Peraturan LKPP 9/2018 Lampiran 3.6.1
life_cycle_cost | biaya selama umur ekonomis | life-cycle cost
    harga ditambah biaya pemakaian, dikurangi nilai sisa | Peraturan LKPP 9/2018 Lampiran 4.2.9
quality_and_cost | kualitas dan biaya | quality and cost
    pembobotan nilai teknis dan biaya jasa konsultansi | Peraturan LKPP 9/2018 Lampiran 3.6.2
quality | kualitas | quality
    nilai teknis terbaik, lalu negosiasi | Peraturan LKPP 9/2018 Lampiran 3.6.2
fixed_budget | pagu anggaran (metode evaluasi) | fixed budget
    nilai teknis terbaik dalam batas pagu | Peraturan LKPP 9/2018 Lampiran 3.6.2
least_cost | biaya terendah | least cost
    biaya terendah di atas ambang batas | Peraturan LKPP 9/2018 Lampiran 3.6.2
stage | tahapan | stage
    bagian tender dengan waktu mulai dan berakhir | Peraturan LKPP 9/2018 Lampiran 3.9.3
schedule | jadwal | schedule
    seluruh tahapan satu tender | Peraturan LKPP 9/2018 Lampiran 3.9.3
window | masa | window
    rentang waktu suatu tindakan diterima; waktu berakhirnya sendiri sudah terlambat | istilah portal
schedule_change | perubahan jadwal | schedule change
    perubahan tahap yang dicatat dengan alasannya | Peraturan LKPP 9/2018 Lampiran 4.2.5
announcement | pengumuman | announcement
    pemberitahuan tender kepada umum | Peraturan LKPP 9/2018 Lampiran 4.2.2
document_download | unduh dokumen pemilihan | document download
    masa dokumen pemilihan dapat diunduh | Peraturan LKPP 9/2018 Lampiran 3.9.3
clarification | pemberian penjelasan (aanwijzing) | clarification
    tanya jawab tentang dokumen pemilihan sebelum penawaran | Peraturan LKPP 9/2018 Lampiran 4.2.4
question | tanya jawab | questions and answers
    pertanyaan calon peserta dan jawaban Pokja | Peraturan LKPP 9/2018 Lampiran 4.2.4
bid_submission | pemasukan penawaran | bid submission
    masa penawaran dikirim, diganti, atau ditarik | Peraturan LKPP 9/2018 Lampiran 4.2.5
bid_deadline | batas akhir pemasukan penawaran | bid deadline
    saat penawaran tidak lagi diterima | Peraturan LKPP 9/2018 Lampiran 4.2.5
working_day | hari kerja | working day
    Senin sampai Jumat, bukan hari libur nasional atau cuti bersama | law.md R-CAL-2
calendar_day | hari kalender | calendar day
    setiap hari, termasuk hari libur | law.md bagian 0
calendar_day_plus | hari kalender yang berakhir pada hari kerja | calendar days ending on a working day
    hari kalender yang hari terakhirnya digeser ke hari dan jam kerja | Peraturan LKPP 12/2021 Lampiran III
collective_leave | cuti bersama | collective leave day
    hari libur bersama pegawai menurut SKB tiga menteri | SKB tahunan
vendor | penyedia | supplier
    pelaku usaha yang menyediakan barang atau jasa | Perpres 16/2018 Pasal 1
unverified_vendor | pelaku usaha | business entity
    badan atau orang yang berusaha dan belum diverifikasi | Perpres 16/2018 Pasal 1
participation | peserta | participant
    penyedia yang mendaftar pada satu tender | Peraturan LKPP 9/2018 Lampiran 4.2.3
consortium | kerja sama operasi (KSO) | joint operation
    beberapa penyedia yang menawar bersama | Perpres 16/2018 Pasal 17
small_business | usaha mikro, kecil, dan koperasi (UMK-K) | micro and small enterprise
    usaha yang mendapat paket khusus | Perpres 16/2018 Pasal 65
business_number | nomor induk berusaha (NIB) | business number
    nomor usaha tiga belas angka | OSS; law.md R-VND-2
tax_number | NPWP | tax number
    nomor pokok wajib pajak, 15 atau 16 angka | PMK 112/2022; law.md R-VND-3
licence | izin usaha, SBU | licence, business certificate
    bukti bahwa penyedia boleh mengerjakan bidangnya | Peraturan LKPP 9/2018 Lampiran 3.4.1
deed | akta | deed
    akta pendirian dan perubahannya | Peraturan LKPP 9/2018 Lampiran 3.4.1
director | pengurus | director
    orang yang mengurus badan usaha | Peraturan LKPP 9/2018 Lampiran 3.4.1
owner | pemilik | owner
    orang atau badan yang memiliki usaha | Peraturan LKPP 9/2018 Lampiran 3.4.1
personnel | tenaga ahli, personel manajerial | experts, key personnel
    orang yang ditugaskan mengerjakan paket | Peraturan LKPP 9/2018 Lampiran 3.4.2
equipment | peralatan utama | main equipment
    peralatan yang dipakai mengerjakan paket | Peraturan LKPP 9/2018 Lampiran 3.4.2
experience | pengalaman | experience
    pekerjaan yang pernah diselesaikan | Peraturan LKPP 9/2018 Lampiran 3.4.2
remaining_capacity | sisa kemampuan paket (SKP) | remaining capacity
    jumlah paket yang masih dapat dikerjakan | law.md R-VND-8
real_capacity | sisa kemampuan nyata (SKN) | remaining financial capacity
    kemampuan modal dikurangi nilai kontrak berjalan | Peraturan LKPP 9/2018 Lampiran 3.4.3; law.md R-VND-7
basic_capacity | kemampuan dasar (KD) | basic capacity
    kelipatan kontrak sebanding tertinggi, untuk pekerjaan konstruksi | law.md R-VND-9
running_contract | kontrak berjalan | running contract
    pekerjaan yang sedang dikerjakan penyedia | law.md R-VND-7
field_code | kode bidang | field code
    KBKI barang dan jasa, atau subklasifikasi SBU konstruksi | law.md R-VND-5, R-VND-10
verification | verifikasi | verification
    pemeriksaan data penyedia oleh verifikator | Perpres 16/2018 Pasal 73
verifier | verifikator | verifier
    petugas yang memeriksa data penyedia | Perpres 16/2018 Pasal 73
blacklisting | daftar hitam | blacklist
    larangan ikut pengadaan untuk waktu tertentu | Perpres 16/2018 Pasal 78
performance | kinerja penyedia | supplier performance
    penilaian PPK setelah kontrak | Perpres 16/2018 Pasal 11
bid | penawaran | bid
    harga dan dokumen yang diajukan peserta | Peraturan LKPP 9/2018 Lampiran 4.2.5
bid_letter | surat penawaran | letter of bid
    surat yang memuat harga dan masa berlaku penawaran | Peraturan LKPP 9/2018 Lampiran 4.2.5
bid_file | dokumen administrasi, teknis, atau harga | administrative, technical or price file
    berkas penawaran menurut tempatnya | Peraturan LKPP 9/2018 Lampiran 4.2.5
bid_bond | jaminan penawaran | bid bond
    jaminan bahwa peserta tidak mundur | Perpres 16/2018 Pasal 31
performance_bond | jaminan pelaksanaan | performance bond
    jaminan bahwa kontrak dilaksanakan | Perpres 16/2018 Pasal 33
seal | menyegel, segel | to seal, seal
    mengunci penawaran di peramban sehingga tidak terbaca sebelum dibuka | istilah portal
envelope | amplop tersegel | sealed envelope
    penawaran yang sudah disegel | istilah portal
digest | sidik (SHA-256) | fingerprint, digest
    angka pendek yang berubah bila berkas berubah | istilah portal
statement | pernyataan penawaran | bid statement
    pernyataan bertanda tangan tentang isi kiriman | istilah portal
receipt | tanda terima | receipt
    bukti bertanda tangan bahwa penawaran tercatat | istilah portal
withdraw_bid | penarikan penawaran | withdrawal
    pembatalan penawaran oleh peserta sebelum batas akhir | Peraturan LKPP 9/2018 Lampiran 4.2.5
supersede | penggantian penawaran | replacement
    penawaran baru yang menggantikan yang lama | Peraturan LKPP 9/2018 Lampiran 4.2.5
key_holder | pemegang kunci | key holder
    anggota Pokja yang memegang bagian kunci | istilah portal
key_share | bagian kunci | key share
    bagian yang bersama bagian lain membuka amplop | istilah portal
key_ceremony | upacara kunci | key ceremony
    pembuatan dan pengujian kunci sebelum pengumuman | istilah portal
opening | pembukaan penawaran | bid opening
    pembukaan amplop setelah batas akhir, dengan berita acara | Peraturan LKPP 9/2018 Lampiran 4.2.6
bid_opening | pembukaan dokumen penawaran | bid opening stage
    tahap penawaran dibuka | Peraturan LKPP 9/2018 Lampiran 4.2.6
witness | saksi | witness
    pihak luar yang ikut menandatangani titik periksa | istilah portal
ledger | catatan publik | public record
    buku catatan yang hanya dapat ditambah dan dapat diperiksa siapa pun | istilah portal
checkpoint | titik periksa | checkpoint
    ringkasan catatan publik yang ditandatangani | istilah portal
inclusion_proof | bukti tercatat | inclusion proof
    bukti bahwa suatu catatan termasuk dalam catatan publik | istilah portal
audit_trail | jejak audit | audit trail
    catatan publik satu tender | istilah portal
arithmetic_correction | koreksi aritmatik | arithmetic correction
    penghitungan ulang volume kali harga satuan | Peraturan LKPP 9/2018 Lampiran 4.2.7
step | langkah evaluasi | evaluation step
    evaluasi administrasi, kualifikasi, teknis, atau harga | Peraturan LKPP 9/2018 Lampiran 4.2.7
verdict | memenuhi / tidak memenuhi | meets / does not meet
    hasil pemeriksaan satu syarat | Peraturan LKPP 9/2018 Lampiran 4.2.7
clarification_request | klarifikasi | clarification request
    permintaan penjelasan kepada peserta saat evaluasi | Peraturan LKPP 9/2018 Lampiran 4.2.7
qualification_proof | pembuktian kualifikasi | qualification check
    pemeriksaan data kualifikasi dengan aslinya | Peraturan LKPP 9/2018 Lampiran 4.1.2
price_reasonableness | kewajaran harga | price reasonableness
    pemeriksaan harga di bawah bagian HPS yang disebut buku aturan | Peraturan LKPP 9/2018 Lampiran 4.2.7
final_evaluated_price | harga evaluasi akhir (HEA) | final evaluated price
    harga untuk menyusun peringkat setelah preferensi | Perpres 16/2018 Pasal 67
local_content | TKDN | local content
    tingkat komponen dalam negeri | Perpres 16/2018 Pasal 66
margin | preferensi harga | price preference
    keringanan harga bagi produk dalam negeri saat peringkat disusun | Perpres 16/2018 Pasal 67
negotiation | negosiasi | negotiation
    perundingan teknis dan harga dengan calon penyedia | Peraturan LKPP 9/2018 Lampiran 4.2.10
standing | peringkat | ranking
    urutan penawaran yang memenuhi syarat | Peraturan LKPP 9/2018 Lampiran 4.2.9
minutes | berita acara | minutes
    catatan resmi satu langkah yang disetujui anggota Pokja | Peraturan LKPP 9/2018 Lampiran 4.2.11
result | penetapan pemenang | award decision
    keputusan tentang pemenang dan cadangan | Peraturan LKPP 9/2018 Lampiran 4.2.11
announce_result | pengumuman pemenang | award notice
    pemberitahuan pemenang kepada umum | Peraturan LKPP 9/2018 Lampiran 4.2.12
reserve | pemenang cadangan | reserve winner
    peringkat kedua dan ketiga | Peraturan LKPP 9/2018 Lampiran 4.2.11
standstill | masa sanggah | standstill
    masa peserta dapat menyanggah hasil | Peraturan LKPP 9/2018 Lampiran 4.2.13
objection | sanggah | objection
    keberatan resmi peserta atas hasil pemilihan | Perpres 16/2018 Pasal 50
objection_answer | jawaban sanggah | objection answer
    jawaban Pokja atas setiap butir sanggah | Peraturan LKPP 9/2018 Lampiran 4.2.13
appeal | sanggah banding | appeal
    keberatan atas jawaban sanggah, hanya untuk konstruksi | Perpres 16/2018 Pasal 50
appeal_window | masa sanggah banding | time to appeal
    masa penyanggah dapat mengajukan sanggah banding setelah sanggahnya ditolak | law.md R-BANDING-1
bond | jaminan sanggah banding | appeal bond
    jaminan yang menyertai sanggah banding | Perpres 16/2018 Pasal 32
complaint | pengaduan | complaint
    laporan siapa pun tentang pengadaan | Perpres 16/2018 Pasal 77
service_survey | survei kepuasan masyarakat (SKM) | service survey
    penilaian sembilan unsur layanan oleh mereka yang dilayani | PermenPANRB 14/2017
satisfaction_index | indeks kepuasan masyarakat (IKM) | satisfaction index
    nilai survei dari 25 sampai 100, dengan mutu A sampai D | PermenPANRB 14/2017
complaint_case | tiket pengaduan | complaint case
    satu pengaduan yang ditangani | Perpres 16/2018 Pasal 77
tracking_code | kode lacak | tracking code
    kode rahasia untuk mengikuti pengaduan | istilah portal
hold | penundaan | hold
    penundaan penunjukan penyedia karena sanggah belum dijawab | law.md R-SANGGAH-8
award | surat penunjukan penyedia barang/jasa (SPPBJ) | letter of appointment
    surat PPK yang menunjuk pemenang | Peraturan LKPP 9/2018 Lampiran 7.1
contract | kontrak, SPK | contract, work order
    perjanjian antara PPK dan penyedia | Perpres 16/2018 Pasal 28
handover | serah terima (BAST) | handover
    penyerahan hasil pekerjaan | Perpres 16/2018 Pasal 57
late_fine | denda keterlambatan | late fine
    seperseribu nilai kontrak atau bagiannya per hari | Perpres 16/2018 Pasal 79
budget_authority | PA, KPA | budget authority, its delegate
    pengguna anggaran dan kuasanya | Perpres 16/2018 Pasal 9
procurement_officer | pejabat pembuat komitmen (PPK) | procurement officer
    pejabat yang menetapkan HPS dan menandatangani kontrak | Perpres 16/2018 Pasal 11
committee | kelompok kerja (Pokja) pemilihan | selection committee
    sedikitnya tiga orang, selalu ganjil, yang memilih penyedia | Perpres 16/2018 Pasal 13
procurement_official | pejabat pengadaan (PP) | direct-procurement official
    pejabat yang melaksanakan pengadaan langsung | Perpres 16/2018 Pasal 12
procurement_unit | UKPBJ | procurement unit
    unit kerja yang menugaskan Pokja | Perpres 16/2018 Pasal 75
unit_head | kepala UKPBJ | head of the procurement unit
    pejabat yang menetapkan susunan Pokja | Perpres 16/2018 Pasal 75
operator | LPSE | e-procurement service
    unit yang menjalankan sistem dan tidak memutuskan apa pun | Perpres 16/2018 Pasal 73
auditor | APIP, inspektorat | internal auditor
    pengawas intern pemerintah | Perpres 16/2018 Pasal 76
information_request | permohonan informasi publik | request for public information
    permintaan tertulis siapa pun atas informasi badan publik | UU 14/2008 Pasal 22
information_objection | keberatan informasi | objection to the answer to an information request
    keberatan pemohon kepada atasan PPID | UU 14/2008 Pasal 35
information_dispute | sengketa informasi publik | information dispute
    sengketa yang diajukan kepada Komisi Informasi sesudah tanggapan atasan PPID | UU 14/2008 Pasal 37
information_officer | pejabat pengelola informasi dan dokumentasi (PPID) | public information officer
    pejabat yang menjawab permohonan informasi publik | UU 14/2008 Pasal 13
information_superior | atasan PPID | superior of the public information officer
    pejabat yang menanggapi keberatan pemohon informasi | UU 14/2008 Pasal 36
exemption | pengecualian informasi | exemption
    alasan menahan informasi, sesudah uji konsekuensi | UU 14/2008 Pasal 17
agency | kementerian, lembaga, atau pemerintah daerah (K/L/PD) | agency
    instansi yang membeli | Perpres 16/2018 Pasal 1
work_unit | satuan kerja | work unit
    bagian instansi yang memiliki paket | Perpres 16/2018 Pasal 1
integrity_pact | pakta integritas | integrity pact
    janji tertulis untuk tidak berkolusi | Perpres 16/2018 Pasal 7
helpdesk | meja bantuan | helpdesk
    tempat bertanya tentang pemakaian portal | Perpres 16/2018 Pasal 73
incident | insiden | incident
    kejadian yang mengganggu layanan, dengan nomornya | istilah portal
training | latihan | training
    tender pelatihan dengan hitungan waktu yang dipercepat | istilah portal
appointment | penunjukan | appointment
    pengangkatan seseorang dalam jabatan dengan surat keputusannya | istilah portal
"""

_LINES = _ROWS.strip().splitlines()
TERMS = tuple(
    Term(*name.split(" | "), *told.strip().split(" | ")) for name, told in zip(_LINES[::2], _LINES[1::2], strict=True)
)
_BY_CODE = {term.code: term for term in TERMS}


def term(code: str) -> Term:
    """Return the term of this code name. Raises NoSuchTerm."""
    try:
        return _BY_CODE[code]
    except KeyError:
        raise NoSuchTerm(f"Istilah {code} tidak ada dalam glosarium.") from None


def find(words: str) -> tuple[Term, ...]:
    """Return the terms whose code or name in either language contains ``words``, ignoring case, by Indonesian name."""
    wanted = words.casefold().strip()
    hits = (each for each in TERMS if any(wanted in text.casefold() for text in (each.code, each.id, each.en)))
    return tuple(sorted(hits, key=lambda each: each.id.casefold()))
