-- SPDX-License-Identifier: Apache-2.0
-- Which bytes a digest names, and where they lie, is evidence: a row is written once.
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: kept objects stay', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'kept_objects_stay';
END $$;
CREATE TRIGGER documents_storedobject_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON documents_storedobject
    FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse_change();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON documents_storedobject FROM app;
    END IF;
END $$;
