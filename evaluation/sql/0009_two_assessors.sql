-- SPDX-License-Identifier: Apache-2.0
-- Two assessors per cell (decisions.md 3.5): set before the announcement, assigned by the chair, who alone decides a
-- disagreement. Which member reads a page the database cannot know, so that nobody reads another's verdict early is the
-- portal's to hold (evaluation/selectors/cells.py); whose word counts, and that both gave theirs, is held here.

-- Whether two members assess each cell of a tender: as its chair set it, else two, but one in a training tender.
CREATE FUNCTION evaluation_two_assessors(tender bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT s.two_assessors FROM evaluation_assessmentsetting s WHERE s.tender_id = tender ORDER BY s.version DESC LIMIT 1),
    (SELECT NOT t.training FROM tenders_tender t WHERE t.id = tender)
  )
$$;

-- Who assesses each step of a round: the newest assignment.
CREATE FUNCTION evaluation_assigned(round bigint) RETURNS TABLE (step text, first_id bigint, second_id bigint)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (g.step) g.step, g.first_id, g.second_id
  FROM evaluation_assignment g WHERE g.evaluation_id = round ORDER BY g.step, g.version DESC
$$;

-- The newest word of each assigned assessor of a round.
CREATE FUNCTION evaluation_words(round bigint)
RETURNS TABLE (opened_bid_id bigint, requirement_id bigint, assessor_id bigint, passed boolean) LANGUAGE sql STABLE AS $$
  SELECT DISTINCT ON (a.opened_bid_id, a.requirement_id, a.assessor_id)
    a.opened_bid_id, a.requirement_id, a.assessor_id, a.passed
  FROM evaluation_assessment a JOIN tenders_requirement r ON r.id = a.requirement_id
  JOIN evaluation_assigned(round) g ON g.step = r.step AND a.assessor_id IN (g.first_id, g.second_id)
  WHERE a.evaluation_id = round
  ORDER BY a.opened_bid_id, a.requirement_id, a.assessor_id, a.version DESC
$$;

-- The verdict of each cell of a round that has one: of its one assessor, of two who agree, or of the chair.
CREATE FUNCTION evaluation_verdicts(round bigint)
RETURNS TABLE (opened_bid_id bigint, requirement_id bigint, passed boolean) LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT (SELECT evaluation_two_assessors(e.tender_id) FROM evaluation_evaluation e WHERE e.id = round) THEN
    RETURN QUERY SELECT DISTINCT ON (a.opened_bid_id, a.requirement_id) a.opened_bid_id, a.requirement_id, a.passed
      FROM evaluation_assessment a WHERE a.evaluation_id = round
      ORDER BY a.opened_bid_id, a.requirement_id, a.version DESC;
    RETURN;
  END IF;
  RETURN QUERY
    WITH decided AS (
      SELECT DISTINCT ON (d.opened_bid_id, d.requirement_id) d.opened_bid_id, d.requirement_id, d.passed
      FROM evaluation_assessmentdecision d WHERE d.evaluation_id = round
      ORDER BY d.opened_bid_id, d.requirement_id, d.version DESC
    )
    SELECT d.opened_bid_id, d.requirement_id, d.passed FROM decided d
    UNION ALL
    SELECT w.opened_bid_id, w.requirement_id, bool_and(w.passed) FROM evaluation_words(round) w
    WHERE NOT EXISTS (
      SELECT FROM decided d WHERE d.opened_bid_id = w.opened_bid_id AND d.requirement_id = w.requirement_id
    )
    GROUP BY w.opened_bid_id, w.requirement_id HAVING count(*) = 2 AND bool_and(w.passed) = bool_or(w.passed);
END $$;

-- Each readable bid of a round: whether it is its turn, whether a verdict or the clarification of a low price is still
-- to be found, whether it has failed.
CREATE OR REPLACE FUNCTION evaluation_turns(round bigint)
RETURNS TABLE (opened_bid_id bigint, is_due boolean, is_open boolean, has_failed boolean) LANGUAGE sql STABLE AS $$
  WITH held AS (
    SELECT t.id AS tender_id, t.owner_estimate, t.owner_estimate * evaluation_low_fraction(t.regulation, t.category) AS low_below, evaluation_lowest_bids(t.regulation) AS least,
      t.evaluation_method = 'lowest_price_pass_fail' AND t.file_form = 'one_file' AS knows_turns,
      CASE WHEN p.contract_type <> 'lump_sum' THEN (
        SELECT coalesce(jsonb_object_agg(i.number::text, i.quantity::text), '{}') FROM tenders_item i WHERE i.tender_id = t.id
      ) END AS quantities
    FROM evaluation_evaluation e JOIN tenders_tender t ON t.id = e.tender_id JOIN tenders_package p ON p.id = t.package_id
    WHERE e.id = round
  ), verdict AS MATERIALIZED (
    SELECT v.opened_bid_id, v.requirement_id, v.passed FROM evaluation_verdicts(round) v
  ), priced AS (
    SELECT b.id AS bid_id, held.*, s.received_at, v.code, evaluation_corrected(b.price_read, b.form, held.quantities) AS total,
      EXISTS (
        SELECT FROM tenders_requirement r WHERE r.tender_id = held.tender_id AND NOT EXISTS (
          SELECT FROM verdict f WHERE f.opened_bid_id = b.id AND f.requirement_id = r.id
        )
      ) AS is_open,
      EXISTS (SELECT FROM verdict f WHERE f.opened_bid_id = b.id AND NOT f.passed) AS has_failed,
      (
        SELECT c.outcome FROM evaluation_clarificationrequest q JOIN evaluation_clarificationoutcome c ON c.request_id = q.id
        WHERE q.evaluation_id = round AND q.opened_bid_id = b.id AND q.subject = 'low_price'
      ) AS found
    FROM held JOIN evaluation_opening o ON o.tender_id = held.tender_id
    JOIN evaluation_openedbid b ON b.opening_id = o.id AND b.result = 'ok'
    JOIN vendors_bid d ON d.id = b.bid_id
    JOIN vendors_statement s ON s.id = d.statement_id
    JOIN vendors_participation p ON p.id = d.participation_id
    JOIN vendors_vendor v ON v.id = p.vendor_id
  ), bid AS (
    -- A low price waits for its clarification like a requirement for its verdict, and one found not reasonable is out.
    SELECT p.bid_id, p.knows_turns, p.least, p.owner_estimate, p.total, p.received_at, p.code,
      p.is_open OR (NOT p.has_failed AND p.found IS NULL AND p.total > 0 AND coalesce(p.total < p.low_below, false)) AS is_open,
      p.has_failed OR coalesce(p.found = 'not_reasonable', false) AS has_failed
    FROM priced p
  ), reached AS (
    SELECT bid.*, row_number() OVER lowest AS place, count(*) FILTER (WHERE NOT has_failed) OVER (
      lowest ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS standing
    FROM bid
    WINDOW lowest AS (PARTITION BY total > 0 AND total <= owner_estimate ORDER BY total, received_at, code COLLATE "C")
  )
  SELECT bid_id,
    NOT knows_turns OR least IS NULL OR (total > 0 AND total <= owner_estimate AND (place <= least OR standing = 0)),
    is_open, has_failed
  FROM reached
$$;

-- Two assessors are given up before the announcement only; they may be asked for until the first verdict is saved.
CREATE FUNCTION evaluation_setting_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  state text;
BEGIN
  -- Share lock: an announcement in flight settles first.
  SELECT t.status INTO STRICT state FROM tenders_tender t WHERE t.id = NEW.tender_id FOR SHARE;
  IF NOT EXISTS (
    SELECT FROM tenders_committeeseat s
    WHERE s.tender_id = NEW.tender_id AND s.user_id = NEW.set_by_id AND s.position = 'chair'
  ) OR NEW.version <> 1 + (SELECT count(*) FROM evaluation_assessmentsetting s WHERE s.tender_id = NEW.tender_id) THEN
    PERFORM evaluation_refuse('the_chair_sets_the_assessors', 'not its chair, or not the next version');
  END IF;
  IF state <> 'draft' AND (NOT NEW.two_assessors OR state NOT IN ('announced', 'closed', 'opened') OR EXISTS (
    SELECT FROM evaluation_assessment a JOIN evaluation_evaluation e ON e.id = a.evaluation_id
    WHERE e.tender_id = NEW.tender_id
  )) THEN
    PERFORM evaluation_refuse('two_assessors_are_settled_in_time', format('%s, or a verdict is saved', state));
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_assignment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round evaluation_evaluation;
BEGIN
  -- Share lock: a lock of the sheet in flight must settle first.
  SELECT * INTO STRICT round FROM evaluation_evaluation e WHERE e.id = NEW.evaluation_id FOR SHARE;
  IF round.locked_at IS NOT NULL OR NOT evaluation_two_assessors(round.tender_id) OR NEW.version <> 1 + (
    SELECT count(*) FROM evaluation_assignment g WHERE g.evaluation_id = round.id AND g.step = NEW.step
  ) THEN
    PERFORM evaluation_refuse('assessors_are_assigned_before_the_lock', 'locked, one assessor, or not the next version');
  END IF;
  IF 2 <> (
    SELECT count(*) FROM tenders_committeeseat s WHERE s.tender_id = round.tender_id AND s.id IN (NEW.first_id, NEW.second_id)
  ) OR NOT EXISTS (
    SELECT FROM tenders_committeeseat s
    WHERE s.tender_id = round.tender_id AND s.id = NEW.assigned_by_id AND s.position = 'chair'
  ) THEN
    PERFORM evaluation_refuse('the_chair_assigns_two_members', 'not two members of this committee, or not its chair');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION evaluation_assessment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round evaluation_evaluation;
BEGIN
  -- Share lock: a lock of the sheet in flight must settle first.
  SELECT * INTO STRICT round FROM evaluation_evaluation e WHERE e.id = NEW.evaluation_id FOR SHARE;
  IF round.locked_at IS NOT NULL THEN
    PERFORM evaluation_refuse('no_assessment_after_the_lock', format('locked at %s', round.locked_at));
  END IF;
  IF NOT EXISTS (
    SELECT FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id
    JOIN tenders_requirement r ON r.id = NEW.requirement_id AND r.tender_id = o.tender_id
    JOIN tenders_committeeseat s ON s.id = NEW.assessor_id AND s.tender_id = o.tender_id
    WHERE b.id = NEW.opened_bid_id AND b.result = 'ok' AND o.tender_id = round.tender_id
  ) THEN
    PERFORM evaluation_refuse('assessment_is_of_one_tender', 'bid, requirement and assessor are of different tenders');
  END IF;
  IF NOT evaluation_two_assessors(round.tender_id) THEN
    RETURN NEW;
  END IF;
  IF NOT EXISTS (
    SELECT FROM evaluation_assigned(round.id) g JOIN tenders_requirement r ON r.id = NEW.requirement_id AND r.step = g.step
    WHERE NEW.assessor_id IN (g.first_id, g.second_id)
  ) THEN
    PERFORM evaluation_refuse('an_assigned_member_assesses', 'the chair assigned others, or nobody yet');
  END IF;
  IF EXISTS (
    SELECT FROM evaluation_assessmentdecision d WHERE d.evaluation_id = round.id
      AND d.opened_bid_id = NEW.opened_bid_id AND d.requirement_id = NEW.requirement_id
  ) THEN
    PERFORM evaluation_refuse('a_decided_cell_takes_no_verdict', 'the chair has decided it');
  END IF;
  RETURN NEW;
END $$;

-- The chair decides what two members disagree about, and may decide it anew; a reopened sheet begins with what was decided.
CREATE FUNCTION evaluation_cell_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round evaluation_evaluation;
BEGIN
  -- Verdicts share this lock: what is decided is what both have saved.
  SELECT * INTO STRICT round FROM evaluation_evaluation e WHERE e.id = NEW.evaluation_id FOR UPDATE;
  IF round.locked_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM tenders_committeeseat s
    WHERE s.tender_id = round.tender_id AND s.id = NEW.decided_by_id AND s.position = 'chair'
  ) OR NEW.version <> 1 + (
    SELECT count(*) FROM evaluation_assessmentdecision d WHERE d.evaluation_id = round.id
      AND d.opened_bid_id = NEW.opened_bid_id AND d.requirement_id = NEW.requirement_id
  ) THEN
    PERFORM evaluation_refuse('the_chair_decides_before_the_lock', 'locked, not its chair, or not the next version');
  END IF;
  IF NEW.version > 1 OR EXISTS (
    SELECT FROM evaluation_evaluation e JOIN evaluation_assessmentdecision d ON d.evaluation_id = e.id
    WHERE e.tender_id = round.tender_id AND e.round_no = round.round_no - 1 AND round.reopened_reason <> ''
      AND (d.opened_bid_id, d.requirement_id, d.passed, d.reason, d.decided_by_id, d.decided_at)
        = (NEW.opened_bid_id, NEW.requirement_id, NEW.passed, NEW.reason, NEW.decided_by_id, NEW.decided_at)
  ) THEN
    RETURN NEW;
  END IF;
  IF (
    SELECT count(*) <> 2 OR bool_and(w.passed) = bool_or(w.passed) FROM evaluation_words(round.id) w
    WHERE w.opened_bid_id = NEW.opened_bid_id AND w.requirement_id = NEW.requirement_id
  ) THEN
    PERFORM evaluation_refuse('a_disagreement_is_decided', 'both assessors have not spoken, or they agree');
  END IF;
  RETURN NEW;
END $$;

-- Sheets that were begun with one assessor per cell go on so.
INSERT INTO evaluation_assessmentsetting (tender_id, version, two_assessors, set_by_id, set_at)
  SELECT s.tender_id, 1, false, s.user_id, clock_timestamp() FROM tenders_committeeseat s
  WHERE s.position = 'chair' AND EXISTS (SELECT FROM evaluation_evaluation e WHERE e.tender_id = s.tender_id);

CREATE TRIGGER setting_fits BEFORE INSERT ON evaluation_assessmentsetting
  FOR EACH ROW EXECUTE FUNCTION evaluation_setting_fits();
CREATE TRIGGER assignment_fits BEFORE INSERT ON evaluation_assignment
  FOR EACH ROW EXECUTE FUNCTION evaluation_assignment_fits();
CREATE TRIGGER decision_fits BEFORE INSERT ON evaluation_assessmentdecision
  FOR EACH ROW EXECUTE FUNCTION evaluation_cell_decision_fits();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['evaluation_assessmentsetting', 'evaluation_assignment',
      'evaluation_assessmentdecision'] LOOP
    EXECUTE format('CREATE TRIGGER evidence_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION evaluation_refuse_change()', name);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', name);
    END IF;
  END LOOP;
END $$;
