-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON documents_paper TO app;
    END IF;
END $$;
DROP TRIGGER documents_paper_stays ON documents_paper;
DROP TRIGGER documents_paper_fits ON documents_paper;
DROP FUNCTION documents_guard_paper();
DROP FUNCTION documents_refuse(text, text);
