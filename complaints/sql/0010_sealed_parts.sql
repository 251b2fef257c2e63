-- SPDX-License-Identifier: Apache-2.0
-- Sealed parts of complaints stay as they came, and are wrapped for auditors on duty only.
CREATE FUNCTION complaints_sealed_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Share lock: a step of the auditor in flight must settle first.
  PERFORM FROM complaints_complaint c WHERE c.id = NEW.complaint_id AND c.status = 'received'
    AND NOT EXISTS (SELECT FROM complaints_complaintmessage m WHERE m.complaint_id = c.id) FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'sealed parts come with the complaint'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_parts_come_with_the_complaint';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_sealedvoice
  FOR EACH ROW EXECUTE FUNCTION complaints_sealed_fits();

CREATE FUNCTION complaints_sealed_key_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM accounts_memberkey k JOIN accounts_appointment a ON a.user_id = k.user_id
    WHERE k.id = NEW.key_id AND k.ended_at IS NULL AND a.role = 'auditor' AND a.valid @> clock_timestamp()
  ) THEN
    RAISE EXCEPTION 'the secret of a complaint is wrapped for auditors on duty'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_for_auditors_on_duty';
  END IF;
  IF NEW.added_by_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM complaints_sealedkey s JOIN accounts_memberkey k ON k.id = s.key_id
    WHERE s.sealed_id = NEW.sealed_id AND k.user_id = NEW.added_by_id
  ) THEN
    RAISE EXCEPTION 'only who can open it hands it on'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'handed_on_by_who_can_open';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_sealedkey
  FOR EACH ROW EXECUTE FUNCTION complaints_sealed_key_fits();

REVOKE UPDATE, DELETE, TRUNCATE ON complaints_sealedvoice, complaints_sealedobject, complaints_sealedkey FROM app;
-- Complaints are the auditors' alone; the reading role of the record has no business with them.
REVOKE ALL ON complaints_sealedvoice, complaints_sealedobject, complaints_sealedkey FROM audit;
