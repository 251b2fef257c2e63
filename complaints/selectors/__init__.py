# SPDX-License-Identifier: Apache-2.0
"""Reads of objections and complaints: the guarded doors, and what their pages show."""

from complaints.selectors.appeals import (
    AppealCard,
    appeal_facts,
    appeal_file,
    appeal_for,
    appeal_period,
    least_bond,
    least_until,
)
from complaints.selectors.clocks import AffectedClock, affected, affected_for
from complaints.selectors.complaints import (
    answer_days,
    by_code,
    by_ticket,
    complaint_file,
    complaint_for,
    complaint_key,
    desk,
    message_file,
    published,
)
from complaints.selectors.extensions import (
    Matter,
    changes_of,
    clocks_of,
    extensions_of,
    matters_for,
    undecided,
)
from complaints.selectors.extensions import facts as clock_facts
from complaints.selectors.objections import (
    ObjectionPage,
    evidence_for,
    facts,
    objection_for,
    objection_page,
    own_objection,
    own_participation,
)
from complaints.selectors.tasks import tasks_for
from complaints.selectors.watch import RunningClock, overdue_complaints, running_for
from evaluation.selectors.result import result_in_force

__all__ = [
    "AffectedClock",
    "AppealCard",
    "Matter",
    "ObjectionPage",
    "RunningClock",
    "affected",
    "affected_for",
    "answer_days",
    "appeal_facts",
    "appeal_file",
    "appeal_for",
    "appeal_period",
    "by_code",
    "by_ticket",
    "changes_of",
    "clock_facts",
    "clocks_of",
    "complaint_file",
    "complaint_for",
    "complaint_key",
    "desk",
    "evidence_for",
    "extensions_of",
    "facts",
    "least_bond",
    "least_until",
    "matters_for",
    "message_file",
    "objection_for",
    "objection_page",
    "overdue_complaints",
    "own_objection",
    "own_participation",
    "published",
    "result_in_force",
    "running_for",
    "tasks_for",
    "undecided",
]
