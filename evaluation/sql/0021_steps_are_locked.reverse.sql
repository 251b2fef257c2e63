-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER evidence_only_grows ON evaluation_steplock;
DROP TRIGGER steps_are_locked ON evaluation_evaluation;
DROP TRIGGER step_lock_fits ON evaluation_steplock;
DROP TRIGGER step_is_open ON evaluation_assessmentdecision;
DROP TRIGGER step_is_open ON evaluation_assessment;
DROP FUNCTION evaluation_steps_are_locked();
DROP FUNCTION evaluation_step_lock_fits();
DROP FUNCTION evaluation_step_is_open();
DROP FUNCTION evaluation_fallen(bigint);
DROP FUNCTION evaluation_steps_before_are_locked(bigint, bigint, text);
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
  ), priced AS (
    SELECT b.id AS bid_id, b.form, held.*, s.received_at, v.code, evaluation_corrected(b.price_read, b.form, held.quantities) AS total,
      EXISTS (
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
DROP FUNCTION evaluation_locked_steps(bigint);
DROP FUNCTION evaluation_step_place(text);
DROP FUNCTION evaluation_by_step(bigint);
