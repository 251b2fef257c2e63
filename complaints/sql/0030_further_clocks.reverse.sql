-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER dispute_extends ON complaints_informationobjection;
DROP TRIGGER answer_extends ON complaints_informationobjection;
DROP TRIGGER holds ON complaints_informationobjection;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_informationobjection
  FOR EACH ROW EXECUTE FUNCTION complaints_information_objection_holds();
DROP TRIGGER window_extends ON complaints_informationrequest;
DROP TRIGGER extension_extends ON complaints_informationrequest;
DROP TRIGGER term_extends ON complaints_informationrequest;
DROP TRIGGER holds ON complaints_informationrequest;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_informationrequest
  FOR EACH ROW EXECUTE FUNCTION complaints_information_holds();
DROP TRIGGER extends ON complaints_complaintforwarding;
DROP TRIGGER holds ON complaints_complaintforwarding;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_complaintforwarding
  FOR EACH ROW EXECUTE FUNCTION complaints_forwarding_holds();
DROP TRIGGER extends ON complaints_complaintclock;
REVOKE UPDATE (due_on, due_at, basis) ON complaints_complaintclock FROM app;
CREATE OR REPLACE FUNCTION complaints_clock_extends() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE OR REPLACE FUNCTION complaints_mark_extends() RETURNS trigger LANGUAGE plpgsql AS $$
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
