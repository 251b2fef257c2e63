-- SPDX-License-Identifier: Apache-2.0
-- Appeals in their window and with their bond, answered in their term or decided by silence, holding the award.
INSERT INTO legal_move (model, source, target) VALUES
    ('complaints.appeal', '', 'filed'),
    ('complaints.appeal', 'filed', 'admitted'),
    ('complaints.appeal', 'filed', 'inadmissible'),
    ('complaints.appeal', 'admitted', 'upheld'),
    ('complaints.appeal', 'admitted', 'rejected'),
    ('complaints.appeal', 'filed', 'lapsed'),
    ('complaints.appeal', 'admitted', 'lapsed');
CREATE TRIGGER moves BEFORE INSERT OR UPDATE OF status ON complaints_appeal
  FOR EACH ROW EXECUTE FUNCTION guard_move('complaints.appeal');

CREATE FUNCTION complaints_appeal_refuse(broken text, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = broken;
END $$;

CREATE FUNCTION complaints_appeal_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  period complaints_appealwindow;
  held bigint;
BEGIN
  -- Share locks: an award or a void in flight, and the clock that ends the window, must settle first.
  SELECT r.id INTO held FROM complaints_objection o JOIN evaluation_result r ON r.id = o.result_id
    JOIN tenders_tender t ON t.id = r.tender_id
    WHERE o.id = NEW.objection_id AND r.voided_at IS NULL AND t.status = 'decided' FOR SHARE OF r, t;
  SELECT * INTO period FROM complaints_appealwindow w WHERE w.objection_id = NEW.objection_id FOR SHARE;
  IF held IS NULL OR period.id IS NULL OR NEW.filed_at < period.opened_at OR NEW.filed_at >= period.ends_at
    OR NEW.filed_at > clock_timestamp()
    OR (NEW.channel = 'portal' AND (period.closed_at IS NOT NULL OR clock_timestamp() >= period.ends_at)) THEN
    PERFORM complaints_appeal_refuse('appeal_within_window', format('appeals are taken until %s', period.ends_at));
  END IF;
  IF NEW.clarified_at IS NOT NULL OR NEW.decided_at IS NOT NULL OR NEW.due_at IS NOT NULL
    OR NEW.bond_settled_at IS NOT NULL OR NEW.complaint_id IS NOT NULL OR NEW.by_silence THEN
    PERFORM complaints_appeal_refuse('appeal_comes_undecided', 'an appeal comes without clarification and answer');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_appeal
  FOR EACH ROW EXECUTE FUNCTION complaints_appeal_fits();

-- Which members may change on the way to a state.
CREATE FUNCTION complaints_appeal_changes(source text, target text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN source = target AND source IN ('upheld', 'rejected', 'lapsed')
      THEN ARRAY['bond_settled_at', 'bond_settled_by_id', 'bond_settlement']
    WHEN target = 'admitted' THEN ARRAY['status', 'clarified_at', 'clarified_by_id', 'clarification', 'is_bond_valid',
      'due_on', 'due_at', 'basis', 'silence_accepts']
    WHEN target = 'inadmissible' THEN ARRAY['status', 'clarified_at', 'clarified_by_id', 'clarification',
      'is_bond_valid', 'complaint_id']
    WHEN target IN ('upheld', 'rejected') THEN ARRAY['status', 'decided_at', 'decided_by_id', 'by_silence', 'is_late',
      'ordered', 'follow_up']
    WHEN target = 'lapsed' THEN ARRAY['status']
    ELSE ARRAY[]::text[]
  END
$$;

CREATE FUNCTION complaints_appeal_decides(appeal complaints_appeal) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF appeal.by_silence THEN
    IF appeal.status <> 'upheld' OR NOT appeal.silence_accepts OR appeal.decided_by_id IS NOT NULL
      OR clock_timestamp() < appeal.due_at OR appeal.decided_at < appeal.due_at THEN
      PERFORM complaints_appeal_refuse('silence_decides_after_the_term', 'silence accepts when the term is over');
    END IF;
    RETURN;
  END IF;
  IF appeal.decided_by_id IS NULL OR appeal.decided_at IS NULL
    OR appeal.is_late IS DISTINCT FROM (appeal.decided_at >= appeal.due_at)
    OR (appeal.silence_accepts AND (appeal.is_late OR clock_timestamp() >= appeal.due_at)) THEN
    PERFORM complaints_appeal_refuse('appeal_is_decided_in_its_term', 'silence has decided already');
  END IF;
  IF EXISTS (SELECT FROM complaints_appealpoint p WHERE p.appeal_id = appeal.id AND p.upheld IS NULL) THEN
    PERFORM complaints_appeal_refuse('every_appeal_point_is_answered', 'a point has no answer');
  END IF;
  IF (appeal.status = 'upheld') IS DISTINCT FROM (
    SELECT bool_or(p.upheld) FROM complaints_appealpoint p WHERE p.appeal_id = appeal.id) THEN
    PERFORM complaints_appeal_refuse('decision_follows_the_points', 'an appeal is accepted when a point of it is');
  END IF;
END $$;

CREATE FUNCTION complaints_appeal_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - complaints_appeal_changes(OLD.status, NEW.status))
    IS DISTINCT FROM (to_jsonb(OLD) - complaints_appeal_changes(OLD.status, NEW.status))
    OR OLD.bond_settled_at IS NOT NULL THEN
    PERFORM complaints_appeal_refuse('appeal_stays_as_filed', 'an appeal, its bond and its dates do not change');
  END IF;
  IF NEW.status = 'admitted' AND (NEW.is_bond_valid IS NOT TRUE OR NEW.clarified_at IS NULL OR NEW.due_at IS NULL
    OR NEW.due_at <= NEW.clarified_at OR NEW.due_at IS DISTINCT FROM (NEW.basis ->> 'due_at')::timestamptz
    OR NEW.due_on IS DISTINCT FROM (NEW.basis ->> 'due_on')::date) THEN
    PERFORM complaints_appeal_refuse('term_begins_with_the_clarification', 'a valid bond begins the term, as counted');
  END IF;
  IF NEW.status = 'inadmissible' AND (NEW.is_bond_valid IS NOT FALSE OR NEW.complaint_id IS NULL) THEN
    PERFORM complaints_appeal_refuse('inadmissible_appeal_is_a_complaint', 'its words go on as a complaint');
  END IF;
  IF NEW.status IN ('upheld', 'rejected') AND OLD.status = 'admitted' THEN
    PERFORM complaints_appeal_decides(NEW);
  END IF;
  IF NEW.status = 'lapsed' AND OLD.status <> 'lapsed' AND NOT EXISTS (
    SELECT FROM complaints_objection o JOIN evaluation_result r ON r.id = o.result_id
    WHERE o.id = NEW.objection_id AND r.voided_at IS NOT NULL) THEN
    PERFORM complaints_appeal_refuse('appeal_lapses_with_its_result', 'the result is in force');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_appeal
  FOR EACH ROW EXECUTE FUNCTION complaints_appeal_holds();

CREATE FUNCTION complaints_appeal_point_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM complaints_appeal a WHERE a.id = NEW.appeal_id AND a.status = 'filed' FOR SHARE;
  IF NOT FOUND OR NEW.upheld IS NOT NULL OR NEW.answer <> '' THEN
    PERFORM complaints_appeal_refuse('appeal_point_comes_unanswered', 'points come with the appeal, unanswered');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_appealpoint
  FOR EACH ROW EXECUTE FUNCTION complaints_appeal_point_fits();

CREATE FUNCTION complaints_appeal_point_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.upheld IS NOT NULL OR (NEW.appeal_id, NEW.position, NEW.ground, NEW.fact, NEW.clause, NEW.evidence_id)
    IS DISTINCT FROM (OLD.appeal_id, OLD.position, OLD.ground, OLD.fact, OLD.clause, OLD.evidence_id) THEN
    PERFORM complaints_appeal_refuse('appeal_point_is_answered_once', 'a point is answered once, never rewritten');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_appealpoint
  FOR EACH ROW EXECUTE FUNCTION complaints_appeal_point_holds();

-- Windows, holds and awards wait for appeals too.
CREATE OR REPLACE FUNCTION complaints_window_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL OR (to_jsonb(NEW) - 'closed_at' - 'closed_because')
    IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at' - 'closed_because') THEN
    RAISE EXCEPTION 'a window is only ever closed, once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_window_stays_as_counted';
  END IF;
  IF (NEW.closed_because = 'passed' AND clock_timestamp() < OLD.ends_at)
    OR (NEW.closed_because = 'voided' AND NOT EXISTS (
      SELECT FROM complaints_objection o JOIN evaluation_result r ON r.id = o.result_id
      WHERE o.id = NEW.objection_id AND r.voided_at IS NOT NULL))
    OR (NEW.closed_because = 'appealed' AND NOT EXISTS (
      SELECT FROM complaints_appeal a WHERE a.objection_id = NEW.objection_id)) THEN
    RAISE EXCEPTION 'appeals are taken until %', OLD.ends_at
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appeal_window_runs_to_its_end';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION complaints_hold_waits() RETURNS trigger LANGUAGE plpgsql AS $$
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
  IF EXISTS (
    SELECT FROM complaints_appeal a
    JOIN complaints_objection o ON o.id = a.objection_id
    JOIN evaluation_result r ON r.id = o.result_id
    WHERE r.tender_id = NEW.tender_id AND a.hold_ref = NEW.ref AND a.status IN ('filed', 'admitted')
  ) THEN
    RAISE EXCEPTION 'the appeal is not decided'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'hold_until_the_appeal_is_decided';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION complaints_award_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM complaints_objection o LEFT JOIN complaints_appealwindow w ON w.objection_id = o.id
    LEFT JOIN complaints_appeal a ON a.objection_id = o.id
    WHERE o.result_id = NEW.result_id AND (o.status = 'filed' OR (w.id IS NOT NULL AND w.closed_at IS NULL)
      OR a.status IN ('filed', 'admitted'))
  ) THEN
    RAISE EXCEPTION 'an objection waits for its answer, or may still be appealed'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'award_after_objections_and_appeals';
  END IF;
  RETURN NEW;
END $$;

REVOKE DELETE, TRUNCATE ON complaints_appeal, complaints_appealpoint FROM app;
