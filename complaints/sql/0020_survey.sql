-- SPDX-License-Identifier: Apache-2.0
-- Answers to the survey only ever add one to counts, all nine ratings together; a published span stands still.
CREATE FUNCTION complaints_survey_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'INSERT' AND NEW.count <> 1) OR (TG_OP = 'UPDATE' AND (NEW.count <> OLD.count + 1
    OR (to_jsonb(NEW) - 'count') IS DISTINCT FROM (to_jsonb(OLD) - 'count'))) THEN
    RAISE EXCEPTION 'a survey counts answers one by one'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'survey_counts_one_by_one';
  END IF;
  IF EXISTS (SELECT FROM complaints_surveyresult r WHERE r.period IN (NEW.period, left(NEW.period, 4))) THEN
    RAISE EXCEPTION 'the result of % is published', NEW.period
      USING ERRCODE = 'check_violation', CONSTRAINT = 'published_survey_takes_no_answers';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER counts BEFORE INSERT OR UPDATE ON complaints_surveycount
  FOR EACH ROW EXECUTE FUNCTION complaints_survey_counts();
CREATE TRIGGER counts BEFORE INSERT OR UPDATE ON complaints_surveyprofile
  FOR EACH ROW EXECUTE FUNCTION complaints_survey_counts();

CREATE FUNCTION complaints_survey_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(DISTINCT rated) <> 1 OR count(*) <> 9 FROM (
    SELECT sum(c.count) AS rated FROM complaints_surveycount c
    WHERE c.period = NEW.period AND c.service = NEW.service GROUP BY c.element
  ) elements) THEN
    RAISE EXCEPTION 'an answer rates all nine elements'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'every_answer_rates_all_nine';
  END IF;
  RETURN NULL;
END $$;
-- At commit, because the nine come one after the other.
CREATE CONSTRAINT TRIGGER is_whole AFTER INSERT OR UPDATE ON complaints_surveycount
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION complaints_survey_is_whole();

CREATE FUNCTION complaints_survey_result_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  months int := CASE WHEN length(NEW.period) = 4 THEN 12 ELSE 3 * right(NEW.period, 1)::int END;
  ends timestamp := make_date(left(NEW.period, 4)::int, 1, 1) + make_interval(months => months);
BEGIN
  IF clock_timestamp() < ends AT TIME ZONE (SELECT o.zone FROM accounts_office o) THEN
    RAISE EXCEPTION 'the survey of % runs until %', NEW.period, ends
      USING ERRCODE = 'check_violation', CONSTRAINT = 'survey_is_published_after_its_end';
  END IF;
  -- A year may leave out quarters of fewer than five answers, which the rest would tell of.
  IF NOT EXISTS (
    SELECT FROM (
      SELECT sum(c.count) AS rated FROM complaints_surveycount c
      WHERE c.element = 1 AND (c.period = NEW.period OR left(c.period, 4) = NEW.period) GROUP BY c.period
    ) quarters
    HAVING NEW.respondents IN (sum(rated), coalesce(sum(rated) FILTER (WHERE rated >= 5), 0))
  ) THEN
    RAISE EXCEPTION 'respondents are those that were counted'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'published_respondents_were_counted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fits BEFORE INSERT ON complaints_surveyresult
  FOR EACH ROW EXECUTE FUNCTION complaints_survey_result_fits();

REVOKE DELETE, TRUNCATE ON complaints_surveycount, complaints_surveyprofile FROM app;
REVOKE UPDATE, DELETE, TRUNCATE ON complaints_surveyspent, complaints_surveyresult FROM app;
-- Who was asked and answered is nobody's to read, though no row says who.
REVOKE ALL ON complaints_surveyspent FROM audit;
