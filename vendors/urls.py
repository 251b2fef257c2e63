# SPDX-License-Identifier: Apache-2.0
"""Addresses of vendors, of the verifier's queue, and of the bid room."""

from django.urls import path

from vendors.views import blacklist, clarification, data, participants, receipts, room, team, verification

app_name = "vendors"
urlpatterns = [
    path("tender/<str:code>/penawaran/", room.room, name="room"),
    path("tender/<str:code>/penawaran/fakta/", room.facts, name="room-facts"),
    path("tender/<str:code>/penawaran/sampul/", room.begin_envelope, name="begin-envelope"),
    path("tender/<str:code>/penawaran/objek/", room.begin_object, name="begin-object"),
    path("tender/<str:code>/penawaran/karcis/", room.tickets, name="tickets"),
    path("tender/<str:code>/penawaran/bukti/", room.prove_object, name="prove-object"),
    path("tender/<str:code>/penawaran/kirim/", room.submit_bid, name="submit-bid"),
    path("tender/<str:code>/penawaran/tarik/", room.withdraw_bid, name="withdraw-bid"),
    path("daftar/", data.register_vendor, name="register-vendor"),
    path("usaha/", data.vendor, name="vendor"),
    path("usaha/identitas/", data.edit_vendor, name="edit-vendor"),
    path("usaha/kirim/", data.submit_vendor, name="submit-vendor"),
    path("usaha/tim/", team.team, name="team"),
    path("usaha/tim/undang/", team.invite_to_team, name="invite-to-team"),
    path("usaha/tim/undangan/<int:invitation>/tarik/", team.withdraw_invitation, name="withdraw-invitation"),
    path("usaha/tim/gabung/<str:secret>/", team.join_team, name="join-team"),
    path("usaha/tim/<int:seat>/wewenang/", team.set_powers, name="set-powers"),
    path("usaha/tim/<int:seat>/keluarkan/", team.end_seat, name="end-seat"),
    path("usaha/<slug:part>/tambah/", data.add_row, name="add-row"),
    path("usaha/<slug:part>/<int:row_id>/perbarui/", data.renew_row, name="renew-row"),
    path("usaha/<slug:part>/<int:row_id>/hapus/", data.remove_row, name="remove-row"),
    path("usaha/<slug:part>/<int:row_id>/bukti/", data.evidence, name="evidence"),
    path("ruang-latihan/", room.practice, name="practice"),
    path("tender/<str:code>/penawaran/uji/", room.rehearse, name="rehearse"),
    path("daftar-hitam/", blacklist.blacklist, name="blacklist"),
    path("daftar-hitam/catat/", blacklist.blacklist_vendor, name="blacklist-vendor"),
    path("daftar-hitam/<int:listing>/cabut/", blacklist.lift_blacklisting, name="lift-blacklisting"),
    path("kelola/verifikasi/", verification.queue, name="verification"),
    path("kelola/verifikasi/<str:vendor>/", verification.judge_vendor, name="judge-vendor"),
    path("kelola/verifikasi/<str:vendor>/bukti/<str:field>/", verification.evidence, name="judge-evidence"),
    path("tender/<str:code>/peserta/", participants.participants, name="participants"),
    path("tender/<str:code>/ikut/", participants.join_tender, name="join-tender"),
    path("tender/<str:code>/susun/penanya/", clarification.mask_askers, name="mask-askers"),
    path("tender/<str:code>/tanya-jawab/", clarification.questions, name="questions"),
    path("tender/<str:code>/tanya-jawab/ajukan/", clarification.ask_question, name="ask-question"),
    path("tender/<str:code>/tanya-jawab/terbitkan/", clarification.publish_answers, name="publish-answers"),
    path("tender/<str:code>/tanya-jawab/<int:question>/jawab/", clarification.draft_answer, name="draft-answer"),
    path("tender/<str:code>/tanya-jawab/<int:question>/buang/", clarification.discard_draft, name="discard-draft"),
    path("tender/<str:code>/tanya-jawab/<int:question>/berkas/", clarification.question_file, name="question-file"),
    path("tender/<str:code>/tanda-terima/<int:ver>/", receipts.receipt, name="receipt"),
    path("tender/<str:code>/tanda-terima/<int:ver>/tanda-terima.pdf", receipts.paper, name="receipt-paper"),
    path("tender/<str:code>/tanda-terima/<int:ver>/berkas.zip", receipts.bundle, name="receipt-bundle"),
]
