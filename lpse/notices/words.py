# SPDX-License-Identifier: Apache-2.0
"""Who is told of which act, in which words: one sentence of what changed, one of what to do by when (ux.md part 3).

Every act that the record may hold stands here, as told or as quiet, so that a new one is never forgotten.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from lpse.notices.sides import Group, Party, Words

TENDER_PAGE = "/tender/{subject}/"
REVIEW = "/tender/{subject}/susun/reviu/"
BOARD = "/tender/{subject}/tanya-jawab/"
OPENING = "/tender/{subject}/pembukaan/"
RESULT = "/tender/{subject}/hasil/"
OBJECTIONS = "/tender/{subject}/sanggah/"
_MOVED = _("Jadwal tender berubah.")
_ADDENDUM = _("Adendum dokumen pemilihan terbit.")
_CLOSED = _("Masa pemasukan penawaran ditutup.")
_OPENED = _("Semua penawaran sudah dibuka.")
_DECIDED = _("Hasil tender diumumkan.")
_VOIDED = _("Hasil tender dibatalkan untuk dievaluasi ulang.")
_AWARDED = _("Surat penunjukan penyedia (SPPBJ) terbit.")
_FAILED = _("Tender dinyatakan gagal.")
_CANCELLED = _("Tender dibatalkan.")
_OBJECTED = _("Sanggah diajukan; penetapan ditahan.")
_OVERDUE = _("Jawaban sanggah melewati batas waktunya.")
_WHY = _("Baca alasannya pada halaman tender.")
_CLOCK_RUNS = _("Sebuah tenggat jawaban mendekat atau sudah lewat.")
_CLOCK_RAN_OUT = _("Sebuah tenggat jawaban sudah lewat.")
_ANSWER_IN_TIME = _("Jawab sebelum tenggatnya; yang lewat diteruskan kepada atasan dan tampil di catatan publik.")
_EXTENDED = _("Sebuah tenggat diperpanjang karena hari libur yang baru ditetapkan.")
_SEE_DATES = _("Lihat tanggal semula dan tanggal barunya.")
_REPLIED, _READ_IT = _("Seorang pelapor menulis pada utasnya."), _("Baca dan jawab pesannya di meja pengaduan.")
_TEAM = Words(
    Group.BUSINESS,
    _("Tim badan usaha Anda berubah."),
    _("Periksa siapa yang memegang wewenang apa."),
    "/usaha/tim/",
)

_APPEAL = _("Sanggah banding diajukan; penetapan ditahan.")
_APPEALED: Mapping[Party, Words] = {
    Party.COMMITTEE: Words(
        Group.WORK, _APPEAL, _("Tanyakan jaminannya kepada penerbit dan sampaikan klarifikasinya."), OBJECTIONS
    ),
    Party.AUTHORITY: Words(Group.WORK, _APPEAL, _("Jawab sesudah Pokja mengklarifikasi jaminannya."), OBJECTIONS),
    Party.OFFICER: Words(Group.RESULT, _APPEAL, _("Ikuti jawabannya pada halaman sanggah."), OBJECTIONS),
    Party.PARTICIPANTS: Words(Group.RESULT, _APPEAL, _("Ikuti jawabannya pada halaman sanggah."), OBJECTIONS),
}
_DECIDED_APPEAL = _("Sanggah banding sudah diputus.")
_APPEAL_DECIDED: Mapping[Party, Words] = {
    Party.COMMITTEE: Words(Group.WORK, _DECIDED_APPEAL, _("Jalankan putusannya."), OBJECTIONS),
    Party.UNIT_HEADS: Words(Group.WORK, _DECIDED_APPEAL, _("Kembalikan atau cairkan jaminannya."), OBJECTIONS),
    Party.OFFICER: Words(Group.RESULT, _DECIDED_APPEAL, _("Baca putusannya pokok demi pokok."), OBJECTIONS),
    Party.PARTICIPANTS: Words(Group.RESULT, _DECIDED_APPEAL, _("Baca putusannya pokok demi pokok."), OBJECTIONS),
}

_ANNOUNCED = Words(Group.WORK, _("Tender diumumkan."), _("Penawaran diterima sampai %(until)s."), TENDER_PAGE)
_RECHECK = _("Periksa perbedaannya; persetujuan dokumen yang lalu tidak berlaku lagi.")
_NEW_ESTIMATE = Words(Group.WORK, _("PPK mengubah HPS."), _RECHECK, "/tender/{subject}/susun/hps/riwayat/")

TOLD: Mapping[str, Mapping[Party, Words]] = {
    "tenders.submit_package": {
        Party.UNIT_HEADS: Words(
            Group.WORK,
            _("PPK mengajukan sebuah paket."),
            _("Tugaskan Pokja, atau kembalikan paketnya dengan alasan."),
            "/paket/tugaskan/",
        ),
    },
    "tenders.return_package": {
        Party.OFFICER: Words(
            Group.WORK,
            _("UKPBJ mengembalikan paket Anda."),
            _("Perbaiki menurut alasannya, lalu ajukan lagi."),
            "/paket/",
        ),
    },
    "tenders.assign_committee": {
        Party.COMMITTEE: Words(
            Group.WORK,
            _("Anda ditugaskan dalam Pokja sebuah paket."),
            _("Setujui pakta integritas dan mulai menyusun tender."),
            "/paket/",
        ),
        Party.OFFICER: Words(
            Group.WORK, _("Pokja ditugaskan untuk paket Anda."), _("Ikuti penyusunannya pada paket Anda."), "/paket/"
        ),
    },
    "tenders.raise_remark": {
        Party.OFFICER: Words(
            Group.WORK, _("Pokja memberi catatan reviu."), _("Jawab catatannya; tender menunggu jawaban Anda."), REVIEW
        ),
    },
    "tenders.answer_remark": {
        Party.COMMITTEE: Words(
            Group.WORK, _("PPK menjawab catatan reviu."), _("Nyatakan selesai, atau beri catatan baru."), REVIEW
        ),
    },
    "tenders.change_estimate": {Party.COMMITTEE: _NEW_ESTIMATE},
    "tenders.agree_to_documents": {
        Party.COMMITTEE: Words(
            Group.WORK,
            _("PPK menyetujui dokumen tender."),
            _("Perubahan dokumen, syarat, atau butir sesudah ini memerlukan persetujuan baru."),
            REVIEW,
        ),
    },
    "tenders.announce_tender": {Party.COMMITTEE: _ANNOUNCED, Party.OFFICER: _ANNOUNCED},
    "tenders.accept_schedule_change": {
        Party.PARTICIPANTS: Words(
            Group.TENDER,
            _MOVED,
            _("Penawaran diterima sampai %(until)s; yang sudah terkirim tetap berlaku."),
            "/tender/{subject}/jadwal/",
        ),
        Party.COMMITTEE: Words(
            Group.WORK, _MOVED, _("Penawaran diterima sampai %(until)s."), "/tender/{subject}/jadwal/"
        ),
        Party.OFFICER: Words(
            Group.WORK, _MOVED, _("Penawaran diterima sampai %(until)s."), "/tender/{subject}/jadwal/"
        ),
    },
    "tenders.accept_addendum": {
        Party.PARTICIPANTS: Words(
            Group.TENDER,
            _ADDENDUM,
            _("Baca perubahannya dan sesuaikan penawaran Anda sampai %(until)s."),
            "/tender/{subject}/adendum/",
        ),
        Party.COMMITTEE: Words(
            Group.WORK, _ADDENDUM, _("Perbedaannya tercatat pada tender."), "/tender/{subject}/adendum/"
        ),
    },
    "vendors.ask_question": {
        Party.COMMITTEE: Words(
            Group.WORK,
            _("Seorang peserta bertanya tentang dokumen pemilihan."),
            _("Susun jawabannya; semua jawaban terbit bersama."),
            BOARD,
        ),
    },
    "vendors.publish_answers": {
        Party.PARTICIPANTS: Words(
            Group.TENDER,
            _("Pokja menerbitkan jawaban atas pertanyaan peserta."),
            _("Baca jawabannya sebelum menyusun penawaran; penawaran diterima sampai %(until)s."),
            BOARD,
        ),
    },
    "vendors.close_tender": {
        Party.COMMITTEE: Words(
            Group.WORK,
            _CLOSED,
            _(
                "Bila ada penawaran, serahkan bagian kunci Anda; bila tidak ada, perpanjang hari ini juga atau "
                "nyatakan tender gagal."
            ),
            OPENING,
        ),
        Party.PARTICIPANTS: Words(Group.TENDER, _CLOSED, _("Saksikan pembukaannya secara langsung."), OPENING),
    },
    "evaluation.finish_opening": {
        Party.COMMITTEE: Words(
            Group.WORK, _OPENED, _("Nyatakan sikap atas berita acaranya, lalu mulai evaluasi."), OPENING
        ),
        Party.PARTICIPANTS: Words(
            Group.TENDER, _OPENED, _("Bandingkan yang terbaca dengan tanda terima Anda."), OPENING
        ),
    },
    "evaluation.announce_result": {
        Party.PARTICIPANTS: Words(Group.RESULT, _DECIDED, _("Sanggah dapat diajukan sampai %(until)s."), RESULT),
        Party.COMMITTEE: Words(Group.RESULT, _DECIDED, _("Sanggah dapat diterima sampai %(until)s."), RESULT),
        Party.OFFICER: Words(Group.RESULT, _DECIDED, _("Masa sanggah berakhir %(until)s."), RESULT),
    },
    "evaluation.void_result": {
        Party.PARTICIPANTS: Words(Group.RESULT, _VOIDED, _WHY, TENDER_PAGE),
        Party.COMMITTEE: Words(Group.WORK, _VOIDED, _("Nilai ulang menurut alasannya."), TENDER_PAGE),
        Party.OFFICER: Words(Group.RESULT, _VOIDED, _WHY, TENDER_PAGE),
    },
    "complaints.file_objection": {
        Party.COMMITTEE: Words(Group.WORK, _OBJECTED, _("Jawab pokok demi pokok paling lambat %(until)s."), OBJECTIONS),
        Party.OFFICER: Words(Group.RESULT, _OBJECTED, _("Pokja menjawab paling lambat %(until)s."), OBJECTIONS),
    },
    "complaints.answer_objection": {
        Party.PARTICIPANTS: Words(
            Group.RESULT,
            _("Sebuah sanggah dijawab."),
            _("Baca jawabannya pokok demi pokok; penyanggah dapat menilai layanannya di sana."),
            OBJECTIONS,
        ),
        Party.OFFICER: Words(
            Group.RESULT, _("Sebuah sanggah dijawab."), _("Baca jawabannya pokok demi pokok."), OBJECTIONS
        ),
    },
    "complaints.answer_overdue": {
        Party.COMMITTEE: Words(
            Group.WORK, _OVERDUE, _("Jawab sekarang; penetapan tetap ditahan sampai sanggah dijawab."), OBJECTIONS
        ),
        Party.UNIT_HEADS: Words(
            Group.WORK, _OVERDUE, _("Pastikan Pokja menjawab; penetapan tetap ditahan."), OBJECTIONS
        ),
    },
    "complaints.reply_as_complainant": {Party.AUDITORS: Words(Group.WORK, _REPLIED, _READ_IT, "/audit/pengaduan/")},
    "complaints.watch_clock": {
        Party.COMMITTEE: Words(Group.WORK, _CLOCK_RUNS, _ANSWER_IN_TIME, OBJECTIONS),
        Party.AUTHORITY: Words(Group.WORK, _CLOCK_RUNS, _ANSWER_IN_TIME, OBJECTIONS),
        Party.UNIT_HEADS: Words(
            Group.WORK, _CLOCK_RAN_OUT, _("Pastikan jawabannya disampaikan; penetapan tetap ditahan."), OBJECTIONS
        ),
        Party.AUDITORS: Words(
            Group.WORK, _CLOCK_RUNS, _("Buka meja pengaduan dan lihat mana yang jatuh tempo."), "/audit/pengaduan/"
        ),
        Party.INFORMATION_OFFICERS: Words(Group.WORK, _CLOCK_RUNS, _ANSWER_IN_TIME, "/ppid/"),
        Party.INFORMATION_SUPERIORS: Words(
            Group.WORK, _CLOCK_RAN_OUT, _("Pastikan permohonan informasi itu dijawab."), "/ppid/"
        ),
    },
    "complaints.request_information": {
        Party.INFORMATION_OFFICERS: Words(
            Group.WORK,
            _("Permohonan informasi publik masuk."),
            _("Jawab sebelum tenggatnya, atau perpanjang satu kali dengan alasan tertulis."),
            "/ppid/",
        ),
    },
    "complaints.object_to_information": {
        Party.INFORMATION_SUPERIORS: Words(
            Group.WORK,
            _("Keberatan atas permohonan informasi diajukan."),
            _("Tanggapi sebelum tenggatnya; sesudah itu pemohon dapat pergi ke Komisi Informasi."),
            "/ppid/",
        ),
        Party.INFORMATION_OFFICERS: Words(
            Group.WORK,
            _("Keberatan atas permohonan informasi diajukan."),
            _("Siapkan keterangan bagi atasan PPID."),
            "/ppid/",
        ),
    },
    "complaints.review_information": {
        Party.INFORMATION_OFFICERS: Words(
            Group.WORK,
            _("Atasan PPID menanggapi keberatan."),
            _("Baca tanggapannya dan jalankan."),
            "/ppid/",
        ),
    },
    "complaints.extend_clock": {
        Party.COMMITTEE: Words(Group.WORK, _EXTENDED, _SEE_DATES, OBJECTIONS),
        Party.OFFICER: Words(Group.RESULT, _EXTENDED, _SEE_DATES, OBJECTIONS),
        Party.AUTHORITY: Words(Group.WORK, _EXTENDED, _SEE_DATES, OBJECTIONS),
        Party.PARTICIPANTS: Words(Group.RESULT, _EXTENDED, _SEE_DATES, OBJECTIONS),
    },
    "complaints.file_appeal": _APPEALED,
    "complaints.record_paper_appeal": _APPEALED,
    "complaints.clarify_bond": {
        Party.AUTHORITY: Words(
            Group.WORK,
            _("Pokja mengklarifikasi jaminan sanggah banding."),
            _("Bila jaminannya sah, jawab paling lambat %(until)s; tanpa jawaban, sanggah banding diterima."),
            OBJECTIONS,
        ),
        Party.PARTICIPANTS: Words(
            Group.RESULT, _("Pokja mengklarifikasi jaminan sanggah banding."), _("Baca klarifikasinya."), OBJECTIONS
        ),
    },
    "complaints.decide_appeal": _APPEAL_DECIDED,
    "complaints.accept_by_silence": _APPEAL_DECIDED,
    "evaluation.issue_award": {
        Party.PARTICIPANTS: Words(Group.RESULT, _AWARDED, _("Baca hasil akhirnya pada halaman tender."), RESULT),
        Party.COMMITTEE: Words(Group.RESULT, _AWARDED, _("Tidak ada lagi yang perlu Anda lakukan."), RESULT),
    },
    "tenders.fail_tender": {
        Party.PARTICIPANTS: Words(Group.RESULT, _FAILED, _WHY, TENDER_PAGE),
        Party.COMMITTEE: Words(Group.RESULT, _FAILED, _WHY, TENDER_PAGE),
        Party.OFFICER: Words(Group.RESULT, _FAILED, _WHY, TENDER_PAGE),
    },
    "tenders.fail_tender_by_authority": {
        Party.PARTICIPANTS: Words(Group.RESULT, _FAILED, _WHY, TENDER_PAGE),
        Party.COMMITTEE: Words(Group.RESULT, _FAILED, _WHY, TENDER_PAGE),
        Party.OFFICER: Words(Group.RESULT, _FAILED, _WHY, TENDER_PAGE),
        Party.UNIT_HEADS: Words(Group.RESULT, _FAILED, _WHY, TENDER_PAGE),
    },
    "tenders.retry_with_new_committee": {
        Party.OFFICER: Words(
            Group.WORK, _("Tender ulang ditugaskan kepada Pokja lain."), _("Ikuti penyusunannya."), TENDER_PAGE
        ),
    },
    "evaluation.request_clarification": {
        Party.ASKED: Words(
            Group.TENDER,
            _("Pokja meminta klarifikasi atas penawaran Anda."),
            _("Jawab sebelum batas yang tertulis pada permintaannya."),
            "/tender/{subject}/klarifikasi/",
        ),
    },
    "evaluation.invite_to_proof": {
        Party.INVITED: Words(
            Group.TENDER,
            _("Pokja mengundang Anda membuktikan kualifikasi."),
            _("Tunjukkan dokumen asli pada waktu dan tempat yang tertulis dalam undangan."),
            "/tender/{subject}/klarifikasi/",
        ),
    },
    "evaluation.propose_winner": {
        Party.AUTHORITY: Words(
            Group.WORK,
            _("Pokja mengusulkan pemenang untuk Anda tetapkan."),
            _("Tetapkan atau tolak dengan alasan sampai %(until)s; tanpa putusan, usulan itu disetujui."),
            "/tender/{subject}/hasil/penetapan/",
        ),
    },
    "evaluation.decide_winner": {
        Party.COMMITTEE: Words(
            Group.WORK,
            _("PA/KPA memutuskan usulan pemenang."),
            _("Umumkan hasilnya, atau buka lembarnya kembali bila ditolak."),
            "/tender/{subject}/evaluasi/",
        ),
    },
    "evaluation.answer_clarification": {
        Party.COMMITTEE: Words(
            Group.WORK,
            _("Seorang peserta menjawab permintaan klarifikasi."),
            _("Nilai jawabannya dan putuskan dengan alasan."),
            "/tender/{subject}/evaluasi/klarifikasi/",
        ),
    },
    "tenders.cancel_tender": {
        Party.PARTICIPANTS: Words(Group.RESULT, _CANCELLED, _WHY, TENDER_PAGE),
        Party.COMMITTEE: Words(Group.RESULT, _CANCELLED, _WHY, TENDER_PAGE),
        Party.OFFICER: Words(Group.RESULT, _CANCELLED, _WHY, TENDER_PAGE),
    },
    "vendors.submit_vendor": {
        Party.VERIFIERS: Words(
            Group.WORK,
            _("Sebuah badan usaha mengirim datanya."),
            _("Periksa setiap isian dan tulis alasan bila ada yang ditolak."),
            "/kelola/verifikasi/{subject}/",
        ),
    },
    "vendors.verify_vendor": {
        Party.VENDOR: Words(
            Group.BUSINESS,
            _("Data badan usaha Anda terverifikasi."),
            _("Anda dapat mendaftar sebagai peserta tender. Bila berkenan, nilai layanan ini pada halaman data usaha."),
            "/usaha/",
        ),
    },
    "vendors.return_vendor": {
        Party.VENDOR: Words(
            Group.BUSINESS,
            _("Verifikator mengembalikan data badan usaha Anda."),
            _("Perbaiki isian yang ditolak menurut alasannya, lalu kirim lagi."),
            "/usaha/",
        ),
    },
    "vendors.suspend_vendor": {
        Party.VENDOR: Words(
            Group.BUSINESS,
            _("Badan usaha Anda ditangguhkan."),
            _("Baca alasannya pada data badan usaha dan hubungi kantor LPSE."),
            "/usaha/",
        ),
    },
    "vendors.judge_rows": {
        Party.VENDOR: Words(
            Group.BUSINESS,
            _("Verifikator memeriksa isian baru badan usaha Anda."),
            _("Baca hasilnya, dan perbaiki yang ditolak."),
            "/usaha/",
        ),
    },
    "vendors.join_team": {Party.VENDOR: _TEAM},
    "vendors.set_powers": {Party.VENDOR: _TEAM},
    "vendors.end_seat": {Party.VENDOR: _TEAM},
}
QUIET = frozenset(
    {
        "accounts.renew_certificate",
        "vendors.add_row",
        "vendors.remove_row",
        "vendors.invite_to_team",
        "vendors.withdraw_invitation",
        "vendors.blacklist_vendor",
        "vendors.lift_blacklisting",
        "complaints.close_appeal_window",
        "complaints.extend_information",
        "complaints.hand_on_sealed",
        "complaints.record_forwarded_answer",
        "complaints.attach_information",
        "complaints.answer_information",
        "evaluation.judge_clarification",
        "evaluation.settle_proof",
        "evaluation.conclude_proof",
        "evaluation.reopen_step",
        "evaluation.reopen_evaluation",
        "evaluation.assign_assessors",
        "evaluation.decide_assessment",
        "evaluation.set_assessors",
        "tenders.retry_tender",
        "complaints.record_letter",
        "complaints.settle_bond",
        "ledger.begin",
        "ledger.append_batch",
        "ledger.explain_batches",
        "accounts.appoint",
        "accounts.end_appointment",
        "tenders.enrol_member_key",
        "tenders.end_member_key",
        "tenders.create_package",
        "tenders.sign_pact",
        "tenders.sign_officer_pact",
        "tenders.settle_remark",
        "tenders.renew_estimate",
        "tenders.propose_key_set",
        "tenders.consent_to_key_set",
        "tenders.freeze_key_set",
        "tenders.import_archive",
        "vendors.register_vendor",
        "vendors.edit_vendor",
        "vendors.join_tender",
        "vendors.mask_askers",
        # Who is asked is nobody else's to know before the close; the task list asks them.
        "vendors.declare_consortium",
        "vendors.agree_to_consortium",
        "vendors.refuse_consortium",
        "vendors.dissolve_consortium",
        "evaluation.begin_opening",
        "evaluation.contribute_release",
        "evaluation.name_member",
        "evaluation.open_bid",
        "documents.draw_paper",
        "evaluation.draw_minutes",
        "evaluation.approve_minutes",
        "evaluation.save_assessment",
        "evaluation.lock_step",
        "evaluation.lock_evaluation",
        "complaints.withdraw_objection",
        "complaints.receive_complaint",
        "complaints.reply_to_complaint",
        "complaints.accept_complaint",
        "complaints.ask_for_more",
        "complaints.review_complaint",
        "complaints.close_complaint",
        "complaints.publish_survey",
    }
)
"""Acts nobody is told of: done by those concerned themselves, told by a later act, or followed by a code."""
