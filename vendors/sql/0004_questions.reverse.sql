-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON vendors_asker, vendors_question, vendors_clarification TO app;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN
        GRANT SELECT ON vendors_asker, vendors_question, vendors_answer TO audit;
    END IF;
END $$;
DROP TRIGGER vendors_clarification_stays ON vendors_clarification;
DROP TRIGGER vendors_question_kept ON vendors_question;
DROP TRIGGER vendors_asker_kept ON vendors_asker;
DROP TRIGGER vendors_answer_never_emptied ON vendors_answer;
DROP TRIGGER vendors_answer_kept ON vendors_answer;
DROP TRIGGER vendors_question_lawful ON vendors_question;
DROP TRIGGER vendors_asker_lawful ON vendors_asker;
DROP TRIGGER vendors_clarification_kept ON vendors_clarification;
DROP FUNCTION vendors_check_publication(bigint, timestamptz, boolean);
DROP FUNCTION vendors_guard_answer();
DROP FUNCTION vendors_guard_question();
DROP FUNCTION vendors_guard_asker();
DROP FUNCTION vendors_guard_clarification();
