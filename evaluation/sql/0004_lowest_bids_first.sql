-- SPDX-License-Identifier: Apache-2.0
-- The lowest bids are evaluated first (R-EVAL-4), judged by what the envelopes held. The number repeats lpse/regulations,
-- the arithmetic evaluation/rules/arithmetic.py and the turns evaluation/rules/turns.py; tests prove them equal.

-- How many of the lowest bids are evaluated first; NULL for an unknown book, which evaluates every bid.
CREATE FUNCTION evaluation_lowest_bids(book text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE book WHEN 'pbj-2025' THEN 3 END
$$;

-- A sealed form's total in rupiah after arithmetic correction, to the sen as it is published. ``quantities`` are the
-- document's by item number: NULL for a lump sum, which is not corrected; without any the form's own count.
CREATE FUNCTION evaluation_corrected(read numeric, form jsonb, quantities jsonb) RETURNS numeric
LANGUAGE sql IMMUTABLE AS $$
  WITH written AS (
    SELECT l.at, l.line ->> 'number' AS number, l.line ->> 'quantity' AS quantity, l.line ->> 'unit_price' AS price
    FROM jsonb_array_elements(CASE jsonb_typeof(form -> 'items') WHEN 'array' THEN form -> 'items' ELSE '[]' END)
      WITH ORDINALITY AS l(line, at)
    WHERE jsonb_typeof(l.line) = 'object'
  ), priced AS (
    SELECT DISTINCT ON (number) number, quantity::numeric AS quantity, price::numeric AS price FROM written
    WHERE number ~ '^[0-9]{1,6}$' AND quantity ~ '^[0-9]{1,14}(\.[0-9]{1,4})?$' AND price ~ '^[0-9]{1,15}(\.[0-9]{1,2})?$'
    ORDER BY number, at
  )
  SELECT round(CASE
    WHEN quantities IS NULL THEN coalesce(read, 0)
    WHEN quantities = '{}' THEN (SELECT coalesce(sum(quantity * price), 0) FROM priced)
    ELSE (
      SELECT coalesce(sum(asked.value::numeric * priced.price), 0)
      FROM jsonb_each_text(quantities) AS asked JOIN priced ON priced.number = asked.key
    )
  END, 2)
$$;

-- Each readable bid of a round: whether it is its turn, whether a requirement waits for its verdict, whether one failed.
CREATE FUNCTION evaluation_turns(round bigint)
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

CREATE OR REPLACE FUNCTION evaluation_lock_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.locked_at IS NOT NULL
    OR (NEW.tender_id, NEW.round_no, NEW.begun_at) IS DISTINCT FROM (OLD.tender_id, OLD.round_no, OLD.begun_at) THEN
    PERFORM evaluation_refuse('evaluation_is_locked_once', 'a locked sheet does not change');
  END IF;
  IF NEW.locked_at IS NOT NULL AND EXISTS (SELECT FROM evaluation_turns(NEW.id) t WHERE t.is_due AND t.is_open) THEN
    PERFORM evaluation_refuse('evaluation_is_locked_complete', 'a bid whose turn it is has a requirement that nobody assessed');
  END IF;
  RETURN NEW;
END $$;

-- A rank is for a bid that was found to meet every requirement in the very round of its result.
CREATE FUNCTION evaluation_rank_is_earned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.rank IS NOT NULL AND NOT EXISTS (
    SELECT FROM evaluation_result r, evaluation_turns(r.evaluation_id) t
    WHERE r.id = NEW.result_id AND t.opened_bid_id = NEW.opened_bid_id AND NOT t.is_open AND NOT t.has_failed
  ) THEN
    PERFORM evaluation_refuse('a_ranked_bid_was_evaluated', 'a requirement of this bid failed or was not assessed');
  END IF;
  RETURN NEW;
END $$;

-- Named to fire after the standing was found to be of a bid of the tender.
CREATE TRIGGER standing_is_earned BEFORE INSERT ON evaluation_standing
  FOR EACH ROW EXECUTE FUNCTION evaluation_rank_is_earned();
