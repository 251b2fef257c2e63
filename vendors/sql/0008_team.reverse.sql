-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON vendors_seatinvitation TO app;
    END IF;
END $$;
DROP FUNCTION vendors_guard_invitation() CASCADE;
DROP FUNCTION vendors_guard_powers() CASCADE;
