-- SPDX-License-Identifier: Apache-2.0
-- Each member of a joint operation (KSO) proves its own qualification (law.md R-ACT-11): a row of a partner bears its code.
CREATE FUNCTION evaluation_is_verified(bid bigint, named text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((
    SELECT w.accepted FROM evaluation_openedbid b JOIN vendors_bid d ON d.id = b.bid_id
    JOIN vendors_participation p ON p.id = d.participation_id
    JOIN vendors_verificationverdict w ON w.vendor_id = p.vendor_id AND w.field = named
      OR EXISTS (
        SELECT FROM vendors_consortium c JOIN vendors_consortiummember m ON m.consortium_id = c.id
        JOIN vendors_vendor v ON v.id = m.vendor_id
        WHERE c.participation_id = p.id AND c.dissolved_at IS NULL AND NOT m.is_lead
          AND m.vendor_id = w.vendor_id AND named = v.code || '/' || w.field
      )
    WHERE b.id = bid ORDER BY w.at DESC, w.id DESC LIMIT 1
  ), false)
$$;

CREATE OR REPLACE FUNCTION evaluation_proof_fits() RETURNS trigger LANGUAGE plpgsql AS $$
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
    -- Taken as proven is only what a verifier accepted of this very bidder, in the newest verdict on it (R-QUAL-5).
    IF item ->> 'finding' = 'verified' AND NOT evaluation_is_verified(NEW.opened_bid_id, item ->> 'field') THEN
      PERFORM evaluation_refuse('a_verified_row_has_its_verdict', item ->> 'field');
    END IF;
  END LOOP;
  IF (NEW.outcome = 'failed' AND flaws = 0) OR (NEW.outcome = 'shown' AND flaws > 0 AND btrim(NEW.reason) = '') THEN
    PERFORM evaluation_refuse('an_outcome_fits_what_was_shown', format('%s with %s rows that do not match', NEW.outcome, flaws));
  END IF;
  RETURN NEW;
END $$;

-- Minutes of the proof close it: nobody called in by a failed proof waits for a verdict.
