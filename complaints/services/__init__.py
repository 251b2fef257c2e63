# SPDX-License-Identifier: Apache-2.0
"""Acts of the public's voice."""

from complaints.services.appeals import (
    Papers,
    accept_silent_appeals,
    clarify_bond,
    decide_appeal,
    file_appeal,
    keep_appeal_paper,
    record_paper_appeal,
    settle_bond,
)
from complaints.services.complaints import (
    Received,
    accept_complaint,
    ask_for_more,
    close_complaint,
    receive_complaint,
    reply_as_auditor,
    reply_as_complainant,
    review_complaint,
)
from complaints.services.escalation import claim_marks
from complaints.services.extending import accept_extension, propose_extension, refuse_extension
from complaints.services.handling import record_forwarded_answer
from complaints.services.information import (
    Asked,
    answer_information,
    attach_information,
    extend_information,
    object_to_information,
    request_information,
    review_information,
)
from complaints.services.objections import (
    answer_objection,
    file_objection,
    keep_evidence,
    kept_evidence,
    mark_overdue,
    withdraw_objection,
)
from complaints.services.sealed import Sealed, hand_on_sealed
from complaints.services.survey import answer_survey, publish_survey
from complaints.services.tracking import follow_complaint, follow_information
from complaints.services.uploads import keep_sealed_part, sweep_uploads
from complaints.services.windows import close_appeal_windows

__all__ = [
    "Asked",
    "Papers",
    "Received",
    "Sealed",
    "accept_complaint",
    "accept_extension",
    "accept_silent_appeals",
    "answer_information",
    "answer_objection",
    "answer_survey",
    "ask_for_more",
    "attach_information",
    "claim_marks",
    "clarify_bond",
    "close_appeal_windows",
    "close_complaint",
    "decide_appeal",
    "extend_information",
    "file_appeal",
    "file_objection",
    "follow_complaint",
    "follow_information",
    "hand_on_sealed",
    "keep_appeal_paper",
    "keep_evidence",
    "keep_sealed_part",
    "kept_evidence",
    "mark_overdue",
    "object_to_information",
    "propose_extension",
    "publish_survey",
    "receive_complaint",
    "record_forwarded_answer",
    "record_paper_appeal",
    "refuse_extension",
    "reply_as_auditor",
    "reply_as_complainant",
    "request_information",
    "review_complaint",
    "review_information",
    "settle_bond",
    "sweep_uploads",
    "withdraw_objection",
]
