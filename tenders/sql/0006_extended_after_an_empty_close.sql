-- SPDX-License-Identifier: Apache-2.0
-- When no bid came in, two members move the deadline on its own day, and the tender takes bids again.
-- Source: Peraturan LKPP 9/2018 Lampiran 4.2.5; law.md R-SCH-4; sealed-bids.md 7.6.
INSERT INTO legal_move (model, source, target) VALUES ('tenders.tender', 'closed', 'announced');

-- The newest close is empty, and it is still the day of the deadline where the office is.
CREATE FUNCTION tenders_may_extend(tender tenders_tender) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN tender.status = 'closed' AND EXISTS (
        SELECT FROM (SELECT body FROM vendors_close c WHERE c.tender_id = tender.id ORDER BY c.id DESC LIMIT 1) AS newest
        WHERE jsonb_array_length(convert_from(newest.body, 'UTF8')::jsonb -> 'entries') = 0
    ) AND EXISTS (
        SELECT FROM tenders_stage s WHERE s.tender_id = tender.id AND s.kind = 'bid_submission'
        AND ((s.ends_at - interval '1 microsecond') AT TIME ZONE tender.zone)::date
            = (clock_timestamp() AT TIME ZONE tender.zone)::date
    );
END $$;

CREATE FUNCTION tenders_check_extended_stage(stage tenders_stage, starts timestamptz, ends timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF stage.kind IN ('announcement', 'clarification') THEN
        PERFORM tenders_refuse('a_stage_that_ended_stays', 'a stage that is over stays as it was');
    ELSIF stage.kind IN ('bid_submission', 'document_download') THEN
        IF starts IS DISTINCT FROM tenders_ms(stage.starts_at) OR ends < tenders_ms(stage.ends_at) THEN
            PERFORM tenders_refuse('deadline_never_earlier', 'a window goes on from where it was, never shorter');
        END IF;
    ELSIF starts IS NULL OR starts <= clock_timestamp() THEN
        PERFORM tenders_refuse('a_stage_moves_into_the_future', 'what follows the deadline begins after it');
    END IF;
    IF ends IS NULL OR ends <= starts OR ends <= clock_timestamp() THEN
        PERFORM tenders_refuse('a_stage_moves_into_the_future', 'no stage ends in the past');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION tenders_check_moved_stage(change tenders_schedulechange, moved jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    stage tenders_stage;
    starts timestamptz := (moved -> 'new' ->> 0)::timestamptz;
    ends timestamptz := (moved -> 'new' ->> 1)::timestamptz;
    began boolean;
    restarts boolean;
BEGIN
    SELECT s.* INTO stage FROM tenders_stage s WHERE s.tender_id = change.tender_id AND s.kind = moved ->> 'kind';
    IF NOT FOUND OR tenders_ms(stage.starts_at) IS DISTINCT FROM (moved -> 'old' ->> 0)::timestamptz
       OR tenders_ms(stage.ends_at) IS DISTINCT FROM (moved -> 'old' ->> 1)::timestamptz
    THEN
        PERFORM tenders_refuse('a_schedule_change_begins_where_the_schedule_is', 'the schedule was changed meanwhile');
    END IF;
    IF change.ground = 'no_bid' THEN
        PERFORM tenders_check_extended_stage(stage, starts, ends);
        RETURN;
    END IF;
    began := stage.starts_at <= clock_timestamp();
    restarts := starts <> tenders_ms(stage.starts_at);
    IF stage.ends_at <= clock_timestamp() THEN
        IF stage.kind = 'bid_submission' THEN
            PERFORM tenders_refuse('deadline_moved_before_it_passes', 'a deadline that has passed stays');
        END IF;
        PERFORM tenders_refuse('a_stage_that_ended_stays', 'a stage that is over stays as it was');
    END IF;
    IF starts IS NULL OR ends IS NULL OR ends <= starts OR ends <= clock_timestamp()
       OR (restarts AND (began OR starts <= clock_timestamp()))
    THEN
        PERFORM tenders_refuse('a_stage_moves_into_the_future', 'a stage that began keeps its start, and none ends in the past');
    END IF;
    IF stage.kind = 'bid_submission' THEN
        IF ends < tenders_ms(stage.ends_at) THEN
            PERFORM tenders_refuse('deadline_never_earlier', 'a bid deadline never moves earlier');
        ELSIF restarts AND starts > tenders_ms(stage.starts_at) THEN
            PERFORM tenders_refuse('the_bid_window_is_never_shortened', 'a bid window never begins later');
        ELSIF ends > tenders_ms(stage.ends_at) AND change.ground = '' THEN
            PERFORM tenders_refuse('a_deadline_moves_on_lawful_grounds', 'a bid deadline moves on a ground of law only');
        END IF;
    ELSIF stage.kind = 'document_download' AND ends < tenders_ms(stage.ends_at) THEN
        PERFORM tenders_refuse('registration_never_ends_earlier', 'vendors may register as long as was announced');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION tenders_check_schedule_change(change tenders_schedulechange) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    tender tenders_tender;
    moved jsonb;
    plan jsonb;
BEGIN
    SELECT t.* INTO tender FROM tenders_tender t WHERE t.id = change.tender_id FOR SHARE;
    IF tender.status NOT IN ('announced', 'closed', 'opened', 'decided') THEN
        PERFORM tenders_refuse('only_a_running_schedule_changes', 'the schedule of this tender is not running');
    END IF;
    IF NOT tenders_has_seat(change.tender_id, change.proposed_by_id) THEN
        PERFORM tenders_refuse('the_committee_changes_its_own_schedule', 'a member of the committee proposes');
    END IF;
    IF (change.ground = 'document_change') <> (change.addendum_id IS NOT NULL) THEN
        PERFORM tenders_refuse('a_document_change_has_its_addendum', 'that ground belongs to an addendum');
    END IF;
    IF jsonb_array_length(change.stages) = 0 OR jsonb_array_length(change.stages) <> (
        SELECT count(DISTINCT m ->> 'kind') FROM jsonb_array_elements(change.stages) AS m
    ) THEN
        PERFORM tenders_refuse('a_schedule_change_changes_something', 'each changed stage stands there once');
    END IF;
    IF change.ground = 'no_bid' AND NOT (tenders_may_extend(tender) AND EXISTS (
        SELECT FROM jsonb_array_elements(change.stages) AS m WHERE m ->> 'kind' = 'bid_submission'
    )) THEN
        PERFORM tenders_refuse('extended_on_the_day_of_an_empty_close', 'bids came in, or that day is over');
    END IF;
    plan := tenders_plan(change.tender_id);
    FOR moved IN SELECT m FROM jsonb_array_elements(change.stages) AS m LOOP
        PERFORM tenders_check_moved_stage(change, moved);
        IF moved ->> 'kind' = 'bid_submission' AND tender.status <> 'announced' AND change.ground <> 'no_bid' THEN
            PERFORM tenders_refuse('deadline_moved_before_it_passes', 'the bid window is closed');
        END IF;
        plan := jsonb_set(plan, ARRAY[moved ->> 'kind'], moved -> 'new');
    END LOOP;
    PERFORM tenders_require_lawful(plan, tender);
END $$;

CREATE OR REPLACE FUNCTION tenders_apply_schedule_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Taking bids again comes first: the stages of a closed tender stay.
    UPDATE tenders_tender SET revision = NEW.revision,
        status = CASE NEW.ground WHEN 'no_bid' THEN 'announced' ELSE status END
    WHERE id = NEW.tender_id;
    UPDATE tenders_stage s SET
        starts_at = CASE WHEN m -> 'new' ->> 0 = m -> 'old' ->> 0 THEN s.starts_at ELSE (m -> 'new' ->> 0)::timestamptz END,
        ends_at = CASE WHEN m -> 'new' ->> 1 = m -> 'old' ->> 1 THEN s.ends_at ELSE (m -> 'new' ->> 1)::timestamptz END
    FROM jsonb_array_elements(NEW.stages) AS m WHERE s.tender_id = NEW.tender_id AND s.kind = m ->> 'kind';
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION tenders_guard_stage() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF TG_OP <> 'UPDATE' OR (to_jsonb(NEW) - '{starts_at,ends_at}'::text[]) <> (to_jsonb(OLD) - '{starts_at,ends_at}'::text[]) THEN
        PERFORM tenders_refuse('stages_frozen_after_announcement', 'an announced schedule stays');
    END IF;
    IF OLD.kind = 'bid_submission' AND NEW.ends_at <> OLD.ends_at THEN
        IF state <> 'announced' THEN
            PERFORM tenders_refuse('stages_frozen_after_announcement', 'the bid window is closed');
        ELSIF NEW.ends_at < OLD.ends_at THEN
            PERFORM tenders_refuse('deadline_never_earlier', 'a bid deadline never moves earlier');
        ELSIF OLD.ends_at <= clock_timestamp() AND NOT EXISTS (
            SELECT FROM tenders_schedulechange c JOIN tenders_tender t ON t.id = c.tender_id AND t.revision = c.revision
            WHERE c.tender_id = NEW.tender_id AND c.accepted AND c.ground = 'no_bid'
        ) THEN
            PERFORM tenders_refuse('deadline_moved_before_it_passes', 'a deadline that has passed stays');
        END IF;
    END IF;
    IF NOT EXISTS (
        SELECT FROM (
            SELECT m -> 'new' AS wanted FROM tenders_schedulechange c, jsonb_array_elements(c.stages) AS m
            WHERE c.tender_id = NEW.tender_id AND c.accepted AND m ->> 'kind' = NEW.kind ORDER BY c.revision DESC LIMIT 1
        ) AS newest
        WHERE tenders_ms(NEW.starts_at) = (wanted ->> 0)::timestamptz AND tenders_ms(NEW.ends_at) = (wanted ->> 1)::timestamptz
    ) THEN
        PERFORM tenders_refuse('stages_frozen_after_announcement', 'an announced schedule changes by an accepted change');
    END IF;
    RETURN NEW;
END $$;

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
    IF OLD.status = 'closed' AND NEW.status = 'announced' THEN
        IF NOT (tenders_may_extend(OLD) AND EXISTS (
            SELECT FROM tenders_schedulechange c
            WHERE c.tender_id = NEW.id AND c.accepted AND c.ground = 'no_bid' AND c.revision = NEW.revision
        )) THEN
            PERFORM tenders_refuse('extended_on_the_day_of_an_empty_close', 'two members move the deadline on that day');
        END IF;
    ELSIF NEW.status <> OLD.status THEN
        PERFORM tenders_check_move(NEW);
    END IF;
    RETURN NEW;
END $$;
