-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT DELETE, TRUNCATE ON accounts_appointment, accounts_user TO app;
    END IF;
END $$;
DROP TRIGGER accounts_appointment_stays ON accounts_appointment;
DROP FUNCTION accounts_guard_appointment();
