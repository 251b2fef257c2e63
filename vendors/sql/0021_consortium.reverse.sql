-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON vendors_consortium, vendors_consortiummember TO app;
    END IF;
END $$;
DROP FUNCTION vendors_guard_member() CASCADE;
DROP FUNCTION vendors_guard_whole() CASCADE;
DROP FUNCTION vendors_end_places() CASCADE;
DROP FUNCTION vendors_guard_consortium() CASCADE;
DROP FUNCTION vendors_require_unsent(bigint);
DROP TRIGGER vendors_consortium_stays ON vendors_consortium;
DROP TRIGGER vendors_consortiummember_stays ON vendors_consortiummember;
CREATE OR REPLACE FUNCTION vendors_bar(who bigint, in_tender bigint, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE
        WHEN EXISTS (
            SELECT FROM vendors_blacklisting b JOIN vendors_vendor v ON v.id = who
            WHERE lpad(b.tax_number, 16, '0') = lpad(v.tax_number, 16, '0')
              AND in_window(at, b.starts_at, b.ends_at) AND b.lifted_at IS NULL
        ) THEN 'blacklisted'
        WHEN EXISTS (
            SELECT FROM vendors_blacklisting b
            JOIN vendors_director theirs ON theirs.vendor_id = b.vendor_id AND theirs.accepted_at IS NOT NULL
                AND (theirs.ended_at IS NULL OR theirs.ended_at > b.starts_at)
            JOIN vendors_director ours ON ours.identity_number = theirs.identity_number
            WHERE ours.vendor_id = who AND ours.accepted_at IS NOT NULL AND ours.ended_at IS NULL
              AND in_window(at, b.starts_at, b.ends_at) AND b.lifted_at IS NULL
        ) THEN 'director_blacklisted'
        WHEN EXISTS (
            SELECT FROM vendors_vendorseat s WHERE s.vendor_id = who AND s.ended_at IS NULL AND (
                EXISTS (SELECT FROM tenders_committeeseat c WHERE c.tender_id = in_tender AND c.user_id = s.user_id)
                OR EXISTS (
                    SELECT FROM tenders_tender t JOIN tenders_package k ON k.id = t.package_id
                    WHERE t.id = in_tender AND k.officer_id = s.user_id
                )
            )
        ) THEN 'on_both_sides'
        WHEN EXISTS (
            SELECT FROM vendors_director ours
            JOIN vendors_director theirs ON theirs.identity_number = ours.identity_number AND theirs.vendor_id <> who
            JOIN vendors_participation p ON p.vendor_id = theirs.vendor_id AND p.tender_id = in_tender
            WHERE ours.vendor_id = who AND ours.accepted_at IS NOT NULL AND ours.ended_at IS NULL
              AND theirs.accepted_at IS NOT NULL AND theirs.ended_at IS NULL
              AND (theirs.accepted_at, theirs.id) < (ours.accepted_at, ours.id)
        ) THEN 'shared_director'
    END;
END $$;
DROP FUNCTION vendors_bar_one(bigint, bigint, timestamptz, bigint[]);
