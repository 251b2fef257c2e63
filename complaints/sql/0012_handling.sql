-- SPDX-License-Identifier: Apache-2.0
-- The class and clocks of a complaint stay as given; a forwarded one is answered once.
CREATE FUNCTION complaints_forwarding_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM complaints_complaint c
    WHERE c.id = NEW.complaint_id AND c.status = 'closed' AND c.outcome = 'forwarded' FOR SHARE;
  IF NOT FOUND OR NEW.answered_at IS NOT NULL OR NEW.due_at <= NEW.forwarded_at THEN
    RAISE EXCEPTION 'a forwarding is of a complaint closed as forwarded, and comes unanswered'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'forwarding_of_a_forwarded_complaint';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_complaintforwarding
  FOR EACH ROW EXECUTE FUNCTION complaints_forwarding_fits();

CREATE FUNCTION complaints_forwarding_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answered_at IS NOT NULL OR (to_jsonb(NEW) - 'answered_at' - 'answer')
    IS DISTINCT FROM (to_jsonb(OLD) - 'answered_at' - 'answer') THEN
    RAISE EXCEPTION 'a forwarding is answered once and stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'forwarding_is_answered_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_complaintforwarding
  FOR EACH ROW EXECUTE FUNCTION complaints_forwarding_holds();

REVOKE DELETE, TRUNCATE ON complaints_complaintforwarding FROM app;
REVOKE UPDATE, DELETE, TRUNCATE ON complaints_complaintkind, complaints_complaintclock FROM app;
-- Complaints are the auditors' alone; the reading role of the record has no business with them.
REVOKE ALL ON complaints_complaintkind, complaints_complaintclock, complaints_complaintforwarding FROM audit;
