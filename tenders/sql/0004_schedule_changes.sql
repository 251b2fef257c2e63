-- SPDX-License-Identifier: Apache-2.0
-- Schedule changes and addenda of announced tenders, and the lawful minimum of every schedule.
-- The tables of days, minima and order repeat lpse/regulations; tests prove them equal. A person of the portal may
-- not write them.

CREATE TABLE tenders_calendar_year (year int PRIMARY KEY);
CREATE TABLE tenders_holiday (day date PRIMARY KEY);
CREATE TABLE tenders_minimum (regulation text NOT NULL, word text NOT NULL, days int NOT NULL, PRIMARY KEY (regulation, word));
CREATE TABLE tenders_stage_order (
    place int PRIMARY KEY, kind text NOT NULL, edge char NOT NULL, other text NOT NULL, other_edge char NOT NULL
);
INSERT INTO tenders_calendar_year VALUES (2023), (2024), (2025), (2026), (2027);
INSERT INTO tenders_holiday VALUES
    ('2023-01-01'), ('2023-01-22'), ('2023-01-23'), ('2023-02-18'), ('2023-03-22'), ('2023-03-23'), ('2023-04-07'), ('2023-04-19'),
    ('2023-04-20'), ('2023-04-21'), ('2023-04-22'), ('2023-04-23'), ('2023-04-24'), ('2023-04-25'), ('2023-05-01'), ('2023-05-18'),
    ('2023-06-01'), ('2023-06-02'), ('2023-06-04'), ('2023-06-28'), ('2023-06-29'), ('2023-06-30'), ('2023-07-19'), ('2023-08-17'),
    ('2023-09-28'), ('2023-12-25'), ('2023-12-26'), ('2024-01-01'), ('2024-02-08'), ('2024-02-09'), ('2024-02-10'), ('2024-02-14'),
    ('2024-03-11'), ('2024-03-12'), ('2024-03-29'), ('2024-03-31'), ('2024-04-08'), ('2024-04-09'), ('2024-04-10'), ('2024-04-11'),
    ('2024-04-12'), ('2024-04-15'), ('2024-05-01'), ('2024-05-09'), ('2024-05-10'), ('2024-05-23'), ('2024-05-24'), ('2024-06-01'),
    ('2024-06-17'), ('2024-06-18'), ('2024-07-07'), ('2024-08-17'), ('2024-09-16'), ('2024-11-27'), ('2024-12-25'), ('2024-12-26'),
    ('2025-01-01'), ('2025-01-27'), ('2025-01-28'), ('2025-01-29'), ('2025-03-28'), ('2025-03-29'), ('2025-03-31'), ('2025-04-01'),
    ('2025-04-02'), ('2025-04-03'), ('2025-04-04'), ('2025-04-07'), ('2025-04-18'), ('2025-04-20'), ('2025-05-01'), ('2025-05-12'),
    ('2025-05-13'), ('2025-05-29'), ('2025-05-30'), ('2025-06-01'), ('2025-06-06'), ('2025-06-09'), ('2025-06-27'), ('2025-08-17'),
    ('2025-08-18'), ('2025-09-05'), ('2025-12-25'), ('2025-12-26'), ('2026-01-01'), ('2026-01-16'), ('2026-02-16'), ('2026-02-17'),
    ('2026-03-18'), ('2026-03-19'), ('2026-03-20'), ('2026-03-21'), ('2026-03-22'), ('2026-03-23'), ('2026-03-24'), ('2026-04-03'),
    ('2026-04-05'), ('2026-05-01'), ('2026-05-14'), ('2026-05-15'), ('2026-05-27'), ('2026-05-28'), ('2026-05-31'), ('2026-06-01'),
    ('2026-06-16'), ('2026-08-17'), ('2026-08-25'), ('2026-12-24'), ('2026-12-25'), ('2027-01-01'), ('2027-01-05'), ('2027-02-05'),
    ('2027-02-06'), ('2027-03-08'), ('2027-03-09'), ('2027-03-10'), ('2027-03-11'), ('2027-03-12'), ('2027-03-15'), ('2027-03-25'),
    ('2027-03-26'), ('2027-03-28'), ('2027-05-01'), ('2027-05-06'), ('2027-05-17'), ('2027-05-18'), ('2027-05-19'), ('2027-05-20'),
    ('2027-06-01'), ('2027-06-06'), ('2027-08-15'), ('2027-08-17'), ('2027-12-24'), ('2027-12-25'), ('2027-12-26');
INSERT INTO tenders_minimum VALUES
    ('pbj-2025', 'announcement', 5),
    ('pbj-2025', 'download_before_deadline', 1),
    ('pbj-2025', 'clarification_after_announcement', 3),
    ('pbj-2025', 'deadline_after_clarification', 3),
    ('pbj-2025', 'addendum_before_deadline', 3),
    ('pbj-2025', 'award_after_proof', 1),
    ('pbj-2025', 'contract_after_appointment', 14),
    ('pbj-2025', 'objection', 5);
INSERT INTO tenders_stage_order VALUES
    (1, 'document_download', 's', 'announcement', 's'),
    (2, 'clarification', 's', 'announcement', 's'),
    (3, 'bid_submission', 's', 'announcement', 's'),
    (4, 'bid_submission', 'e', 'announcement', 'e'),
    (5, 'bid_submission', 'e', 'document_download', 'e'),
    (6, 'bid_submission', 'e', 'clarification', 'e'),
    (7, 'bid_opening', 's', 'bid_submission', 'e'),
    (8, 'evaluation', 's', 'bid_opening', 's'),
    (9, 'qualification_proof', 's', 'evaluation', 's'),
    (10, 'qualification_proof', 'e', 'evaluation', 'e'),
    (11, 'award_decision', 's', 'qualification_proof', 'e'),
    (12, 'award_announcement', 's', 'award_decision', 's'),
    (13, 'standstill', 's', 'award_announcement', 's'),
    (14, 'appointment', 's', 'standstill', 'e'),
    (15, 'contract_signing', 's', 'appointment', 's');

-- Counting ---------------------------------------------------------------------------------------------------------
-- Working days later than `after` and not later than `until`, as lpse/core/calendar.py counts them (law.md R-CAL-2).
CREATE FUNCTION tenders_working_days(after date, until date) RETURNS int LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF until > after AND EXISTS (
        SELECT FROM generate_series(extract(year FROM after + 1)::int, extract(year FROM until)::int) AS y
        WHERE NOT EXISTS (SELECT FROM tenders_calendar_year k WHERE k.year = y)
    ) THEN
        PERFORM tenders_refuse('holidays_of_the_year_are_known', 'a year without its table of holidays is not counted');
    END IF;
    RETURN (
        SELECT count(*) FROM generate_series(1, until - after) AS n
        WHERE extract(isodow FROM after + n) < 6 AND NOT EXISTS (SELECT FROM tenders_holiday h WHERE h.day = after + n)
    );
END $$;

CREATE FUNCTION tenders_ms(at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE
RETURN date_trunc('milliseconds', at);

-- A plan is {"kind": ["starts_at", "ends_at"]}. The instant of an edge; the local date of a start; the last day of an end.
CREATE FUNCTION tenders_edge(plan jsonb, kind text, edge text) RETURNS timestamptz LANGUAGE sql STABLE
RETURN (plan -> kind ->> CASE edge WHEN 's' THEN 0 ELSE 1 END)::timestamptz;
CREATE FUNCTION tenders_starts_on(plan jsonb, kind text, zone text) RETURNS date LANGUAGE sql STABLE
RETURN (tenders_edge(plan, kind, 's') AT TIME ZONE zone)::date;
CREATE FUNCTION tenders_ends_on(plan jsonb, kind text, zone text) RETURNS date LANGUAGE sql STABLE
RETURN ((tenders_edge(plan, kind, 'e') - interval '1 microsecond') AT TIME ZONE zone)::date;

CREATE FUNCTION tenders_plan(owner bigint) RETURNS jsonb LANGUAGE sql STABLE
RETURN (SELECT jsonb_object_agg(kind, jsonb_build_array(starts_at, ends_at)) FROM tenders_stage WHERE tender_id = owner);

CREATE FUNCTION tenders_require_period(book text, called text, reached int, sentence text, upper boolean) RETURNS void
LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted int;
BEGIN
    SELECT days INTO wanted FROM tenders_minimum WHERE regulation = book AND word = called;
    IF NOT FOUND OR (upper AND reached > wanted) OR (NOT upper AND reached < wanted) THEN
        PERFORM tenders_refuse(sentence, format('%s: %s working days, the rule says %s', called, reached, wanted));
    END IF;
END $$;

-- Order for every schedule, minima for real ones: the same limits as lpse/regulations/schedules.py (law.md 3.1).
-- The standstill of works is counted in calendar days and judged by the service alone.
CREATE FUNCTION tenders_require_lawful(plan jsonb, tender tenders_tender) RETURNS void LANGUAGE plpgsql STABLE AS $$
DECLARE
    z text := tender.zone;
    book text := tender.regulation;
BEGIN
    IF EXISTS (
        SELECT FROM tenders_stage_order o WHERE plan -> o.kind IS NULL OR plan -> o.other IS NULL
        OR tenders_edge(plan, o.kind, o.edge) < tenders_edge(plan, o.other, o.other_edge)
    ) THEN
        PERFORM tenders_refuse('stages_follow_one_another', 'the stages of a schedule follow one another');
    END IF;
    IF tender.training THEN
        RETURN;
    END IF;
    PERFORM tenders_require_period(book, 'announcement', tenders_working_days(
        tenders_starts_on(plan, 'announcement', z), tenders_ends_on(plan, 'announcement', z)
    ), 'announcement_is_on_air_long_enough', false);
    PERFORM tenders_require_period(book, 'clarification_after_announcement', tenders_working_days(
        tenders_starts_on(plan, 'announcement', z), tenders_starts_on(plan, 'clarification', z)
    ), 'clarification_not_too_early', false);
    PERFORM tenders_require_period(book, 'deadline_after_clarification', tenders_working_days(
        tenders_ends_on(plan, 'clarification', z), tenders_ends_on(plan, 'bid_submission', z)
    ), 'bids_get_their_minimum_of_days', false);
    PERFORM tenders_require_period(book, 'download_before_deadline', 1 + tenders_working_days(
        tenders_ends_on(plan, 'document_download', z), tenders_ends_on(plan, 'bid_submission', z) - 1
    ), 'documents_stay_open_long_enough', true);
    PERFORM tenders_require_period(book, 'award_after_proof', tenders_working_days(
        tenders_ends_on(plan, 'qualification_proof', z), tenders_starts_on(plan, 'award_announcement', z)
    ), 'award_follows_the_proof', true);
    PERFORM tenders_require_period(book, 'contract_after_appointment', tenders_working_days(
        tenders_ends_on(plan, 'appointment', z), tenders_ends_on(plan, 'contract_signing', z)
    ), 'contract_follows_the_appointment', true);
    IF tender.category IN ('goods', 'other_services', 'consultancy', 'individual_consultancy') THEN
        PERFORM tenders_require_period(book, 'objection', tenders_working_days(
            tenders_starts_on(plan, 'award_announcement', z),
            (tenders_edge(plan, 'standstill', 'e') AT TIME ZONE z)::date - 1
        ), 'standstill_lasts_its_minimum', false);
    END IF;
END $$;

CREATE FUNCTION tenders_guard_lawful_announcement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tenders_require_lawful(tenders_plan(NEW.id), NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_tender_with_lawful_schedule BEFORE UPDATE ON tenders_tender FOR EACH ROW
    WHEN (NEW.status = 'announced' AND OLD.status = 'draft') EXECUTE FUNCTION tenders_guard_lawful_announcement();

-- Schedule changes -------------------------------------------------------------------------------------------------
-- stages is [{"kind", "old": [starts_at, ends_at], "new": [starts_at, ends_at]}]. One member proposes, a second person
-- accepts; the database then moves the stages itself, so that an accepted change is never half done.
CREATE FUNCTION tenders_has_seat(owner bigint, person bigint) RETURNS boolean LANGUAGE sql STABLE
RETURN EXISTS (SELECT FROM tenders_committeeseat s WHERE s.tender_id = owner AND s.user_id = person);

CREATE FUNCTION tenders_check_moved_stage(change tenders_schedulechange, moved jsonb) RETURNS void LANGUAGE plpgsql AS $$
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

CREATE FUNCTION tenders_check_schedule_change(change tenders_schedulechange) RETURNS void LANGUAGE plpgsql AS $$
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
    plan := tenders_plan(change.tender_id);
    FOR moved IN SELECT m FROM jsonb_array_elements(change.stages) AS m LOOP
        PERFORM tenders_check_moved_stage(change, moved);
        IF moved ->> 'kind' = 'bid_submission' AND tender.status <> 'announced' THEN
            PERFORM tenders_refuse('deadline_moved_before_it_passes', 'the bid window is closed');
        END IF;
        plan := jsonb_set(plan, ARRAY[moved ->> 'kind'], moved -> 'new');
    END LOOP;
    PERFORM tenders_require_lawful(plan, tender);
END $$;

CREATE FUNCTION tenders_guard_schedule_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision text[] := '{accepted,decided_by_id,decided_at,note,revision}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.accepted IS NOT NULL THEN
            PERFORM tenders_refuse('a_schedule_change_begins_as_a_proposal', 'propose first');
        END IF;
        PERFORM tenders_check_schedule_change(NEW);
        RETURN NEW;
    END IF;
    IF OLD.accepted IS NOT NULL OR (to_jsonb(NEW) - decision) <> (to_jsonb(OLD) - decision) THEN
        PERFORM tenders_refuse('a_schedule_change_stays_as_decided', 'a proposal is decided once and never rewritten');
    END IF;
    IF NEW.accepted THEN
        PERFORM tenders_check_schedule_change(NEW);
        IF NEW.revision IS DISTINCT FROM (SELECT t.revision + 1 FROM tenders_tender t WHERE t.id = NEW.tender_id) THEN
            PERFORM tenders_refuse('revisions_count_up', 'revisions count up by one');
        END IF;
        IF NEW.addendum_id IS NULL AND NOT tenders_has_seat(NEW.tender_id, NEW.decided_by_id) OR NEW.addendum_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM tenders_addendum a WHERE a.id = NEW.addendum_id AND a.tender_id = NEW.tender_id
                           AND a.accepted AND a.decided_by_id = NEW.decided_by_id AND a.revision = NEW.revision)
        THEN
            PERFORM tenders_refuse('the_committee_changes_its_own_schedule', 'a second member accepts, or its addendum does');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_schedulechange_kept BEFORE INSERT OR UPDATE ON tenders_schedulechange
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_schedule_change();

CREATE FUNCTION tenders_apply_schedule_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tenders_stage s SET
        starts_at = CASE WHEN m -> 'new' ->> 0 = m -> 'old' ->> 0 THEN s.starts_at ELSE (m -> 'new' ->> 0)::timestamptz END,
        ends_at = CASE WHEN m -> 'new' ->> 1 = m -> 'old' ->> 1 THEN s.ends_at ELSE (m -> 'new' ->> 1)::timestamptz END
    FROM jsonb_array_elements(NEW.stages) AS m WHERE s.tender_id = NEW.tender_id AND s.kind = m ->> 'kind';
    UPDATE tenders_tender SET revision = NEW.revision WHERE id = NEW.tender_id;
    RETURN NULL;
END $$;
CREATE TRIGGER tenders_schedulechange_applied AFTER UPDATE ON tenders_schedulechange FOR EACH ROW
    WHEN (NEW.accepted AND OLD.accepted IS NULL) EXECUTE FUNCTION tenders_apply_schedule_change();

-- The schedule of an announced tender is what was announced, as the newest accepted change of each stage says.
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
        ELSIF OLD.ends_at <= clock_timestamp() THEN
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

-- Addenda ----------------------------------------------------------------------------------------------------------
-- A member proposes; the procurement officer consents where specification, contract or quantities change (law.md R-ACT-3,
-- R-SCH-5), else a second member accepts. The database then brings the new version into force itself.
CREATE FUNCTION tenders_needs_consent(addendum tenders_addendum) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN addendum.items IS NOT NULL
    OR addendum.document_kind IN ('specification', 'draft_contract', 'bill_of_quantities', 'drawing');

CREATE FUNCTION tenders_check_addendum(addendum tenders_addendum) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    tender tenders_tender;
    deadline timestamptz;
BEGIN
    SELECT t.* INTO tender FROM tenders_tender t WHERE t.id = addendum.tender_id FOR SHARE;
    SELECT s.ends_at INTO deadline FROM tenders_stage s WHERE s.tender_id = tender.id AND s.kind = 'bid_submission';
    IF tender.status <> 'announced' OR deadline <= clock_timestamp() THEN
        PERFORM tenders_refuse('an_addendum_comes_before_the_deadline', 'documents change while bids may come in');
    END IF;
    IF NOT tenders_has_seat(tender.id, addendum.proposed_by_id) THEN
        PERFORM tenders_refuse('the_committee_changes_its_own_documents', 'a member of the committee proposes');
    END IF;
    IF addendum.object_id IS NULL AND addendum.items IS NULL AND addendum.requirements IS NULL THEN
        PERFORM tenders_refuse('an_addendum_changes_something', 'an addendum changes a document, rows or requirements');
    END IF;
    IF addendum.accepted IS NOT TRUE OR tender.training THEN
        RETURN;
    END IF;
    SELECT coalesce(max((m -> 'new' ->> 1)::timestamptz), deadline) INTO deadline
    FROM tenders_schedulechange c, jsonb_array_elements(c.stages) AS m
    WHERE c.addendum_id = addendum.id AND c.accepted IS NULL AND m ->> 'kind' = 'bid_submission';
    PERFORM tenders_require_period(tender.regulation, 'addendum_before_deadline', tenders_working_days(
        (clock_timestamp() AT TIME ZONE tender.zone)::date,
        ((deadline - interval '1 microsecond') AT TIME ZONE tender.zone)::date
    ), 'an_addendum_leaves_its_minimum_of_days', false);
END $$;

CREATE FUNCTION tenders_guard_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision text[] := '{accepted,decided_by_id,decided_at,note,revision}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.accepted IS NOT NULL THEN
            PERFORM tenders_refuse('an_addendum_begins_as_a_proposal', 'propose first');
        END IF;
        PERFORM tenders_check_addendum(NEW);
        RETURN NEW;
    END IF;
    IF OLD.accepted IS NOT NULL OR (to_jsonb(NEW) - decision) <> (to_jsonb(OLD) - decision) THEN
        PERFORM tenders_refuse('an_addendum_stays_as_decided', 'a proposal is decided once and never rewritten');
    END IF;
    IF NEW.accepted THEN
        PERFORM tenders_check_addendum(NEW);
        IF NEW.revision IS DISTINCT FROM (SELECT t.revision + 1 FROM tenders_tender t WHERE t.id = NEW.tender_id) THEN
            PERFORM tenders_refuse('revisions_count_up', 'revisions count up by one');
        END IF;
        IF tenders_needs_consent(NEW) AND NOT EXISTS (
            SELECT FROM tenders_tender t JOIN tenders_package p ON p.id = t.package_id
            WHERE t.id = NEW.tender_id AND p.officer_id = NEW.decided_by_id
        ) THEN
            PERFORM tenders_refuse('the_officer_consents_to_this_addendum', 'the procurement officer consents to it');
        ELSIF NOT tenders_needs_consent(NEW) AND NOT tenders_has_seat(NEW.tender_id, NEW.decided_by_id) THEN
            PERFORM tenders_refuse('the_committee_changes_its_own_documents', 'a second member accepts');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_addendum_kept BEFORE INSERT OR UPDATE ON tenders_addendum
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_addendum();

CREATE FUNCTION tenders_apply_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.object_id IS NOT NULL THEN
        INSERT INTO tenders_selectiondocument (tender_id, kind, title, version, name, object_id, added_at)
        SELECT NEW.tender_id, NEW.document_kind, NEW.document_title, 1 + coalesce(max(d.version), 0), NEW.document_name,
            NEW.object_id, NEW.decided_at
        FROM tenders_selectiondocument d
        WHERE d.tender_id = NEW.tender_id AND d.kind = NEW.document_kind AND d.title = NEW.document_title;
    END IF;
    IF NEW.items IS NOT NULL THEN
        DELETE FROM tenders_item i WHERE i.tender_id = NEW.tender_id AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.items) AS e WHERE (e ->> 'number')::int = i.number
        );
        INSERT INTO tenders_item (tender_id, number, description, unit, quantity)
        SELECT NEW.tender_id, (e ->> 'number')::int, e ->> 'description', e ->> 'unit', (e ->> 'quantity')::numeric
        FROM jsonb_array_elements(NEW.items) AS e
        ON CONFLICT (tender_id, number) DO UPDATE
            SET description = excluded.description, unit = excluded.unit, quantity = excluded.quantity;
    END IF;
    IF NEW.requirements IS NOT NULL THEN
        DELETE FROM tenders_requirement r WHERE r.tender_id = NEW.tender_id AND NOT EXISTS (
            SELECT FROM jsonb_array_elements(NEW.requirements) AS e WHERE (e ->> 'number')::int = r.number
        );
        INSERT INTO tenders_requirement (tender_id, number, step, slot, title, guidance, needs_file)
        SELECT NEW.tender_id, (e ->> 'number')::int, e ->> 'step', e ->> 'slot', e ->> 'title', e ->> 'guidance',
            (e ->> 'needs_file')::boolean
        FROM jsonb_array_elements(NEW.requirements) AS e
        ON CONFLICT (tender_id, number) DO UPDATE SET step = excluded.step, slot = excluded.slot, title = excluded.title,
            guidance = excluded.guidance, needs_file = excluded.needs_file;
    END IF;
    UPDATE tenders_schedulechange SET accepted = true, decided_by_id = NEW.decided_by_id, decided_at = NEW.decided_at,
        revision = NEW.revision WHERE addendum_id = NEW.id AND accepted IS NULL;
    UPDATE tenders_tender SET revision = NEW.revision WHERE id = NEW.tender_id AND revision < NEW.revision;
    RETURN NULL;
END $$;
CREATE TRIGGER tenders_addendum_applied AFTER UPDATE ON tenders_addendum FOR EACH ROW
    WHEN (NEW.accepted AND OLD.accepted IS NULL) EXECUTE FUNCTION tenders_apply_addendum();

-- Documents, requirements and rows are frozen with the announcement; afterwards they are what the newest accepted
-- addendum says of them, and nothing else can be written.
CREATE FUNCTION tenders_guard_amendable() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owner bigint := coalesce(CASE WHEN TG_OP <> 'DELETE' THEN NEW.tender_id END, OLD.tender_id);
    state text;
    newest record;
    wanted jsonb;
    lawful boolean := false;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.tender_id <> OLD.tender_id THEN
        PERFORM tenders_refuse(TG_ARGV[0], 'a part stays with its tender');
    END IF;
    SELECT status INTO state FROM tenders_tender WHERE id = owner FOR SHARE;
    IF state = 'draft' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF state = 'announced' AND TG_TABLE_NAME = 'tenders_selectiondocument' THEN
        SELECT a.document_kind, a.document_title, a.document_name, a.object_id INTO newest FROM tenders_addendum a
        WHERE a.tender_id = owner AND a.accepted AND a.object_id IS NOT NULL ORDER BY a.revision DESC LIMIT 1;
        lawful := TG_OP = 'INSERT' AND FOUND AND (NEW.kind, NEW.title, NEW.name, NEW.object_id)
            = (newest.document_kind, newest.document_title, newest.document_name, newest.object_id)
            AND NEW.version = 1 + coalesce((SELECT max(d.version) FROM tenders_selectiondocument d
                WHERE d.tender_id = owner AND d.kind = NEW.kind AND d.title = NEW.title), 0)
            AND NOT EXISTS (SELECT FROM tenders_selectiondocument d WHERE d.tender_id = owner AND d.object_id = NEW.object_id
                AND d.kind = NEW.kind AND d.title = NEW.title);
    ELSIF state = 'announced' THEN
        SELECT CASE TG_TABLE_NAME WHEN 'tenders_item' THEN a.items ELSE a.requirements END INTO wanted FROM tenders_addendum a
        WHERE a.tender_id = owner AND a.accepted
          AND CASE TG_TABLE_NAME WHEN 'tenders_item' THEN a.items ELSE a.requirements END IS NOT NULL
        ORDER BY a.revision DESC LIMIT 1;
        IF TG_OP = 'DELETE' THEN
            lawful := wanted IS NOT NULL AND NOT EXISTS (
                SELECT FROM jsonb_array_elements(wanted) AS e WHERE (e ->> 'number')::int = OLD.number
            );
        ELSIF TG_TABLE_NAME = 'tenders_item' THEN
            lawful := EXISTS (SELECT FROM jsonb_array_elements(wanted) AS e WHERE (e ->> 'number')::int = NEW.number
                AND e ->> 'description' = NEW.description AND e ->> 'unit' = NEW.unit
                AND (e ->> 'quantity')::numeric = NEW.quantity);
        ELSE
            lawful := EXISTS (SELECT FROM jsonb_array_elements(wanted) AS e
                WHERE e = to_jsonb(NEW) - '{id,tender_id}'::text[]);
        END IF;
    END IF;
    IF NOT lawful THEN
        PERFORM tenders_refuse(TG_ARGV[0], 'this part of the tender was announced and changes by an addendum only');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
DROP TRIGGER tenders_selectiondocument_frozen ON tenders_selectiondocument;
DROP TRIGGER tenders_requirement_frozen ON tenders_requirement;
DROP TRIGGER tenders_item_frozen ON tenders_item;
CREATE TRIGGER tenders_selectiondocument_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_selectiondocument
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_amendable('documents_frozen_after_announcement');
CREATE TRIGGER tenders_requirement_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_requirement
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_amendable('requirements_frozen_after_announcement');
CREATE TRIGGER tenders_item_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_item
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_amendable('items_frozen_after_announcement');

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON tenders_calendar_year, tenders_holiday, tenders_minimum,
            tenders_stage_order FROM app;
        REVOKE DELETE, TRUNCATE ON tenders_schedulechange, tenders_addendum FROM app;
    END IF;
END $$;
