-- SPDX-License-Identifier: Apache-2.0
GRANT DELETE, TRUNCATE ON complaints_appeal, complaints_appealpoint TO app;
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
      WHERE o.id = NEW.objection_id AND r.voided_at IS NOT NULL)) THEN
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
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION complaints_award_waits() RETURNS trigger LANGUAGE plpgsql AS $$
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

DROP TRIGGER holds ON complaints_appealpoint;
DROP FUNCTION complaints_appeal_point_holds();
DROP TRIGGER fits ON complaints_appealpoint;
DROP FUNCTION complaints_appeal_point_fits();
DROP TRIGGER holds ON complaints_appeal;
DROP FUNCTION complaints_appeal_holds();
DROP FUNCTION complaints_appeal_decides(complaints_appeal);
DROP FUNCTION complaints_appeal_changes(text, text);
DROP TRIGGER fits ON complaints_appeal;
DROP FUNCTION complaints_appeal_fits();
DROP FUNCTION complaints_appeal_refuse(text, text);
DROP TRIGGER moves ON complaints_appeal;
DELETE FROM legal_move WHERE model = 'complaints.appeal';
