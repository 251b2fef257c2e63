-- SPDX-License-Identifier: Apache-2.0
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['licence', 'taxrecord', 'deed', 'owner', 'director', 'personnel', 'equipment',
        'experience', 'balancesheet'] LOOP
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
            EXECUTE format('GRANT UPDATE, DELETE ON %I TO app', 'vendors_' || named);
        END IF;
    END LOOP;
END $$;
DROP FUNCTION vendors_guard_row() CASCADE;
DROP FUNCTION vendors_guard_renewal() CASCADE;
DROP TRIGGER vendors_licence_stays ON vendors_licence;
DROP TRIGGER vendors_taxrecord_stays ON vendors_taxrecord;
DROP TRIGGER vendors_deed_stays ON vendors_deed;
DROP TRIGGER vendors_owner_stays ON vendors_owner;
DROP TRIGGER vendors_director_stays ON vendors_director;
DROP TRIGGER vendors_personnel_stays ON vendors_personnel;
DROP TRIGGER vendors_equipment_stays ON vendors_equipment;
DROP TRIGGER vendors_experience_stays ON vendors_experience;
DROP TRIGGER vendors_balancesheet_stays ON vendors_balancesheet;
