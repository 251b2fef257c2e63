-- SPDX-License-Identifier: Apache-2.0
-- The texts of a written selection document are frozen with the announcement, written by the makers of the tender, and
-- part of what the officer agrees to. The PDF printed from them at the announcement changes nothing that was agreed to.
CREATE TRIGGER tenders_documenttext_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_documenttext
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('document_texts_frozen_after_announcement');

CREATE FUNCTION tenders_guard_document_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT tenders_has_seat(NEW.tender_id, NEW.edited_by_id) AND NOT EXISTS (
        SELECT FROM tenders_tender t JOIN tenders_package p ON p.id = t.package_id
        WHERE t.id = NEW.tender_id AND p.officer_id = NEW.edited_by_id
    ) THEN
        PERFORM tenders_refuse('a_document_is_written_by_its_makers', 'committee or officer of this tender write');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_documenttext_written BEFORE INSERT OR UPDATE ON tenders_documenttext
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_document_text();
CREATE TRIGGER tenders_documenttext_agreed AFTER INSERT OR UPDATE OR DELETE ON tenders_documenttext
    FOR EACH ROW EXECUTE FUNCTION tenders_void_agreement();

CREATE FUNCTION tenders_void_agreement_of_tender() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tenders_documentagreement SET voided_at = clock_timestamp() WHERE tender_id = NEW.id AND voided_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER tenders_tender_agreed AFTER UPDATE ON tenders_tender FOR EACH ROW
    WHEN (NEW.status = 'draft' AND (
        NEW.document_template <> OLD.document_template OR NEW.owner_estimate <> OLD.owner_estimate
        OR NEW.title <> OLD.title
    )) EXECUTE FUNCTION tenders_void_agreement_of_tender();

-- A written document is printed by the announcement itself, so its row voids nothing; a tender that has one is not
-- announced without it.
CREATE FUNCTION tenders_is_printed(owner bigint, called text) RETURNS boolean LANGUAGE sql STABLE
RETURN called = 'selection_document'
    AND EXISTS (SELECT FROM tenders_tender t WHERE t.id = owner AND t.document_template <> '');
DROP TRIGGER tenders_selectiondocument_agreed ON tenders_selectiondocument;
CREATE TRIGGER tenders_selectiondocument_added AFTER INSERT ON tenders_selectiondocument FOR EACH ROW
    WHEN (NOT tenders_is_printed(NEW.tender_id, NEW.kind)) EXECUTE FUNCTION tenders_void_agreement();
CREATE TRIGGER tenders_selectiondocument_changed AFTER UPDATE OR DELETE ON tenders_selectiondocument
    FOR EACH ROW EXECUTE FUNCTION tenders_void_agreement();

CREATE FUNCTION tenders_guard_printed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM tenders_selectiondocument d WHERE d.tender_id = NEW.id AND d.kind = 'selection_document'
    ) THEN
        PERFORM tenders_refuse('a_selection_document_is_announced', 'a tender is announced with its selection document');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_tender_with_selection_document BEFORE UPDATE ON tenders_tender FOR EACH ROW
    WHEN (NEW.status = 'announced' AND OLD.status = 'draft') EXECUTE FUNCTION tenders_guard_printed();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE TRUNCATE ON tenders_documenttext FROM app;
    END IF;
END $$;
