-- SPDX-License-Identifier: Apache-2.0
-- What is uploaded for a complaint that was not sent yet stays under its key, and is measured once.
CREATE FUNCTION complaints_upload_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.sha256 <> '' OR (to_jsonb(NEW) - 'sha256' - 'size') IS DISTINCT FROM (to_jsonb(OLD) - 'sha256' - 'size') THEN
    RAISE EXCEPTION 'an upload is measured once and stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'upload_is_measured_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_sealedupload
  FOR EACH ROW EXECUTE FUNCTION complaints_upload_holds();

REVOKE TRUNCATE ON complaints_sealedupload FROM app;
-- Complaints are the auditors' alone; the reading role of the record has no business with them.
REVOKE ALL ON complaints_sealedupload FROM audit;
