# SPDX-License-Identifier: Apache-2.0
"""Reads of vendors and bids: guarded doors, page objects, what waits for whom."""

from vendors.selectors.blacklist import Listed, blacklist, blacklisting_for, in_force, refusal_of
from vendors.selectors.clarification import Board, Line, board, clarifying, unanswered
from vendors.selectors.doors import (
    Sender,
    current_bid,
    facts,
    office_view,
    participation_for,
    participation_of,
    seat_of,
    sender_for,
    statement_for,
    vendor_in_queue,
    vendor_of,
)
from vendors.selectors.qualification import (
    TITLES,
    Field,
    Group,
    expiring_of,
    fields_of,
    groups_of,
    identity_of,
    row_of,
    rows_of,
    waiting_of,
)
from vendors.selectors.receipts import ReceiptPage, note_of, note_over, receipt_files, receipt_page
from vendors.selectors.room import Room, Slot, Version, deadlines, expectations, next_envelope, room, room_facts
from vendors.selectors.tasks import tasks_for
from vendors.selectors.verification import QueueRow, queue

__all__ = [
    "TITLES",
    "Board",
    "Field",
    "Group",
    "Line",
    "Listed",
    "QueueRow",
    "ReceiptPage",
    "Room",
    "Sender",
    "Slot",
    "Version",
    "blacklist",
    "blacklisting_for",
    "board",
    "clarifying",
    "current_bid",
    "deadlines",
    "expectations",
    "expiring_of",
    "facts",
    "fields_of",
    "groups_of",
    "identity_of",
    "in_force",
    "next_envelope",
    "note_of",
    "note_over",
    "office_view",
    "participation_for",
    "participation_of",
    "queue",
    "receipt_files",
    "receipt_page",
    "refusal_of",
    "room",
    "room_facts",
    "row_of",
    "rows_of",
    "seat_of",
    "sender_for",
    "statement_for",
    "tasks_for",
    "unanswered",
    "vendor_in_queue",
    "vendor_of",
    "waiting_of",
]
