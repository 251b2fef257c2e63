-- SPDX-License-Identifier: Apache-2.0
-- Sealed parts come with the complaint, or with the last message of whoever complained while the case is open.
CREATE OR REPLACE FUNCTION complaints_sealed_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.message_id IS NOT NULL THEN
    -- Share lock: a close in flight must settle first.
    PERFORM FROM complaints_complaint c WHERE c.id = NEW.complaint_id AND c.status <> 'closed' FOR SHARE;
    IF NOT FOUND OR NOT EXISTS (
      SELECT FROM complaints_complaintmessage m
      WHERE m.id = NEW.message_id AND m.complaint_id = NEW.complaint_id AND m.from_complainant
        AND NOT EXISTS (SELECT FROM complaints_complaintmessage l WHERE l.complaint_id = m.complaint_id AND l.id > m.id)
    ) THEN
      RAISE EXCEPTION 'sealed parts come with the reply they belong to'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_parts_come_with_the_reply';
    END IF;
    RETURN NEW;
  END IF;
  -- Share lock: a step of the auditor in flight must settle first.
  PERFORM FROM complaints_complaint c WHERE c.id = NEW.complaint_id AND c.status = 'received'
    AND NOT EXISTS (SELECT FROM complaints_complaintmessage m WHERE m.complaint_id = c.id) FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'sealed parts come with the complaint'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sealed_parts_come_with_the_complaint';
  END IF;
  RETURN NEW;
END $$;
