-- SPDX-License-Identifier: Apache-2.0
-- Every price of a submitted estimate names its source; the day of an estimate moves on, never back, and is not too old
-- when bids are due. The number of days repeats lpse/regulations; a test proves it equal.
-- Source: Perpres 16/2018 Pasal 26; law.md R-HPS-1, R-HPS-3.
INSERT INTO tenders_minimum VALUES ('pbj-2025', 'owner_estimate_before_deadline', 28);

CREATE FUNCTION tenders_guard_sources() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tenders_packageitem i WHERE i.package_id = NEW.id AND btrim(i.source) = '') THEN
        PERFORM tenders_refuse('every_price_names_its_source', 'a row of the estimate does not say where its price is from');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_package_sourced BEFORE UPDATE ON tenders_package FOR EACH ROW
    WHEN (NEW.status = 'submitted' AND OLD.status <> 'submitted') EXECUTE FUNCTION tenders_guard_sources();

CREATE FUNCTION tenders_guard_estimate_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.owner_estimate_on IS DISTINCT FROM OLD.owner_estimate_on AND (
        NEW.owner_estimate_on IS NULL OR NEW.owner_estimate_on < OLD.owner_estimate_on
        OR NEW.owner_estimate_on > (clock_timestamp() AT TIME ZONE NEW.zone)::date
    ) THEN
        PERFORM tenders_refuse('an_estimate_is_set_again_never_earlier', 'an estimate is set on the day it is set');
    END IF;
    IF NEW.status = 'announced' AND OLD.status = 'draft' AND NOT NEW.training AND NEW.owner_estimate_on IS NOT NULL THEN
        PERFORM tenders_require_period(NEW.regulation, 'owner_estimate_before_deadline', tenders_working_days(
            NEW.owner_estimate_on, tenders_ends_on(tenders_plan(NEW.id), 'bid_submission', NEW.zone)
        ), 'an_estimate_is_not_too_old', true);
    END IF;
    RETURN NEW;
END $$;
-- Named to fire after the guard that keeps an announced tender as it is.
CREATE TRIGGER tenders_tender_with_recent_estimate BEFORE UPDATE ON tenders_tender
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_estimate_day();
