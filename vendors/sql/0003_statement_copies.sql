-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON vendors_statementcopy FROM app;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN
        -- How many bids there are stays unknown until the close, also to the auditor's reading role.
        REVOKE ALL ON vendors_statementcopy FROM audit;
    END IF;
END $$;
