-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON vendors_blacklisting TO app;
    END IF;
END $$;
DROP TRIGGER vendors_blacklisting_stays ON vendors_blacklisting;
DROP FUNCTION vendors_guard_blacklisting() CASCADE;
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
DROP FUNCTION vendors_bar(bigint, bigint, timestamptz);
