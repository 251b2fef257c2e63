-- SPDX-License-Identifier: Apache-2.0
-- A seat keeps its person and vendor, ends once, and a vendor keeps a signer. An invitation is taken up as it was made.

UPDATE vendors_vendorseat SET grants = ARRAY['prepare'] WHERE power = 'preparer';

CREATE FUNCTION vendors_guard_powers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'power' - 'grants' - 'ended_at' <> to_jsonb(OLD) - 'power' - 'grants' - 'ended_at'
        OR OLD.ended_at IS NOT NULL
    THEN
        PERFORM vendors_break('a_seat_keeps_its_person', 'powers change and end; another person has another seat');
    END IF;
    IF OLD.power = 'signer' AND (NEW.power <> 'signer' OR NEW.ended_at IS NOT NULL) THEN
        -- Lock: two signers who take each other out settle one after the other.
        PERFORM 1 FROM vendors_vendor v WHERE v.id = NEW.vendor_id FOR UPDATE;
        IF NOT EXISTS (
            SELECT FROM vendors_vendorseat s
            WHERE s.vendor_id = NEW.vendor_id AND s.id <> NEW.id AND s.power = 'signer' AND s.ended_at IS NULL
        ) THEN
            PERFORM vendors_break('a_vendor_keeps_a_signer', 'the last signer stays');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_vendorseat_powers BEFORE UPDATE ON vendors_vendorseat
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_powers();

CREATE FUNCTION vendors_guard_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'seat_id' - 'withdrawn_at' <> to_jsonb(OLD) - 'seat_id' - 'withdrawn_at'
        OR OLD.seat_id IS NOT NULL OR OLD.withdrawn_at IS NOT NULL
    THEN
        PERFORM vendors_break('an_invitation_is_never_rewritten', 'an invitation is taken up or withdrawn, once');
    END IF;
    -- Ten seconds of grace: the service reads the clock before its transaction begins.
    IF NEW.seat_id IS NOT NULL AND (NEW.expires_at < clock_timestamp() - interval '10 seconds' OR NOT EXISTS (
        SELECT FROM vendors_vendorseat s JOIN accounts_user u ON u.id = s.user_id
        WHERE s.id = NEW.seat_id AND s.vendor_id = NEW.vendor_id AND lower(u.email) = lower(NEW.email)
          AND s.power = NEW.power AND s.grants = NEW.grants
    )) THEN
        PERFORM vendors_break('an_invitation_is_taken_up_as_made', 'by its own address, in time, with its powers');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_seatinvitation_kept BEFORE UPDATE ON vendors_seatinvitation
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_invitation();
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON vendors_seatinvitation FROM app;
        GRANT UPDATE (seat_id, withdrawn_at) ON vendors_seatinvitation TO app;
    END IF;
END $$;
