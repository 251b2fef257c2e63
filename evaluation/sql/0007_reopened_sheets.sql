-- SPDX-License-Identifier: Apache-2.0
-- A locked sheet is changed by reopening it only: a new round that says why, before any result.

CREATE OR REPLACE FUNCTION evaluation_round_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before evaluation_evaluation;
BEGIN
  IF NEW.locked_at IS NOT NULL
    OR NOT EXISTS (SELECT FROM tenders_tender t WHERE t.id = NEW.tender_id AND t.status = 'opened')
    OR NEW.round_no <> 1 + (SELECT count(*) FROM evaluation_evaluation e WHERE e.tender_id = NEW.tender_id)
    OR EXISTS (SELECT FROM evaluation_result r WHERE r.tender_id = NEW.tender_id AND r.voided_at IS NULL)
  THEN
    PERFORM evaluation_refuse('evaluation_begins_on_open_bids', format('round %s', NEW.round_no));
  END IF;
  SELECT * INTO before FROM evaluation_evaluation e
    WHERE e.tender_id = NEW.tender_id ORDER BY e.round_no DESC LIMIT 1;
  IF FOUND AND NOT EXISTS (SELECT FROM evaluation_result r WHERE r.evaluation_id = before.id) THEN
    IF before.locked_at IS NULL OR btrim(NEW.reopened_reason) = '' THEN
      PERFORM evaluation_refuse('a_reopened_sheet_says_why', 'the sheet before is open, or the reason is missing');
    END IF;
  ELSIF NEW.reopened_reason <> '' THEN
    PERFORM evaluation_refuse('a_reopened_sheet_says_why', 'this round reopens nothing');
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION evaluation_lock_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.locked_at IS NOT NULL
    OR (NEW.tender_id, NEW.round_no, NEW.begun_at, NEW.reopened_reason)
      IS DISTINCT FROM (OLD.tender_id, OLD.round_no, OLD.begun_at, OLD.reopened_reason) THEN
    PERFORM evaluation_refuse('evaluation_is_locked_once', 'a locked sheet does not change');
  END IF;
  IF NEW.locked_at IS NOT NULL AND EXISTS (SELECT FROM evaluation_turns(NEW.id) t WHERE t.is_due AND t.is_open) THEN
    PERFORM evaluation_refuse('evaluation_is_locked_complete', 'a bid whose turn it is has a requirement that nobody assessed');
  END IF;
  RETURN NEW;
END $$;
