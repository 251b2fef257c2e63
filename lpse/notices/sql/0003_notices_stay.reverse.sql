-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER notices_notice_stays ON notices_notice;
DROP TRIGGER notices_cursor_moves_on ON notices_cursor;
DROP FUNCTION notices_guard_notice();
DROP FUNCTION notices_guard_cursor();
DELETE FROM notices_cursor WHERE id = 2;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT DELETE, TRUNCATE ON notices_notice, notices_letter, notices_cursor TO app;
    END IF;
END $$;
