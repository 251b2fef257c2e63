-- SPDX-License-Identifier: Apache-2.0
-- Lawful moves of every state machine stand in one table, read by one trigger function.
-- A new row enters with source ''. A test proves the table equal to the FSMs.
CREATE TABLE legal_move (
    model text NOT NULL,
    source text NOT NULL,
    target text NOT NULL,
    PRIMARY KEY (model, source, target)
);
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON legal_move FROM app;
    END IF;
END $$;

CREATE FUNCTION guard_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before text := '';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := OLD.status;
        IF before = NEW.status THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM legal_move m WHERE m.model = TG_ARGV[0] AND m.source = before AND m.target = NEW.status)
    THEN
        RAISE EXCEPTION '% may not move from "%" to "%"', TG_ARGV[0], before, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'only_legal_moves';
    END IF;
    RETURN NEW;
END $$;
