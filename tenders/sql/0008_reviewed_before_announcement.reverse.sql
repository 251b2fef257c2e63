-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER tenders_tender_with_reviewed_documents ON tenders_tender;
DROP TRIGGER tenders_item_agreed ON tenders_item;
DROP TRIGGER tenders_requirement_agreed ON tenders_requirement;
DROP TRIGGER tenders_selectiondocument_agreed ON tenders_selectiondocument;
DROP TRIGGER tenders_documentagreement_kept ON tenders_documentagreement;
DROP TRIGGER tenders_reviewremark_kept ON tenders_reviewremark;
DROP FUNCTION tenders_guard_reviewed();
DROP FUNCTION tenders_void_agreement();
DROP FUNCTION tenders_guard_agreement();
DROP FUNCTION tenders_guard_remark();
