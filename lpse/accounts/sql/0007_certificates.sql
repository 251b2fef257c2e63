-- SPDX-License-Identifier: Apache-2.0
-- A certificate is renewed, never shortened; all else of an appointment is ended, never rewritten.
CREATE OR REPLACE FUNCTION accounts_guard_appointment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'valid' - 'certificate_number' - 'certificate_until'
        <> to_jsonb(OLD) - 'valid' - 'certificate_number' - 'certificate_until'
    THEN
        RAISE EXCEPTION 'an appointment is ended, never rewritten'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_unchanged';
    END IF;
    IF (NEW.certificate_number, NEW.certificate_until) IS DISTINCT FROM (OLD.certificate_number, OLD.certificate_until)
        AND (NEW.certificate_until IS NULL OR NEW.certificate_until <= coalesce(OLD.certificate_until, '-infinity'))
    THEN
        RAISE EXCEPTION 'a certificate is renewed for longer'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_certificate_is_renewed_for_longer';
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
