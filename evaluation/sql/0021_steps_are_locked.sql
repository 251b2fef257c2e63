-- SPDX-License-Identifier: Apache-2.0
-- The steps of the evaluation are locked one after another (Peraturan LKPP 9/2018 Lampiran 3.9.3 huruf b angka 2 and
-- 4.2.7: administration, qualification, technical, price): what is found in one stands before the next begins. Each bid
-- goes its own way through them, for the next lowest bid may come in when the first ones have failed (R-EVAL-4).

-- Whether the steps of a tender are locked one after another: in real tenders, and in training ones with two assessors.
CREATE FUNCTION evaluation_by_step(tender bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT (SELECT NOT t.training FROM tenders_tender t WHERE t.id = tender) OR evaluation_two_assessors(tender)
$$;

CREATE FUNCTION evaluation_step_place(step text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT array_position(ARRAY['administration', 'qualification', 'technical'], step)
$$;

-- The steps of a round that are locked, bid by bid: the newest word on each is a lock, not a reopening.
CREATE FUNCTION evaluation_locked_steps(round bigint) RETURNS TABLE (opened_bid_id bigint, step text)
LANGUAGE sql STABLE AS $$
  SELECT n.opened_bid_id, n.step FROM (
    SELECT DISTINCT ON (l.opened_bid_id, l.step) l.opened_bid_id, l.step, l.is_locked
    FROM evaluation_steplock l WHERE l.evaluation_id = round ORDER BY l.opened_bid_id, l.step, l.version DESC
  ) n WHERE n.is_locked
$$;

-- Each readable bid of a round: whether it is its turn, whether a verdict or the clarification of a low price is still
-- to be found, whether it has failed. Who fell at a locked step waits for no verdict of a later one.
CREATE OR REPLACE FUNCTION evaluation_turns(round bigint)
RETURNS TABLE (opened_bid_id bigint, is_due boolean, is_open boolean, has_failed boolean) LANGUAGE sql STABLE AS $$
  WITH held AS (
    SELECT t.id AS tender_id, t.owner_estimate, evaluation_preference(t.id) AS maximum, evaluation_preferred_from(t.regulation) AS content_from, t.owner_estimate * evaluation_low_fraction(t.regulation, t.category) AS low_below, evaluation_lowest_bids(t.regulation) AS least,
      t.evaluation_method = 'lowest_price_pass_fail' AND t.file_form = 'one_file' AS knows_turns,
      CASE WHEN p.contract_type <> 'lump_sum' THEN (
        SELECT coalesce(jsonb_object_agg(i.number::text, i.quantity::text), '{}') FROM tenders_item i WHERE i.tender_id = t.id
      ) END AS quantities
    FROM evaluation_evaluation e JOIN tenders_tender t ON t.id = e.tender_id JOIN tenders_package p ON p.id = t.package_id
    WHERE e.id = round
  ), verdict AS MATERIALIZED (
    SELECT v.opened_bid_id, v.requirement_id, v.passed FROM evaluation_verdicts(round) v
  ), unproven AS MATERIALIZED (
    SELECT p.opened_bid_id FROM evaluation_proofs(round) p WHERE p.outcome IN ('failed', 'absent')
  ), fallen AS MATERIALIZED (
    SELECT DISTINCT v.opened_bid_id FROM verdict v JOIN tenders_requirement r ON r.id = v.requirement_id
    JOIN evaluation_locked_steps(round) l ON l.opened_bid_id = v.opened_bid_id AND l.step = r.step
    WHERE NOT v.passed
  ), priced AS (
    SELECT b.id AS bid_id, b.form, held.*, s.received_at, v.code, evaluation_corrected(b.price_read, b.form, held.quantities) AS total,
      NOT EXISTS (SELECT FROM fallen u WHERE u.opened_bid_id = b.id) AND EXISTS (
        SELECT FROM tenders_requirement r WHERE r.tender_id = held.tender_id AND NOT EXISTS (
          SELECT FROM verdict f WHERE f.opened_bid_id = b.id AND f.requirement_id = r.id
        )
      ) AS is_open,
      EXISTS (SELECT FROM verdict f WHERE f.opened_bid_id = b.id AND NOT f.passed)
        OR EXISTS (SELECT FROM unproven u WHERE u.opened_bid_id = b.id) AS has_failed,
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
    SELECT p.bid_id, p.knows_turns, p.least, p.owner_estimate, p.total, p.received_at, p.code, c.share,
      evaluation_evaluated(p.total, c.share, c.preferred, p.maximum, p.content_from) AS evaluated,
      p.is_open OR (NOT p.has_failed AND p.found IS NULL AND p.total > 0 AND coalesce(p.total < p.low_below, false)) AS is_open,
      p.has_failed OR coalesce(p.found = 'not_reasonable', false) AS has_failed
    FROM priced p CROSS JOIN LATERAL evaluation_local_content(p.form, p.quantities, p.total, p.maximum, p.content_from) c
  ), reached AS (
    SELECT bid.*, row_number() OVER lowest AS place, count(*) FILTER (WHERE NOT has_failed) OVER (
      lowest ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS standing
    FROM bid
    WINDOW lowest AS (PARTITION BY total > 0 AND total <= owner_estimate ORDER BY evaluated, share DESC, received_at, code COLLATE "C")
  )
  SELECT bid_id,
    NOT knows_turns OR least IS NULL OR (total > 0 AND total <= owner_estimate AND (place <= least OR standing = 0)),
    is_open, has_failed
  FROM reached
$$;

-- Whether every step of a tender before the named one, as far as it has requirements, is locked for a bid.
CREATE FUNCTION evaluation_steps_before_are_locked(round bigint, bid bigint, until text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT NOT EXISTS (
    SELECT FROM evaluation_evaluation e JOIN tenders_requirement r ON r.tender_id = e.tender_id
    WHERE e.id = round AND evaluation_step_place(r.step) < evaluation_step_place(until)
      AND NOT EXISTS (SELECT FROM evaluation_locked_steps(round) l WHERE l.opened_bid_id = bid AND l.step = r.step)
  )
$$;

-- The bids of a round that fell at a locked step, and the place of that step.
CREATE FUNCTION evaluation_fallen(round bigint) RETURNS TABLE (opened_bid_id bigint, place int) LANGUAGE sql STABLE AS $$
  SELECT l.opened_bid_id, min(evaluation_step_place(l.step))
  FROM evaluation_verdicts(round) v JOIN tenders_requirement r ON r.id = v.requirement_id
  JOIN evaluation_locked_steps(round) l ON l.opened_bid_id = v.opened_bid_id AND l.step = r.step
  WHERE NOT v.passed GROUP BY l.opened_bid_id
$$;

-- A verdict, or the chair's decision of one, is given at the step where its bid stands: neither locked nor to come. A
-- reopened sheet begins with what was found before it.
CREATE FUNCTION evaluation_step_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round evaluation_evaluation;
  own text;
  is_carried boolean;
BEGIN
  SELECT * INTO STRICT round FROM evaluation_evaluation e WHERE e.id = NEW.evaluation_id;
  IF NOT evaluation_by_step(round.tender_id) THEN
    RETURN NEW;
  END IF;
  IF round.reopened_reason <> '' AND NOT EXISTS (SELECT FROM evaluation_steplock l WHERE l.evaluation_id = round.id) THEN
    IF TG_TABLE_NAME = 'evaluation_assessment' THEN
      is_carried := EXISTS (
        SELECT FROM evaluation_evaluation e JOIN evaluation_assessment a ON a.evaluation_id = e.id
        WHERE e.tender_id = round.tender_id AND e.round_no = round.round_no - 1
          AND (a.opened_bid_id, a.requirement_id, a.passed, a.reason, a.assessor_id, a.saved_at)
            = (NEW.opened_bid_id, NEW.requirement_id, NEW.passed, NEW.reason, NEW.assessor_id, NEW.saved_at)
      );
    ELSE
      is_carried := EXISTS (
        SELECT FROM evaluation_evaluation e JOIN evaluation_assessmentdecision d ON d.evaluation_id = e.id
        WHERE e.tender_id = round.tender_id AND e.round_no = round.round_no - 1
          AND (d.opened_bid_id, d.requirement_id, d.passed, d.reason, d.decided_by_id, d.decided_at)
            = (NEW.opened_bid_id, NEW.requirement_id, NEW.passed, NEW.reason, NEW.decided_by_id, NEW.decided_at)
      );
    END IF;
    IF is_carried THEN
      RETURN NEW;
    END IF;
  END IF;
  SELECT r.step INTO STRICT own FROM tenders_requirement r WHERE r.id = NEW.requirement_id;
  IF EXISTS (
    SELECT FROM evaluation_locked_steps(round.id) l WHERE l.opened_bid_id = NEW.opened_bid_id AND l.step = own
  ) THEN
    PERFORM evaluation_refuse('a_locked_step_takes_no_verdict', format('%s is locked for this bid', own));
  END IF;
  IF NOT evaluation_steps_before_are_locked(round.id, NEW.opened_bid_id, own) THEN
    PERFORM evaluation_refuse('steps_are_assessed_one_after_another', format('a step before %s is open', own));
  END IF;
  IF EXISTS (
    SELECT FROM evaluation_fallen(round.id) f
    WHERE f.opened_bid_id = NEW.opened_bid_id AND f.place < evaluation_step_place(own)
  ) THEN
    PERFORM evaluation_refuse('a_fallen_bid_is_assessed_no_further', format('it fell before %s', own));
  END IF;
  RETURN NEW;
END $$;

-- The chair locks a step of a bid that is wholly found, in order, and reopens it with a reason, the later ones first.
CREATE FUNCTION evaluation_step_lock_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round evaluation_evaluation;
BEGIN
  -- Verdicts share this lock: what is locked is what has been saved.
  SELECT * INTO STRICT round FROM evaluation_evaluation e WHERE e.id = NEW.evaluation_id FOR UPDATE;
  IF round.locked_at IS NOT NULL OR NOT evaluation_by_step(round.tender_id) OR NOT EXISTS (
    SELECT FROM tenders_committeeseat s
    WHERE s.tender_id = round.tender_id AND s.id = NEW.locked_by_id AND s.position = 'chair'
  ) THEN
    PERFORM evaluation_refuse('the_chair_locks_the_steps', 'the sheet is locked, has no steps, or not its chair');
  END IF;
  IF NOT EXISTS (
    SELECT FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id
    JOIN tenders_requirement r ON r.tender_id = o.tender_id AND r.step = NEW.step
    WHERE b.id = NEW.opened_bid_id AND b.result = 'ok' AND o.tender_id = round.tender_id
  ) THEN
    PERFORM evaluation_refuse('a_locked_step_is_of_one_tender', 'another tender, or nothing is assessed at this step');
  END IF;
  IF NEW.version <> 1 + (
    SELECT count(*) FROM evaluation_steplock l
    WHERE l.evaluation_id = round.id AND l.step = NEW.step AND l.opened_bid_id = NEW.opened_bid_id
  ) OR NEW.is_locked = EXISTS (
    SELECT FROM evaluation_locked_steps(round.id) l WHERE l.opened_bid_id = NEW.opened_bid_id AND l.step = NEW.step
  ) THEN
    PERFORM evaluation_refuse('a_lock_follows_a_reopening', 'not the next version, or it stands so already');
  END IF;
  IF NOT NEW.is_locked THEN
    IF EXISTS (
      SELECT FROM evaluation_locked_steps(round.id) l
      WHERE l.opened_bid_id = NEW.opened_bid_id AND evaluation_step_place(l.step) > evaluation_step_place(NEW.step)
    ) THEN
      PERFORM evaluation_refuse('later_steps_are_reopened_first', format('a step after %s is locked', NEW.step));
    END IF;
    RETURN NEW;
  END IF;
  IF EXISTS (
    SELECT FROM tenders_requirement r WHERE r.tender_id = round.tender_id AND r.step = NEW.step AND NOT EXISTS (
      SELECT FROM evaluation_verdicts(round.id) v WHERE v.requirement_id = r.id AND v.opened_bid_id = NEW.opened_bid_id
    )
  ) THEN
    PERFORM evaluation_refuse('a_step_is_locked_complete', format('a requirement of %s has no verdict', NEW.step));
  END IF;
  IF NOT evaluation_steps_before_are_locked(round.id, NEW.opened_bid_id, NEW.step)
    OR EXISTS (SELECT FROM evaluation_fallen(round.id) f WHERE f.opened_bid_id = NEW.opened_bid_id)
  THEN
    PERFORM evaluation_refuse('steps_are_locked_one_after_another', 'an earlier step is open, or the bid fell there');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_steps_are_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.locked_at IS NOT NULL AND evaluation_by_step(NEW.tender_id) AND EXISTS (
    SELECT FROM evaluation_turns(NEW.id) t JOIN tenders_requirement r ON r.tender_id = NEW.tender_id
    WHERE t.is_due AND NOT EXISTS (
      SELECT FROM evaluation_locked_steps(NEW.id) l WHERE l.opened_bid_id = t.opened_bid_id AND l.step = r.step
    ) AND t.opened_bid_id NOT IN (SELECT f.opened_bid_id FROM evaluation_fallen(NEW.id) f)
  ) THEN
    PERFORM evaluation_refuse('every_step_is_locked_first', 'a step of a bid whose turn it is is open');
  END IF;
  RETURN NEW;
END $$;

-- Named to fire after what was asked before: whose word it is, and that nothing waits for a verdict.
CREATE TRIGGER step_is_open BEFORE INSERT ON evaluation_assessment
  FOR EACH ROW EXECUTE FUNCTION evaluation_step_is_open();
CREATE TRIGGER step_is_open BEFORE INSERT ON evaluation_assessmentdecision
  FOR EACH ROW EXECUTE FUNCTION evaluation_step_is_open();
CREATE TRIGGER step_lock_fits BEFORE INSERT ON evaluation_steplock
  FOR EACH ROW EXECUTE FUNCTION evaluation_step_lock_fits();
CREATE TRIGGER steps_are_locked BEFORE UPDATE ON evaluation_evaluation
  FOR EACH ROW EXECUTE FUNCTION evaluation_steps_are_locked();

CREATE TRIGGER evidence_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON evaluation_steplock
  FOR EACH STATEMENT EXECUTE FUNCTION evaluation_refuse_change();
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON evaluation_steplock FROM app;
  END IF;
END $$;
