-- SPDX-License-Identifier: Apache-2.0
-- Evaluation, result and award: locked sheets stay locked, results are counted once, awards wait for objections.

-- A round begins unlocked, on open bids, as the next one, when no result is in force.
CREATE FUNCTION evaluation_round_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.locked_at IS NOT NULL
    OR NOT EXISTS (SELECT FROM tenders_tender t WHERE t.id = NEW.tender_id AND t.status = 'opened')
    OR NEW.round_no <> 1 + (SELECT count(*) FROM evaluation_evaluation e WHERE e.tender_id = NEW.tender_id)
    OR EXISTS (SELECT FROM evaluation_result r WHERE r.tender_id = NEW.tender_id AND r.voided_at IS NULL)
  THEN
    PERFORM evaluation_refuse('evaluation_begins_on_open_bids', format('round %s', NEW.round_no));
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_assessment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  round evaluation_evaluation;
BEGIN
  -- Share lock: a lock of the sheet in flight must settle first.
  SELECT * INTO STRICT round FROM evaluation_evaluation e WHERE e.id = NEW.evaluation_id FOR SHARE;
  IF round.locked_at IS NOT NULL THEN
    PERFORM evaluation_refuse('no_assessment_after_the_lock', format('locked at %s', round.locked_at));
  END IF;
  IF NOT EXISTS (
    SELECT FROM evaluation_openedbid b JOIN evaluation_opening o ON o.id = b.opening_id
    JOIN tenders_requirement r ON r.id = NEW.requirement_id AND r.tender_id = o.tender_id
    JOIN tenders_committeeseat s ON s.id = NEW.assessor_id AND s.tender_id = o.tender_id
    WHERE b.id = NEW.opened_bid_id AND b.result = 'ok' AND o.tender_id = round.tender_id
  ) THEN
    PERFORM evaluation_refuse('assessment_is_of_one_tender', 'bid, requirement and assessor are of different tenders');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_lock_holds() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION evaluation_result_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM evaluation_evaluation e
    WHERE e.id = NEW.evaluation_id AND e.tender_id = NEW.tender_id AND e.locked_at IS NOT NULL
  ) THEN
    PERFORM evaluation_refuse('evaluation_locked_before_result', 'the sheet of this tender is not locked');
  END IF;
  IF NEW.voided_at IS NOT NULL
    OR NOT EXISTS (SELECT FROM tenders_tender t WHERE t.id = NEW.tender_id AND t.status = 'opened')
    OR EXISTS (
      SELECT FROM evaluation_evaluation e, evaluation_evaluation later
      WHERE e.id = NEW.evaluation_id AND later.tender_id = e.tender_id AND later.round_no > e.round_no
    )
  THEN
    PERFORM evaluation_refuse('result_is_of_the_last_round', 'the tender is not open, or has a later round');
  END IF;
  IF NOT EXISTS (
    SELECT FROM ledger_document d WHERE d.sha256 = encode(evaluation_digest(NEW.document), 'hex')
  ) THEN
    PERFORM evaluation_refuse('result_rests_on_the_record', 'the evaluation file is not published');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_result_holds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.voided_at IS NOT NULL OR (to_jsonb(NEW) - 'voided_at' - 'void_reason')
    IS DISTINCT FROM (to_jsonb(OLD) - 'voided_at' - 'void_reason') THEN
    PERFORM evaluation_refuse('result_is_counted_once', 'a result is only ever voided, once');
  END IF;
  IF EXISTS (SELECT FROM evaluation_award a WHERE a.result_id = NEW.id) THEN
    PERFORM evaluation_refuse('awarded_result_stands', 'its letter of appointment is issued');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_standing_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM evaluation_result r
    JOIN evaluation_opening o ON o.tender_id = r.tender_id
    JOIN evaluation_openedbid b ON b.opening_id = o.id
    JOIN vendors_bid bid ON bid.id = b.bid_id
    JOIN vendors_participation p ON p.id = bid.participation_id
    WHERE r.id = NEW.result_id AND b.id = NEW.opened_bid_id AND p.vendor_id = NEW.vendor_id
      AND (NEW.rank IS NULL OR b.result = 'ok')
  ) THEN
    PERFORM evaluation_refuse('standing_is_of_a_bid_of_the_tender', 'another tender, another vendor, or unreadable');
  END IF;
  IF NEW.rank IS NOT NULL AND (NEW.rank < 1 OR NEW.price_corrected IS NULL) THEN
    PERFORM evaluation_refuse('ranks_have_no_gaps', 'ranks begin at 1 and have a price');
  END IF;
  RETURN NEW;
END $$;

-- Every opened bid stands in a result, and its ranks run 1, 2, 3 ...; judged at commit, when all standings are written.
CREATE FUNCTION evaluation_ranks_fit() RETURNS trigger LANGUAGE plpgsql AS $$
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
  RETURN NULL;
END $$;

CREATE FUNCTION evaluation_award_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held evaluation_result;
BEGIN
  PERFORM FROM tenders_tender t WHERE t.id = NEW.tender_id FOR SHARE;
  SELECT * INTO STRICT held FROM evaluation_result r WHERE r.id = NEW.result_id;
  IF held.tender_id <> NEW.tender_id OR held.voided_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM evaluation_standing s WHERE s.result_id = held.id AND s.rank = 1 AND s.vendor_id = NEW.vendor_id
      AND s.price_corrected = NEW.value
  ) THEN
    PERFORM evaluation_refuse('award_goes_to_the_winner', 'not rank 1 of the result in force at its corrected price');
  END IF;
  IF clock_timestamp() < held.objection_ends_at THEN
    PERFORM evaluation_refuse('award_after_standstill', format('objections until %s', held.objection_ends_at));
  END IF;
  IF EXISTS (SELECT FROM tenders_hold h WHERE h.tender_id = NEW.tender_id AND h.lifted_at IS NULL) THEN
    PERFORM evaluation_refuse('award_after_standstill', 'the award is on hold');
  END IF;
  RETURN NEW;
END $$;

-- A tender is decided by a result in force, reopened by voiding it, and awarded by the letter of appointment.
CREATE FUNCTION evaluation_tender_decides() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  in_force boolean;
BEGIN
  in_force := EXISTS (SELECT FROM evaluation_result r WHERE r.tender_id = NEW.id AND r.voided_at IS NULL);
  IF NEW.status = 'decided' AND NOT in_force THEN
    PERFORM evaluation_refuse('tender_is_decided_by_a_result', 'no result is in force');
  END IF;
  IF OLD.status = 'decided' AND NEW.status = 'opened' AND in_force THEN
    PERFORM evaluation_refuse('tender_is_decided_by_a_result', 'its result is still in force');
  END IF;
  IF NEW.status = 'awarded' AND NOT EXISTS (SELECT FROM evaluation_award a WHERE a.tender_id = NEW.id) THEN
    PERFORM evaluation_refuse('tender_is_awarded_by_letter', 'no letter of appointment is issued');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER round_fits BEFORE INSERT ON evaluation_evaluation
  FOR EACH ROW EXECUTE FUNCTION evaluation_round_fits();
CREATE TRIGGER assessment_fits BEFORE INSERT ON evaluation_assessment
  FOR EACH ROW EXECUTE FUNCTION evaluation_assessment_fits();
CREATE TRIGGER lock_holds BEFORE UPDATE ON evaluation_evaluation
  FOR EACH ROW EXECUTE FUNCTION evaluation_lock_holds();
CREATE TRIGGER result_fits BEFORE INSERT ON evaluation_result
  FOR EACH ROW EXECUTE FUNCTION evaluation_result_fits();
CREATE TRIGGER result_holds BEFORE UPDATE ON evaluation_result
  FOR EACH ROW EXECUTE FUNCTION evaluation_result_holds();
CREATE TRIGGER standing_fits BEFORE INSERT ON evaluation_standing
  FOR EACH ROW EXECUTE FUNCTION evaluation_standing_fits();
CREATE CONSTRAINT TRIGGER ranks_fit AFTER INSERT ON evaluation_result DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION evaluation_ranks_fit();
CREATE CONSTRAINT TRIGGER ranks_fit AFTER INSERT ON evaluation_standing DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION evaluation_ranks_fit();
CREATE TRIGGER award_fits BEFORE INSERT ON evaluation_award
  FOR EACH ROW EXECUTE FUNCTION evaluation_award_fits();
-- Named to fire after the table of legal moves has spoken.
CREATE TRIGGER tenders_tender_result BEFORE UPDATE OF status ON tenders_tender
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION evaluation_tender_decides();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['evaluation_assessment', 'evaluation_standing', 'evaluation_award'] LOOP
    EXECUTE format('CREATE TRIGGER evidence_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION evaluation_refuse_change()', name);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', name);
  END LOOP;
END $$;
REVOKE DELETE, TRUNCATE ON evaluation_evaluation, evaluation_result FROM app;
