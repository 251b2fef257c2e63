# SPDX-License-Identifier: Apache-2.0
"""Vendors, their qualification data, participation, and sealed bids as they were received."""

from vendors.models.bidding import Bid, Close, Envelope, Participation, Refusal, SealedObject, Statement, StatementCopy
from vendors.models.business import Blacklisting, SeatInvitation, Vendor, VendorSeat, VerificationVerdict
from vendors.models.clarification import Answer, Asker, Clarification, Question
from vendors.models.consortium import Consortium, ConsortiumMember
from vendors.models.qualification import (
    ROWS,
    BalanceSheet,
    Branch,
    Deed,
    Director,
    Equipment,
    Experience,
    Licence,
    Owner,
    Personnel,
    PowerOfAttorney,
    QualificationRow,
    RunningContract,
    TaxRecord,
    TaxStatus,
)

__all__ = [
    "ROWS",
    "Answer",
    "Asker",
    "BalanceSheet",
    "Bid",
    "Blacklisting",
    "Branch",
    "Clarification",
    "Close",
    "Consortium",
    "ConsortiumMember",
    "Deed",
    "Director",
    "Envelope",
    "Equipment",
    "Experience",
    "Licence",
    "Owner",
    "Participation",
    "Personnel",
    "PowerOfAttorney",
    "QualificationRow",
    "Question",
    "Refusal",
    "RunningContract",
    "SealedObject",
    "SeatInvitation",
    "Statement",
    "StatementCopy",
    "TaxRecord",
    "TaxStatus",
    "Vendor",
    "VendorSeat",
    "VerificationVerdict",
]
