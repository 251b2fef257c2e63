-- SPDX-License-Identifier: Apache-2.0
-- Joint operations (KSO, R-ACT-11): whole when declared, each member agrees by its own person, nobody bids twice in a
-- tender, and whoever bars one member bars them all (R-ACT-12, R-BL-7).

-- As vendors_bar was, for one business; directors that partners share bar nobody.
CREATE FUNCTION vendors_bar_one(who bigint, in_tender bigint, at timestamptz, partners bigint[]) RETURNS text
LANGUAGE plpgsql STABLE AS $$
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
            JOIN vendors_director theirs ON theirs.identity_number = ours.identity_number
                AND theirs.vendor_id <> ALL (partners)
            WHERE ours.vendor_id = who AND ours.accepted_at IS NOT NULL AND ours.ended_at IS NULL
              AND theirs.accepted_at IS NOT NULL AND theirs.ended_at IS NULL
              AND (theirs.accepted_at, theirs.id) < (ours.accepted_at, ours.id)
              AND (
                  EXISTS (
                      SELECT FROM vendors_participation p
                      WHERE p.vendor_id = theirs.vendor_id AND p.tender_id = in_tender
                  ) OR EXISTS (
                      SELECT FROM vendors_consortiummember m
                      WHERE m.vendor_id = theirs.vendor_id AND m.tender_id = in_tender
                        AND m.agreed_at IS NOT NULL AND m.left_at IS NULL
                  )
              )
        ) THEN 'shared_director'
    END;
END $$;

-- A lead answers for every member; a member that agreed bids through its lead alone.
CREATE OR REPLACE FUNCTION vendors_bar(who bigint, in_tender bigint, at timestamptz) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    led bigint;
    partners bigint[];
    word text;
BEGIN
    SELECT c.id INTO led FROM vendors_consortium c JOIN vendors_participation p ON p.id = c.participation_id
    WHERE p.tender_id = in_tender AND p.vendor_id = who AND c.dissolved_at IS NULL;
    IF led IS NULL THEN
        IF EXISTS (
            SELECT FROM vendors_consortiummember m WHERE m.tender_id = in_tender AND m.vendor_id = who
              AND m.agreed_at IS NOT NULL AND m.left_at IS NULL
        ) THEN
            RETURN 'in_consortium';
        END IF;
        RETURN vendors_bar_one(who, in_tender, at, ARRAY[who]);
    END IF;
    SELECT array_agg(m.vendor_id) INTO partners FROM vendors_consortiummember m WHERE m.consortium_id = led;
    word := vendors_bar_one(who, in_tender, at, partners);
    IF word IS NOT NULL THEN
        RETURN word;
    ELSIF EXISTS (SELECT FROM vendors_consortiummember m WHERE m.consortium_id = led AND m.agreed_at IS NULL) THEN
        RETURN 'consortium_incomplete';
    ELSIF EXISTS (
        SELECT FROM vendors_consortiummember m JOIN vendors_vendor v ON v.id = m.vendor_id
        JOIN tenders_tender t ON t.id = m.tender_id
        WHERE m.consortium_id = led AND m.vendor_id <> who AND (
            t.status = 'announced' AND v.status <> 'verified'
            OR vendors_bar_one(m.vendor_id, in_tender, at, partners) IS NOT NULL
        )
    ) THEN
        RETURN 'member_barred';
    END IF;
    RETURN NULL;
END $$;

-- Nothing of a joint operation changes once its first statement was sent. The lock lets an acceptance in flight settle.
CREATE FUNCTION vendors_require_unsent(who bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM vendors_participation p WHERE p.id = who FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM vendors_statement s WHERE s.participation_id = who) THEN
        PERFORM vendors_break('a_consortium_is_settled_before_its_bid', 'a joint operation is settled before its first bid');
    END IF;
    IF NOT EXISTS (
        SELECT FROM vendors_participation p JOIN tenders_tender t ON t.id = p.tender_id AND t.status = 'announced'
        JOIN tenders_stage s ON s.tender_id = t.id AND s.kind = 'bid_submission' AND s.ends_at > clock_timestamp()
        WHERE p.id = who
    ) THEN
        PERFORM vendors_break('a_consortium_is_settled_before_the_deadline', 'a joint operation is settled before the deadline');
    END IF;
END $$;

CREATE FUNCTION vendors_guard_consortium() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        OLD.dissolved_at IS NOT NULL OR NEW.dissolved_at IS NULL
        OR to_jsonb(NEW) - 'dissolved_at' <> to_jsonb(OLD) - 'dissolved_at'
    ) OR TG_OP = 'INSERT' AND NEW.dissolved_at IS NOT NULL THEN
        PERFORM vendors_break('a_consortium_is_never_rewritten', 'a joint operation is dissolved, once, and declared anew');
    END IF;
    PERFORM vendors_require_unsent(NEW.participation_id);
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_consortium_lawful BEFORE INSERT OR UPDATE ON vendors_consortium
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_consortium();

CREATE FUNCTION vendors_end_places() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE vendors_consortiummember SET left_at = NEW.dissolved_at WHERE consortium_id = NEW.id AND left_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER vendors_consortium_dissolved AFTER UPDATE ON vendors_consortium
    FOR EACH ROW EXECUTE FUNCTION vendors_end_places();

-- Whole at the end of the transaction that declares it: two members or more, one of them the lead, shares of 100 percent.
CREATE FUNCTION vendors_guard_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint := CASE WHEN TG_TABLE_NAME = 'vendors_consortium' THEN NEW.id ELSE (to_jsonb(NEW) ->> 'consortium_id')::bigint END;
BEGIN
    IF (
        SELECT count(*) < 2 OR sum(m.share) <> 100 OR count(*) FILTER (WHERE m.is_lead) <> 1
        FROM vendors_consortiummember m WHERE m.consortium_id = which
    ) THEN
        PERFORM vendors_break('a_consortium_is_whole', 'two members or more, one lead, shares of 100 percent together');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER vendors_consortium_whole AFTER INSERT ON vendors_consortium
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vendors_guard_whole();
CREATE CONSTRAINT TRIGGER vendors_consortiummember_whole AFTER INSERT ON vendors_consortiummember
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vendors_guard_whole();

CREATE FUNCTION vendors_guard_member() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lead record;
    answer text[] := ARRAY['answered_by_id', 'agreed_at', 'refused_at', 'reason'];
BEGIN
    SELECT c.participation_id, c.dissolved_at, p.tender_id, p.vendor_id INTO lead
    FROM vendors_consortium c JOIN vendors_participation p ON p.id = c.participation_id WHERE c.id = NEW.consortium_id;
    IF TG_OP = 'UPDATE' AND NEW.left_at IS NOT NULL AND OLD.left_at IS NULL THEN
        IF lead.dissolved_at IS DISTINCT FROM NEW.left_at OR to_jsonb(NEW) - 'left_at' <> to_jsonb(OLD) - 'left_at' THEN
            PERFORM vendors_break('a_member_leaves_with_its_consortium', 'members leave when the joint operation is dissolved');
        END IF;
        RETURN NEW;
    END IF;
    PERFORM vendors_require_unsent(lead.participation_id);
    IF lead.dissolved_at IS NOT NULL THEN
        PERFORM vendors_break('a_consortium_is_never_rewritten', 'a joint operation that was dissolved stays so');
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.tender_id <> lead.tender_id OR NEW.is_lead <> (NEW.vendor_id = lead.vendor_id)
            OR NEW.is_lead <> (NEW.agreed_at IS NOT NULL) OR NEW.refused_at IS NOT NULL OR NEW.left_at IS NOT NULL
        THEN
            PERFORM vendors_break('a_member_agrees_for_itself', 'the lead agrees by declaring, every other member later');
        END IF;
    ELSIF to_jsonb(NEW) - answer <> to_jsonb(OLD) - answer OR OLD.answered_by_id IS NOT NULL THEN
        PERFORM vendors_break('a_member_answers_once', 'a member agrees or refuses, once');
    END IF;
    IF NEW.answered_by_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM vendors_vendorseat s JOIN vendors_vendor v ON v.id = s.vendor_id AND v.status = 'verified'
        WHERE s.vendor_id = NEW.vendor_id AND s.user_id = NEW.answered_by_id AND s.ended_at IS NULL
          AND (s.power = 'signer' OR 'send' = ANY (s.grants))
    ) THEN
        PERFORM vendors_break('a_member_agrees_for_itself', 'by a person with the power to send, of a verified vendor');
    END IF;
    IF NEW.agreed_at IS NOT NULL AND NOT NEW.is_lead THEN
        -- Lock: the member's own bid in flight settles first.
        PERFORM 1 FROM vendors_participation p WHERE p.vendor_id = NEW.vendor_id AND p.tender_id = NEW.tender_id
        FOR NO KEY UPDATE;
        IF EXISTS (
            SELECT FROM vendors_participation p JOIN vendors_bid b ON b.participation_id = p.id AND b.status = 'submitted'
            WHERE p.vendor_id = NEW.vendor_id AND p.tender_id = NEW.tender_id
        ) THEN
            PERFORM vendors_break('nobody_bids_twice_in_a_tender', 'a member of a joint operation has no bid of its own');
        END IF;
        IF vendors_bar_one(NEW.vendor_id, NEW.tender_id, clock_timestamp(), (
            SELECT array_agg(m.vendor_id) FROM vendors_consortiummember m WHERE m.consortium_id = NEW.consortium_id
        )) IS NOT NULL THEN
            PERFORM vendors_break('no_barred_vendor_joins', 'a vendor on the blacklist or on both sides does not join');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendors_consortiummember_lawful BEFORE INSERT OR UPDATE ON vendors_consortiummember
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_member();

CREATE TRIGGER vendors_consortium_stays BEFORE DELETE OR TRUNCATE ON vendors_consortium
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('consortia_are_for_ever');
CREATE TRIGGER vendors_consortiummember_stays BEFORE DELETE OR TRUNCATE ON vendors_consortiummember
    FOR EACH STATEMENT EXECUTE FUNCTION vendors_refuse_change('consortia_are_for_ever');
REVOKE ALL ON FUNCTION vendors_require_unsent(bigint) FROM PUBLIC;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT EXECUTE ON FUNCTION vendors_require_unsent(bigint) TO app;
        REVOKE UPDATE, DELETE, TRUNCATE ON vendors_consortium, vendors_consortiummember FROM app;
        GRANT UPDATE (dissolved_at) ON vendors_consortium TO app;
        GRANT UPDATE (answered_by_id, agreed_at, refused_at, reason) ON vendors_consortiummember TO app;
    END IF;
END $$;
