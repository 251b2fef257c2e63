-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER tenders_selectiondocument_frozen ON tenders_selectiondocument;
DROP TRIGGER tenders_requirement_frozen ON tenders_requirement;
DROP TRIGGER tenders_item_frozen ON tenders_item;
CREATE TRIGGER tenders_selectiondocument_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_selectiondocument
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('documents_frozen_after_announcement');
CREATE TRIGGER tenders_requirement_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_requirement
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('requirements_frozen_after_announcement');
CREATE TRIGGER tenders_item_frozen BEFORE INSERT OR UPDATE OR DELETE ON tenders_item
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_part('items_frozen_after_announcement');
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
DROP TRIGGER tenders_addendum_applied ON tenders_addendum;
DROP TRIGGER tenders_addendum_kept ON tenders_addendum;
DROP TRIGGER tenders_schedulechange_applied ON tenders_schedulechange;
DROP TRIGGER tenders_schedulechange_kept ON tenders_schedulechange;
DROP TRIGGER tenders_tender_with_lawful_schedule ON tenders_tender;
DROP FUNCTION tenders_guard_amendable();
DROP FUNCTION tenders_apply_addendum();
DROP FUNCTION tenders_guard_addendum();
DROP FUNCTION tenders_check_addendum(tenders_addendum);
DROP FUNCTION tenders_needs_consent(tenders_addendum);
DROP FUNCTION tenders_apply_schedule_change();
DROP FUNCTION tenders_guard_schedule_change();
DROP FUNCTION tenders_check_schedule_change(tenders_schedulechange);
DROP FUNCTION tenders_check_moved_stage(tenders_schedulechange, jsonb);
DROP FUNCTION tenders_has_seat(bigint, bigint);
DROP FUNCTION tenders_guard_lawful_announcement();
DROP FUNCTION tenders_require_lawful(jsonb, tenders_tender);
DROP FUNCTION tenders_require_period(text, text, int, text, boolean);
DROP FUNCTION tenders_plan(bigint);
DROP FUNCTION tenders_ends_on(jsonb, text, text);
DROP FUNCTION tenders_starts_on(jsonb, text, text);
DROP FUNCTION tenders_edge(jsonb, text, text);
DROP FUNCTION tenders_ms(timestamptz);
DROP FUNCTION tenders_working_days(date, date);
DROP TABLE tenders_stage_order, tenders_minimum, tenders_holiday, tenders_calendar_year;
