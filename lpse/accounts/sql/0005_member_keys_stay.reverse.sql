-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT DELETE, TRUNCATE ON accounts_memberkey TO app;
    END IF;
END $$;
DROP TRIGGER accounts_member_key_stays ON accounts_memberkey;
DROP FUNCTION accounts_guard_member_key();
