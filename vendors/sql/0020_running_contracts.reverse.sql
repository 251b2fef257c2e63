-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER vendors_runningcontract_kept ON vendors_runningcontract;
DROP TRIGGER vendors_runningcontract_renewed ON vendors_runningcontract;
DROP TRIGGER vendors_runningcontract_stays ON vendors_runningcontract;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON vendors_runningcontract TO app;
    END IF;
END $$;
