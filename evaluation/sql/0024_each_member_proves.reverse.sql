-- SPDX-License-Identifier: Apache-2.0
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

DROP FUNCTION evaluation_is_verified(bigint, text);
