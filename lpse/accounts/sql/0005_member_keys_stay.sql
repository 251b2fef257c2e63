-- SPDX-License-Identifier: Apache-2.0
-- A member's key is enrolled and ended; its public halves, once on the record, are never exchanged for others.
CREATE FUNCTION accounts_guard_member_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (to_jsonb(NEW) - 'ended_at') <> (to_jsonb(OLD) - 'ended_at') THEN
        RAISE EXCEPTION 'a member key is enrolled, then ended, and stays as it is'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'member_key_unchanged';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_member_key_stays BEFORE UPDATE ON accounts_memberkey
    FOR EACH ROW EXECUTE FUNCTION accounts_guard_member_key();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE DELETE, TRUNCATE ON accounts_memberkey FROM app;
    END IF;
END $$;
