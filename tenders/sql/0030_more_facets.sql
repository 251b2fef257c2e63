-- SPDX-License-Identifier: Apache-2.0
-- The archive is found and counted by value and agency too.
CREATE FUNCTION tenders_value_bracket(rupiah numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN rupiah IS NULL THEN '' WHEN rupiah <= 200000000 THEN '200m' WHEN rupiah <= 2500000000 THEN '2500m'
        WHEN rupiah <= 15000000000 THEN '15b' WHEN rupiah <= 50000000000 THEN '50b' ELSE 'more' END
$$;

ALTER TABLE tenders_archivedtender DROP COLUMN search;
ALTER TABLE tenders_archivedtender ADD COLUMN search tsvector GENERATED ALWAYS AS (
    to_tsvector('indonesian'::regconfig,
                title || ' ' || code || ' ' || number::text || ' ' || plan_codes || ' ' || work_unit)
    || array_to_tsvector(ARRAY[
        'kind:' || kind, 'status:' || status, 'category:' || category, 'method:' || method, 'year:' || year::text,
        'unit:' || md5(work_unit), 'agency:' || md5(agency),
        'value:' || tenders_value_bracket(coalesce(owner_estimate, ceiling))
    ])
) STORED;
CREATE INDEX tenders_archive_search ON tenders_archivedtender USING gin (search) WITH (fastupdate = off);

DROP MATERIALIZED VIEW tenders_archive_counts;
CREATE MATERIALIZED VIEW tenders_archive_counts AS
    SELECT kind, status, category, method, year, work_unit AS unit, agency,
        tenders_value_bracket(coalesce(owner_estimate, ceiling)) AS value, count(*) AS n
    FROM tenders_archivedtender
    GROUP BY kind, status, category, method, year, work_unit, agency, value;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT MAINTAIN ON tenders_archive_counts TO app;
    END IF;
END $$;
