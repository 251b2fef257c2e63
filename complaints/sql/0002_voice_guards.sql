-- SPDX-License-Identifier: Apache-2.0
-- Objections within their window, answers that stay answered, complaints that move lawfully.
INSERT INTO legal_move (model, source, target) VALUES
    ('complaints.objection', '', 'filed'),
    ('complaints.objection', 'filed', 'upheld'),
    ('complaints.objection', 'filed', 'rejected'),
    ('complaints.objection', 'filed', 'withdrawn'),
    ('complaints.complaint', '', 'received'),
    ('complaints.complaint', 'received', 'accepted'),
    ('complaints.complaint', 'incomplete', 'accepted'),
    ('complaints.complaint', 'received', 'incomplete'),
    ('complaints.complaint', 'accepted', 'in_review'),
    ('complaints.complaint', 'received', 'closed'),
    ('complaints.complaint', 'incomplete', 'closed'),
    ('complaints.complaint', 'accepted', 'closed'),
    ('complaints.complaint', 'in_review', 'closed');

CREATE TRIGGER moves BEFORE INSERT OR UPDATE OF status ON complaints_objection
  FOR EACH ROW EXECUTE FUNCTION guard_move('complaints.objection');
CREATE TRIGGER moves BEFORE INSERT OR UPDATE OF status ON complaints_complaint
  FOR EACH ROW EXECUTE FUNCTION guard_move('complaints.complaint');

CREATE FUNCTION complaints_objection_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held evaluation_result;
BEGIN
  -- Share lock: a void of the result in flight must settle first.
  SELECT * INTO STRICT held FROM evaluation_result r WHERE r.id = NEW.result_id FOR SHARE;
  IF held.voided_at IS NOT NULL OR clock_timestamp() < held.announced_at
    OR clock_timestamp() >= held.objection_ends_at THEN
    RAISE EXCEPTION 'objections are taken from % until %', held.announced_at, held.objection_ends_at
      USING ERRCODE = 'check_violation', CONSTRAINT = 'objection_within_window';
  END IF;
  IF NOT EXISTS (
    SELECT FROM vendors_participation p JOIN vendors_bid b ON b.participation_id = p.id
    WHERE p.id = NEW.participation_id AND p.tender_id = held.tender_id AND b.status NOT IN ('superseded', 'withdrawn')
  ) THEN
    RAISE EXCEPTION 'only a bidder of this tender objects'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'objection_by_a_bidder';
  END IF;
  IF NEW.due_at <> held.answer_due_at OR NEW.basis <> held.answer_basis THEN
    RAISE EXCEPTION 'the answer is due when the result says: %', held.answer_due_at
      USING ERRCODE = 'check_violation', CONSTRAINT = 'objection_is_due_as_counted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_objection
  FOR EACH ROW EXECUTE FUNCTION complaints_objection_fits();

CREATE FUNCTION complaints_objection_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'filed' OR (NEW.number, NEW.result_id, NEW.participation_id, NEW.remedy_sought, NEW.filed_at,
      NEW.filed_by_id, NEW.due_on, NEW.due_at, NEW.basis)
    IS DISTINCT FROM (OLD.number, OLD.result_id, OLD.participation_id, OLD.remedy_sought, OLD.filed_at,
      OLD.filed_by_id, OLD.due_on, OLD.due_at, OLD.basis) THEN
    RAISE EXCEPTION 'an objection and its due date do not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'objection_stays_as_filed';
  END IF;
  IF NEW.status IN ('upheld', 'rejected') AND EXISTS (
    SELECT FROM complaints_objectionpoint p WHERE p.objection_id = NEW.id AND p.upheld IS NULL
  ) THEN
    RAISE EXCEPTION 'a point has no answer'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'every_point_is_answered';
  END IF;
  IF NEW.status IN ('upheld', 'rejected') AND (NEW.status = 'upheld') IS DISTINCT FROM (
    SELECT bool_or(p.upheld) FROM complaints_objectionpoint p WHERE p.objection_id = NEW.id
  ) THEN
    RAISE EXCEPTION 'an objection is upheld when a point of it is, and only then'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'verdict_follows_the_points';
  END IF;
  IF NEW.status IN ('upheld', 'rejected')
    AND NEW.answered_late IS DISTINCT FROM (NEW.answered_at >= NEW.due_at) THEN
    RAISE EXCEPTION 'an answer is late when it is given at its due date or after'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_late_answer_says_so';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_objection
  FOR EACH ROW EXECUTE FUNCTION complaints_objection_holds();

CREATE FUNCTION complaints_point_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Share lock: an answer in flight must settle first.
  PERFORM FROM complaints_objection o WHERE o.id = NEW.objection_id AND o.status = 'filed' FOR SHARE;
  IF NOT FOUND OR NEW.upheld IS NOT NULL OR NEW.answer <> '' THEN
    RAISE EXCEPTION 'points come with the objection, without an answer'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'point_comes_unanswered';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_objectionpoint
  FOR EACH ROW EXECUTE FUNCTION complaints_point_fits();

CREATE FUNCTION complaints_point_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.upheld IS NOT NULL OR (NEW.objection_id, NEW.position, NEW.ground, NEW.fact, NEW.clause, NEW.evidence_id)
    IS DISTINCT FROM (OLD.objection_id, OLD.position, OLD.ground, OLD.fact, OLD.clause, OLD.evidence_id) THEN
    RAISE EXCEPTION 'a point is answered once and never rewritten'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'point_is_answered_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_objectionpoint
  FOR EACH ROW EXECUTE FUNCTION complaints_point_holds();

CREATE FUNCTION complaints_complaint_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'status' - 'outcome' - 'summary' - 'closed_at')
    IS DISTINCT FROM (to_jsonb(OLD) - 'status' - 'outcome' - 'summary' - 'closed_at') OR OLD.status = 'closed' THEN
    RAISE EXCEPTION 'a complaint does not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_stays_as_received';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_complaint
  FOR EACH ROW EXECUTE FUNCTION complaints_complaint_holds();

CREATE FUNCTION complaints_message_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Share lock: a close in flight must settle first.
  PERFORM FROM complaints_complaint c WHERE c.id = NEW.complaint_id AND c.status <> 'closed' FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'nothing is added to a closed complaint'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_closed_thread_is_closed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_complaintmessage
  FOR EACH ROW EXECUTE FUNCTION complaints_message_fits();

REVOKE DELETE, TRUNCATE ON complaints_objection, complaints_objectionpoint, complaints_complaint FROM app;
REVOKE UPDATE, DELETE, TRUNCATE ON complaints_complaintmessage FROM app;
-- Complaints are the auditors' alone; the reading role of the record has no business with them.
REVOKE ALL ON complaints_complaint, complaints_complaintmessage, complaints_codetry FROM audit;
