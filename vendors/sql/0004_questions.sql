-- SPDX-License-Identifier: Apache-2.0
-- Questions and answers on the selection documents: asked within the window by participants, published once for ever.

CREATE FUNCTION vendors_guard_clarification() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    -- Share lock: an announcement or answers in flight settle first.
    SELECT t.status INTO state FROM tenders_tender t WHERE t.id = NEW.tender_id FOR SHARE;
    IF TG_OP = 'UPDATE' AND (NEW.tender_id <> OLD.tender_id OR OLD.closed_at IS NOT NULL) THEN
        PERFORM vendors_break('a_clarification_is_closed_once', 'minutes of an explanation are drawn once');
    END IF;
    IF state <> 'draft' AND NEW.masked IS DISTINCT FROM (CASE WHEN TG_OP = 'UPDATE' THEN OLD.masked ELSE true END) THEN
        PERFORM vendors_break('masking_is_settled_before_the_announcement', 'vendors ask knowing whether they are named');
    END IF;
    IF NEW.closed_at IS NOT NULL AND NOT EXISTS (
        SELECT FROM tenders_stage s WHERE s.tender_id = NEW.tender_id AND s.kind = 'clarification'
          AND state <> 'draft' AND s.ends_at <= NEW.closed_at AND NEW.closed_at <= clock_timestamp()
    ) THEN
        PERFORM vendors_break('minutes_after_the_clarification', 'minutes follow the end of the explanation');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_clarification_kept BEFORE INSERT OR UPDATE ON vendors_clarification
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_clarification();

CREATE FUNCTION vendors_guard_asker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM vendors_participation p WHERE p.id = NEW.participation_id AND p.tender_id = NEW.tender_id
    ) THEN
        PERFORM vendors_break('an_asker_takes_part', 'a number is given to a participant of this tender');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_asker_lawful BEFORE INSERT ON vendors_asker
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_asker();

CREATE FUNCTION vendors_guard_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Share lock: a schedule change or the close in flight settles first; the moment is read after it.
    PERFORM 1 FROM tenders_tender t WHERE t.id = NEW.tender_id AND t.status = 'announced' FOR SHARE;
    NEW.asked_at := date_trunc('milliseconds', clock_timestamp());
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM tenders_stage s WHERE s.tender_id = NEW.tender_id AND s.kind = 'clarification'
          AND in_window(NEW.asked_at, s.starts_at, s.ends_at)
    ) OR EXISTS (
        SELECT FROM vendors_clarification c WHERE c.tender_id = NEW.tender_id AND c.closed_at IS NOT NULL
    ) THEN
        PERFORM vendors_break('question_within_the_clarification', 'questions are taken while the explanation runs');
    END IF;
    IF NOT EXISTS (
        SELECT FROM vendors_asker a JOIN vendors_participation p ON p.id = a.participation_id
        JOIN vendors_vendorseat s ON s.vendor_id = p.vendor_id AND s.ended_at IS NULL AND s.user_id = NEW.asked_by_id
        WHERE a.id = NEW.asker_id AND a.tender_id = NEW.tender_id
    ) THEN
        PERFORM vendors_break('question_by_a_participant', 'only a participant of this tender asks');
    END IF;
    IF NEW.follows_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM vendors_question q WHERE q.id = NEW.follows_id AND q.tender_id = NEW.tender_id
    ) OR NEW.document_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM tenders_selectiondocument d WHERE d.id = NEW.document_id AND d.tender_id = NEW.tender_id
    ) THEN
        PERFORM vendors_break('question_is_of_one_tender', 'a question leans on its own tender');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_question_lawful BEFORE INSERT ON vendors_question
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_question();

CREATE FUNCTION vendors_guard_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked record;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.published_at IS NOT NULL THEN
        PERFORM vendors_break('published_answers_are_for_ever', 'what was published stays as it is');
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.question_id <> OLD.question_id THEN
        PERFORM vendors_break('an_answer_keeps_its_question', 'an answer stays with its question');
    END IF;
    SELECT q.id, q.tender_id INTO STRICT asked FROM vendors_question q WHERE q.id = NEW.question_id;
    -- Share lock: minutes or the close in flight settle first.
    PERFORM 1 FROM tenders_tender t WHERE t.id = asked.tender_id FOR SHARE;
    IF EXISTS (SELECT FROM vendors_clarification c WHERE c.tender_id = asked.tender_id AND c.closed_at IS NOT NULL) THEN
        PERFORM vendors_break('no_answer_after_the_minutes', 'the minutes hold every answer');
    END IF;
    IF NOT EXISTS (
        SELECT FROM tenders_committeeseat s WHERE s.tender_id = asked.tender_id AND s.user_id = NEW.drafted_by_id
    ) THEN
        PERFORM vendors_break('answers_come_from_the_committee', 'only a member of this committee answers');
    END IF;
    IF NEW.points_to_id IS NOT NULL AND (NOT EXISTS (
        SELECT FROM vendors_question q LEFT JOIN vendors_answer a ON a.question_id = q.id
        WHERE q.id = NEW.points_to_id AND q.id <> asked.id AND q.tender_id = asked.tender_id AND a.points_to_id IS NULL
          AND (NEW.published_at IS NULL OR a.published_at IS NOT NULL)
    ) OR EXISTS (SELECT FROM vendors_answer a WHERE a.points_to_id = asked.id)) THEN
        PERFORM vendors_break('a_merge_leads_to_an_answer', 'a merged question points at one that is answered itself');
    END IF;
    IF NEW.published_at IS NOT NULL THEN
        PERFORM vendors_check_publication(asked.tender_id, NEW.published_at, NEW.is_late);
    END IF;
    RETURN NEW;
END $$;

-- Published at its moment, before the bid deadline, and called late exactly when the window had ended.
CREATE FUNCTION vendors_check_publication(asked bigint, at timestamptz, late boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF at NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '5 seconds' THEN
        PERFORM vendors_break('answers_appear_when_they_say', 'answers are published at the moment they name');
    END IF;
    IF NOT EXISTS (
        SELECT FROM tenders_tender t JOIN tenders_stage s ON s.tender_id = t.id AND s.kind = 'bid_submission'
        WHERE t.id = asked AND t.status = 'announced' AND clock_timestamp() < s.ends_at
    ) THEN
        PERFORM vendors_break('answers_before_the_bid_deadline', 'answers come while bids can still heed them');
    END IF;
    IF late IS DISTINCT FROM (
        SELECT at >= s.ends_at FROM tenders_stage s WHERE s.tender_id = asked AND s.kind = 'clarification'
    ) THEN
        PERFORM vendors_break('a_late_answer_is_marked', 'an answer after the window says so');
    END IF;
END $$;
CREATE TRIGGER vendors_answer_kept BEFORE INSERT OR UPDATE OR DELETE ON vendors_answer
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_answer();
CREATE TRIGGER vendors_answer_never_emptied BEFORE TRUNCATE ON vendors_answer
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('published_answers_are_for_ever');
CREATE TRIGGER vendors_asker_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_asker
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('askers_are_for_ever');
CREATE TRIGGER vendors_question_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_question
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('questions_are_for_ever');
CREATE TRIGGER vendors_clarification_stays BEFORE DELETE OR TRUNCATE ON vendors_clarification
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('clarifications_are_for_ever');

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON vendors_asker, vendors_question FROM app;
        REVOKE DELETE, TRUNCATE ON vendors_clarification FROM app;
        REVOKE TRUNCATE ON vendors_answer FROM app;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN
        -- Who asked stays unknown until the close, and drafts are the committee's: also to the auditor's reading role.
        REVOKE ALL ON vendors_asker, vendors_question, vendors_answer FROM audit;
    END IF;
END $$;
