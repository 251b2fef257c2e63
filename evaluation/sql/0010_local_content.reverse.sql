-- SPDX-License-Identifier: Apache-2.0

DROP TRIGGER standing_is_reckoned ON evaluation_standing;
DROP FUNCTION evaluation_standing_is_reckoned();
-- Every opened bid stands in a result, and its ranks run 1, 2, 3 ...; judged at commit, when all standings are written.
CREATE OR REPLACE FUNCTION evaluation_ranks_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held evaluation_result;
  ranked int;
  highest int;
  standing int;
  bids int;
BEGIN
  IF TG_TABLE_NAME = 'evaluation_result' THEN
    held := NEW;
  ELSE
    SELECT * INTO STRICT held FROM evaluation_result r WHERE r.id = NEW.result_id;
  END IF;
  SELECT count(rank), coalesce(max(rank), 0), count(*) INTO ranked, highest, standing
    FROM evaluation_standing s WHERE s.result_id = held.id;
  IF ranked <> highest OR ranked = 0 THEN
    PERFORM evaluation_refuse('ranks_have_no_gaps', format('%s ranks, the highest is %s', ranked, highest));
  END IF;
  SELECT count(*) INTO bids FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id
    WHERE o.tender_id = held.tender_id;
  IF standing <> bids THEN
    PERFORM evaluation_refuse('every_bid_stands_in_a_result', format('%s of %s bids', standing, bids));
  END IF;
  RETURN NULL;
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

DROP FUNCTION evaluation_evaluated(numeric, numeric, numeric, numeric, numeric);
DROP FUNCTION evaluation_local_content(jsonb, jsonb, numeric, numeric, numeric);
DROP FUNCTION evaluation_preference(bigint);
DROP FUNCTION evaluation_preferred_from(text);
