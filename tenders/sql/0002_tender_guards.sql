-- SPDX-License-Identifier: Apache-2.0
-- Lawful moves of packages and tenders, and what may not change once submitted, frozen or announced.
-- Every refusal is a check_violation whose constraint name is a sentence.

CREATE SEQUENCE tenders_number;

INSERT INTO legal_move (model, source, target) VALUES
    ('tenders.package', '', 'draft'),
    ('tenders.package', 'draft', 'submitted'),
    ('tenders.package', 'returned', 'submitted'),
    ('tenders.package', 'submitted', 'returned'),
    ('tenders.package', 'submitted', 'assigned'),
    ('tenders.tender', '', 'draft'),
    ('tenders.tender', 'draft', 'announced'),
    ('tenders.tender', 'announced', 'closed'),
    ('tenders.tender', 'closed', 'opened'),
    ('tenders.tender', 'opened', 'decided'),
    ('tenders.tender', 'decided', 'opened'),
    ('tenders.tender', 'decided', 'awarded'),
    ('tenders.tender', 'announced', 'failed'),
    ('tenders.tender', 'closed', 'failed'),
    ('tenders.tender', 'opened', 'failed'),
    ('tenders.tender', 'decided', 'failed'),
    ('tenders.tender', 'draft', 'cancelled'),
    ('tenders.tender', 'announced', 'cancelled'),
    ('tenders.tender', 'closed', 'cancelled'),
    ('tenders.tender', 'opened', 'cancelled'),
    ('tenders.tender', 'decided', 'cancelled');

CREATE TRIGGER tenders_package_move BEFORE INSERT OR UPDATE ON tenders_package
    FOR EACH ROW EXECUTE FUNCTION guard_move('tenders.package');
CREATE TRIGGER tenders_tender_move BEFORE INSERT OR UPDATE ON tenders_tender
    FOR EACH ROW EXECUTE FUNCTION guard_move('tenders.tender');

CREATE FUNCTION tenders_refuse(sentence text, told text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation', CONSTRAINT = sentence;
END $$;

-- Packages ---------------------------------------------------------------------------------------------------------
CREATE FUNCTION tenders_guard_package() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.code <> OLD.code OR NEW.training <> OLD.training OR NEW.officer_id <> OLD.officer_id THEN
        PERFORM tenders_refuse('package_identity_is_for_ever', 'code, training and officer of a package never change');
    END IF;
    IF OLD.status NOT IN ('draft', 'returned')
       AND (to_jsonb(NEW) - '{status,returned_reason}'::text[]) <> (to_jsonb(OLD) - '{status,returned_reason}'::text[])
    THEN
        PERFORM tenders_refuse('package_frozen_after_submission', 'a submitted package cannot be edited');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_package_frozen BEFORE UPDATE ON tenders_package
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_package();

CREATE FUNCTION tenders_guard_package_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    package bigint;
    state text;
BEGIN
    FOR package IN SELECT DISTINCT p FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.package_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.package_id END
    ]) AS p WHERE p IS NOT NULL ORDER BY p
    LOOP
        SELECT status INTO state FROM tenders_package WHERE id = package FOR SHARE;
        IF state NOT IN ('draft', 'returned') THEN
            PERFORM tenders_refuse('estimate_rows_frozen_after_submission', 'rows of a submitted estimate stay');
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tenders_packageitem_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_packageitem
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_package_item();

-- Tenders ----------------------------------------------------------------------------------------------------------
CREATE FUNCTION tenders_guard_tender() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION tenders_check_move(tender tenders_tender) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF tender.status = 'announced' THEN
        PERFORM tenders_check_announcement(tender);
    ELSIF tender.status = 'closed' AND NOT EXISTS (
        SELECT FROM tenders_stage s
        WHERE s.tender_id = tender.id AND s.kind = 'bid_submission' AND s.ends_at <= clock_timestamp()
    ) THEN
        PERFORM tenders_refuse('closed_not_before_the_deadline', 'bids may still come in');
    ELSIF tender.status = 'awarded' THEN
        IF EXISTS (SELECT FROM tenders_hold h WHERE h.tender_id = tender.id AND h.lifted_at IS NULL) THEN
            PERFORM tenders_refuse('no_award_during_a_hold', 'the award waits until every hold is lifted');
        END IF;
    END IF;
END $$;

CREATE FUNCTION tenders_check_announcement(tender tenders_tender) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    seats bigint;
    chairs bigint;
BEGIN
    SELECT count(*), count(*) FILTER (WHERE position = 'chair') INTO seats, chairs
    FROM tenders_committeeseat WHERE tender_id = tender.id;
    IF seats < 3 OR seats % 2 = 0 OR chairs <> 1 THEN
        PERFORM tenders_refuse('committee_is_odd_and_at_least_three', 'a committee has an odd number of members from 3');
    END IF;
    IF NOT EXISTS (SELECT FROM tenders_keyset k WHERE k.tender_id = tender.id AND k.frozen_at IS NOT NULL) THEN
        PERFORM tenders_refuse('keyset_frozen_before_announcement', 'every member accepts the key set first');
    END IF;
    IF tender.announced_at IS NULL OR tender.revision <> 1 THEN
        PERFORM tenders_refuse('announcement_has_its_time', 'an announcement has its instant and is revision 1');
    END IF;
    IF NOT EXISTS (
        SELECT FROM tenders_stage s
        WHERE s.tender_id = tender.id AND s.kind = 'bid_submission' AND s.ends_at > clock_timestamp()
    ) THEN
        PERFORM tenders_refuse('announced_before_its_deadline', 'the bid deadline lies ahead of an announcement');
    END IF;
END $$;
CREATE TRIGGER tenders_tender_unchanged BEFORE UPDATE ON tenders_tender
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_tender();

CREATE FUNCTION tenders_guard_new_tender() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.code !~ '^T-[0-9]{4}-[0-9]{4,}$' THEN
        PERFORM tenders_refuse('tender_code_has_its_form', 'a code reads T-<year>-<digits>');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_tender_new BEFORE INSERT ON tenders_tender
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_new_tender();

-- What belongs to a tender is frozen with its announcement. The tender's row is locked FOR SHARE, so that an
-- announcement in flight settles first. The sentence comes from the trigger.
CREATE FUNCTION tenders_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint;
    state text;
BEGIN
    FOR owner IN SELECT DISTINCT t FROM unnest(ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.tender_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.tender_id END
    ]) AS t WHERE t IS NOT NULL ORDER BY t
    LOOP
        SELECT status INTO state FROM tenders_tender WHERE id = owner FOR SHARE;
        IF state <> 'draft' THEN
            PERFORM tenders_refuse(TG_ARGV[0], 'this part of the tender was announced and stays');
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tenders_selectiondocument_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_selectiondocument
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('documents_frozen_after_announcement');
CREATE TRIGGER tenders_requirement_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_requirement
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('requirements_frozen_after_announcement');
CREATE TRIGGER tenders_item_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_item
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('items_frozen_after_announcement');
CREATE TRIGGER tenders_committeeseat_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_committeeseat
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('committee_frozen_after_announcement');
CREATE TRIGGER tenders_serverkey_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_serverkey
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('server_keys_frozen_after_announcement');

-- The schedule: frozen too, but that a bid deadline may move later while it lies ahead. It never moves earlier.
CREATE FUNCTION tenders_guard_stage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    SELECT status INTO state FROM tenders_tender WHERE id = coalesce(NEW.tender_id, OLD.tender_id) FOR SHARE;
    IF TG_OP = 'UPDATE' AND NEW.tender_id <> OLD.tender_id THEN
        PERFORM tenders_refuse('stages_frozen_after_announcement', 'a stage stays with its tender');
    END IF;
    IF state = 'draft' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP <> 'UPDATE' OR state <> 'announced' OR OLD.kind <> 'bid_submission'
       OR (to_jsonb(NEW) - 'ends_at') <> (to_jsonb(OLD) - 'ends_at')
    THEN
        PERFORM tenders_refuse('stages_frozen_after_announcement', 'an announced schedule stays');
    END IF;
    IF NEW.ends_at < OLD.ends_at THEN
        PERFORM tenders_refuse('deadline_never_earlier', 'a bid deadline never moves earlier');
    END IF;
    IF NEW.ends_at > OLD.ends_at AND OLD.ends_at <= clock_timestamp() THEN
        PERFORM tenders_refuse('deadline_moved_before_it_passes', 'a deadline that has passed stays');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_stage_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_stage
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_stage();

-- Keys -------------------------------------------------------------------------------------------------------------
CREATE FUNCTION tenders_guard_keyset() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.frozen_at IS NOT NULL THEN
        PERFORM tenders_refuse('frozen_key_set_unchanged', 'a frozen key set stays as it is');
    END IF;
    IF TG_OP = 'INSERT' AND NEW.frozen_at IS NOT NULL THEN
        PERFORM tenders_refuse('key_set_frozen_by_consent', 'a key set is frozen by its members');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF (to_jsonb(NEW) - 'frozen_at') <> (to_jsonb(OLD) - 'frozen_at') THEN
            PERFORM tenders_refuse('proposed_key_set_unchanged', 'propose another key set instead');
        END IF;
        IF NEW.frozen_at IS NOT NULL AND (SELECT count(*) FROM tenders_keysetconsent c WHERE c.key_set_id = NEW.id)
           < (SELECT count(*) FROM tenders_committeeseat s WHERE s.tender_id = NEW.tender_id)
        THEN
            PERFORM tenders_refuse('key_set_frozen_by_consent', 'every member accepts the key set before it is frozen');
        END IF;
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tenders_keyset_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_keyset
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_keyset();
CREATE TRIGGER tenders_keyset_announced BEFORE INSERT OR UPDATE OR DELETE ON tenders_keyset
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('key_sets_frozen_after_announcement');

CREATE FUNCTION tenders_guard_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM tenders_keyset k WHERE k.id = coalesce(NEW.key_set_id, OLD.key_set_id) AND k.frozen_at IS NOT NULL
    ) THEN
        PERFORM tenders_refuse('consents_frozen_with_their_key_set', 'the consents of a frozen key set stay');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER tenders_keysetconsent_frozen BEFORE INSERT OR DELETE ON tenders_keysetconsent
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_consent();

-- Holds ------------------------------------------------------------------------------------------------------------
CREATE FUNCTION tenders_guard_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- Share lock: an award in flight settles first.
        PERFORM 1 FROM tenders_tender WHERE id = NEW.tender_id FOR SHARE;
        RETURN NEW;
    END IF;
    IF OLD.lifted_at IS NOT NULL OR (to_jsonb(NEW) - 'lifted_at') <> (to_jsonb(OLD) - 'lifted_at') THEN
        PERFORM tenders_refuse('holds_are_only_lifted', 'a hold is placed, then lifted, and stays on file');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_hold_kept BEFORE INSERT OR UPDATE ON tenders_hold
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_hold();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE DELETE, TRUNCATE ON tenders_package, tenders_tender, tenders_hold FROM app;
        REVOKE TRUNCATE ON tenders_packageitem, tenders_stage, tenders_selectiondocument, tenders_requirement,
            tenders_item, tenders_committeeseat, tenders_keyset FROM app;
        REVOKE UPDATE, TRUNCATE ON tenders_keysetconsent FROM app;
        REVOKE UPDATE, DELETE, TRUNCATE ON tenders_serverkey FROM app;
    END IF;
END $$;
