-- SPDX-License-Identifier: Apache-2.0
-- The price preference for local content (R-TKDN-1 to R-TKDN-4): turns and ranks follow the final evaluated price, which
-- the database reckons from the sealed forms itself. The numbers repeat lpse/regulations, the arithmetic
-- evaluation/rules/local_content.py; tests prove them equal.

-- The local content from which an item is preferred, a fraction; NULL for an unknown book.
CREATE FUNCTION evaluation_preferred_from(book text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE book WHEN 'pbj-2025' THEN 0.25 END
$$;

-- The largest preference of a tender, a fraction; NULL where it gives none or its value knows none.
CREATE FUNCTION evaluation_preference(tender bigint) RETURNS numeric LANGUAGE sql STABLE AS $$
  SELECT t.preference_max FROM tenders_tender t
  WHERE t.id = tender AND t.owner_estimate > tenders_preference_above(t.regulation)
$$;

-- A sealed form's local content as it is published: its share and the price that is preferred; nothing without a
-- preference. ``quantities`` are the document's by item number, NULL for a lump sum, whose form's own count.
CREATE FUNCTION evaluation_local_content(form jsonb, quantities jsonb, total numeric, maximum numeric, content_from numeric)
RETURNS TABLE (share numeric, preferred numeric) LANGUAGE sql IMMUTABLE AS $$
  WITH written AS (
    SELECT l.at, l.line ->> 'number' AS number, l.line ->> 'quantity' AS quantity, l.line ->> 'unit_price' AS price,
      CASE WHEN form ->> 'v' = 'lpse/offer-2' AND jsonb_typeof(l.line -> 'local_content') = 'string'
        THEN l.line ->> 'local_content' END AS content
    FROM jsonb_array_elements(CASE jsonb_typeof(form -> 'items') WHEN 'array' THEN form -> 'items' ELSE '[]' END)
      WITH ORDINALITY AS l(line, at)
    WHERE maximum IS NOT NULL AND jsonb_typeof(l.line) = 'object'
  ), priced AS (
    SELECT DISTINCT ON (number)
      CASE WHEN coalesce(quantities, '{}') = '{}' THEN quantity::numeric
        ELSE coalesce((quantities ->> number)::numeric, 0) END * price::numeric AS price,
      CASE WHEN content ~ '^(0(\.[0-9]{1,4})?|1(\.0{1,4})?)$' THEN content::numeric ELSE 0 END AS content
    FROM written
    WHERE number ~ '^[0-9]{1,6}$' AND quantity ~ '^[0-9]{1,14}(\.[0-9]{1,4})?$' AND price ~ '^[0-9]{1,15}(\.[0-9]{1,2})?$'
    ORDER BY number, at
  ), summed AS (
    SELECT coalesce(sum(price) FILTER (WHERE content >= content_from), 0) AS chosen,
      coalesce(sum(price * content) FILTER (WHERE content >= content_from), 0) AS chosen_content,
      coalesce(sum(price), 0) AS whole, coalesce(sum(price * content), 0) AS whole_content
    FROM priced
  )
  SELECT CASE WHEN maximum IS NOT NULL THEN round(CASE WHEN chosen > 0 THEN chosen_content / chosen
      WHEN whole > 0 THEN whole_content / whole ELSE 0 END, 12) END,
    CASE WHEN maximum IS NOT NULL THEN least(round(chosen, 2), total) END
  FROM summed
$$;

-- The price by which a bid is compared (harga evaluasi akhir), in rupiah, exact.
CREATE FUNCTION evaluation_evaluated(total numeric, share numeric, preferred numeric, maximum numeric, content_from numeric)
RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN maximum IS NULL OR share < content_from THEN total ELSE total - share * maximum * preferred END
$$;

-- Each readable bid of a round: whether it is its turn, whether a verdict or the clarification of a low price is still
-- to be found, whether it has failed. The lowest are those of the lowest price by which bids are compared.
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
  ), priced AS (
    SELECT b.id AS bid_id, b.form, held.*, s.received_at, v.code, evaluation_corrected(b.price_read, b.form, held.quantities) AS total,
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
  IF EXISTS (
    SELECT FROM evaluation_standing a JOIN evaluation_standing b ON b.result_id = a.result_id AND b.rank > a.rank
    JOIN tenders_tender t ON t.id = held.tender_id AND t.evaluation_method = 'lowest_price_pass_fail'
    WHERE a.result_id = held.id AND a.price_evaluated > b.price_evaluated
  ) THEN
    PERFORM evaluation_refuse('ranks_follow_the_evaluated_price', 'a bid with a lower final evaluated price ranks below');
  END IF;
  RETURN NULL;
END $$;

-- A ranked bid stands with the very figures its sealed form gives; without a preference with none.
CREATE FUNCTION evaluation_standing_is_reckoned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  maximum numeric;
  found record;
BEGIN
  SELECT evaluation_preference(r.tender_id) INTO maximum FROM evaluation_result r WHERE r.id = NEW.result_id;
  IF maximum IS NULL OR NEW.rank IS NULL THEN
    IF NEW.local_content IS NOT NULL OR NEW.preferred_price IS NOT NULL OR NEW.price_evaluated IS NOT NULL THEN
      PERFORM evaluation_refuse('local_content_is_reckoned_from_the_form', 'no preference, or the bid is out');
    END IF;
    RETURN NEW;
  END IF;
  SELECT evaluation_total(b.id) AS total, c.share, c.preferred,
    evaluation_evaluated(evaluation_total(b.id), c.share, c.preferred, maximum, evaluation_preferred_from(t.regulation)) AS evaluated
  INTO STRICT found
  FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id
  JOIN tenders_tender t ON t.id = o.tender_id JOIN tenders_package p ON p.id = t.package_id
  CROSS JOIN LATERAL evaluation_local_content(b.form, CASE WHEN p.contract_type <> 'lump_sum' THEN (
    SELECT coalesce(jsonb_object_agg(i.number::text, i.quantity::text), '{}') FROM tenders_item i WHERE i.tender_id = t.id
  ) END, evaluation_total(b.id), maximum, evaluation_preferred_from(t.regulation)) c
  WHERE b.id = NEW.opened_bid_id;
  IF (NEW.price_corrected, NEW.local_content, NEW.preferred_price, NEW.price_evaluated)
    IS DISTINCT FROM (found.total, found.share, found.preferred, round(found.evaluated, 2)) THEN
    PERFORM evaluation_refuse('local_content_is_reckoned_from_the_form', format('the form gives %s', found.evaluated));
  END IF;
  RETURN NEW;
END $$;

-- Named to fire after the standing was found to be earned.
CREATE TRIGGER standing_is_reckoned BEFORE INSERT ON evaluation_standing
  FOR EACH ROW EXECUTE FUNCTION evaluation_standing_is_reckoned();
