-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER tenders_tender_with_selection_document ON tenders_tender;
DROP FUNCTION tenders_guard_printed();
DROP TRIGGER tenders_selectiondocument_changed ON tenders_selectiondocument;
DROP TRIGGER tenders_selectiondocument_added ON tenders_selectiondocument;
DROP FUNCTION tenders_is_printed(bigint, text);
CREATE TRIGGER tenders_selectiondocument_agreed AFTER INSERT OR UPDATE OR DELETE ON tenders_selectiondocument
    FOR EACH ROW EXECUTE FUNCTION tenders_void_agreement();
DROP TRIGGER tenders_tender_agreed ON tenders_tender;
DROP FUNCTION tenders_void_agreement_of_tender();
DROP TRIGGER tenders_documenttext_agreed ON tenders_documenttext;
DROP TRIGGER tenders_documenttext_written ON tenders_documenttext;
DROP TRIGGER tenders_documenttext_frozen ON tenders_documenttext;
DROP FUNCTION tenders_guard_document_text();
