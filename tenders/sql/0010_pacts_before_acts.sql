-- SPDX-License-Identifier: Apache-2.0
-- A package is submitted with its officer's integrity pact, a tender announced with every member's; a pact that was
-- signed stays signed, in the words it was signed in. Source: Perpres 16/2018 Pasal 7; law.md R-ACT-3, R-ACT-4.
CREATE FUNCTION tenders_guard_pact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.pact_at IS NOT NULL AND (NEW.pact_at, NEW.pact) IS DISTINCT FROM (OLD.pact_at, OLD.pact) THEN
        PERFORM tenders_refuse('a_signed_pact_stays', 'an integrity pact is signed once and never taken back');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_package_pact_kept BEFORE UPDATE ON tenders_package
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_pact();
-- Named to fire after the guard that freezes the seats of an announced tender.
CREATE TRIGGER tenders_committeeseat_pact_kept BEFORE UPDATE ON tenders_committeeseat
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_pact();

CREATE FUNCTION tenders_guard_officer_pact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.pact_at IS NULL THEN
        PERFORM tenders_refuse('the_officer_signs_before_submitting', 'the officer signs the integrity pact first');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_package_with_pact BEFORE UPDATE ON tenders_package FOR EACH ROW
    WHEN (NEW.status = 'submitted' AND OLD.status <> 'submitted') EXECUTE FUNCTION tenders_guard_officer_pact();

CREATE FUNCTION tenders_guard_member_pacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM tenders_committeeseat s WHERE s.tender_id = NEW.id AND s.pact_at IS NULL) THEN
        PERFORM tenders_refuse('every_member_signs_before_the_announcement', 'a member has not signed the integrity pact');
    END IF;
    RETURN NEW;
END $$;
-- Named to fire after the guards of committee and keys have spoken.
CREATE TRIGGER tenders_tender_with_signed_pacts BEFORE UPDATE ON tenders_tender FOR EACH ROW
    WHEN (NEW.status = 'announced' AND OLD.status = 'draft') EXECUTE FUNCTION tenders_guard_member_pacts();
