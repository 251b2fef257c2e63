-- SPDX-License-Identifier: Apache-2.0
-- Running contracts are kept as they were written, by the guards of every other row of qualification data.

CREATE TRIGGER vendors_runningcontract_kept BEFORE INSERT OR UPDATE ON vendors_runningcontract
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_row('running');
CREATE TRIGGER vendors_runningcontract_renewed BEFORE INSERT ON vendors_runningcontract
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_renewal();
CREATE TRIGGER vendors_runningcontract_stays BEFORE DELETE OR TRUNCATE ON vendors_runningcontract
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('rows_are_for_ever');
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON vendors_runningcontract FROM app;
        GRANT UPDATE (accepted_at, ended_at) ON vendors_runningcontract TO app;
    END IF;
END $$;
