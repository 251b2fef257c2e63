-- SPDX-License-Identifier: Apache-2.0
-- What a paper says is fixed by the act that orders it; it is printed once, as a public PDF, and then it stays.
CREATE FUNCTION documents_refuse(sentence text, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = sentence;
END $$;

CREATE FUNCTION documents_guard_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('DELETE', 'TRUNCATE') THEN
        PERFORM documents_refuse('papers_stay', 'a paper that was ordered stays');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.object_id IS NOT NULL THEN
            PERFORM documents_refuse('a_paper_is_ordered_before_it_is_printed', 'the clock prints papers');
        END IF;
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - 'object_id' - 'drawn_at') IS DISTINCT FROM (to_jsonb(OLD) - 'object_id' - 'drawn_at') THEN
        PERFORM documents_refuse('a_paper_says_what_was_ordered', 'what a paper says is fixed by the act');
    END IF;
    IF OLD.object_id IS NOT NULL THEN
        PERFORM documents_refuse('a_paper_is_printed_once', 'a printed paper stays');
    END IF;
    IF NOT EXISTS (
        SELECT FROM documents_storedobject o
        WHERE o.id = NEW.object_id AND o.store = 'public' AND o.media_type = 'application/pdf'
    ) THEN
        PERFORM documents_refuse('a_paper_is_a_public_pdf', 'a paper is a PDF that everybody may read');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_paper_fits BEFORE INSERT OR UPDATE OR DELETE ON documents_paper
    FOR EACH ROW EXECUTE FUNCTION documents_guard_paper();
CREATE TRIGGER documents_paper_stays BEFORE TRUNCATE ON documents_paper
    FOR EACH STATEMENT EXECUTE FUNCTION documents_guard_paper();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON documents_paper FROM app;
        GRANT UPDATE (object_id, drawn_at) ON documents_paper TO app;
    END IF;
END $$;
