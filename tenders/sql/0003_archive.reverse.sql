-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE MAINTAIN ON tenders_archive_counts, tenders_archivedtender, tenders_archivedrow FROM app;
        GRANT DELETE ON tenders_archiveimport, tenders_archivedtender, tenders_archivedrow TO app;
    END IF;
END $$;
DROP TRIGGER tenders_archivedrow_named ON tenders_archivedrow;
DROP TRIGGER tenders_archivedtender_named ON tenders_archivedtender;
DROP FUNCTION tenders_guard_archived_name();
DROP TRIGGER tenders_archivedrow_replaced ON tenders_archivedrow;
DROP TRIGGER tenders_archivedrow_added ON tenders_archivedrow;
DROP TRIGGER tenders_archivedtender_replaced ON tenders_archivedtender;
DROP TRIGGER tenders_archivedtender_added ON tenders_archivedtender;
DROP FUNCTION tenders_guard_archive();
DROP TRIGGER tenders_archiveimport_recorded ON tenders_archiveimport;
DROP FUNCTION tenders_check_import();
DROP TRIGGER tenders_archiveimport_kept ON tenders_archiveimport;
DROP FUNCTION tenders_guard_import();
ALTER TABLE tenders_archivedrow DROP CONSTRAINT archived_row_is_its_digest;
ALTER TABLE tenders_archivedrow DROP CONSTRAINT archived_row_is_json;
DROP MATERIALIZED VIEW tenders_archive_counts;
DROP INDEX tenders_archive_search;
ALTER TABLE tenders_archivedtender DROP COLUMN search;
