-- SPDX-License-Identifier: Apache-2.0
-- The archive: found by words and facets in one index; written by imports alone, each on the public record.

-- Words of the title, the codes and the work unit, and a mark per facet: a search with facets is one walk in one index.
ALTER TABLE tenders_archivedtender ADD COLUMN search tsvector GENERATED ALWAYS AS (
    to_tsvector('indonesian'::regconfig,
                title || ' ' || code || ' ' || number::text || ' ' || plan_codes || ' ' || work_unit)
    || array_to_tsvector(ARRAY[
        'kind:' || kind, 'status:' || status, 'category:' || category, 'method:' || method, 'year:' || year::text,
        'unit:' || md5(work_unit)
    ])
) STORED;
CREATE INDEX tenders_archive_search ON tenders_archivedtender USING gin (search) WITH (fastupdate = off);

-- How many packages of each sort there are; the import refreshes it, so that no page counts the archive.
CREATE MATERIALIZED VIEW tenders_archive_counts AS
    SELECT kind, status, category, method, year, work_unit AS unit, count(*) AS n
    FROM tenders_archivedtender GROUP BY kind, status, category, method, year, work_unit;

ALTER TABLE tenders_archivedrow ADD CONSTRAINT archived_row_is_json CHECK (body IS JSON OBJECT);
ALTER TABLE tenders_archivedrow ADD CONSTRAINT archived_row_is_its_digest
    CHECK (digest = sha256(convert_to(body, 'UTF8')));

-- An import is open from its first row to its end, inside one transaction, and then stays as it is.
CREATE FUNCTION tenders_guard_import() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.finished_at IS NOT NULL THEN
            PERFORM tenders_refuse('import_begins_open', 'an import ends after it began');
        END IF;
    ELSIF OLD.finished_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.begun_at <> OLD.begun_at
          OR NEW.is_invented <> OLD.is_invented OR NEW.folder <> OLD.folder THEN
        PERFORM tenders_refuse('finished_import_unchanged', 'an import that ended stays as it is');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_archiveimport_kept BEFORE INSERT OR UPDATE ON tenders_archiveimport
    FOR EACH ROW EXECUTE FUNCTION tenders_guard_import();

CREATE FUNCTION tenders_check_import() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM tenders_archiveimport i WHERE i.id = NEW.id AND i.finished_at IS NOT NULL) THEN
        PERFORM tenders_refuse('import_ends_with_its_transaction', 'an import is committed whole or not at all');
    END IF;
    IF NOT EXISTS (
        SELECT FROM ledger_entry e WHERE e.subject = 'arsip-' || NEW.id::text AND e.act = 'tenders.import_archive'
    ) THEN
        PERFORM tenders_refuse('import_is_on_the_record', 'an import of the archive is on the public record');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tenders_archiveimport_recorded AFTER INSERT OR UPDATE ON tenders_archiveimport
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tenders_check_import();

-- Rows and cards come with an open import, and are replaced by one; what they are called never changes.
CREATE FUNCTION tenders_guard_archive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT imported_id FROM written) w
        WHERE NOT EXISTS (
            SELECT FROM tenders_archiveimport i WHERE i.id = w.imported_id AND i.finished_at IS NULL
        )
    ) THEN
        PERFORM tenders_refuse('archive_is_written_by_imports', 'only an import writes the archive');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tenders_archivedtender_added AFTER INSERT ON tenders_archivedtender
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tenders_guard_archive();
CREATE TRIGGER tenders_archivedtender_replaced AFTER UPDATE ON tenders_archivedtender
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tenders_guard_archive();
CREATE TRIGGER tenders_archivedrow_added AFTER INSERT ON tenders_archivedrow
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tenders_guard_archive();
CREATE TRIGGER tenders_archivedrow_replaced AFTER UPDATE ON tenders_archivedrow
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION tenders_guard_archive();

CREATE FUNCTION tenders_guard_archived_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tenders_refuse('archived_names_stay', 'what an archived package or row is called never changes');
    RETURN NEW;
END $$;
CREATE TRIGGER tenders_archivedtender_named BEFORE UPDATE ON tenders_archivedtender FOR EACH ROW
    WHEN (NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.number <> OLD.number OR NEW.code <> OLD.code)
    EXECUTE FUNCTION tenders_guard_archived_name();
CREATE TRIGGER tenders_archivedrow_named BEFORE UPDATE ON tenders_archivedrow FOR EACH ROW
    WHEN (NEW.id <> OLD.id OR NEW.source <> OLD.source OR NEW.key <> OLD.key)
    EXECUTE FUNCTION tenders_guard_archived_name();

DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE DELETE, TRUNCATE ON tenders_archiveimport, tenders_archivedtender, tenders_archivedrow FROM app;
        -- Refreshing counts and statistics changes no row.
        GRANT MAINTAIN ON tenders_archive_counts, tenders_archivedtender, tenders_archivedrow TO app;
    END IF;
END $$;
