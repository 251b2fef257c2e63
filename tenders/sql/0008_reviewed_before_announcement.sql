-- SPDX-License-Identifier: Apache-2.0
-- A remark on a draft is raised by its committee, answered by its officer, settled by its committee, each once.
-- Nothing is announced without the officer's agreement in force and with a remark open. Whatever changes of documents,
-- requirements or items after it voids the agreement, by whatever statement. Source: law.md R-ACT-3.
CREATE FUNCTION tenders_guard_remark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
    officer bigint;
BEGIN
    SELECT t.status, p.officer_id INTO state, officer
    FROM tenders_tender t JOIN tenders_package p ON p.id = t.package_id WHERE t.id = NEW.tender_id FOR SHARE OF t;
    IF state <> 'draft' THEN
        PERFORM tenders_refuse('remarks_are_made_on_a_draft', 'what was announced is not reviewed any more');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.answered_at IS NOT NULL OR NEW.settled_at IS NOT NULL THEN
            PERFORM tenders_refuse('a_remark_begins_open', 'a remark is answered and settled later');
        END IF;
        IF NOT tenders_has_seat(NEW.tender_id, NEW.raised_by_id) THEN
            PERFORM tenders_refuse('the_committee_reviews', 'a member of the committee makes the remark');
        END IF;
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - '{answer,answered_by_id,answered_at,settled_by_id,settled_at}'::text[])
       <> (to_jsonb(OLD) - '{answer,answered_by_id,answered_at,settled_by_id,settled_at}'::text[])
       OR OLD.settled_at IS NOT NULL
       OR (OLD.answered_at IS NOT NULL
           AND (NEW.answer, NEW.answered_by_id, NEW.answered_at) IS DISTINCT FROM (OLD.answer, OLD.answered_by_id, OLD.answered_at))
    THEN
        PERFORM tenders_refuse('a_remark_stays_as_it_was_said', 'a remark is answered once, settled once and never rewritten');
    END IF;
    IF OLD.answered_at IS NULL AND NEW.answered_at IS NOT NULL AND NEW.answered_by_id <> officer THEN
        PERFORM tenders_refuse('the_officer_answers_remarks', 'the officer of the package answers');
    END IF;
    IF NEW.settled_at IS NOT NULL AND NOT tenders_has_seat(NEW.tender_id, NEW.settled_by_id) THEN
        PERFORM tenders_refuse('the_committee_reviews', 'a member of the committee settles the remark');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_reviewremark_kept BEFORE INSERT OR UPDATE ON tenders_reviewremark
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_remark();

CREATE FUNCTION tenders_guard_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.voided_at IS NOT NULL OR (to_jsonb(NEW) - 'voided_at') <> (to_jsonb(OLD) - 'voided_at') THEN
            PERFORM tenders_refuse('an_agreement_is_only_voided', 'an agreement is given, may be voided, and stays on file');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.voided_at IS NOT NULL OR NOT EXISTS (
        SELECT FROM tenders_tender t JOIN tenders_package p ON p.id = t.package_id
        WHERE t.id = NEW.tender_id AND t.status = 'draft' AND p.officer_id = NEW.given_by_id FOR SHARE OF t
    ) THEN
        PERFORM tenders_refuse('the_officer_agrees_to_a_draft', 'the officer of the package agrees, while it is a draft');
    END IF;
    IF EXISTS (SELECT FROM tenders_reviewremark r WHERE r.tender_id = NEW.tender_id AND r.settled_at IS NULL) THEN
        PERFORM tenders_refuse('no_agreement_over_an_open_remark', 'remarks are settled first');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_documentagreement_kept BEFORE INSERT OR UPDATE ON tenders_documentagreement
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_agreement();

CREATE FUNCTION tenders_void_agreement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tenders_documentagreement a SET voided_at = clock_timestamp()
    FROM tenders_tender t WHERE t.id = a.tender_id AND t.status = 'draft' AND a.voided_at IS NULL AND a.tender_id = ANY (ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.tender_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.tender_id END
    ]);
    RETURN NULL;
END $$;
CREATE TRIGGER tenders_selectiondocument_agreed AFTER INSERT OR UPDATE OR DELETE ON tenders_selectiondocument
    FOR EACH ROW EXECUTE FUNCTION tenders_void_agreement();
CREATE TRIGGER tenders_requirement_agreed AFTER INSERT OR UPDATE OR DELETE ON tenders_requirement
    FOR EACH ROW EXECUTE FUNCTION tenders_void_agreement();
CREATE TRIGGER tenders_item_agreed AFTER INSERT OR UPDATE OR DELETE ON tenders_item
    FOR EACH ROW EXECUTE FUNCTION tenders_void_agreement();

CREATE FUNCTION tenders_guard_reviewed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tenders_reviewremark r WHERE r.tender_id = NEW.id AND r.settled_at IS NULL) OR NOT EXISTS (
        SELECT FROM tenders_documentagreement a WHERE a.tender_id = NEW.id AND a.voided_at IS NULL
    ) THEN
        PERFORM tenders_refuse('agreed_before_the_announcement', 'the officer agrees first, and every remark is settled');
    END IF;
    RETURN NEW;
END $$;
-- Named to fire after the guards of committee, keys and schedule have spoken.
CREATE TRIGGER tenders_tender_with_reviewed_documents BEFORE UPDATE ON tenders_tender FOR EACH ROW
    WHEN (NEW.status = 'announced' AND OLD.status = 'draft') EXECUTE FUNCTION tenders_guard_reviewed();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE DELETE, TRUNCATE ON tenders_reviewremark, tenders_documentagreement FROM app;
    END IF;
END $$;
