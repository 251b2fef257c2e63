-- SPDX-License-Identifier: Apache-2.0

DROP TRIGGER outcome_fits ON evaluation_clarificationoutcome;
DROP TRIGGER answer_fits ON evaluation_clarificationanswer;
DROP TRIGGER request_fits ON evaluation_clarificationrequest;
DROP FUNCTION evaluation_outcome_fits();
DROP FUNCTION evaluation_answer_fits();
DROP FUNCTION evaluation_request_fits();
DROP FUNCTION evaluation_total(bigint);
CREATE OR REPLACE FUNCTION evaluation_turns(round bigint)
RETURNS TABLE (opened_bid_id bigint, is_due boolean, is_open boolean, has_failed boolean) LANGUAGE sql STABLE AS $$
  WITH held AS (
    SELECT t.id AS tender_id, t.owner_estimate, evaluation_lowest_bids(t.regulation) AS least,
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
  ), bid AS (
    SELECT b.id AS bid_id, held.*, s.received_at, v.code, evaluation_corrected(b.price_read, b.form, held.quantities) AS total,
      EXISTS (
        SELECT FROM tenders_requirement r WHERE r.tender_id = held.tender_id AND NOT EXISTS (
          SELECT FROM verdict f WHERE f.opened_bid_id = b.id AND f.requirement_id = r.id
        )
      ) AS is_open,
      EXISTS (SELECT FROM verdict f WHERE f.opened_bid_id = b.id AND NOT f.passed) AS has_failed
    FROM held JOIN evaluation_opening o ON o.tender_id = held.tender_id
    JOIN evaluation_openedbid b ON b.opening_id = o.id AND b.result = 'ok'
    JOIN vendors_bid d ON d.id = b.bid_id
    JOIN vendors_statement s ON s.id = d.statement_id
    JOIN vendors_participation p ON p.id = d.participation_id
    JOIN vendors_vendor v ON v.id = p.vendor_id
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
DROP FUNCTION evaluation_low_fraction(text, text);
