-- SPDX-License-Identifier: Apache-2.0
-- A file comes with the auditor's last message of an open case, and stays.
CREATE FUNCTION complaints_message_file_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Share lock: a close in flight must settle first.
  PERFORM FROM complaints_complaint c WHERE c.id = NEW.complaint_id AND c.status <> 'closed' FOR SHARE;
  IF NOT FOUND OR NOT EXISTS (
    SELECT FROM complaints_complaintmessage m
    WHERE m.id = NEW.message_id AND m.complaint_id = NEW.complaint_id AND NOT m.from_complainant
      AND NOT EXISTS (SELECT FROM complaints_complaintmessage l WHERE l.complaint_id = m.complaint_id AND l.id > m.id)
  ) THEN
    RAISE EXCEPTION 'a file comes with the message it belongs to'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'files_come_with_the_auditors_message';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_messagefile
  FOR EACH ROW EXECUTE FUNCTION complaints_message_file_fits();

REVOKE UPDATE, DELETE, TRUNCATE ON complaints_messagefile FROM app;
-- Complaints are the auditors' alone; the reading role of the record has no business with them.
REVOKE ALL ON complaints_messagefile FROM audit;
