# SPDX-License-Identifier: Apache-2.0
"""The sentence each public act is told by on the audit tab, and the words of its kind and role."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from evaluation.selectors import record
from evaluation.selectors.record import Names
from lpse.accounts.words import ROLE
from lpse.core import money
from lpse.core.acts import Role
from lpse.ledger.models import Entry

SENTENCES: Mapping[str, Any] = {
    "ledger.begin": gettext_lazy("Catatan publik dimulai: nama, kunci, dan janjinya ditetapkan."),
    "ledger.explain_batches": gettext_lazy("Isi kelompok tersegel dijelaskan seluruhnya."),
    "accounts.appoint": gettext_lazy("Penunjukan seorang pejabat dicatat."),
    "accounts.renew_certificate": gettext_lazy("Sertifikat seorang pejabat diperbarui."),
    "accounts.end_appointment": gettext_lazy("Penunjukan seorang pejabat diakhiri."),
    "tenders.enrol_member_key": gettext_lazy("Seorang anggota Pokja mendaftarkan kuncinya."),
    "tenders.end_member_key": gettext_lazy("Seorang anggota Pokja mengakhiri kuncinya."),
    "tenders.create_package": gettext_lazy("Paket dibuat oleh PPK."),
    "tenders.submit_package": gettext_lazy("Paket diajukan PPK kepada UKPBJ."),
    "tenders.return_package": gettext_lazy("Paket dikembalikan kepada PPK dengan alasan."),
    "tenders.assign_committee": gettext_lazy("Pokja ditugaskan untuk paket ini."),
    "tenders.renew_estimate": gettext_lazy("HPS ditetapkan kembali oleh PPK tanpa perubahan nilai."),
    "tenders.raise_remark": gettext_lazy("Pokja memberi catatan reviu atas dokumen persiapan."),
    "tenders.answer_remark": gettext_lazy("PPK menjawab sebuah catatan reviu."),
    "tenders.settle_remark": gettext_lazy("Pokja menyatakan sebuah catatan reviu selesai."),
    "tenders.agree_to_documents": gettext_lazy("PPK menyetujui dokumen tender; sidik isinya tercatat."),
    "tenders.sign_officer_pact": gettext_lazy("PPK menandatangani pakta integritas paket ini."),
    "tenders.sign_pact": gettext_lazy("Seorang anggota Pokja menandatangani pakta integritas."),
    "tenders.propose_key_set": gettext_lazy("Susunan kunci panitia diajukan."),
    "tenders.consent_to_key_set": gettext_lazy("Seorang anggota Pokja menyetujui susunan kunci dan menguji bagiannya."),
    "tenders.freeze_key_set": gettext_lazy("Kunci panitia dibekukan dengan persetujuan semua anggota."),
    "tenders.announce_tender": gettext_lazy(
        "Tender diumumkan; jadwal, dokumen, syarat, dan batas waktunya menjadi tetap."
    ),
    "tenders.accept_schedule_change": gettext_lazy(
        "Jadwal berubah: diusulkan seorang anggota Pokja dengan alasan dan disetujui anggota lain."
    ),
    "tenders.accept_addendum": gettext_lazy("Adendum terbit dengan persetujuan orang kedua; perbedaannya tercatat."),
    "tenders.fail_tender": gettext_lazy("Tender dinyatakan gagal dengan alasan."),
    "tenders.fail_tender_by_authority": gettext_lazy("Tender dinyatakan gagal oleh PA/KPA dengan alasan."),
    "tenders.retry_tender": gettext_lazy("Tender ulang mulai disusun."),
    "tenders.retry_with_new_committee": gettext_lazy("Tender ulang ditugaskan kepada Pokja lain."),
    "tenders.cancel_tender": gettext_lazy("Tender dibatalkan dengan alasan."),
    "tenders.import_archive": gettext_lazy("Arsip sistem sebelumnya diimpor; laporannya tercatat dengan sidiknya."),
    "vendors.register_vendor": gettext_lazy("Pelaku usaha mendaftar."),
    "vendors.edit_vendor": gettext_lazy("Data pelaku usaha diubah."),
    "vendors.add_row": gettext_lazy("Satu isian data kualifikasi ditambahkan atau diperbarui."),
    "vendors.remove_row": gettext_lazy("Satu isian data kualifikasi diakhiri."),
    "vendors.submit_vendor": gettext_lazy("Data pelaku usaha diajukan untuk diverifikasi."),
    "vendors.verify_vendor": gettext_lazy("Data pelaku usaha diterima verifikator."),
    "vendors.return_vendor": gettext_lazy("Data pelaku usaha dikembalikan dengan alasan."),
    "vendors.judge_rows": gettext_lazy("Isian baru penyedia terverifikasi diperiksa verifikator."),
    "vendors.invite_to_team": gettext_lazy("Seorang diundang ke tim sebuah badan usaha."),
    "vendors.withdraw_invitation": gettext_lazy("Undangan ke tim sebuah badan usaha ditarik."),
    "vendors.join_team": gettext_lazy("Seorang bergabung dengan tim sebuah badan usaha."),
    "vendors.set_powers": gettext_lazy("Wewenang seorang anggota tim badan usaha diubah."),
    "vendors.end_seat": gettext_lazy("Seorang tidak lagi bertindak untuk sebuah badan usaha."),
    "vendors.blacklist_vendor": gettext_lazy("Seorang penyedia dicatat pada daftar hitam menurut surat keputusannya."),
    "vendors.lift_blacklisting": gettext_lazy("Sanksi daftar hitam dicabut menurut keputusan yang disebut."),
    "vendors.suspend_vendor": gettext_lazy("Pelaku usaha ditangguhkan."),
    "vendors.declare_consortium": gettext_lazy("Satu peserta menyatakan kerja sama operasi (KSO)."),
    "vendors.agree_to_consortium": gettext_lazy("Satu badan usaha menyetujui keanggotaannya dalam KSO."),
    "vendors.refuse_consortium": gettext_lazy("Satu badan usaha menolak keanggotaannya dalam KSO."),
    "vendors.dissolve_consortium": gettext_lazy("Satu KSO dibubarkan pemukanya sebelum penawaran pertama."),
    "vendors.mask_askers": gettext_lazy("Pokja memilih apakah penanya dalam tanya jawab disamarkan."),
    "evaluation.save_assessment": gettext_lazy(
        "Satu penilaian disimpan; isinya disegel di catatan sampai hasil diumumkan."
    ),
    "evaluation.set_assessors": gettext_lazy("Ketua Pokja memilih berapa anggota menilai setiap sel evaluasi."),
    "evaluation.assign_assessors": gettext_lazy("Ketua Pokja menugaskan penilai."),
    "evaluation.decide_assessment": gettext_lazy("Ketua Pokja memutuskan sel yang dinilai berbeda; isinya belum umum."),
    "evaluation.request_clarification": gettext_lazy("Klarifikasi diminta kepada peserta; isinya belum umum."),
    "evaluation.answer_clarification": gettext_lazy("Klarifikasi dijawab peserta; isinya belum umum."),
    "evaluation.judge_clarification": gettext_lazy("Klarifikasi diputuskan; isinya belum umum."),
    "evaluation.lock_evaluation": gettext_lazy("Lembar evaluasi dikunci; sejak itu tidak ada penilaian yang berubah."),
    "evaluation.lock_step": gettext_lazy("Satu tahap evaluasi dikunci; apa yang ditemukan belum umum."),
    "evaluation.reopen_step": gettext_lazy("Satu tahap evaluasi dibuka kembali dengan alasan, yang belum umum."),
    "evaluation.reopen_evaluation": gettext_lazy("Lembar evaluasi dibuka kembali dengan alasan."),
    "evaluation.invite_to_proof": gettext_lazy("Calon diundang membuktikan kualifikasinya; namanya belum umum."),
    "evaluation.settle_proof": gettext_lazy("Hasil pembuktian kualifikasi seorang calon dicatat; isinya belum umum."),
    "evaluation.conclude_proof": gettext_lazy("Pembuktian kualifikasi diselesaikan; berita acaranya dicetak."),
    "evaluation.propose_winner": gettext_lazy("Pemenang diusulkan kepada PA/KPA."),
    "evaluation.decide_winner": gettext_lazy("PA/KPA memutuskan usulan pemenang, atau batas waktunya lewat."),
    "evaluation.announce_result": gettext_lazy("Hasil diumumkan bersama berkas evaluasi yang dapat dihitung ulang."),
    "evaluation.void_result": gettext_lazy("Hasil dibatalkan untuk dievaluasi ulang."),
    "complaints.receive_complaint": gettext_lazy("Sebuah pengaduan diterima; isinya tidak ditampilkan."),
    "complaints.record_letter": gettext_lazy("Sanggah di luar portal dicatat sebagai pengaduan."),
    "complaints.reply_to_complaint": gettext_lazy("Sebuah pengaduan ditanggapi."),
    "complaints.reply_as_complainant": gettext_lazy("Seorang pelapor menulis pada utasnya; isinya tidak ditampilkan."),
    "complaints.accept_complaint": gettext_lazy("Sebuah pengaduan dinyatakan lengkap."),
    "complaints.ask_for_more": gettext_lazy("Pengadu diminta melengkapi pengaduannya."),
    "complaints.review_complaint": gettext_lazy("Sebuah pengaduan mulai ditelaah."),
    "complaints.close_complaint": gettext_lazy("Sebuah pengaduan selesai."),
    "complaints.record_forwarded_answer": gettext_lazy("Jawaban atas pengaduan yang diteruskan dicatat."),
    "complaints.hand_on_sealed": gettext_lazy("Kunci bagian tersegel sebuah pengaduan diteruskan kepada auditor lain."),
    "complaints.attach_information": gettext_lazy("Sebuah berkas disiapkan untuk jawaban permohonan informasi."),
    "documents.draw_paper": gettext_lazy("Sebuah surat dicetak; nomor dan sidiknya tercatat."),
    "complaints.publish_survey": gettext_lazy("Hasil survei layanan terbit bersama rencana tindak lanjutnya."),
}
"""Acts that are told by the same sentence each time."""
SEALED = gettext_lazy("Kelompok tersegel: isinya baru dapat dikenali sesudah penutupan.")


def tell(entry: Entry, said: Mapping[str, Any], names: Names) -> str:
    """Return an entry as a sentence for everyone; an act nobody has worded yet is told by its word."""
    if entry.act in TELLERS:
        return TELLERS[entry.act](said)
    if entry.act in SENTENCES:
        return str(SENTENCES[entry.act])
    if entry.kind == "sealed":
        return str(SEALED)
    return record.say(entry, said, names) or entry.kind


def _changed_estimate(said: Mapping[str, Any]) -> str:
    public = said["public"]
    return _("PPK mengubah HPS menjadi versi %(version)s: semula %(old)s, menjadi %(new)s.") % {
        "version": public.get("version", "?"),
        "old": money.rupiah(Decimal(public["owner_estimate_before"])),
        "new": money.rupiah(Decimal(public["owner_estimate"])),
    }


def _joined(said: Mapping[str, Any]) -> str:
    return _("Satu pelaku usaha mendaftar sebagai peserta; kini %(count)s terdaftar.") % {
        "count": said["public"].get("registered", "?")
    }


def _asked(said: Mapping[str, Any]) -> str:
    public = said["public"]
    return _("Peserta %(asker)s mengajukan pertanyaan %(number)s tentang dokumen pemilihan.") % {
        "asker": public.get("asker", "?"),
        "number": public.get("question", "?"),
    }


def _published(said: Mapping[str, Any]) -> str:
    public = said["public"]
    count = public.get("answers", 0)
    told = ngettext(
        "Pokja menerbitkan jawaban atas %(n)s pertanyaan.", "Pokja menerbitkan jawaban atas %(n)s pertanyaan.", count
    ) % {"n": count}
    late = _("Jawaban itu sesudah masa penjelasan dan ditandai terlambat.")
    return f"{told} {late}" if public.get("late") else told


def _filed(said: Mapping[str, Any]) -> str:
    public = said["public"]
    return _("Sanggah %(number)s diajukan dengan %(points)s pokok; penetapan ditahan.") % {
        "number": public.get("objection", ""),
        "points": public.get("points", "?"),
    }


def _answered(said: Mapping[str, Any]) -> str:
    return _("Sanggah %(number)s dijawab pokok demi pokok.") % {"number": said["public"].get("objection", "")}


def _taken_back(said: Mapping[str, Any]) -> str:
    return _("Sanggah %(number)s dicabut oleh penyanggah.") % {"number": said["public"].get("objection", "")}


def _late(said: Mapping[str, Any]) -> str:
    return _("Jawaban sanggah %(number)s melewati batas waktu; penetapan tetap ditahan.") % {
        "number": said["public"].get("objection", "")
    }


def _window_over(said: Mapping[str, Any]) -> str:
    return _("Masa sanggah banding atas sanggah %(number)s berakhir tanpa sanggah banding; penahanannya dilepas.") % {
        "number": said["public"].get("objection", "")
    }


def _extended(said: Mapping[str, Any]) -> str:
    of = said["public"].get("of") or _("sebuah pengaduan")
    return _("Tenggat %(of)s diperpanjang karena hari libur yang baru ditetapkan.") % {"of": of}


def _of_appeal(sentence: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda said: _(sentence) % {"number": said["public"].get("appeal", "")}


def _clarified(said: Mapping[str, Any]) -> str:
    number = {"number": said["public"].get("appeal", "")}
    if said["public"].get("valid"):
        return _("Jaminan sanggah banding %(number)s sah; tenggat jawaban KPA berjalan.") % number
    return _("Jaminan sanggah banding %(number)s tidak sah; isinya ditangani sebagai pengaduan.") % number


def _decided(said: Mapping[str, Any]) -> str:
    number = {"number": said["public"].get("appeal", "")}
    if said["public"].get("verdict") == "upheld":
        return _("Sanggah banding %(number)s diterima KPA; hasilnya batal.") % number
    return _("Sanggah banding %(number)s ditolak KPA; penahanannya dilepas.") % number


LEVELS = {
    "half": gettext_noop("Separuh waktu jawaban %(of)s sudah lewat."),
    "four_fifths": gettext_noop("Empat perlima waktu jawaban %(of)s sudah lewat."),
    "due": gettext_noop("Hari terakhir jawaban %(of)s."),
    "overdue": gettext_noop("Tenggat jawaban %(of)s terlewat; dibawa kepada atasan yang wajib menjawab."),
}


def _watched(said: Mapping[str, Any]) -> str:
    public = said["public"]
    of = public.get("of") or _("sebuah pengaduan")
    return _(LEVELS[public["level"]]) % {"of": of} if public.get("level") in LEVELS else str(public)


def _of_information(sentence: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda said: _(sentence) % {"number": said["public"].get("request", "")}


def _awarded(said: Mapping[str, Any]) -> str:
    return _("SPPBJ nomor %(number)s diterbitkan.") % {"number": said["public"].get("number", "")}


TELLERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "tenders.change_estimate": _changed_estimate,
    "vendors.join_tender": _joined,
    "vendors.ask_question": _asked,
    "vendors.publish_answers": _published,
    "complaints.file_objection": _filed,
    "complaints.answer_objection": _answered,
    "complaints.withdraw_objection": _taken_back,
    "complaints.answer_overdue": _late,
    "complaints.close_appeal_window": _window_over,
    "complaints.watch_clock": _watched,
    "complaints.extend_clock": _extended,
    "complaints.file_appeal": _of_appeal(gettext_noop("Sanggah banding %(number)s diajukan; penetapan ditahan.")),
    "complaints.record_paper_appeal": _of_appeal(
        gettext_noop("Sanggah banding %(number)s dicatat dari surat; penetapan ditahan.")
    ),
    "complaints.clarify_bond": _clarified,
    "complaints.decide_appeal": _decided,
    "complaints.accept_by_silence": _of_appeal(
        gettext_noop("Sanggah banding %(number)s diterima, karena tidak dijawab sampai tenggatnya; hasilnya batal.")
    ),
    "complaints.settle_bond": _of_appeal(gettext_noop("Jaminan sanggah banding %(number)s diselesaikan.")),
    "complaints.request_information": _of_information(gettext_noop("Permohonan informasi %(number)s diterima.")),
    "complaints.extend_information": _of_information(
        gettext_noop("Waktu jawaban permohonan informasi %(number)s diperpanjang satu kali dengan alasan tertulis.")
    ),
    "complaints.answer_information": _of_information(gettext_noop("Permohonan informasi %(number)s dijawab PPID.")),
    "complaints.object_to_information": _of_information(
        gettext_noop("Keberatan atas permohonan informasi %(number)s diajukan kepada atasan PPID.")
    ),
    "complaints.review_information": _of_information(
        gettext_noop("Keberatan atas permohonan informasi %(number)s ditanggapi atasan PPID.")
    ),
    "evaluation.issue_award": _awarded,
}


HEADLINES: Mapping[str, Any] = {
    "tenders.change_estimate": gettext_lazy("PPK mengubah HPS sebelum pengumuman."),
    "vendors.join_tender": gettext_lazy("Satu pelaku usaha mendaftar sebagai peserta."),
    "vendors.ask_question": gettext_lazy("Seorang peserta mengajukan pertanyaan tentang dokumen pemilihan."),
    "vendors.publish_answers": gettext_lazy("Pokja menerbitkan jawaban atas pertanyaan peserta."),
    "vendors.close_tender": gettext_lazy("Penerimaan penawaran ditutup oleh jam portal."),
    "complaints.file_objection": gettext_lazy("Sanggah diajukan; penetapan ditahan."),
    "complaints.answer_objection": gettext_lazy("Sanggah dijawab pokok demi pokok."),
    "complaints.withdraw_objection": gettext_lazy("Sanggah dicabut oleh penyanggah."),
    "complaints.answer_overdue": gettext_lazy("Jawaban sanggah melewati batas waktu."),
    "complaints.watch_clock": gettext_lazy("Tenggat sebuah jawaban mendekat atau terlewat."),
    "complaints.extend_clock": gettext_lazy("Tenggat diperpanjang karena hari libur yang baru ditetapkan."),
    "complaints.file_appeal": gettext_lazy("Sanggah banding diajukan; penetapan ditahan."),
    "complaints.record_paper_appeal": gettext_lazy("Sanggah banding dicatat dari surat; penetapan ditahan."),
    "complaints.clarify_bond": gettext_lazy("Jaminan sanggah banding diklarifikasi."),
    "complaints.decide_appeal": gettext_lazy("Sanggah banding dijawab."),
    "complaints.accept_by_silence": gettext_lazy("Sanggah banding diterima karena tidak dijawab."),
    "complaints.settle_bond": gettext_lazy("Jaminan sanggah banding diselesaikan."),
    "complaints.request_information": gettext_lazy("Permohonan informasi publik diterima."),
    "complaints.extend_information": gettext_lazy("Waktu jawaban permohonan informasi diperpanjang."),
    "complaints.answer_information": gettext_lazy("Permohonan informasi publik dijawab."),
    "complaints.object_to_information": gettext_lazy("Keberatan atas permohonan informasi diajukan."),
    "complaints.review_information": gettext_lazy("Keberatan atas permohonan informasi ditanggapi."),
    "complaints.close_appeal_window": gettext_lazy("Masa sanggah banding berakhir tanpa sanggah banding."),
    "evaluation.issue_award": gettext_lazy("SPPBJ diterbitkan."),
    "evaluation.begin_opening": gettext_lazy("Pembukaan dimulai."),
    "evaluation.contribute_release": gettext_lazy("Seorang anggota Pokja menyerahkan bagian kuncinya."),
    "evaluation.name_member": gettext_lazy("Bagian kunci seorang anggota tidak dihitung."),
    "evaluation.open_bid": gettext_lazy("Satu penawaran dibuka."),
    "evaluation.finish_opening": gettext_lazy("Semua penawaran selesai dibuka."),
    "evaluation.draw_minutes": gettext_lazy("Berita acara dibuat."),
    "evaluation.approve_minutes": gettext_lazy("Seorang anggota Pokja menyatakan sikap atas berita acara."),
}
"""Acts whose sentence names somebody or something, without the names."""


def headline(act: str) -> str:
    """Return what an act says without names, for lists of the whole record; its own word where nobody worded it."""
    return str(SENTENCES.get(act) or HEADLINES.get(act) or act)


def is_worded(act: str) -> bool:
    """Say whether an act has a sentence here or on the page of openings."""
    return act in SENTENCES or act in TELLERS or act in record.TELLERS


def role_words(roles: str) -> str:
    """Return the words for a leaf's ``role``: one or several joined by a plus."""
    known = {role.value: role for role in Role}
    return ", ".join(str(ROLE[known[word]]) if word in known else word for word in roles.split("+") if word)


def fields_of(entry: Entry) -> dict[str, Any]:
    """Return the members of an entry."""
    said: dict[str, Any] = json.loads(bytes(entry.body))
    return said
