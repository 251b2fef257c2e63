-- SPDX-License-Identifier: Apache-2.0
-- A stored end moves only later, only while it is ahead, and only as an extension that two people decided says.
CREATE FUNCTION complaints_extension_refuse(broken text, why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = broken;
END $$;

CREATE FUNCTION complaints_extension_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.is_accepted IS NOT NULL THEN
    PERFORM complaints_extension_refuse('extension_comes_undecided', 'a second person decides it');
  END IF;
  IF TG_OP = 'UPDATE' AND (OLD.is_accepted IS NOT NULL OR
    (to_jsonb(NEW) - 'is_accepted' - 'decided_by_id' - 'decided_at')
    IS DISTINCT FROM (to_jsonb(OLD) - 'is_accepted' - 'decided_by_id' - 'decided_at')) THEN
    PERFORM complaints_extension_refuse('extension_is_decided_once', 'a proposal is only ever decided, once');
  END IF;
  IF NEW.is_accepted IS DISTINCT FROM false AND (jsonb_array_length(NEW.changes) = 0 OR EXISTS (
    SELECT FROM jsonb_array_elements(NEW.changes) each
    WHERE ((each #>> '{new,due_at}')::timestamptz > (each #>> '{old,due_at}')::timestamptz) IS NOT TRUE
      OR (clock_timestamp() < (each #>> '{old,due_at}')::timestamptz) IS NOT TRUE
  )) THEN
    PERFORM complaints_extension_refuse('a_clock_is_only_extended', 'each end is still ahead, and moves later');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT OR UPDATE ON complaints_clockextension
  FOR EACH ROW EXECUTE FUNCTION complaints_extension_fits();
REVOKE DELETE, TRUNCATE ON complaints_clockextension FROM app;
-- It names cases of complaints, which are the auditors' alone.
REVOKE ALL ON complaints_clockextension FROM audit;

-- Whether an accepted extension says that this stored count becomes that one.
CREATE FUNCTION complaints_is_extended(matter text, old_basis jsonb, new_basis jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM complaints_clockextension e WHERE e.of = matter AND e.is_accepted
    AND e.changes @> jsonb_build_array(jsonb_build_object('old', old_basis, 'new', new_basis)));
END $$;

CREATE FUNCTION complaints_result_extends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY['objection_ends_at', 'objection_basis', 'answer_due_at', 'answer_basis'];
  matter text;
BEGIN
  SELECT t.code INTO STRICT matter FROM tenders_tender t WHERE t.id = OLD.tender_id;
  IF OLD.voided_at IS NOT NULL OR (to_jsonb(NEW) - moving) IS DISTINCT FROM (to_jsonb(OLD) - moving)
    OR EXISTS (SELECT FROM evaluation_award a WHERE a.result_id = OLD.id)
    OR NOT (NEW.objection_basis = OLD.objection_basis AND NEW.objection_ends_at = OLD.objection_ends_at
      OR complaints_is_extended(matter, OLD.objection_basis, NEW.objection_basis)
        AND NEW.objection_ends_at = (NEW.objection_basis ->> 'due_at')::timestamptz)
    OR NOT (NEW.answer_basis = OLD.answer_basis AND NEW.answer_due_at = OLD.answer_due_at
      OR complaints_is_extended(matter, OLD.answer_basis, NEW.answer_basis)
        AND NEW.answer_due_at = (NEW.answer_basis ->> 'due_at')::timestamptz) THEN
    PERFORM complaints_extension_refuse('result_ends_as_counted', 'no extension that two people decided says so');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER result_holds ON evaluation_result;
CREATE TRIGGER result_holds BEFORE UPDATE ON evaluation_result FOR EACH ROW
  WHEN (NEW.objection_ends_at = OLD.objection_ends_at AND NEW.answer_due_at = OLD.answer_due_at)
  EXECUTE FUNCTION evaluation_result_holds();
CREATE TRIGGER result_extends BEFORE UPDATE ON evaluation_result FOR EACH ROW
  WHEN (NEW.objection_ends_at <> OLD.objection_ends_at OR NEW.answer_due_at <> OLD.answer_due_at)
  EXECUTE FUNCTION complaints_result_extends();

-- Objections, complaints, appeals and their windows keep one count each; the argument names the members of its end.
CREATE FUNCTION complaints_clock_extends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moving text[] := ARRAY[TG_ARGV[0], TG_ARGV[1], 'basis'];
  old_row jsonb := to_jsonb(OLD);
  new_row jsonb := to_jsonb(NEW);
  matter text;
BEGIN
  matter := CASE TG_TABLE_NAME
    WHEN 'complaints_objection' THEN (SELECT t.code FROM evaluation_result r JOIN tenders_tender t ON t.id = r.tender_id
      WHERE r.id = (old_row ->> 'result_id')::bigint)
    WHEN 'complaints_appealwindow' THEN (SELECT complaints_appeal_number(o.number) FROM complaints_objection o
      WHERE o.id = (old_row ->> 'objection_id')::bigint)
    ELSE coalesce(old_row ->> 'case', old_row ->> 'number')
  END;
  IF (new_row - moving) IS DISTINCT FROM (old_row - moving)
    OR NOT complaints_is_extended(matter, old_row -> 'basis', new_row -> 'basis')
    OR (new_row ->> TG_ARGV[0])::date IS DISTINCT FROM (new_row #>> '{basis,due_on}')::date
    OR (new_row ->> TG_ARGV[1])::timestamptz IS DISTINCT FROM (new_row #>> '{basis,due_at}')::timestamptz THEN
    PERFORM complaints_extension_refuse('clock_ends_as_counted', 'no extension that two people decided says so');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER holds ON complaints_objection;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_objection FOR EACH ROW
  WHEN (NEW.due_at = OLD.due_at OR OLD.status <> 'filed') EXECUTE FUNCTION complaints_objection_holds();
CREATE TRIGGER extends BEFORE UPDATE ON complaints_objection FOR EACH ROW
  WHEN (NEW.due_at <> OLD.due_at AND OLD.status = 'filed')
  EXECUTE FUNCTION complaints_clock_extends('due_on', 'due_at');

DROP TRIGGER holds ON complaints_appeal;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_appeal FOR EACH ROW
  WHEN (OLD.status <> 'admitted' OR NEW.due_at IS NULL OR NEW.due_at = OLD.due_at)
  EXECUTE FUNCTION complaints_appeal_holds();
CREATE TRIGGER extends BEFORE UPDATE ON complaints_appeal FOR EACH ROW
  WHEN (OLD.status = 'admitted' AND NEW.due_at <> OLD.due_at)
  EXECUTE FUNCTION complaints_clock_extends('due_on', 'due_at');

DROP TRIGGER holds ON complaints_complaint;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_complaint FOR EACH ROW
  WHEN (NEW.due_at = OLD.due_at OR OLD.status = 'closed') EXECUTE FUNCTION complaints_complaint_holds();
CREATE TRIGGER extends BEFORE UPDATE ON complaints_complaint FOR EACH ROW
  WHEN (NEW.due_at <> OLD.due_at AND OLD.status <> 'closed')
  EXECUTE FUNCTION complaints_clock_extends('due_on', 'due_at');

DROP TRIGGER holds ON complaints_appealwindow;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_appealwindow FOR EACH ROW
  WHEN (NEW.ends_at = OLD.ends_at OR OLD.closed_at IS NOT NULL) EXECUTE FUNCTION complaints_window_holds();
CREATE TRIGGER extends BEFORE UPDATE ON complaints_appealwindow FOR EACH ROW
  WHEN (NEW.ends_at <> OLD.ends_at AND OLD.closed_at IS NULL)
  EXECUTE FUNCTION complaints_clock_extends('ends_on', 'ends_at');

-- What was not claimed yet follows its clock.
CREATE FUNCTION complaints_mark_extends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'reached_at' - 'due_at') IS DISTINCT FROM (to_jsonb(OLD) - 'reached_at' - 'due_at')
    OR NEW.reached_at < OLD.reached_at OR NEW.reached_at > NEW.due_at OR NOT EXISTS (
      SELECT FROM complaints_clockextension e, jsonb_array_elements(e.changes) each
      WHERE e.of IN (OLD.of, OLD.subject) AND e.is_accepted AND each ->> 'rule' = OLD.rule
        AND (each #>> '{old,due_at}')::timestamptz = OLD.due_at
        AND (each #>> '{new,due_at}')::timestamptz = NEW.due_at) THEN
    PERFORM complaints_extension_refuse('mark_follows_its_clock', 'no extension that two people decided says so');
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER holds ON complaints_clockmark;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_clockmark FOR EACH ROW
  WHEN (NEW.due_at = OLD.due_at OR OLD.claimed_at IS NOT NULL) EXECUTE FUNCTION complaints_mark_holds();
CREATE TRIGGER extends BEFORE UPDATE ON complaints_clockmark FOR EACH ROW
  WHEN (NEW.due_at <> OLD.due_at AND OLD.claimed_at IS NULL) EXECUTE FUNCTION complaints_mark_extends();
