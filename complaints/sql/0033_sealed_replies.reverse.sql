-- SPDX-License-Identifier: Apache-2.0
CREATE OR REPLACE FUNCTION complaints_sealed_fits() RETURNS trigger LANGUAGE plpgsql AS $$
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
