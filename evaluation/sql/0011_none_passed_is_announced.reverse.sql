-- SPDX-License-Identifier: Apache-2.0

CREATE OR REPLACE FUNCTION evaluation_result_is_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM tenders_tender t
    WHERE t.id = NEW.tender_id AND t.ceiling > evaluation_authority_above(t.regulation, t.category)
  ) AND NOT EXISTS (
    SELECT FROM evaluation_winnerproposal p JOIN evaluation_winnerdecision d ON d.proposal_id = p.id
    WHERE p.evaluation_id = NEW.evaluation_id AND d.approved
  ) THEN
    PERFORM evaluation_refuse('the_authority_names_the_winner_above_the_limit', 'not approved by the budget authority');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION evaluation_ground_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round bigint;
BEGIN
  IF NEW.ended_ground = 'no_bid' AND EXISTS (
    SELECT FROM vendors_bid d JOIN vendors_participation p ON p.id = d.participation_id
    WHERE p.tender_id = NEW.id AND d.status NOT IN ('superseded', 'withdrawn')
  ) THEN
    PERFORM evaluation_refuse('no_bid_means_no_bid', 'a bid came in and was not withdrawn');
  END IF;
  IF NEW.ended_ground IN ('none_passed', 'above_estimate') THEN
    SELECT e.id INTO round FROM evaluation_evaluation e WHERE e.tender_id = NEW.id ORDER BY e.round_no DESC LIMIT 1;
  END IF;
  -- A locked sheet has a verdict for every bid whose turn came; whose price alone puts it out never has its turn.
  IF NEW.ended_ground = 'none_passed' AND (
    NOT EXISTS (SELECT FROM evaluation_evaluation e WHERE e.id = round AND e.locked_at IS NOT NULL)
    OR EXISTS (SELECT FROM evaluation_turns(round) t WHERE t.is_due AND NOT t.has_failed)
    OR NOT EXISTS (
      SELECT FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id WHERE o.tender_id = NEW.id
    )
  ) THEN
    PERFORM evaluation_refuse('none_passed_is_found_on_the_sheet', 'the sheet is open, or a bid passed, or none came in');
  END IF;
  IF NEW.ended_ground = 'above_estimate' AND NOT EXISTS (
    SELECT FROM evaluation_turns(round) t HAVING count(*) > 0 AND bool_and(NOT t.is_due)
  ) THEN
    PERFORM evaluation_refuse('every_price_is_above_the_estimate', 'a price is within the estimate, or none came in');
  END IF;
  RETURN NEW;
END $$;

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
