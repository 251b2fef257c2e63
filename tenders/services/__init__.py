# SPDX-License-Identifier: Apache-2.0
"""Acts on packages and tenders. One public function per act; each module holds the acts of one part of the work."""

from tenders.services.addenda import accept_addendum, propose_addendum, refuse_addendum
from tenders.services.announcing import announce_tender
from tenders.services.archive import import_archive
from tenders.services.changes import accept_schedule_change, propose_schedule_change, refuse_schedule_change
from tenders.services.drafting import (
    add_document,
    draft_training_schedule,
    fill_items,
    remove_document,
    renew_estimate,
    set_preference,
    set_requirements,
    set_schedule,
    sign_pact,
)
from tenders.services.ending import cancel_tender, fail_tender, fail_tender_by_authority, lift_hold, place_hold
from tenders.services.estimating import change_estimate
from tenders.services.keys import (
    consent_to_key_set,
    end_member_key,
    enrol_member_key,
    new_member_id,
    propose_key_set,
    server_seed,
)
from tenders.services.locking import lock
from tenders.services.packages import (
    assign_committee,
    create_package,
    edit_package,
    return_package,
    set_package_items,
    sign_officer_pact,
    submit_package,
)
from tenders.services.retrying import retry_tender, retry_with_new_committee
from tenders.services.reviewing import agree_to_documents, answer_remark, raise_remark, settle_remark
from tenders.services.writing import choose_template, preview_document, write_document

__all__ = [
    "accept_addendum",
    "accept_schedule_change",
    "add_document",
    "agree_to_documents",
    "announce_tender",
    "answer_remark",
    "assign_committee",
    "cancel_tender",
    "change_estimate",
    "choose_template",
    "consent_to_key_set",
    "create_package",
    "draft_training_schedule",
    "edit_package",
    "end_member_key",
    "enrol_member_key",
    "fail_tender",
    "fail_tender_by_authority",
    "fill_items",
    "import_archive",
    "lift_hold",
    "lock",
    "new_member_id",
    "place_hold",
    "preview_document",
    "propose_addendum",
    "propose_key_set",
    "propose_schedule_change",
    "raise_remark",
    "refuse_addendum",
    "refuse_schedule_change",
    "remove_document",
    "renew_estimate",
    "retry_tender",
    "retry_with_new_committee",
    "return_package",
    "server_seed",
    "set_package_items",
    "set_preference",
    "set_requirements",
    "set_schedule",
    "settle_remark",
    "sign_officer_pact",
    "sign_pact",
    "submit_package",
    "write_document",
]
