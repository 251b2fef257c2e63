-- SPDX-License-Identifier: Apache-2.0
-- A round is closed once more when its close revealed nothing and the deadline moved that day (sealed-bids.md 7.6).
CREATE OR REPLACE FUNCTION vendors_guard_close() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    listed int;
BEGIN
    PERFORM 1 FROM tenders_stage s JOIN tenders_tender t ON t.id = s.tender_id
    WHERE t.id = NEW.tender_id AND s.kind = 'bid_submission' AND t.status = 'announced'
      AND s.ends_at <= NEW.closed_at AND NEW.closed_at <= clock_timestamp();
    IF NOT FOUND THEN
        PERFORM vendors_break('close_not_before_the_deadline', 'a tender is closed after its deadline');
    END IF;
    IF EXISTS (
        SELECT FROM vendors_close c WHERE c.tender_id = NEW.tender_id AND (
            jsonb_array_length(convert_from(c.body, 'UTF8')::jsonb -> 'entries') > 0 OR c.closed_at >= NEW.closed_at
        )
    ) THEN
        PERFORM vendors_break('one_close_reveals_the_bids', 'a round is closed again only after a close without bids');
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

CREATE OR REPLACE FUNCTION vendors_guard_tender_close() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM vendors_close c JOIN tenders_stage s ON s.tender_id = c.tender_id AND s.kind = 'bid_submission'
        WHERE c.tender_id = NEW.id AND c.closed_at >= s.ends_at
    ) THEN
        PERFORM vendors_break('closed_with_a_close', 'a closed tender has its close document');
    END IF;
    RETURN NEW;
END $$;
