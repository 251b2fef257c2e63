-- SPDX-License-Identifier: Apache-2.0
-- Who held which office when stays on file: an appointment is made, may end earlier, and is never rewritten.
CREATE FUNCTION accounts_guard_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'valid') <> (to_jsonb(OLD) - 'valid') THEN
        RAISE EXCEPTION 'an appointment is ended, never rewritten'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_unchanged';
    END IF;
    IF NEW.valid = OLD.valid THEN
        RETURN NEW;
    END IF;
    -- Not begun yet: it may be taken back whole, which leaves an empty range.
    IF isempty(NEW.valid) AND lower(OLD.valid) > clock_timestamp() THEN
        RETURN NEW;
    END IF;
    -- Ten seconds of grace: the service reads the clock before its transaction begins.
    IF isempty(NEW.valid) OR NOT (NEW.valid <@ OLD.valid) OR lower(NEW.valid) <> lower(OLD.valid)
       OR upper(NEW.valid) < clock_timestamp() - interval '10 seconds'
    THEN
        RAISE EXCEPTION 'an appointment ends earlier than planned, and not in the past'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_only_ends_earlier';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_appointment_stays BEFORE UPDATE ON accounts_appointment
    FOR EACH ROW EXECUTE FUNCTION accounts_guard_appointment();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE DELETE, TRUNCATE ON accounts_appointment, accounts_user FROM app;
    END IF;
END $$;
