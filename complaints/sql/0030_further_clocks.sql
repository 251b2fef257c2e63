-- SPDX-License-Identifier: Apache-2.0
-- The further clocks of complaints, and those of requests for information, move like the others: only as an extension
-- that two people decided says.
-- The arguments name the members of the end, and of its count where a row keeps more than one.
CREATE OR REPLACE FUNCTION complaints_clock_extends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  counted text := coalesce(TG_ARGV[2], 'basis');
  moving text[] := ARRAY[TG_ARGV[0], TG_ARGV[1], counted];
  old_row jsonb := to_jsonb(OLD);
  new_row jsonb := to_jsonb(NEW);
  matter text;
BEGIN
  matter := CASE
    WHEN TG_TABLE_NAME = 'complaints_objection' THEN (
      SELECT t.code FROM evaluation_result r JOIN tenders_tender t ON t.id = r.tender_id
      WHERE r.id = (old_row ->> 'result_id')::bigint)
    WHEN TG_TABLE_NAME = 'complaints_appealwindow' THEN (
      SELECT complaints_appeal_number(o.number) FROM complaints_objection o
      WHERE o.id = (old_row ->> 'objection_id')::bigint)
    WHEN TG_TABLE_NAME IN ('complaints_complaintclock', 'complaints_complaintforwarding') THEN (
      SELECT c.case FROM complaints_complaint c WHERE c.id = (old_row ->> 'complaint_id')::bigint)
    WHEN TG_TABLE_NAME = 'complaints_informationobjection' THEN (
      SELECT r.number FROM complaints_informationrequest r WHERE r.id = (old_row ->> 'request_id')::bigint)
    ELSE coalesce(old_row ->> 'case', old_row ->> 'number')
  END;
  IF (new_row - moving) IS DISTINCT FROM (old_row - moving)
    OR NOT complaints_is_extended(matter, old_row -> counted, new_row -> counted)
    OR (new_row ->> TG_ARGV[0])::date IS DISTINCT FROM (new_row #>> ARRAY[counted, 'due_on'])::date
    OR (new_row ->> TG_ARGV[1])::timestamptz IS DISTINCT FROM (new_row #>> ARRAY[counted, 'due_at'])::timestamptz THEN
    PERFORM complaints_extension_refuse('clock_ends_as_counted', 'no extension that two people decided says so');
  END IF;
  RETURN NEW;
END $$;

GRANT UPDATE (due_on, due_at, basis) ON complaints_complaintclock TO app;
CREATE TRIGGER extends BEFORE UPDATE ON complaints_complaintclock
  FOR EACH ROW EXECUTE FUNCTION complaints_clock_extends('due_on', 'due_at');

DROP TRIGGER holds ON complaints_complaintforwarding;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_complaintforwarding FOR EACH ROW
  WHEN (NEW.due_at = OLD.due_at OR OLD.answered_at IS NOT NULL) EXECUTE FUNCTION complaints_forwarding_holds();
CREATE TRIGGER extends BEFORE UPDATE ON complaints_complaintforwarding FOR EACH ROW
  WHEN (NEW.due_at <> OLD.due_at AND OLD.answered_at IS NULL)
  EXECUTE FUNCTION complaints_clock_extends('due_on', 'due_at');

-- A request keeps three ends: of its term, of the one extension of it, and of the time to object to its answer.
DROP TRIGGER holds ON complaints_informationrequest;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_informationrequest FOR EACH ROW WHEN (NOT (
    (OLD.status = 'received' AND OLD.extended_at IS NULL AND NEW.due_at <> OLD.due_at)
    OR coalesce(OLD.status = 'received' AND NEW.extended_due_at <> OLD.extended_due_at, false)
    OR coalesce(OLD.status = 'answered' AND NEW.objection_ends_at <> OLD.objection_ends_at, false)))
  EXECUTE FUNCTION complaints_information_holds();
CREATE TRIGGER term_extends BEFORE UPDATE ON complaints_informationrequest FOR EACH ROW
  WHEN (OLD.status = 'received' AND OLD.extended_at IS NULL AND NEW.due_at <> OLD.due_at)
  EXECUTE FUNCTION complaints_clock_extends('due_on', 'due_at');
CREATE TRIGGER extension_extends BEFORE UPDATE ON complaints_informationrequest FOR EACH ROW
  WHEN (OLD.status = 'received' AND NEW.extended_due_at <> OLD.extended_due_at)
  EXECUTE FUNCTION complaints_clock_extends('extended_due_on', 'extended_due_at', 'extended_basis');
CREATE TRIGGER window_extends BEFORE UPDATE ON complaints_informationrequest FOR EACH ROW
  WHEN (OLD.status = 'answered' AND NEW.objection_ends_at <> OLD.objection_ends_at)
  EXECUTE FUNCTION complaints_clock_extends('objection_ends_on', 'objection_ends_at', 'objection_basis');

-- An objection to the superior keeps two: of the answer to it, and of the time to go to the commission.
DROP TRIGGER holds ON complaints_informationobjection;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_informationobjection FOR EACH ROW WHEN (NOT (
    (OLD.answered_at IS NULL AND NEW.due_at <> OLD.due_at)
    OR coalesce(OLD.answered_at IS NOT NULL AND NEW.dispute_ends_at <> OLD.dispute_ends_at, false)))
  EXECUTE FUNCTION complaints_information_objection_holds();
CREATE TRIGGER answer_extends BEFORE UPDATE ON complaints_informationobjection FOR EACH ROW
  WHEN (OLD.answered_at IS NULL AND NEW.due_at <> OLD.due_at)
  EXECUTE FUNCTION complaints_clock_extends('due_on', 'due_at');
CREATE TRIGGER dispute_extends BEFORE UPDATE ON complaints_informationobjection FOR EACH ROW
  WHEN (OLD.answered_at IS NOT NULL AND NEW.dispute_ends_at <> OLD.dispute_ends_at)
  EXECUTE FUNCTION complaints_clock_extends('dispute_ends_on', 'dispute_ends_at', 'dispute_basis');

-- The marks of a forwarding are of its case and a word more.
CREATE OR REPLACE FUNCTION complaints_mark_extends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'reached_at' - 'due_at') IS DISTINCT FROM (to_jsonb(OLD) - 'reached_at' - 'due_at')
    OR NEW.reached_at < OLD.reached_at OR NEW.reached_at > NEW.due_at OR NOT EXISTS (
      SELECT FROM complaints_clockextension e, jsonb_array_elements(e.changes) each
      WHERE e.of IN (split_part(OLD.of, ':', 1), OLD.subject) AND e.is_accepted AND each ->> 'rule' = OLD.rule
        AND (each #>> '{old,due_at}')::timestamptz = OLD.due_at
        AND (each #>> '{new,due_at}')::timestamptz = NEW.due_at) THEN
    PERFORM complaints_extension_refuse('mark_follows_its_clock', 'no extension that two people decided says so');
  END IF;
  RETURN NEW;
END $$;
