-- SPDX-License-Identifier: Apache-2.0
-- A rejected objection to a result of works holds the award until its window for appeals is over; files that came with
-- a complaint stay as they came.

-- Which categories know appeals; a test holds this against the rule books (law.md R-BANDING-4).
CREATE FUNCTION complaints_knows_appeals(category text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT category IN ('works', 'integrated_works')
$$;
CREATE FUNCTION complaints_appeal_number(objection_number text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT 'BDG-' || regexp_replace(objection_number, '^SGH-', '')
$$;

CREATE FUNCTION complaints_window_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.closed_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM complaints_objection o
    JOIN evaluation_result r ON r.id = o.result_id AND r.voided_at IS NULL
    JOIN tenders_tender t ON t.id = r.tender_id AND complaints_knows_appeals(t.category)
    WHERE o.id = NEW.objection_id AND o.status = 'rejected' AND o.answered_at = NEW.opened_at
  ) THEN
    RAISE EXCEPTION 'a window for appeals begins with the answer that rejects an objection to a result of works'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_window_follows_a_rejecting_answer';
  END IF;
  IF NEW.ends_at <= NEW.opened_at OR NEW.ends_at <> (NEW.basis ->> 'due_at')::timestamptz
    OR NEW.ends_on <> (NEW.basis ->> 'due_on')::date THEN
    RAISE EXCEPTION 'the window ends as its stored count says'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_window_is_counted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_appealwindow
  FOR EACH ROW EXECUTE FUNCTION complaints_window_fits();

CREATE FUNCTION complaints_window_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL OR (to_jsonb(NEW) - 'closed_at' - 'closed_because')
    IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at' - 'closed_because') THEN
    RAISE EXCEPTION 'a window is only ever closed, once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_window_stays_as_counted';
  END IF;
  IF (NEW.closed_because = 'passed' AND clock_timestamp() < OLD.ends_at)
    OR (NEW.closed_because = 'voided' AND NOT EXISTS (
      SELECT FROM complaints_objection o JOIN evaluation_result r ON r.id = o.result_id
      WHERE o.id = NEW.objection_id AND r.voided_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'appeals are taken until %', OLD.ends_at
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_window_runs_to_its_end';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_appealwindow
  FOR EACH ROW EXECUTE FUNCTION complaints_window_holds();

-- Checked at the end of the transaction: the answer comes first, its window follows.
CREATE FUNCTION complaints_objection_leads_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM evaluation_result r JOIN tenders_tender t ON t.id = r.tender_id
    WHERE r.id = NEW.result_id AND r.voided_at IS NULL AND t.status = 'decided' AND complaints_knows_appeals(t.category)
  ) AND NOT EXISTS (SELECT FROM complaints_appealwindow w WHERE w.objection_id = NEW.id) THEN
    RAISE EXCEPTION 'the objector may appeal: a window opens with the answer'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'rejected_objection_opens_a_window';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER leads_on AFTER UPDATE ON complaints_objection DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.status = 'rejected') EXECUTE FUNCTION complaints_objection_leads_on();

-- The hold of a window is lifted after the window is closed, never before.
CREATE FUNCTION complaints_hold_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM complaints_appealwindow w
    JOIN complaints_objection o ON o.id = w.objection_id
    JOIN evaluation_result r ON r.id = o.result_id
    WHERE r.tender_id = NEW.tender_id AND complaints_appeal_number(o.number) = NEW.ref AND w.closed_at IS NULL
  ) THEN
    RAISE EXCEPTION 'the window for appeals is open'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_until_the_appeal_window_ends';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER waits_for_appeals BEFORE UPDATE OF lifted_at ON tenders_hold
  FOR EACH ROW WHEN (OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL) EXECUTE FUNCTION complaints_hold_waits();

CREATE FUNCTION complaints_award_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM complaints_objection o LEFT JOIN complaints_appealwindow w ON w.objection_id = o.id
    WHERE o.result_id = NEW.result_id AND (o.status = 'filed' OR (w.id IS NOT NULL AND w.closed_at IS NULL))
  ) THEN
    RAISE EXCEPTION 'an objection waits for its answer, or may still be appealed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'award_after_objections_and_appeals';
  END IF;
  RETURN NEW;
END $$;
-- Named to fire after the guards of evaluation have spoken.
CREATE TRIGGER waits_for_appeals BEFORE INSERT ON evaluation_award
  FOR EACH ROW EXECUTE FUNCTION complaints_award_waits();

CREATE FUNCTION complaints_file_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The complaint, which never changes, says how many came.
  IF NOT EXISTS (SELECT FROM complaints_complaint c
    WHERE c.id = NEW.complaint_id AND c.status = 'received' AND NEW.position BETWEEN 1 AND c.file_count) THEN
    RAISE EXCEPTION 'files come with the complaint'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'files_come_with_the_complaint';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_complaintfile
  FOR EACH ROW EXECUTE FUNCTION complaints_file_fits();

REVOKE DELETE, TRUNCATE ON complaints_appealwindow FROM app;
REVOKE UPDATE, DELETE, TRUNCATE ON complaints_complaintfile FROM app;
-- Complaints are the auditors' alone, and so is what came with them.
REVOKE ALL ON complaints_complaintfile FROM audit;
