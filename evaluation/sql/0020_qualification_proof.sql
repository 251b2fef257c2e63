-- SPDX-License-Identifier: Apache-2.0
-- The winner and its reserves prove their qualification between the lock and the result (pembuktian kualifikasi;
-- Peraturan LKPP 9/2018 Lampiran 4.1.2, R-QUAL-5). Who fails is out, here and in evaluation_turns. The number repeats
-- lpse/regulations; a test proves them equal.

-- How many of the first ranks prove their qualification; NULL for an unknown book, which asks nobody.
CREATE FUNCTION evaluation_proof_places(book text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE book WHEN 'pbj-2025' THEN 3 END
$$;

-- The proofs that hold in a round: its own and those of the rounds it reopened, back to the last voided result.
CREATE FUNCTION evaluation_proofs(round bigint) RETURNS TABLE (opened_bid_id bigint, outcome text) LANGUAGE sql STABLE AS $$
  SELECT p.opened_bid_id, p.outcome FROM evaluation_evaluation e
  JOIN evaluation_evaluation own ON own.tender_id = e.tender_id AND own.round_no <= e.round_no
  JOIN evaluation_proof p ON p.evaluation_id = own.id
  WHERE e.id = round AND NOT EXISTS (
    SELECT FROM evaluation_evaluation d JOIN evaluation_result r ON r.evaluation_id = d.id
    WHERE d.tender_id = e.tender_id AND d.round_no >= own.round_no AND d.round_no < e.round_no
  )
$$;

-- Each readable bid of a round: whether it is its turn, whether a verdict or the clarification of a low price is still
-- to be found, whether it has failed, by the sheet or by its proof.
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

-- Whether a proof may begin or end: the newest round of an open tender, locked, its proof not concluded.
CREATE FUNCTION evaluation_is_proving(round bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  -- Invitations, proofs, minutes and reopenings of a round follow each other.
  PERFORM FROM evaluation_evaluation e WHERE e.id = round FOR UPDATE;
  RETURN EXISTS (
    SELECT FROM evaluation_evaluation e JOIN tenders_tender t ON t.id = e.tender_id
    WHERE e.id = round AND e.locked_at IS NOT NULL AND t.status = 'opened' AND NOT EXISTS (
      SELECT FROM evaluation_evaluation later WHERE later.tender_id = e.tender_id AND later.round_no > e.round_no
    ) AND NOT EXISTS (
      SELECT FROM evaluation_minutes m
      WHERE m.tender_id = e.tender_id AND m.kind = 'qualification_proof' AND m.round_no = e.round_no
    )
  );
END $$;

-- Whether a bid passed the sheet of a round and its proof is still open, and the member is of that committee.
CREATE FUNCTION evaluation_is_candidate(round bigint, bid bigint, seat bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM evaluation_turns(round) t WHERE t.opened_bid_id = bid AND NOT t.is_open AND NOT t.has_failed
  ) AND NOT EXISTS (
    SELECT FROM evaluation_proofs(round) p WHERE p.opened_bid_id = bid
  ) AND EXISTS (
    SELECT FROM evaluation_evaluation e JOIN tenders_committeeseat s ON s.tender_id = e.tender_id AND s.id = seat
    WHERE e.id = round
  );
END $$;

CREATE FUNCTION evaluation_invitation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT evaluation_is_proving(NEW.evaluation_id)
    OR NOT evaluation_is_candidate(NEW.evaluation_id, NEW.opened_bid_id, NEW.invited_by_id)
  THEN
    PERFORM evaluation_refuse('a_candidate_of_a_locked_sheet_is_invited', 'not locked, concluded, or not a candidate');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_proof_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  item jsonb;
  flaws int := 0;
BEGIN
  IF NOT evaluation_is_proving(NEW.evaluation_id)
    OR NOT evaluation_is_candidate(NEW.evaluation_id, NEW.opened_bid_id, NEW.settled_by_id)
    OR NOT EXISTS (SELECT FROM tenders_committeeseat s WHERE s.id = NEW.settled_by_id AND s.position = 'chair')
  THEN
    PERFORM evaluation_refuse('the_chair_settles_each_proof_once', 'not a candidate with an open proof, or not its chair');
  END IF;
  IF NEW.invitation_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM evaluation_proofinvitation i
    WHERE i.id = NEW.invitation_id AND i.evaluation_id = NEW.evaluation_id AND i.opened_bid_id = NEW.opened_bid_id
      AND i.starts_at <= clock_timestamp()
  ) THEN
    PERFORM evaluation_refuse('a_proof_is_settled_when_its_time_has_come', 'not invited, or the time is ahead');
  END IF;
  IF jsonb_typeof(NEW.items) <> 'array' OR jsonb_array_length(NEW.items) = 0
    OR jsonb_typeof(NEW.attendees) <> 'array'
    OR (NEW.outcome IN ('shown', 'failed')) <> (jsonb_array_length(NEW.attendees) > 0)
  THEN
    PERFORM evaluation_refuse('a_proof_says_what_was_shown_by_whom', 'no rows, or attendees that do not fit the outcome');
  END IF;
  FOR item IN SELECT * FROM jsonb_array_elements(NEW.items) LOOP
    IF item ->> 'finding' IN ('differs', 'not_shown') THEN
      flaws := flaws + 1;
    END IF;
    IF coalesce(item ->> 'finding', '') NOT IN ('verified', 'matches', 'differs', 'not_shown')
      OR (item ->> 'finding' IN ('differs', 'not_shown') AND btrim(coalesce(item ->> 'reason', '')) = '')
      OR (NEW.outcome = 'verified' AND item ->> 'finding' <> 'verified')
    THEN
      PERFORM evaluation_refuse('each_row_of_a_proof_has_its_finding', item::text);
    END IF;
    -- Taken as proven is only what a verifier accepted of this very vendor, in the newest verdict on it (R-QUAL-5).
    IF item ->> 'finding' = 'verified' AND NOT coalesce((
      SELECT w.accepted FROM vendors_verificationverdict w
      JOIN vendors_participation p ON p.vendor_id = w.vendor_id JOIN vendors_bid d ON d.participation_id = p.id
      JOIN evaluation_openedbid b ON b.bid_id = d.id AND b.id = NEW.opened_bid_id
      WHERE w.field = item ->> 'field' ORDER BY w.at DESC, w.id DESC LIMIT 1
    ), false) THEN
      PERFORM evaluation_refuse('a_verified_row_has_its_verdict', item ->> 'field');
    END IF;
  END LOOP;
  IF (NEW.outcome = 'failed' AND flaws = 0) OR (NEW.outcome = 'shown' AND flaws > 0 AND btrim(NEW.reason) = '') THEN
    PERFORM evaluation_refuse('an_outcome_fits_what_was_shown', format('%s with %s rows that do not match', NEW.outcome, flaws));
  END IF;
  RETURN NEW;
END $$;

-- Minutes of the proof close it: nobody called in by a failed proof waits for a verdict.
CREATE FUNCTION evaluation_proof_concludes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round bigint;
BEGIN
  SELECT e.id INTO round FROM evaluation_evaluation e WHERE e.tender_id = NEW.tender_id AND e.round_no = NEW.round_no;
  IF round IS NULL OR NOT evaluation_is_proving(round)
    OR EXISTS (SELECT FROM evaluation_turns(round) t WHERE t.is_due AND t.is_open)
    OR EXISTS (
      SELECT FROM evaluation_proofinvitation i WHERE i.evaluation_id = round
        AND NOT EXISTS (SELECT FROM evaluation_proof p WHERE p.invitation_id = i.id)
    )
  THEN
    PERFORM evaluation_refuse('a_proof_is_concluded_when_all_is_settled', 'not locked, or somebody still waits');
  END IF;
  RETURN NEW;
END $$;

-- A result waits for the proof, and for whoever came in because a candidate failed it.
CREATE FUNCTION evaluation_result_is_proven() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM evaluation_turns(NEW.evaluation_id) t WHERE t.is_due AND t.is_open) THEN
    PERFORM evaluation_refuse('who_comes_in_is_evaluated_before_the_result', 'a failed proof called in another bid');
  END IF;
  IF EXISTS (SELECT FROM evaluation_proofs(NEW.evaluation_id)) AND NOT EXISTS (
    SELECT FROM evaluation_evaluation e JOIN evaluation_minutes m
      ON m.tender_id = e.tender_id AND m.kind = 'qualification_proof' AND m.round_no = e.round_no
    WHERE e.id = NEW.evaluation_id
  ) THEN
    PERFORM evaluation_refuse('a_proof_is_concluded_before_the_result', 'no minutes of the proof in this round');
  END IF;
  RETURN NEW;
END $$;

-- The winner and its reserves have proven their qualification.
CREATE FUNCTION evaluation_standing_is_proven() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.rank IS NOT NULL AND EXISTS (
    SELECT FROM evaluation_result r JOIN tenders_tender t ON t.id = r.tender_id
    WHERE r.id = NEW.result_id AND NEW.rank <= evaluation_proof_places(t.regulation)
  ) AND NOT EXISTS (
    SELECT FROM evaluation_result r, evaluation_proofs(r.evaluation_id) p
    WHERE r.id = NEW.result_id AND p.opened_bid_id = NEW.opened_bid_id AND p.outcome IN ('verified', 'shown')
  ) THEN
    PERFORM evaluation_refuse('the_winner_and_reserves_have_proven', format('rank %s has no proof', NEW.rank));
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER invitation_fits BEFORE INSERT ON evaluation_proofinvitation
  FOR EACH ROW EXECUTE FUNCTION evaluation_invitation_fits();
CREATE TRIGGER proof_fits BEFORE INSERT ON evaluation_proof
  FOR EACH ROW EXECUTE FUNCTION evaluation_proof_fits();
CREATE TRIGGER proof_concludes BEFORE INSERT ON evaluation_minutes
  FOR EACH ROW WHEN (NEW.kind = 'qualification_proof') EXECUTE FUNCTION evaluation_proof_concludes();
-- Named to fire after the result was found to fit its round, and the standing to be earned.
CREATE TRIGGER result_is_proven BEFORE INSERT ON evaluation_result
  FOR EACH ROW EXECUTE FUNCTION evaluation_result_is_proven();
CREATE TRIGGER standing_is_proven BEFORE INSERT ON evaluation_standing
  FOR EACH ROW EXECUTE FUNCTION evaluation_standing_is_proven();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['evaluation_proofinvitation', 'evaluation_proof'] LOOP
    EXECUTE format('CREATE TRIGGER evidence_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION evaluation_refuse_change()', name);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', name);
    END IF;
  END LOOP;
END $$;
