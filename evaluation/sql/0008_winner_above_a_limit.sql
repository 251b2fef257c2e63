-- SPDX-License-Identifier: Apache-2.0
-- Above a ceiling the budget authority names the winner (R-ACT-1, R-WIN-PA). The limits repeat lpse/regulations; a test
-- proves them equal.

CREATE FUNCTION evaluation_authority_above(book text, category text) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN book <> 'pbj-2025' THEN NULL
    WHEN category IN ('consultancy', 'individual_consultancy', 'works_consultancy') THEN 10000000000
    ELSE 100000000000 END
$$;

CREATE FUNCTION evaluation_proposal_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM evaluation_evaluation e JOIN tenders_tender t ON t.id = e.tender_id
    JOIN tenders_committeeseat s ON s.tender_id = t.id AND s.id = NEW.proposed_by_id AND s.position = 'chair'
    WHERE e.id = NEW.evaluation_id AND e.locked_at IS NOT NULL AND t.status = 'opened'
      AND t.ceiling > evaluation_authority_above(t.regulation, t.category) AND NEW.due_at > NEW.proposed_at
      AND NOT EXISTS (
        SELECT FROM evaluation_evaluation later WHERE later.tender_id = e.tender_id AND later.round_no > e.round_no
      )
  ) THEN
    PERFORM evaluation_refuse('the_chair_proposes_a_winner_above_the_limit', 'below the limit, open, or not its chair');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asked evaluation_winnerproposal;
BEGIN
  SELECT * INTO STRICT asked FROM evaluation_winnerproposal p WHERE p.id = NEW.proposal_id;
  IF NEW.decided_by_id IS NULL AND (NOT NEW.approved OR clock_timestamp() < asked.due_at) THEN
    PERFORM evaluation_refuse('silence_approves_when_its_time_has_passed', format('until %s', asked.due_at));
  END IF;
  IF NEW.decided_by_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM evaluation_evaluation e JOIN tenders_tender t ON t.id = e.tender_id
    JOIN tenders_package k ON k.id = t.package_id
    JOIN accounts_appointment a ON a.user_id = NEW.decided_by_id AND a.role = 'budget_authority'
      AND a.valid @> clock_timestamp() AND (a.agency_id IS NULL OR a.agency_id = k.agency_id)
    WHERE e.id = asked.evaluation_id
  ) THEN
    PERFORM evaluation_refuse('the_authority_of_the_agency_decides', 'no appointment as budget authority there');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_result_is_approved() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER proposal_fits BEFORE INSERT ON evaluation_winnerproposal
  FOR EACH ROW EXECUTE FUNCTION evaluation_proposal_fits();
CREATE TRIGGER decision_fits BEFORE INSERT ON evaluation_winnerdecision
  FOR EACH ROW EXECUTE FUNCTION evaluation_decision_fits();
-- Named to fire after the result was found to fit its round.
CREATE TRIGGER result_is_approved BEFORE INSERT ON evaluation_result
  FOR EACH ROW EXECUTE FUNCTION evaluation_result_is_approved();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['evaluation_winnerproposal', 'evaluation_winnerdecision'] LOOP
    EXECUTE format('CREATE TRIGGER evidence_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION evaluation_refuse_change()', name);
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', name);
    END IF;
  END LOOP;
END $$;
