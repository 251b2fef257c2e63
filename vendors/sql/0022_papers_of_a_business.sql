-- SPDX-License-Identifier: Apache-2.0
-- Branches (NITKU), powers of attorney (surat kuasa) and answers on the tax status (KSWP) are kept as they were written,
-- by the guards of every other row of qualification data. A branch's number begins with the tax number of its business.
-- Source: law.md R-VND-1, R-VND-3 (PMK 112/2022), R-VND-4.

CREATE FUNCTION vendors_guard_branch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM vendors_vendor v WHERE v.id = NEW.vendor_id AND lpad(v.tax_number, 16, '0') = left(NEW.number, 16)
    ) THEN
        PERFORM vendors_break('a_branch_bears_the_tax_number_of_its_business', 'a NITKU begins with the NPWP of its business');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_branch_numbered BEFORE INSERT ON vendors_branch
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_branch();

DO $$
DECLARE
    named record;
BEGIN
    FOR named IN SELECT * FROM (VALUES
        ('vendors_branch', 'branch'), ('vendors_powerofattorney', 'power'), ('vendors_taxstatus', 'tax_status')
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
