-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON vendors_statementcopy TO app;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN
        GRANT SELECT ON vendors_statementcopy TO audit;
    END IF;
END $$;
