# SPDX-License-Identifier: Apache-2.0
"""Addresses of objections, complaints and the auditors' desk."""

from django.urls import path

from complaints.views import (
    appeals,
    clocks,
    complaints,
    desk,
    information,
    information_desk,
    objections,
    sealed,
    statistics,
    survey,
)

app_name = "complaints"
OBJECTIONS = "tender/<str:code>/sanggah/"
APPEALS = "tender/<str:code>/banding/<str:number>/"
CLOCKS = "kelola/tenggat/"
DESK = "audit/pengaduan/"
INFORMATION, OFFICER = "informasi/", "ppid/"

urlpatterns = [
    path(OBJECTIONS, objections.objections, name="objections"),
    path(f"{OBJECTIONS}ajukan/", objections.file_objection, name="file-objection"),
    path(f"{OBJECTIONS}bukti/<int:point>/", objections.evidence, name="evidence"),
    path(f"{OBJECTIONS}<str:number>/jawab/", objections.answer_objection, name="answer-objection"),
    path(f"{OBJECTIONS}<str:number>/cabut/", objections.withdraw_objection, name="withdraw-objection"),
    path(f"{OBJECTIONS}<str:number>/banding/", appeals.file_appeal, name="file-appeal"),
    path(f"{OBJECTIONS}<str:number>/banding/surat/", appeals.record_paper_appeal, name="record-paper-appeal"),
    path(f"{APPEALS}jaminan/", appeals.clarify_bond, name="clarify-bond"),
    path(f"{APPEALS}jawab/", appeals.decide_appeal, name="decide-appeal"),
    path(f"{APPEALS}selesai/", appeals.settle_bond, name="settle-bond"),
    path(f"{APPEALS}berkas/<str:name>/", appeals.appeal_file, name="appeal-file"),
    path("pengaduan/", complaints.complaints, name="complaints"),
    path("pengaduan/kirim/", complaints.receive_complaint, name="receive-complaint"),
    path("pengaduan/kirim/tersegel/", sealed.seal_complaint, name="seal-complaint"),
    path("pengaduan/kirim/tersegel/bagian/", sealed.keep_sealed_part, name="keep-sealed-part"),
    path("pengaduan/lacak/", complaints.follow_complaint, name="follow-complaint"),
    path("pengaduan/tiket/", complaints.ticket, name="ticket"),
    path("pengaduan/tiket/berkas/<int:position>/", complaints.ticket_file, name="ticket-file"),
    path("pengaduan/tiket/balas/", complaints.reply, name="reply"),
    path("pengaduan/tiket/tutup/", complaints.leave, name="leave"),
    path(CLOCKS, clocks.affected_clocks, name="affected-clocks"),
    path(f"{CLOCKS}<str:of>/usulkan/", clocks.propose_extension, name="propose-extension"),
    path(f"{CLOCKS}<str:of>/setujui/", clocks.accept_extension, name="accept-extension"),
    path(f"{CLOCKS}<str:of>/tolak/", clocks.refuse_extension, name="refuse-extension"),
    path(INFORMATION, information.information, name="information"),
    path(f"{INFORMATION}minta/", information.request_information, name="request-information"),
    path(f"{INFORMATION}register/", information.register, name="information-register"),
    path(f"{INFORMATION}lacak/", information.follow_information, name="follow-information"),
    path(f"{INFORMATION}permohonan/", information.own_request, name="own-information"),
    path(f"{INFORMATION}permohonan/keberatan/", information.object_to_information, name="object-to-information"),
    path(f"{INFORMATION}permohonan/berkas/<int:position>/", information.own_file, name="own-information-file"),
    path(f"{INFORMATION}permohonan/tutup/", information.leave, name="leave-information"),
    path(OFFICER, information_desk.desk, name="information-desk"),
    path(f"{OFFICER}<str:register>/", information_desk.handle_information, name="handle-information"),
    path(f"{OFFICER}<str:register>/berkas/<int:position>/", information_desk.file, name="information-file"),
    path(f"{OFFICER}<str:register>/lampirkan/", information_desk.attach_information, name="attach-information"),
    path(f"{OFFICER}<str:register>/perpanjang/", information_desk.extend_information, name="extend-information"),
    path(f"{OFFICER}<str:register>/jawab/", information_desk.answer_information, name="answer-information"),
    path(f"{OFFICER}<str:register>/keberatan/", information_desk.review_information, name="review-information"),
    path("statistik/jawaban/", statistics.statistics, name="statistics"),
    path("statistik/jawaban/data.csv", statistics.statistics_csv, name="statistics-csv"),
    path("survei/", survey.survey, name="survey"),
    path("survei/isi/", survey.answer_survey, name="answer-survey"),
    path("survei/<str:period>/", survey.survey_result, name="survey-result"),
    path("survei/<str:period>/data.csv", survey.survey_csv, name="survey-csv"),
    path("survei/<str:period>/terbitkan/", survey.publish_survey, name="publish-survey"),
    path(DESK, desk.desk, name="desk"),
    path(f"{DESK}catat/", desk.record_letter, name="record-letter"),
    path(f"{DESK}<str:case>/", desk.handle_complaint, name="handle-complaint"),
    path(f"{DESK}<str:case>/berkas/<int:position>/", desk.complaint_file, name="complaint-file"),
    path(f"{DESK}<str:case>/utas/<int:position>/", desk.message_file, name="message-file"),
    path(f"{DESK}<str:case>/tersegel/", sealed.open_sealed, name="open-sealed"),
    path(f"{DESK}<str:case>/tersegel/teruskan/", sealed.hand_on_sealed, name="hand-on-sealed"),
    path(f"{DESK}<str:case>/tersegel/<int:row>/<int:position>/", sealed.sealed_object, name="sealed-object"),
    path(f"{DESK}<str:case>/terima/", desk.accept_complaint, name="accept-complaint"),
    path(f"{DESK}<str:case>/lengkapi/", desk.ask_for_more, name="ask-for-more"),
    path(f"{DESK}<str:case>/telaah/", desk.review_complaint, name="review-complaint"),
    path(f"{DESK}<str:case>/balas/", desk.reply_to_complaint, name="reply-to-complaint"),
    path(f"{DESK}<str:case>/jawaban/", desk.record_forwarded_answer, name="record-forwarded-answer"),
    path(f"{DESK}<str:case>/selesai/", desk.close_complaint, name="close-complaint"),
]
