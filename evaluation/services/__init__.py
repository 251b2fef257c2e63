# SPDX-License-Identifier: Apache-2.0
"""Acts of opening, minutes, evaluation, result and award, each in its module."""

from evaluation.services.approving import approve_by_silence, decide_winner, propose_winner
from evaluation.services.assessors import assign_assessors, decide_assessment, set_assessors
from evaluation.services.award import issue_award
from evaluation.services.clarification import draw_clarification_minutes
from evaluation.services.clarifying import answer_clarification, judge_clarification, request_clarification
from evaluation.services.evaluating import begin_evaluation, lock_evaluation, save_assessment
from evaluation.services.minutes import approve_minutes, draw_minutes, draw_opening_minutes
from evaluation.services.opened import finish_opening, open_bid, open_bids, prepare_opening
from evaluation.services.opening import begin_opening, contribute_release
from evaluation.services.outcome import draw_result_minutes
from evaluation.services.proving import conclude_proof, invite_to_proof, settle_proof
from evaluation.services.reopening import reopen_evaluation
from evaluation.services.result import announce_result, void_after_appeal, void_result
from evaluation.services.steps import lock_step, reopen_step

__all__ = [
    "announce_result",
    "answer_clarification",
    "approve_by_silence",
    "approve_minutes",
    "assign_assessors",
    "begin_evaluation",
    "begin_opening",
    "conclude_proof",
    "contribute_release",
    "decide_assessment",
    "decide_winner",
    "draw_clarification_minutes",
    "draw_minutes",
    "draw_opening_minutes",
    "draw_result_minutes",
    "finish_opening",
    "invite_to_proof",
    "issue_award",
    "judge_clarification",
    "lock_evaluation",
    "lock_step",
    "open_bid",
    "open_bids",
    "prepare_opening",
    "propose_winner",
    "reopen_evaluation",
    "reopen_step",
    "request_clarification",
    "save_assessment",
    "set_assessors",
    "settle_proof",
    "void_after_appeal",
    "void_result",
]
