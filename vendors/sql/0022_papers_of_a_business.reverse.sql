-- SPDX-License-Identifier: Apache-2.0
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY '{vendors_branch,vendors_powerofattorney,vendors_taxstatus}'::text[] LOOP
        EXECUTE format('DROP TRIGGER %I ON %I', name || '_kept', name);
        EXECUTE format('DROP TRIGGER %I ON %I', name || '_renewed', name);
        EXECUTE format('DROP TRIGGER %I ON %I', name || '_stays', name);
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
            EXECUTE format('GRANT UPDATE, DELETE ON %I TO app', name);
        END IF;
    END LOOP;
END $$;
DROP TRIGGER vendors_branch_numbered ON vendors_branch;
DROP FUNCTION vendors_guard_branch();
