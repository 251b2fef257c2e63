-- SPDX-License-Identifier: Apache-2.0
-- Who is barred from a tender: the blacklist, for the business and its directors (R-BL-7), and people on both sides
-- of it (R-ACT-12). One function says so to join, to acceptance and, through the selectors, to the award.

-- A renewal that was never accepted bars nobody; a director counts while the row stands. Of two bidders with one director
-- the one is barred whose row was accepted later: nobody bars a rival by naming the rival's director.
-- In PL/pgSQL, which plans it once per connection: it is asked for each bid of the last minute.
CREATE FUNCTION vendors_bar(who bigint, in_tender bigint, at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
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

CREATE OR REPLACE FUNCTION vendors_guard_participation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Share lock: the close in flight settles first.
    PERFORM 1 FROM tenders_tender t WHERE t.id = NEW.tender_id AND t.status = 'announced' FOR SHARE;
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM tenders_stage s WHERE s.tender_id = NEW.tender_id AND s.kind = 'document_download'
          AND in_window(clock_timestamp(), s.starts_at, s.ends_at)
    ) THEN
        PERFORM vendors_break('joined_while_registration_is_open', 'a vendor joins while registration is open');
    END IF;
    IF NOT EXISTS (SELECT FROM vendors_vendor v WHERE v.id = NEW.vendor_id AND v.status = 'verified') THEN
        PERFORM vendors_break('only_a_verified_vendor_joins', 'a vendor joins after its verification');
    END IF;
    IF EXISTS (
        SELECT FROM tenders_committeeseat c JOIN vendors_vendorseat s ON s.user_id = c.user_id AND s.ended_at IS NULL
        WHERE c.tender_id = NEW.tender_id AND s.vendor_id = NEW.vendor_id
    ) THEN
        PERFORM vendors_break('no_committee_seat_for_a_bidder', 'nobody judges a tender and bids in it');
    END IF;
    IF vendors_bar(NEW.vendor_id, NEW.tender_id, clock_timestamp()) IS NOT NULL THEN
        PERFORM vendors_break('no_barred_vendor_joins', 'a vendor on the blacklist or on both sides does not join');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION vendors_accept(
    who bigint, body bytea, sender bigint,
    OUT outcome text, OUT statement_id bigint, OUT received_at timestamptz, OUT record bytea
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    doc jsonb := convert_from(body, 'UTF8')::jsonb;
    name text := vendors_b64u(sha256(body));
    tender record;
    stage record;
    earlier record;
    moment timestamptz;
    entries int;
BEGIN
    -- Share lock: a schedule change or the close in flight settles first.
    SELECT t.id, t.code, t.status INTO tender FROM tenders_tender t
    JOIN vendors_participation p ON p.tender_id = t.id WHERE p.id = who FOR SHARE OF t;
    IF NOT FOUND THEN
        outcome := 'foreign';
        RETURN;
    END IF;
    -- Two tabs of one vendor settle one after the other; vendors do not wait for one another.
    PERFORM 1 FROM vendors_participation p WHERE p.id = who FOR NO KEY UPDATE;
    SELECT s.id, s.participation_id, s.received_at, s.record INTO earlier FROM vendors_statement s WHERE s.hash = name;
    IF FOUND AND earlier.participation_id = who THEN
        outcome := 'already';
        statement_id := earlier.id;
        received_at := earlier.received_at;
        record := earlier.record;
        RETURN;
    END IF;
    moment := date_trunc('milliseconds', clock_timestamp());
    SELECT s.starts_at, s.ends_at INTO stage FROM tenders_stage s
    WHERE s.tender_id = tender.id AND s.kind = 'bid_submission';
    IF tender.status <> 'announced' OR stage.ends_at IS NULL THEN
        outcome := 'closed';
    ELSIF NOT in_window(moment, stage.starts_at, stage.ends_at) THEN
        outcome := CASE WHEN moment < stage.starts_at THEN 'early' ELSE 'late' END;
    ELSIF doc ->> 'tender' IS DISTINCT FROM tender.code OR doc ->> 'vendor' IS DISTINCT FROM (
        SELECT v.code FROM vendors_vendor v JOIN vendors_participation p ON p.vendor_id = v.id WHERE p.id = who
    ) THEN
        outcome := 'foreign';
    ELSIF jsonb_array_length(doc -> 'envelopes') > 0 AND (
        SELECT vendors_bar(p.vendor_id, p.tender_id, moment) FROM vendors_participation p WHERE p.id = who
    ) IS NOT NULL THEN
        outcome := 'barred';
    ELSE
        outcome := vendors_disorder(who, doc);
    END IF;
    IF outcome IS NOT NULL THEN
        INSERT INTO vendors_refusal (participation_id, statement_hash, reason, at) VALUES (who, name, outcome, moment);
        received_at := moment;
        RETURN;
    END IF;
    entries := jsonb_array_length(doc -> 'envelopes');
    outcome := 'accepted';
    received_at := moment;
    record := convert_to(
        '{"at":"' || vendors_instant(moment) || '","statement":"' || name || '","v":"sb1/record"}', 'UTF8'
    );
    INSERT INTO vendors_statement (
        participation_id, ver, body, hash, public_key, envelope_count, received_at, record, record_hash, sent_by_id
    ) VALUES (
        who, (doc ->> 'ver')::int, body, name, doc #>> '{sig,0,pk}', entries, moment, record, sha256(record), sender
    ) RETURNING id INTO statement_id;
    UPDATE vendors_bid b SET status = CASE WHEN entries = 0 THEN 'withdrawn' ELSE 'superseded' END
    WHERE b.participation_id = who AND b.status = 'submitted';
    IF entries > 0 THEN
        INSERT INTO vendors_bid (participation_id, statement_id, status) VALUES (who, statement_id, 'submitted');
    END IF;
    INSERT INTO ledger_pending (record_hash, tender, received_at) VALUES (sha256(record), tender.code, moment);
END $$;

-- A blacklisting stays as its decree says; it may be lifted once, by another decree.
CREATE FUNCTION vendors_guard_blacklisting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL
        OR to_jsonb(NEW) - 'lifted_at' - 'lifting_decree' <> to_jsonb(OLD) - 'lifted_at' - 'lifting_decree'
    THEN
        PERFORM vendors_break('a_blacklisting_is_lifted_never_rewritten', 'another decree lifts it, once');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_blacklisting_kept BEFORE UPDATE ON vendors_blacklisting
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_blacklisting();
CREATE TRIGGER vendors_blacklisting_stays BEFORE DELETE OR TRUNCATE ON vendors_blacklisting
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('blacklistings_are_for_ever');
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON vendors_blacklisting FROM app;
        GRANT UPDATE (lifted_at, lifting_decree) ON vendors_blacklisting TO app;
    END IF;
END $$;
