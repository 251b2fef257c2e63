-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER standing_is_earned ON evaluation_standing;
DROP FUNCTION evaluation_rank_is_earned();
CREATE OR REPLACE FUNCTION evaluation_lock_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.locked_at IS NOT NULL
    OR (NEW.tender_id, NEW.round_no, NEW.begun_at) IS DISTINCT FROM (OLD.tender_id, OLD.round_no, OLD.begun_at) THEN
    PERFORM evaluation_refuse('evaluation_is_locked_once', 'a locked sheet does not change');
  END IF;
  IF NEW.locked_at IS NOT NULL AND EXISTS (
    SELECT FROM evaluation_opening o
    JOIN evaluation_openedbid b ON b.opening_id = o.id AND b.result = 'ok'
    JOIN tenders_requirement r ON r.tender_id = o.tender_id
    WHERE o.tender_id = NEW.tender_id AND NOT EXISTS (
      SELECT FROM evaluation_assessment a
      WHERE a.evaluation_id = NEW.id AND a.opened_bid_id = b.id AND a.requirement_id = r.id
    )
  ) THEN
    PERFORM evaluation_refuse('evaluation_is_locked_complete', 'a bid has a requirement that nobody assessed');
  END IF;
  RETURN NEW;
END $$;
DROP FUNCTION evaluation_turns(bigint);
DROP FUNCTION evaluation_corrected(numeric, jsonb, jsonb);
DROP FUNCTION evaluation_lowest_bids(text);
