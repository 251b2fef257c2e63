-- SPDX-License-Identifier: Apache-2.0
-- Rows of qualification data are kept as they were written: they are accepted by a verdict and they end, nothing else.

UPDATE vendors_licence r SET accepted_at = v.verified_at FROM vendors_vendor v
WHERE v.id = r.vendor_id AND v.status IN ('verified', 'suspended');
UPDATE vendors_taxrecord r SET accepted_at = v.verified_at FROM vendors_vendor v
WHERE v.id = r.vendor_id AND v.status IN ('verified', 'suspended');
UPDATE vendors_experience r SET accepted_at = v.verified_at FROM vendors_vendor v
WHERE v.id = r.vendor_id AND v.status IN ('verified', 'suspended');

-- The argument is the word of the part, the first of a verdict's field.
CREATE FUNCTION vendors_guard_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Share lock: a submission for verification in flight settles first.
        PERFORM 1 FROM vendors_vendor v
        WHERE v.id = NEW.vendor_id AND v.status IN ('registered', 'returned', 'verified') FOR SHARE;
        IF NOT FOUND THEN
            PERFORM vendors_break('no_row_while_it_is_judged', 'data with the verifier or of a suspended vendor stays as it is');
        END IF;
        IF NEW.accepted_at IS NOT NULL THEN
            PERFORM vendors_break('a_row_stands_by_a_verdict', 'a row is accepted by a verdict, later');
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'accepted_at' - 'ended_at' <> to_jsonb(OLD) - 'accepted_at' - 'ended_at' OR (
        OLD.ended_at IS NOT NULL AND (NEW.ended_at, NEW.accepted_at) IS DISTINCT FROM (OLD.ended_at, OLD.accepted_at)
    ) THEN
        PERFORM vendors_break('a_row_is_never_rewritten', 'a correction is a new row');
    END IF;
    IF NEW.accepted_at IS NOT NULL AND NEW.accepted_at IS DISTINCT FROM OLD.accepted_at AND NOT coalesce((
        SELECT d.accepted FROM vendors_verificationverdict d
        WHERE d.vendor_id = NEW.vendor_id AND d.field = TG_ARGV[0] || '.' || NEW.id ORDER BY d.at DESC, d.id DESC LIMIT 1
    ), false) THEN
        PERFORM vendors_break('a_row_stands_by_a_verdict', 'the newest verdict on an accepted row accepts it');
    END IF;
    RETURN NEW;
END $$;

-- A renewal renews a row of the same vendor.
CREATE FUNCTION vendors_guard_renewal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
BEGIN
    IF NEW.replaces_id IS NOT NULL THEN
        EXECUTE format('SELECT vendor_id FROM %I WHERE id = $1', TG_TABLE_NAME) INTO owner USING NEW.replaces_id;
        IF owner IS DISTINCT FROM NEW.vendor_id THEN
            PERFORM vendors_break('a_renewal_is_of_the_same_vendor', 'a vendor renews its own rows');
        END IF;
    END IF;
    RETURN NEW;
END $$;

DO $$
DECLARE
    named record;
BEGIN
    FOR named IN SELECT * FROM (VALUES
        ('vendors_licence', 'licence'), ('vendors_taxrecord', 'tax'), ('vendors_deed', 'deed'),
        ('vendors_owner', 'owner'), ('vendors_director', 'director'), ('vendors_personnel', 'personnel'),
        ('vendors_equipment', 'equipment'), ('vendors_experience', 'experience'), ('vendors_balancesheet', 'finance')
    ) AS parts (name, part) LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION vendors_guard_row(%L)',
            named.name || '_kept', named.name, named.part);
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION vendors_guard_renewal()',
            named.name || '_renewed', named.name);
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON %I FOR EACH STATEMENT '
            'EXECUTE FUNCTION vendors_refuse_change(''rows_are_for_ever'')', named.name || '_stays', named.name);
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', named.name);
            EXECUTE format('GRANT UPDATE (accepted_at, ended_at) ON %I TO app', named.name);
        END IF;
    END LOOP;
END $$;
