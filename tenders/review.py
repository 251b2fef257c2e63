# SPDX-License-Identifier: Apache-2.0
"""The review of what the procurement officer prepared (reviu dokumen persiapan pengadaan). Pure."""

from enum import StrEnum


class ReviewPart(StrEnum):
    """What a remark of the committee is about. Source: Perpres 16/2018 Pasal 11; law.md R-ACT-3."""

    PLAN = "plan"
    SPECIFICATION = "specification"
    OWNER_ESTIMATE = "owner_estimate"
    DRAFT_CONTRACT = "draft_contract"
    ITEMS = "items"
    REQUIREMENTS = "requirements"


MOST_REMARKS = 200
