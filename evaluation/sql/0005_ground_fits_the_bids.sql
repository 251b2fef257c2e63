-- SPDX-License-Identifier: Apache-2.0
-- A ground of failure that speaks about the bids is true of them (R-FAIL-2): judged by what came in and was found.

CREATE FUNCTION evaluation_ground_fits() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- Named to fire after the table of legal moves and the lawful grounds have spoken.
CREATE TRIGGER tenders_tender_unfit BEFORE UPDATE OF status ON tenders_tender
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status = 'failed')
  EXECUTE FUNCTION evaluation_ground_fits();
