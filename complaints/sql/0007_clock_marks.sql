-- SPDX-License-Identifier: Apache-2.0
-- A mark of a clock stays as it was written, and is claimed once, when its time has come.
CREATE FUNCTION complaints_mark_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.claimed_at IS NOT NULL OR (to_jsonb(NEW) - 'claimed_at' - 'is_told')
    IS DISTINCT FROM (to_jsonb(OLD) - 'claimed_at' - 'is_told') THEN
    RAISE EXCEPTION 'a mark is claimed once and never moves'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'mark_is_claimed_once';
  END IF;
  IF NEW.claimed_at IS NOT NULL AND clock_timestamp() < OLD.reached_at THEN
    RAISE EXCEPTION 'the mark is reached at %', OLD.reached_at
      USING ERRCODE = 'check_violation', CONSTRAINT = 'mark_is_claimed_at_its_time';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_clockmark
  FOR EACH ROW EXECUTE FUNCTION complaints_mark_holds();

CREATE FUNCTION complaints_mark_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.claimed_at IS NOT NULL OR NEW.reached_at > NEW.due_at THEN
    RAISE EXCEPTION 'a mark comes unclaimed, and not after the end of its clock'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'mark_comes_unclaimed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_clockmark
  FOR EACH ROW EXECUTE FUNCTION complaints_mark_fits();

REVOKE DELETE, TRUNCATE ON complaints_clockmark FROM app;
-- It names cases of complaints, which are the auditors' alone.
REVOKE ALL ON complaints_clockmark FROM audit;
