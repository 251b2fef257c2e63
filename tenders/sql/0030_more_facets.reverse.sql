-- SPDX-License-Identifier: Apache-2.0
DROP MATERIALIZED VIEW tenders_archive_counts;
CREATE MATERIALIZED VIEW tenders_archive_counts AS
    SELECT kind, status, category, method, year, work_unit AS unit, count(*) AS n
    FROM tenders_archivedtender GROUP BY kind, status, category, method, year, work_unit;
ALTER TABLE tenders_archivedtender DROP COLUMN search;
ALTER TABLE tenders_archivedtender ADD COLUMN search tsvector GENERATED ALWAYS AS (
    to_tsvector('indonesian'::regconfig,
                title || ' ' || code || ' ' || number::text || ' ' || plan_codes || ' ' || work_unit)
    || array_to_tsvector(ARRAY[
        'kind:' || kind, 'status:' || status, 'category:' || category, 'method:' || method, 'year:' || year::text,
        'unit:' || md5(work_unit)
    ])
) STORED;
CREATE INDEX tenders_archive_search ON tenders_archivedtender USING gin (search) WITH (fastupdate = off);
DROP FUNCTION tenders_value_bracket(numeric);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT MAINTAIN ON tenders_archive_counts TO app;
    END IF;
END $$;
