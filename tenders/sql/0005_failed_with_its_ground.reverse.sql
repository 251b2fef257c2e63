-- SPDX-License-Identifier: Apache-2.0

DROP TRIGGER tenders_tender_retried ON tenders_tender;
DROP TRIGGER tenders_tender_told ON tenders_tender;
DROP FUNCTION tenders_guard_retry();
DROP FUNCTION tenders_guard_ending();
DROP FUNCTION tenders_fails_on(text);

CREATE OR REPLACE FUNCTION tenders_guard_tender() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moves text[] := '{status,revision,announced_at,ended_at,ended_reason,search}';
BEGIN
    IF NEW.training <> OLD.training THEN
        PERFORM tenders_refuse('training_is_for_ever', 'a tender is a training tender from its beginning or never');
    END IF;
    IF NEW.code <> OLD.code OR NEW.package_id <> OLD.package_id OR NEW.created_at <> OLD.created_at THEN
        PERFORM tenders_refuse('tender_identity_is_for_ever', 'code, package and birth of a tender never change');
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
