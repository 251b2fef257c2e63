# SPDX-License-Identifier: Apache-2.0
"""Acts of vendors and on them. One public function per act; each module holds the acts of one part of the work."""

from vendors.services.bids import Receipt, keep_copies, submit_bid, withdraw_bid
from vendors.services.blacklist import blacklist_vendor, lift_blacklisting
from vendors.services.clarification import (
    ask_question,
    close_clarification,
    discard_draft,
    draft_answer,
    mask_askers,
    publish_answers,
)
from vendors.services.closing import close_due, close_tender, due_closes
from vendors.services.consortium import (
    agree_to_consortium,
    declare_consortium,
    dissolve_consortium,
    refuse_consortium,
)
from vendors.services.drafts import begin_envelope, begin_object, prove_object, tickets
from vendors.services.joining import join_tender
from vendors.services.qualification import add_row, remove_row
from vendors.services.registration import edit_vendor, register_vendor, submit_vendor
from vendors.services.team import end_seat, invite_to_team, join_team, set_powers, withdraw_invitation
from vendors.services.verification import Judged, judge_rows, judge_vendor, suspend_vendor

__all__ = [
    "Judged",
    "Receipt",
    "add_row",
    "agree_to_consortium",
    "ask_question",
    "begin_envelope",
    "begin_object",
    "blacklist_vendor",
    "close_clarification",
    "close_due",
    "close_tender",
    "declare_consortium",
    "discard_draft",
    "dissolve_consortium",
    "draft_answer",
    "due_closes",
    "edit_vendor",
    "end_seat",
    "invite_to_team",
    "join_team",
    "join_tender",
    "judge_rows",
    "judge_vendor",
    "keep_copies",
    "lift_blacklisting",
    "mask_askers",
    "prove_object",
    "publish_answers",
    "refuse_consortium",
    "register_vendor",
    "remove_row",
    "set_powers",
    "submit_bid",
    "submit_vendor",
    "suspend_vendor",
    "tickets",
    "withdraw_bid",
    "withdraw_invitation",
]
