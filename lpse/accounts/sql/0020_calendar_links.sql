-- SPDX-License-Identifier: Apache-2.0
-- The address of a personal calendar is made, then ended, and stays as it is; its digest is nobody's to read.
CREATE FUNCTION accounts_guard_calendar_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (to_jsonb(NEW) - 'ended_at') <> (to_jsonb(OLD) - 'ended_at') THEN
        RAISE EXCEPTION 'the address of a calendar is made, then ended, and stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'calendar_link_unchanged';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_calendar_link_stays BEFORE UPDATE ON accounts_calendarlink
    FOR EACH ROW EXECUTE FUNCTION accounts_guard_calendar_link();

REVOKE DELETE, TRUNCATE ON accounts_calendarlink FROM app;
REVOKE ALL ON accounts_calendarlink FROM audit;
