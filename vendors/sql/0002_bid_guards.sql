-- SPDX-License-Identifier: Apache-2.0
-- Acceptance of sealed bids in one round trip, and guards of everything a vendor leaves as evidence.

INSERT INTO legal_move (model, source, target) VALUES
    ('vendors.vendor', '', 'registered'),
    ('vendors.vendor', 'registered', 'submitted'),
    ('vendors.vendor', 'returned', 'submitted'),
    ('vendors.vendor', 'submitted', 'returned'),
    ('vendors.vendor', 'submitted', 'verified'),
    ('vendors.vendor', 'suspended', 'verified'),
    ('vendors.vendor', 'verified', 'suspended'),
    ('vendors.bid', '', 'submitted'),
    ('vendors.bid', 'submitted', 'superseded'),
    ('vendors.bid', 'submitted', 'withdrawn'),
    ('vendors.bid', 'submitted', 'opened'),
    ('vendors.bid', 'submitted', 'unreadable'),
    ('vendors.bid', 'submitted', 'void');

CREATE TRIGGER vendors_vendor_move BEFORE INSERT OR UPDATE ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION guard_move('vendors.vendor');
CREATE TRIGGER vendors_bid_move BEFORE INSERT OR UPDATE ON vendors_bid
    FOR EACH ROW EXECUTE FUNCTION guard_move('vendors.bid');

-- An act at `at` is in time when starts_at <= at < ends_at (decisions.md 3.1). Equality with the end is late.
CREATE FUNCTION in_window(at timestamptz, starts_at timestamptz, ends_at timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN starts_at <= at AND at < ends_at;

-- Base64url without padding, and an instant of 24 characters, as core/canonical.py writes them.
CREATE FUNCTION vendors_b64u(raw bytea) RETURNS text LANGUAGE sql IMMUTABLE
RETURN rtrim(translate(replace(encode(raw, 'base64'), E'\n', ''), '+/', '-_'), '=');
CREATE FUNCTION vendors_instant(at timestamptz) RETURNS text LANGUAGE sql STABLE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

CREATE FUNCTION vendors_break(sentence text, told text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation', CONSTRAINT = sentence;
END $$;

-- What breaks the order of a vendor's versions, in one word; NULL when nothing does. Sealed-bids.md 6.5, 6.7, 6.8.
CREATE FUNCTION vendors_disorder(who bigint, doc jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    last record;
    sealed jsonb;
    held bigint;
    proven bigint;
BEGIN
    SELECT s.ver, s.hash, s.public_key INTO last FROM vendors_statement s
    WHERE s.participation_id = who ORDER BY s.ver DESC LIMIT 1;
    IF (doc ->> 'ver')::int <> coalesce(last.ver, 0) + 1 THEN
        RETURN 'version';
    ELSIF doc ->> 'prev' IS DISTINCT FROM last.hash THEN
        RETURN 'predecessor';
    ELSIF last.ver IS NOT NULL AND doc #>> '{sig,0,pk}' IS DISTINCT FROM last.public_key THEN
        RETURN 'key';
    ELSIF jsonb_array_length(doc -> 'envelopes') = 0 AND NOT EXISTS (
        SELECT FROM vendors_bid b WHERE b.participation_id = who AND b.status = 'submitted'
    ) THEN
        RETURN 'nothing';
    END IF;
    FOR sealed IN SELECT e FROM jsonb_array_elements(doc -> 'envelopes') AS e LOOP
        SELECT e.id INTO held FROM vendors_envelope e
        WHERE e.hash = sealed ->> 'header' AND e.participation_id = who AND e.kind = sealed ->> 'kind';
        IF NOT FOUND THEN
            RETURN 'envelope';
        END IF;
        -- Share lock: an object sealed anew in another tab settles first.
        SELECT count(*) INTO proven FROM (
            SELECT s.id FROM vendors_sealedobject s
            JOIN jsonb_to_recordset(sealed -> 'objects') AS o (n int, len bigint, segs int, ct text)
                ON s.n = o.n AND s.length = o.len AND s.segments = o.segs AND s.digest = o.ct
            WHERE s.envelope_id = held AND s.proven_at IS NOT NULL FOR SHARE OF s
        ) AS found;
        IF proven <> jsonb_array_length(sealed -> 'objects') THEN
            RETURN 'objects';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- The legal act: accept, replace or withdraw (decisions.md 3.12). The caller has checked form and signatures.
-- Idempotent by the statement's hash, also after the deadline. A refusal is a row, so that it survives as evidence.
CREATE FUNCTION vendors_accept(
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

-- Whoever writes a statement, by whatever way, is bound by the window and the present moment.
CREATE FUNCTION vendors_guard_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM vendors_participation p
        JOIN tenders_tender t ON t.id = p.tender_id
        JOIN tenders_stage s ON s.tender_id = t.id AND s.kind = 'bid_submission'
        WHERE p.id = NEW.participation_id AND t.status = 'announced'
          AND in_window(NEW.received_at, s.starts_at, s.ends_at)
    ) OR NEW.received_at NOT BETWEEN clock_timestamp() - interval '10 seconds' AND clock_timestamp() THEN
        PERFORM vendors_break('bid_within_deadline', 'a bid is received within its window, at the moment it arrives');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_statement_in_time BEFORE INSERT ON vendors_statement
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_statement();

CREATE FUNCTION vendors_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: it is evidence', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
END $$;
CREATE TRIGGER vendors_statement_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_statement
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('statements_are_for_ever');
CREATE TRIGGER vendors_envelope_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_envelope
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('envelopes_are_for_ever');
CREATE TRIGGER vendors_close_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_close
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('closes_are_for_ever');
CREATE TRIGGER vendors_refusal_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_refusal
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('refusals_are_for_ever');
CREATE TRIGGER vendors_participation_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_participation
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('participations_are_for_ever');
CREATE TRIGGER vendors_verdict_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON vendors_verificationverdict
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('verdicts_are_for_ever');

CREATE FUNCTION vendors_guard_bid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - 'status') <> (to_jsonb(OLD) - 'status') THEN
        PERFORM vendors_break('a_bid_keeps_its_statement', 'only the state of a bid changes');
    END IF;
    IF NEW.status IN ('opened', 'unreadable', 'void') AND NOT EXISTS (
        SELECT FROM vendors_participation p JOIN vendors_close c ON c.tender_id = p.tender_id WHERE p.id = NEW.participation_id
    ) THEN
        PERFORM vendors_break('no_bid_opens_before_the_close', 'bids open after the close of their tender');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_bid_kept BEFORE UPDATE ON vendors_bid FOR EACH ROW EXECUTE FUNCTION vendors_guard_bid();

-- A proven object stays as it was proven. Only the manifest of a draft that nobody stated may be sealed anew.
CREATE FUNCTION vendors_guard_object() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.envelope_id <> OLD.envelope_id OR NEW.n <> OLD.n THEN
        PERFORM vendors_break('an_object_keeps_its_number', 'an object stays in its envelope under its number');
    END IF;
    IF OLD.proven_at IS NOT NULL AND (NEW.n <> 0 OR EXISTS (
        SELECT FROM vendors_envelope e JOIN vendors_statement s ON s.participation_id = e.participation_id
        WHERE e.id = NEW.envelope_id AND position(e.hash IN convert_from(s.body, 'UTF8')) > 0
    )) THEN
        PERFORM vendors_break('a_proven_object_is_frozen', 'the bytes of a proven object are settled');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_sealedobject_frozen BEFORE UPDATE ON vendors_sealedobject
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_object();

-- A close lists every statement there is, after the deadline, exactly once per round.
CREATE FUNCTION vendors_guard_close() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    listed int;
BEGIN
    PERFORM 1 FROM tenders_stage s JOIN tenders_tender t ON t.id = s.tender_id
    WHERE t.id = NEW.tender_id AND s.kind = 'bid_submission' AND t.status = 'announced'
      AND s.ends_at <= NEW.closed_at AND NEW.closed_at <= clock_timestamp();
    IF NOT FOUND THEN
        PERFORM vendors_break('close_not_before_the_deadline', 'a tender is closed after its deadline');
    END IF;
    listed := jsonb_array_length(convert_from(NEW.body, 'UTF8')::jsonb -> 'entries');
    IF listed <> (
        SELECT count(*) FROM vendors_statement s JOIN vendors_participation p ON p.id = s.participation_id
        WHERE p.tender_id = NEW.tender_id
    ) OR NEW.hash <> vendors_b64u(sha256(NEW.body)) THEN
        PERFORM vendors_break('close_lists_every_statement', 'a close reveals every statement of its tender');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_close_complete BEFORE INSERT ON vendors_close
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_close();

CREATE FUNCTION vendors_guard_tender_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM vendors_close c WHERE c.tender_id = NEW.id) THEN
        PERFORM vendors_break('closed_with_a_close', 'a closed tender has its close document');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_tender_closed BEFORE UPDATE ON tenders_tender FOR EACH ROW
    WHEN (NEW.status = 'closed' AND OLD.status = 'announced') EXECUTE FUNCTION vendors_guard_tender_close();

-- Who may take part -------------------------------------------------------------------------------------------------
CREATE FUNCTION vendors_guard_participation() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER vendors_participation_lawful BEFORE INSERT ON vendors_participation
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_participation();

CREATE FUNCTION vendors_guard_seat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM vendors_participation p JOIN tenders_committeeseat c ON c.tender_id = p.tender_id
        JOIN vendors_vendorseat s ON s.vendor_id = p.vendor_id AND s.ended_at IS NULL AND s.user_id = c.user_id
        WHERE c.user_id = NEW.user_id
    ) THEN
        PERFORM vendors_break('no_committee_seat_for_a_bidder', 'nobody judges a tender and bids in it');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER vendors_vendorseat_lawful AFTER INSERT OR UPDATE ON vendors_vendorseat
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_seat();
CREATE TRIGGER vendors_committeeseat_lawful AFTER INSERT OR UPDATE ON tenders_committeeseat
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_seat();

CREATE FUNCTION vendors_guard_vendor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.code <> OLD.code OR (OLD.status NOT IN ('registered', 'returned') AND
        (NEW.form, NEW.name, NEW.business_number, NEW.tax_number) IS DISTINCT FROM
        (OLD.form, OLD.name, OLD.business_number, OLD.tax_number))
    THEN
        PERFORM vendors_break('verified_identity_is_frozen', 'name and numbers stay as they were sent for verification');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_vendor_frozen BEFORE UPDATE ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_vendor();

REVOKE ALL ON FUNCTION vendors_accept(bigint, bytea, bigint) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT EXECUTE ON FUNCTION vendors_accept(bigint, bytea, bigint) TO app;
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON vendors_statement, vendors_bid, vendors_refusal FROM app;
        GRANT UPDATE (status) ON vendors_bid TO app;
        REVOKE UPDATE, DELETE, TRUNCATE ON vendors_envelope, vendors_close, vendors_participation,
            vendors_verificationverdict FROM app;
        REVOKE DELETE, TRUNCATE ON vendors_sealedobject, vendors_vendor, vendors_vendorseat FROM app;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN
        -- Who bids stays unknown until the close, also to the auditor's reading role.
        REVOKE ALL ON vendors_statement, vendors_bid, vendors_refusal, vendors_envelope, vendors_sealedobject FROM audit;
    END IF;
END $$;
