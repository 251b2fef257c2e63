-- SPDX-License-Identifier: Apache-2.0
-- Between assignment and announcement the officer changes the estimate by a version that is kept: it says why, begins
-- where the estimate stands, is the sum of its rows with a source each, and stays below the ceiling. The estimate of a
-- tender changes with its newest version and in no other way; a version voids what the officer agreed to before it.
-- Source: Perpres 16/2018 Pasal 11 and 26; law.md R-ACT-3, R-HPS-1 to R-HPS-3.
CREATE FUNCTION tenders_sum_of_rows(kept jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT sum(round((r ->> 'quantity')::numeric * (r ->> 'unit_price')::numeric, 2)) FROM jsonb_array_elements(kept) r
$$;

CREATE FUNCTION tenders_guard_estimate_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    tender tenders_tender;
    newest tenders_estimateversion;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM tenders_refuse('an_estimate_version_stays', 'a version of an estimate is kept as it was set');
    END IF;
    SELECT t.* INTO tender FROM tenders_tender t WHERE t.id = NEW.tender_id FOR SHARE;
    IF tender.status <> 'draft' OR NOT EXISTS (
        SELECT FROM tenders_package p WHERE p.id = tender.package_id AND p.officer_id = NEW.set_by_id
    ) THEN
        PERFORM tenders_refuse('the_officer_sets_the_estimate_of_a_draft', 'the officer of the package, while it is a draft');
    END IF;
    SELECT v.* INTO newest FROM tenders_estimateversion v WHERE v.tender_id = NEW.tender_id ORDER BY v.number DESC LIMIT 1;
    IF NEW.number <> coalesce(newest.number, 1) + 1 THEN
        PERFORM tenders_refuse('estimate_versions_count_up', 'versions count up by one from 2');
    END IF;
    IF NEW.owner_estimate_before <> tender.owner_estimate
       OR (newest.id IS NOT NULL AND NEW.rows_before <> newest.rows)
       OR tenders_sum_of_rows(NEW.rows_before) IS DISTINCT FROM NEW.owner_estimate_before
    THEN
        PERFORM tenders_refuse('a_version_begins_where_the_estimate_is', 'the estimate was changed meanwhile');
    END IF;
    IF tenders_sum_of_rows(NEW.rows) IS DISTINCT FROM NEW.owner_estimate THEN
        PERFORM tenders_refuse('an_estimate_is_the_sum_of_its_rows', 'rows and sum of the estimate differ');
    END IF;
    IF NEW.owner_estimate > tender.ceiling THEN
        PERFORM tenders_refuse('estimate_version_within_ceiling', 'an estimate is not above the ceiling');
    END IF;
    IF EXISTS (SELECT FROM jsonb_array_elements(NEW.rows) r WHERE btrim(coalesce(r ->> 'source', '')) = '') THEN
        PERFORM tenders_refuse('every_price_names_its_source', 'a row of the estimate does not say where its price is from');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_estimateversion_kept BEFORE INSERT OR UPDATE OR DELETE ON tenders_estimateversion
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_estimate_version();
CREATE TRIGGER tenders_estimateversion_agreed AFTER INSERT ON tenders_estimateversion
    FOR EACH ROW EXECUTE FUNCTION tenders_void_agreement();

CREATE FUNCTION tenders_guard_estimate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    newest tenders_estimateversion;
BEGIN
    SELECT v.* INTO newest FROM tenders_estimateversion v WHERE v.tender_id = NEW.id ORDER BY v.number DESC LIMIT 1;
    IF newest.id IS NULL AND (NEW.owner_estimate, NEW.owner_estimate_net)
       IS NOT DISTINCT FROM (OLD.owner_estimate, OLD.owner_estimate_net)
    THEN
        RETURN NEW;
    END IF;
    IF (NEW.owner_estimate, NEW.owner_estimate_net) IS DISTINCT FROM (newest.owner_estimate, newest.owner_estimate_net) THEN
        PERFORM tenders_refuse('an_estimate_changes_with_its_version', 'the estimate is that of its newest version');
    END IF;
    RETURN NEW;
END $$;
-- Named to fire after the guard that keeps an announced tender as it is.
CREATE TRIGGER tenders_tender_with_estimate_version BEFORE UPDATE ON tenders_tender FOR EACH ROW
    WHEN (NEW.owner_estimate <> OLD.owner_estimate OR NEW.owner_estimate_net IS DISTINCT FROM OLD.owner_estimate_net
          OR (NEW.status = 'announced' AND OLD.status = 'draft'))
    EXECUTE FUNCTION tenders_guard_estimate();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON tenders_estimateversion FROM app;
    END IF;
END $$;
