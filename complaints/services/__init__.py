# SPDX-License-Identifier: Apache-2.0
"""Acts of the public's voice."""

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
from complaints.services.objections import (
    answer_objection,
    file_objection,
    keep_evidence,
    kept_evidence,
    mark_overdue,
    withdraw_objection,
)
from complaints.services.tracking import follow_complaint
from complaints.services.windows import close_appeal_windows

__all__ = [
    "Received",
    "accept_complaint",
    "answer_objection",
    "ask_for_more",
    "close_appeal_windows",
    "close_complaint",
    "file_objection",
    "follow_complaint",
    "keep_evidence",
    "kept_evidence",
    "mark_overdue",
    "receive_complaint",
    "reply_as_auditor",
    "reply_as_complainant",
    "review_complaint",
    "withdraw_objection",
]
