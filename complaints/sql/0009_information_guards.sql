-- SPDX-License-Identifier: Apache-2.0
-- Requests for public information: answered once, extended once, objected to in their window, never rewritten.
CREATE SEQUENCE complaints_information_number;

INSERT INTO legal_move (model, source, target) VALUES
    ('complaints.informationrequest', '', 'received'),
    ('complaints.informationrequest', 'received', 'answered'),
    ('complaints.informationrequest', 'received', 'objected'),
    ('complaints.informationrequest', 'answered', 'objected'),
    ('complaints.informationrequest', 'objected', 'reviewed');

CREATE TRIGGER moves BEFORE INSERT OR UPDATE OF status ON complaints_informationrequest
  FOR EACH ROW EXECUTE FUNCTION guard_move('complaints.informationrequest');

CREATE FUNCTION complaints_information_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.extended_at IS NOT NULL OR NEW.answered_at IS NOT NULL THEN
    RAISE EXCEPTION 'a request comes unanswered, in its first term'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'information_comes_unanswered';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_informationrequest
  FOR EACH ROW EXECUTE FUNCTION complaints_information_fits();

CREATE FUNCTION complaints_information_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.number, NEW.nonce, NEW.code_hash, NEW.regulation, NEW.name, NEW.contact, NEW.subject, NEW.text, NEW.purpose,
      NEW.delivery, NEW.received_at, NEW.due_on, NEW.due_at, NEW.basis)
    IS DISTINCT FROM (OLD.number, OLD.nonce, OLD.code_hash, OLD.regulation, OLD.name, OLD.contact, OLD.subject,
      OLD.text, OLD.purpose, OLD.delivery, OLD.received_at, OLD.due_on, OLD.due_at, OLD.basis) THEN
    RAISE EXCEPTION 'a request and its due date do not change'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'information_stays_as_received';
  END IF;
  IF (NEW.extended_at, NEW.extended_by_id, NEW.extension_reason, NEW.extended_due_on, NEW.extended_due_at,
      NEW.extended_basis)
    IS DISTINCT FROM (OLD.extended_at, OLD.extended_by_id, OLD.extension_reason, OLD.extended_due_on,
      OLD.extended_due_at, OLD.extended_basis)
    AND (OLD.extended_at IS NOT NULL OR OLD.status <> 'received' OR NEW.status <> 'received'
      OR NEW.extended_at >= OLD.due_at OR clock_timestamp() >= OLD.due_at OR NEW.extended_due_at <= OLD.due_at) THEN
    RAISE EXCEPTION 'a term is extended once, before it ends'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'information_is_extended_once';
  END IF;
  IF (to_jsonb(NEW) - 'status' - 'extended_at' - 'extended_by_id' - 'extension_reason' - 'extended_due_on'
      - 'extended_due_at' - 'extended_basis')
    IS DISTINCT FROM (to_jsonb(OLD) - 'status' - 'extended_at' - 'extended_by_id' - 'extension_reason'
      - 'extended_due_on' - 'extended_due_at' - 'extended_basis')
    AND (OLD.status <> 'received' OR NEW.status <> 'answered') THEN
    RAISE EXCEPTION 'an answer is given once and stays'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'information_is_answered_once';
  END IF;
  IF NEW.status = 'answered' AND OLD.status = 'received' AND (NEW.answered_at IS NULL
    OR NEW.answered_late IS DISTINCT FROM (NEW.answered_at >= coalesce(NEW.extended_due_at, NEW.due_at))) THEN
    RAISE EXCEPTION 'an answer is late when it is given at its due date or after'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_late_information_says_so';
  END IF;
  IF NEW.status = 'objected' AND OLD.status <> 'objected' AND NOT EXISTS (
    SELECT FROM complaints_informationobjection o WHERE o.request_id = NEW.id
  ) THEN
    RAISE EXCEPTION 'a request is objected to with an objection'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'objected_has_its_objection';
  END IF;
  IF NEW.status = 'reviewed' AND OLD.status <> 'reviewed' AND NOT EXISTS (
    SELECT FROM complaints_informationobjection o WHERE o.request_id = NEW.id AND o.answered_at IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'a request is reviewed when its objection is answered'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reviewed_has_its_answer';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_informationrequest
  FOR EACH ROW EXECUTE FUNCTION complaints_information_holds();

CREATE FUNCTION complaints_information_objection_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asked complaints_informationrequest;
  ended timestamptz;
BEGIN
  -- Share lock: an answer in flight must settle first.
  SELECT * INTO STRICT asked FROM complaints_informationrequest r WHERE r.id = NEW.request_id FOR SHARE;
  ended := coalesce(asked.extended_due_at, asked.due_at);
  IF NEW.answered_at IS NOT NULL OR clock_timestamp() >= NEW.window_ends_at
    OR NOT (
      (asked.status = 'answered' AND NEW.window_ends_at = asked.objection_ends_at)
      OR (asked.status = 'received' AND clock_timestamp() >= ended AND NEW.window_ends_at > ended)
    ) THEN
    RAISE EXCEPTION 'an objection comes after the answer or the end of the term, within its window'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'information_objection_within_window';
  END IF;
  IF (NEW.ground = 'no_answer' AND asked.status <> 'received')
    OR (NEW.ground NOT IN ('no_answer', 'periodic_missing') AND asked.status <> 'answered')
    OR (NEW.ground = 'exempted' AND asked.decision NOT IN ('refused', 'partly'))
    OR (NEW.ground = 'late' AND NOT asked.answered_late) THEN
    RAISE EXCEPTION 'the ground does not fit what was answered'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'information_ground_fits';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_informationobjection
  FOR EACH ROW EXECUTE FUNCTION complaints_information_objection_fits();

CREATE FUNCTION complaints_information_objection_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.answered_at IS NOT NULL OR (NEW.request_id, NEW.ground, NEW.text, NEW.attorney, NEW.filed_at,
      NEW.window_ends_at, NEW.window_basis, NEW.due_on, NEW.due_at, NEW.basis)
    IS DISTINCT FROM (OLD.request_id, OLD.ground, OLD.text, OLD.attorney, OLD.filed_at,
      OLD.window_ends_at, OLD.window_basis, OLD.due_on, OLD.due_at, OLD.basis) THEN
    RAISE EXCEPTION 'an objection stays as it was filed and is answered once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'information_objection_is_answered_once';
  END IF;
  IF NEW.answered_late IS DISTINCT FROM (NEW.answered_at >= NEW.due_at) THEN
    RAISE EXCEPTION 'an answer is late when it is given at its due date or after'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_late_review_says_so';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_informationobjection
  FOR EACH ROW EXECUTE FUNCTION complaints_information_objection_holds();

CREATE FUNCTION complaints_information_file_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Share lock: an answer in flight must settle first.
  PERFORM FROM complaints_informationrequest r WHERE r.id = NEW.request_id
    AND r.status = CASE WHEN NEW.is_of_objection THEN 'objected' ELSE 'received' END FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'files come before the answer they belong to'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'information_files_come_before_the_answer';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_informationfile
  FOR EACH ROW EXECUTE FUNCTION complaints_information_file_fits();

REVOKE DELETE, TRUNCATE ON complaints_informationrequest, complaints_informationobjection FROM app;
REVOKE UPDATE, DELETE, TRUNCATE ON complaints_informationfile FROM app;
-- Who asks is named in it; the reading role of the record has no business with them.
REVOKE ALL ON complaints_informationrequest, complaints_informationobjection, complaints_informationfile FROM audit;
