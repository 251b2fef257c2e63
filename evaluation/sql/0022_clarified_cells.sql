-- SPDX-License-Identifier: Apache-2.0
-- A clarification may name the requirement it is about: that cell waits for the answer, and what it belongs to is not
-- locked before the bidder has answered or its time has passed.

CREATE FUNCTION evaluation_request_names_a_cell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round evaluation_evaluation;
  own text;
BEGIN
  SELECT * INTO STRICT round FROM evaluation_evaluation e WHERE e.id = NEW.evaluation_id;
  SELECT r.step INTO own FROM tenders_requirement r WHERE r.id = NEW.requirement_id AND r.tender_id = round.tender_id;
  IF own IS NULL OR NEW.subject <> 'other' THEN
    PERFORM evaluation_refuse('a_clarified_cell_is_of_the_tender', 'another tender, or the question is about the price');
  END IF;
  IF NOT evaluation_by_step(round.tender_id) THEN
    RETURN NEW;
  END IF;
  -- A reopened sheet begins with what was asked before it.
  IF round.reopened_reason <> '' AND EXISTS (
    SELECT FROM evaluation_evaluation e JOIN evaluation_clarificationrequest q ON q.evaluation_id = e.id
    WHERE e.tender_id = round.tender_id AND e.round_no = round.round_no - 1
      AND (q.number, q.opened_bid_id, q.requirement_id, q.text, q.asked_at)
        = (NEW.number, NEW.opened_bid_id, NEW.requirement_id, NEW.text, NEW.asked_at)
  ) THEN
    RETURN NEW;
  END IF;
  IF NOT evaluation_steps_before_are_locked(round.id, NEW.opened_bid_id, own) OR EXISTS (
    SELECT FROM evaluation_locked_steps(round.id) l WHERE l.opened_bid_id = NEW.opened_bid_id AND l.step = own
  ) OR EXISTS (
    SELECT FROM evaluation_fallen(round.id) f WHERE f.opened_bid_id = NEW.opened_bid_id
  ) THEN
    PERFORM evaluation_refuse('a_clarified_cell_is_being_assessed', format('%s is not open for this bid', own));
  END IF;
  RETURN NEW;
END $$;

-- The cells of a round whose bidder may still answer in time and has not, with the step they belong to.
CREATE FUNCTION evaluation_awaited(round bigint) RETURNS TABLE (opened_bid_id bigint, step text)
LANGUAGE sql STABLE AS $$
  SELECT q.opened_bid_id, r.step FROM evaluation_clarificationrequest q JOIN tenders_requirement r ON r.id = q.requirement_id
  WHERE q.evaluation_id = round AND clock_timestamp() < q.answer_until
    AND NOT EXISTS (SELECT FROM evaluation_clarificationanswer a WHERE a.request_id = q.id)
$$;

CREATE FUNCTION evaluation_lock_waits_for_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'evaluation_steplock' THEN
    IF NEW.is_locked AND EXISTS (
      SELECT FROM evaluation_awaited(NEW.evaluation_id) w WHERE w.opened_bid_id = NEW.opened_bid_id AND w.step = NEW.step
    ) THEN
      PERFORM evaluation_refuse('a_clarified_cell_waits_for_its_answer', format('%s waits', NEW.step));
    END IF;
  ELSIF NEW.locked_at IS NOT NULL AND EXISTS (
    SELECT FROM evaluation_awaited(NEW.id) w JOIN evaluation_turns(NEW.id) t ON t.opened_bid_id = w.opened_bid_id
    WHERE t.is_due
  ) THEN
    PERFORM evaluation_refuse('a_clarified_cell_waits_for_its_answer', 'a bidder may still answer');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER request_names_a_cell BEFORE INSERT ON evaluation_clarificationrequest
  FOR EACH ROW WHEN (NEW.requirement_id IS NOT NULL) EXECUTE FUNCTION evaluation_request_names_a_cell();
-- Named to fire after what was asked before of a lock.
CREATE TRIGGER step_waits_for_answers BEFORE INSERT ON evaluation_steplock
  FOR EACH ROW EXECUTE FUNCTION evaluation_lock_waits_for_answers();
CREATE TRIGGER waits_for_answers BEFORE UPDATE ON evaluation_evaluation
  FOR EACH ROW EXECUTE FUNCTION evaluation_lock_waits_for_answers();
