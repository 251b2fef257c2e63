-- SPDX-License-Identifier: Apache-2.0
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT INSERT, UPDATE, DELETE ON vendors_statement, vendors_bid, vendors_refusal, vendors_envelope, vendors_close,
            vendors_participation, vendors_verificationverdict, vendors_sealedobject, vendors_vendor, vendors_vendorseat
            TO app;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'audit') THEN
        GRANT SELECT ON vendors_statement, vendors_bid, vendors_refusal, vendors_envelope, vendors_sealedobject TO audit;
    END IF;
END $$;
DROP FUNCTION vendors_accept(bigint, bytea, bigint);
DROP FUNCTION vendors_guard_vendor() CASCADE;
DROP FUNCTION vendors_guard_seat() CASCADE;
DROP FUNCTION vendors_guard_participation() CASCADE;
DROP FUNCTION vendors_guard_tender_close() CASCADE;
DROP FUNCTION vendors_guard_close() CASCADE;
DROP FUNCTION vendors_guard_object() CASCADE;
DROP FUNCTION vendors_guard_bid() CASCADE;
DROP FUNCTION vendors_refuse_change() CASCADE;
DROP FUNCTION vendors_guard_statement() CASCADE;
DROP FUNCTION vendors_disorder(bigint, jsonb);
DROP FUNCTION vendors_break(text, text);
DROP FUNCTION vendors_instant(timestamptz);
DROP FUNCTION vendors_b64u(bytea);
DROP FUNCTION in_window(timestamptz, timestamptz, timestamptz);
DROP TRIGGER vendors_bid_move ON vendors_bid;
DROP TRIGGER vendors_vendor_move ON vendors_vendor;
DELETE FROM legal_move WHERE model IN ('vendors.vendor', 'vendors.bid');
