-- SPDX-License-Identifier: Apache-2.0
-- A notice is the service of an act: it stays as it was delivered, and says once when it was first opened.
CREATE FUNCTION notices_guard_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'read_at') <> (to_jsonb(OLD) - 'read_at') THEN
        RAISE EXCEPTION 'a notice stays as it was delivered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'notice_unchanged';
    END IF;
    IF OLD.read_at IS NOT NULL AND NEW.read_at IS DISTINCT FROM OLD.read_at THEN
        RAISE EXCEPTION 'a notice is first opened once'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'notice_first_opened_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_notice_stays BEFORE UPDATE ON notices_notice
    FOR EACH ROW EXECUTE FUNCTION notices_guard_notice();

-- The inboxes follow the record from here on, and only forwards: nothing is told twice.
CREATE FUNCTION notices_guard_cursor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.next_idx < OLD.next_idx THEN
        RAISE EXCEPTION 'what was told is not told again'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'notices_follow_forwards';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_cursor_moves_on BEFORE UPDATE ON notices_cursor
    FOR EACH ROW EXECUTE FUNCTION notices_guard_cursor();
INSERT INTO notices_cursor (id, next_idx) SELECT 2, coalesce(max(size), 0) FROM ledger_head;

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE DELETE, TRUNCATE ON notices_notice, notices_letter, notices_cursor FROM app;
    END IF;
END $$;
