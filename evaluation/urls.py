# SPDX-License-Identifier: Apache-2.0
"""Addresses of opening, minutes, evaluation, result and award."""

from django.urls import path

from evaluation.views import approving, assessors, clarifying, evaluating, minutes, opening, proving, result, steps

app_name = "evaluation"
TENDER = "tender/<str:code>/"

urlpatterns = [
    # Opening
    path("pembukaan/", opening.openings, name="openings"),
    path(f"{TENDER}pembukaan/", opening.opening, name="opening"),
    path(f"{TENDER}pembukaan/kunci/", opening.release, name="release"),
    path(f"{TENDER}pembukaan/kunci/bahan.json", opening.release_material, name="release-material"),
    path(f"{TENDER}pembukaan/kunci/serahkan/", opening.contribute_release, name="contribute-release"),
    path(f"{TENDER}pembukaan/berkas/<int:pk>/", opening.opened_file, name="opened-file"),
    # Minutes
    path(
        f"{TENDER}berita-acara/penjelasan/buat/",
        minutes.draw_clarification_minutes,
        name="draw-clarification-minutes",
    ),
    path(f"{TENDER}berita-acara/<slug:slug>/", minutes.minutes, name="minutes"),
    path(f"{TENDER}berita-acara/<slug:slug>/berkas/", minutes.minutes_file, name="minutes-file"),
    path(f"{TENDER}berita-acara/<slug:slug>/setujui/", minutes.approve_minutes, name="approve-minutes"),
    # Evaluation
    path(f"{TENDER}evaluasi/", evaluating.sheet, name="sheet"),
    path(f"{TENDER}evaluasi/simpan/", evaluating.save_assessment, name="save-assessment"),
    path(f"{TENDER}evaluasi/harga/", evaluating.prices, name="prices"),
    path(f"{TENDER}evaluasi/kunci/", evaluating.lock_evaluation, name="lock-evaluation"),
    path(f"{TENDER}evaluasi/tahap/kunci/", steps.lock_step, name="lock-step"),
    path(f"{TENDER}evaluasi/tahap/buka/", steps.reopen_step, name="reopen-step"),
    path(f"{TENDER}evaluasi/buka-kunci/", evaluating.reopen_evaluation, name="reopen-evaluation"),
    path(f"{TENDER}evaluasi/penilai/", assessors.assessors, name="assessors"),
    path(f"{TENDER}evaluasi/penilai/cara/", assessors.set_assessors, name="set-assessors"),
    path(f"{TENDER}evaluasi/penilai/tugaskan/", assessors.assign_assessors, name="assign-assessors"),
    path(f"{TENDER}evaluasi/putuskan/", assessors.decide_assessment, name="decide-assessment"),
    # Clarification
    path(f"{TENDER}evaluasi/klarifikasi/", clarifying.clarifications, name="clarifications"),
    path(f"{TENDER}evaluasi/klarifikasi/minta/", clarifying.request_clarification, name="request-clarification"),
    path(
        f"{TENDER}evaluasi/klarifikasi/<int:question>/putuskan/",
        clarifying.judge_clarification,
        name="judge-clarification",
    ),
    path(f"{TENDER}klarifikasi/", clarifying.my_clarifications, name="my-clarifications"),
    path(f"{TENDER}klarifikasi/<int:question>/jawab/", clarifying.answer_clarification, name="answer-clarification"),
    path(f"{TENDER}klarifikasi/berkas/<int:pk>/", clarifying.clarification_file, name="clarification-file"),
    # Qualification proof; the number is that of the opened bid
    path(f"{TENDER}evaluasi/pembuktian/", proving.proofs, name="proofs"),
    path(f"{TENDER}evaluasi/pembuktian/<int:pk>/undang/", proving.invite_to_proof, name="invite-to-proof"),
    path(f"{TENDER}evaluasi/pembuktian/<int:pk>/hasil/", proving.settle_proof, name="settle-proof"),
    path(f"{TENDER}evaluasi/pembuktian/selesai/", proving.conclude_proof, name="conclude-proof"),
    # Result and award
    path(f"{TENDER}hasil/", result.result, name="result"),
    path(f"{TENDER}hasil/evaluasi.json", result.evaluation_file, name="evaluation-file"),
    path(f"{TENDER}hasil/evaluasi-saya.json", result.own_evaluation_file, name="own-evaluation-file"),
    path(f"{TENDER}hasil/umumkan/", result.announce_result, name="announce-result"),
    path(f"{TENDER}hasil/usulkan/", approving.propose_winner, name="propose-winner"),
    path(f"{TENDER}hasil/penetapan/", approving.decide_winner, name="decide-winner"),
    path(f"{TENDER}hasil/batalkan/", result.void_result, name="void-result"),
    path(f"{TENDER}sppbj/", result.award_letter, name="award-letter"),
    path(f"{TENDER}sppbj/terbitkan/", result.issue_award, name="issue-award"),
]
