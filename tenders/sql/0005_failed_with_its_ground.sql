-- SPDX-License-Identifier: Apache-2.0
-- A tender ends on a lawful ground, once, and only a failed one is tried again. The grounds repeat tenders/rules.py;
-- a test proves them equal.

-- The grounds on which a tender in a state may fail. Source: Perpres 16/2018 Pasal 51 ayat (2); R-FAIL-2, R-FAIL-3.
CREATE FUNCTION tenders_fails_on(state text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE state
        WHEN 'announced' THEN ARRAY['wrong_document', 'officials_colluded', 'procedure_broken']
        WHEN 'closed' THEN ARRAY['no_bid', 'wrong_document', 'officials_colluded', 'procedure_broken']
        WHEN 'opened' THEN ARRAY['no_bid', 'none_passed', 'wrong_document', 'collusion', 'unfair_competition',
            'above_estimate', 'negotiation_failed', 'officials_colluded', 'procedure_broken', 'winner_refused']
        WHEN 'decided' THEN ARRAY['wrong_document', 'collusion', 'unfair_competition', 'negotiation_failed',
            'officials_colluded', 'procedure_broken', 'rejection_upheld', 'winner_refused']
        ELSE ARRAY[]::text[]
    END
$$;

CREATE OR REPLACE FUNCTION tenders_guard_tender() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{status,revision,announced_at,ended_at,ended_ground,ended_reason,search}';
BEGIN
    IF NEW.training <> OLD.training THEN
        PERFORM tenders_refuse('training_is_for_ever', 'a tender is a training tender from its beginning or never');
    END IF;
    IF NEW.code <> OLD.code OR NEW.package_id <> OLD.package_id OR NEW.created_at <> OLD.created_at
       OR NEW.retry_of_id IS DISTINCT FROM OLD.retry_of_id THEN
        PERFORM tenders_refuse('tender_identity_is_for_ever', 'code, package, origin and birth of a tender never change');
    END IF;
    IF OLD.status <> 'draft' THEN
        IF (to_jsonb(NEW) - moves) <> (to_jsonb(OLD) - moves) OR NEW.announced_at IS DISTINCT FROM OLD.announced_at THEN
            PERFORM tenders_refuse('announced_tender_unchanged', 'what was announced stays as it was');
        END IF;
        IF NEW.revision < OLD.revision OR NEW.revision > OLD.revision + 1 THEN
            PERFORM tenders_refuse('revisions_count_up', 'revisions count up by one');
        END IF;
    END IF;
    IF NEW.status <> OLD.status THEN
        PERFORM tenders_check_move(NEW);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION tenders_guard_ending() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status = OLD.status THEN
        IF (NEW.ended_at, NEW.ended_ground, NEW.ended_reason)
           IS DISTINCT FROM (OLD.ended_at, OLD.ended_ground, OLD.ended_reason) THEN
            PERFORM tenders_refuse('how_a_tender_ended_stays', 'ground, reason and time come with the ending and stay');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.status NOT IN ('failed', 'cancelled') THEN
        IF NEW.ended_at IS NOT NULL OR NEW.ended_ground <> '' OR NEW.ended_reason <> '' THEN
            PERFORM tenders_refuse('how_a_tender_ended_stays', 'a running tender has not ended');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.ended_at IS NULL OR btrim(NEW.ended_reason) = '' THEN
        PERFORM tenders_refuse('an_ended_tender_says_why', 'an ending has its instant and its reason in words');
    END IF;
    IF NEW.status = 'cancelled' AND NEW.ended_ground <> 'cancelled'
       OR NEW.status = 'failed' AND NEW.ended_ground <> ALL (tenders_fails_on(OLD.status))
       OR NEW.ended_ground = 'negotiation_failed' AND NEW.method <> 'selection'
    THEN
        PERFORM tenders_refuse('a_tender_fails_on_a_lawful_ground', format('%s while %s', NEW.ended_ground, OLD.status));
    END IF;
    RETURN NEW;
END $$;
-- Named to fire after the table of legal moves has spoken.
CREATE TRIGGER tenders_tender_told BEFORE UPDATE ON tenders_tender
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_ending();

-- A retry is of a failed tender of the same package, begun running.
CREATE FUNCTION tenders_guard_retry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ended_at IS NOT NULL OR NEW.ended_ground <> '' OR NEW.ended_reason <> '' THEN
        PERFORM tenders_refuse('how_a_tender_ended_stays', 'a new tender has not ended');
    END IF;
    IF NEW.retry_of_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM tenders_tender origin
        WHERE origin.id = NEW.retry_of_id AND origin.status = 'failed' AND origin.package_id = NEW.package_id
          AND origin.training = NEW.training
        FOR SHARE
    ) THEN
        PERFORM tenders_refuse('a_retry_follows_a_failed_tender', 'its origin has not failed, or is of another package');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_tender_retried BEFORE INSERT ON tenders_tender
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_retry();
