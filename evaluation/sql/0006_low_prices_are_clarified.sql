-- SPDX-License-Identifier: Apache-2.0
-- Clarification of bids: asked while the sheet is open, answered once, judged once; a low price is judged before the
-- sheet is locked (R-EVAL-7). The numbers repeat lpse/regulations; a test proves them equal.

-- The part of the estimate below which a price is low; NULL for a book or category that knows no such test.
CREATE FUNCTION evaluation_low_fraction(book text, category text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN book = 'pbj-2025' AND category IN ('goods', 'other_services', 'works', 'integrated_works') THEN 0.80 END
$$;

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
  ), verdict AS (
    SELECT DISTINCT ON (a.opened_bid_id, a.requirement_id) a.opened_bid_id, a.requirement_id, a.passed
    FROM evaluation_assessment a WHERE a.evaluation_id = round
    ORDER BY a.opened_bid_id, a.requirement_id, a.version DESC
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

-- The corrected total of an opened bid, in rupiah.
CREATE FUNCTION evaluation_total(bid bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT evaluation_corrected(b.price_read, b.form, CASE WHEN p.contract_type <> 'lump_sum' THEN (
    SELECT coalesce(jsonb_object_agg(i.number::text, i.quantity::text), '{}') FROM tenders_item i WHERE i.tender_id = t.id
  ) END)
  FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id
  JOIN tenders_tender t ON t.id = o.tender_id JOIN tenders_package p ON p.id = t.package_id
  WHERE b.id = bid
$$;

CREATE FUNCTION evaluation_request_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round evaluation_evaluation;
  tender tenders_tender;
BEGIN
  -- Share lock: a lock of the sheet in flight must settle first.
  SELECT * INTO STRICT round FROM evaluation_evaluation e WHERE e.id = NEW.evaluation_id FOR SHARE;
  SELECT * INTO STRICT tender FROM tenders_tender t WHERE t.id = round.tender_id;
  IF round.locked_at IS NOT NULL OR tender.status <> 'opened' THEN
    PERFORM evaluation_refuse('no_clarification_after_the_lock', format('locked at %s', round.locked_at));
  END IF;
  IF NEW.number <> 1 + (SELECT count(*) FROM evaluation_clarificationrequest q WHERE q.evaluation_id = round.id)
    OR NOT EXISTS (
      SELECT FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id
      JOIN tenders_committeeseat s ON s.tender_id = o.tender_id AND s.id = NEW.asked_by_id
      WHERE b.id = NEW.opened_bid_id AND b.result = 'ok' AND o.tender_id = round.tender_id
    )
  THEN
    PERFORM evaluation_refuse('clarification_is_of_one_tender', 'bid, round and asker are of different tenders');
  END IF;
  IF NEW.subject = 'low_price' AND NOT coalesce(evaluation_total(NEW.opened_bid_id)
    < tender.owner_estimate * evaluation_low_fraction(tender.regulation, tender.category), false) THEN
    PERFORM evaluation_refuse('a_clarified_price_is_low', 'the corrected price is not below the limit');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_answer_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asked evaluation_clarificationrequest;
BEGIN
  SELECT * INTO STRICT asked FROM evaluation_clarificationrequest q WHERE q.id = NEW.request_id;
  -- Answer and outcome of a round follow each other; the requests themselves only grow and cannot be locked.
  PERFORM FROM evaluation_evaluation e WHERE e.id = asked.evaluation_id FOR UPDATE;
  IF NOT EXISTS (
    SELECT FROM evaluation_openedbid b JOIN vendors_bid d ON d.id = b.bid_id
    JOIN vendors_participation p ON p.id = d.participation_id
    WHERE b.id = asked.opened_bid_id AND p.vendor_id = NEW.vendor_id
  ) THEN
    PERFORM evaluation_refuse('the_bidder_asked_answers', 'another vendor was asked');
  END IF;
  IF EXISTS (SELECT FROM evaluation_clarificationoutcome c WHERE c.request_id = asked.id)
    OR EXISTS (SELECT FROM evaluation_evaluation e WHERE e.id = asked.evaluation_id AND e.locked_at IS NOT NULL)
    OR NEW.is_late <> (NEW.answered_at >= asked.answer_until) OR btrim(NEW.text) = ''
  THEN
    PERFORM evaluation_refuse('answered_before_it_is_judged', 'judged, locked, empty, or late without saying so');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_outcome_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asked evaluation_clarificationrequest;
  works boolean;
BEGIN
  SELECT * INTO STRICT asked FROM evaluation_clarificationrequest q WHERE q.id = NEW.request_id;
  -- Answer and outcome of a round follow each other; the requests themselves only grow and cannot be locked.
  PERFORM FROM evaluation_evaluation e WHERE e.id = asked.evaluation_id FOR UPDATE;
  SELECT t.category IN ('works', 'integrated_works') INTO STRICT works
    FROM evaluation_evaluation e JOIN tenders_tender t ON t.id = e.tender_id
    JOIN tenders_committeeseat s ON s.tender_id = t.id AND s.id = NEW.judged_by_id AND s.position = 'chair'
    WHERE e.id = asked.evaluation_id AND e.locked_at IS NULL AND t.status = 'opened';
  IF clock_timestamp() < asked.answer_until
    AND NOT EXISTS (SELECT FROM evaluation_clarificationanswer a WHERE a.request_id = asked.id) THEN
    PERFORM evaluation_refuse('judged_after_the_answer_or_its_time', format('the bidder has until %s', asked.answer_until));
  END IF;
  IF (asked.subject, NEW.outcome) NOT IN (('low_price', 'reasonable'), ('low_price', 'not_reasonable'),
      ('uneven_price', 'uneven'), ('uneven_price', 'not_uneven'), ('other', 'noted'))
    OR (NEW.recomputed IS NOT NULL AND asked.subject <> 'low_price')
  THEN
    PERFORM evaluation_refuse('an_outcome_fits_its_question', format('%s for %s', NEW.outcome, asked.subject));
  END IF;
  IF asked.subject = 'low_price' AND (
    NEW.recomputed IS NULL AND works
    OR (NEW.outcome = 'reasonable') <> (evaluation_total(asked.opened_bid_id) >= NEW.recomputed)
  ) THEN
    PERFORM evaluation_refuse('the_recomputed_total_decides', format('recomputed %s', NEW.recomputed));
  END IF;
  RETURN NEW;
EXCEPTION WHEN no_data_found THEN
  PERFORM evaluation_refuse('the_chair_judges_before_the_lock', 'not its chair, or the sheet is locked');
  RETURN NULL;
END $$;

CREATE TRIGGER request_fits BEFORE INSERT ON evaluation_clarificationrequest
  FOR EACH ROW EXECUTE FUNCTION evaluation_request_fits();
CREATE TRIGGER answer_fits BEFORE INSERT ON evaluation_clarificationanswer
  FOR EACH ROW EXECUTE FUNCTION evaluation_answer_fits();
CREATE TRIGGER outcome_fits BEFORE INSERT ON evaluation_clarificationoutcome
  FOR EACH ROW EXECUTE FUNCTION evaluation_outcome_fits();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['evaluation_clarificationrequest', 'evaluation_clarificationanswer',
      'evaluation_clarificationfile', 'evaluation_clarificationoutcome'] LOOP
    EXECUTE format('CREATE TRIGGER evidence_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION evaluation_refuse_change()', name);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', name);
    END IF;
  END LOOP;
END $$;
