-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON documents_storedobject TO app;
    END IF;
END $$;
DROP TRIGGER documents_storedobject_stays ON documents_storedobject;
DROP FUNCTION documents_refuse_change();
