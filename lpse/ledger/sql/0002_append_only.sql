-- SPDX-License-Identifier: Apache-2.0
-- The record only grows: gapless, in time, each entry hashed as it stands, each complete tree node computed here.

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'ledger_append_only: % on % is refused, the record only grows', TG_OP, TG_TABLE_NAME
    USING ERRCODE = '23000', CONSTRAINT = 'ledger_append_only', TABLE = TG_TABLE_NAME;
END $$;

CREATE FUNCTION ledger_break(broken text, said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: %', broken, said USING ERRCODE = '23000', CONSTRAINT = broken;
END $$;

-- Locks the head, last of all locks, and returns the next index and the instant of the next entry.
CREATE FUNCTION ledger_lock(OUT next_idx bigint, OUT entry_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  last_at timestamptz;
BEGIN
  SELECT h.size, h.at INTO STRICT next_idx, last_at FROM public.ledger_head h FOR UPDATE;
  entry_at := date_trunc('milliseconds', clock_timestamp());
  IF entry_at < last_at THEN
    PERFORM public.ledger_break('ledger_clock_went_back', format('the clock shows %s, the last entry %s', entry_at, last_at));
  END IF;
END $$;

CREATE FUNCTION ledger_entry_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  head public.ledger_head;
  said json;
BEGIN
  SELECT * INTO STRICT head FROM public.ledger_head FOR UPDATE;
  IF NEW.idx <> head.size THEN
    PERFORM public.ledger_break('ledger_gapless', format('entry %s does not follow entry %s', NEW.idx, head.size - 1));
  END IF;
  IF NEW.at < head.at THEN
    PERFORM public.ledger_break('ledger_at_never_decreases', format('%s is before %s', NEW.at, head.at));
  END IF;
  IF NEW.at NOT BETWEEN clock_timestamp() - interval '30 seconds' AND clock_timestamp() THEN
    PERFORM public.ledger_break('ledger_at_is_now', format('%s is not now', NEW.at));
  END IF;
  IF NEW.leaf_hash <> sha256('\x00'::bytea || NEW.body) THEN
    PERFORM public.ledger_break('ledger_leaf_hash_is_of_body', format('entry %s', NEW.idx));
  END IF;
  said := convert_from(NEW.body, 'UTF8')::json;
  IF said ->> 't' IS DISTINCT FROM NEW.kind OR coalesce(said ->> 'act', '') <> NEW.act
    OR said ->> 'at' IS DISTINCT FROM to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') THEN
    PERFORM public.ledger_break('ledger_columns_follow_body', format('entry %s', NEW.idx));
  END IF;
  UPDATE public.ledger_head SET size = NEW.idx + 1, at = NEW.at;
  RETURN NEW;
END $$;

CREATE FUNCTION ledger_grow_tree() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  height smallint := 0;
  place bigint := NEW.idx;
  here bytea := NEW.leaf_hash;
  beside bytea;
BEGIN
  WHILE place % 2 = 1 LOOP
    IF height = 0 THEN
      SELECT e.leaf_hash INTO STRICT beside FROM public.ledger_entry e WHERE e.idx = place - 1;
    ELSE
      SELECT n.hash INTO STRICT beside FROM public.ledger_node n WHERE n.level = height AND n.idx = place - 1;
    END IF;
    here := sha256('\x01'::bytea || beside || here);
    height := height + 1;
    place := place / 2;
    INSERT INTO public.ledger_node (level, idx, hash) VALUES (height, place, here);
  END LOOP;
  RETURN NULL;
END $$;

CREATE FUNCTION ledger_place_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.entry_id IS NOT NULL OR NEW.record_hash <> OLD.record_hash OR NEW.tender <> OLD.tender
    OR NEW.received_at <> OLD.received_at THEN
    PERFORM public.ledger_break('ledger_pending_placed_once', 'a record keeps its batch, hash and time');
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE ledger_document ADD CONSTRAINT ledger_document_is_its_digest CHECK (sha256 = encode(sha256(body), 'hex'));
ALTER TABLE ledger_entry ADD CONSTRAINT ledger_entry_size CHECK (octet_length(body) BETWEEN 1 AND 65535);
ALTER TABLE ledger_batch ADD CONSTRAINT ledger_seed_size CHECK (octet_length(seed) = 32);
ALTER TABLE ledger_pending ADD CONSTRAINT ledger_record_hash_size CHECK (octet_length(record_hash) = 32);
INSERT INTO ledger_head (id, size, at) VALUES (1, 0, '1970-01-01T00:00:00Z');

CREATE TRIGGER ledger_entry_fits BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_fits();
CREATE TRIGGER ledger_grow_tree AFTER INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_grow_tree();
CREATE TRIGGER ledger_place_once BEFORE UPDATE ON ledger_pending FOR EACH ROW EXECUTE FUNCTION ledger_place_once();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_fits;
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_grow_tree;
ALTER TABLE ledger_pending ENABLE ALWAYS TRIGGER ledger_place_once;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ledger_entry', 'ledger_node', 'ledger_checkpoint', 'ledger_document', 'ledger_private', 'ledger_batch'] LOOP
    EXECUTE format('CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER ledger_append_only', name);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['ledger_head', 'ledger_pending'] LOOP
    EXECUTE format('CREATE TRIGGER ledger_append_only BEFORE DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER ledger_append_only', name);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', name);
  END LOOP;
END $$;

-- Only the triggers above, which run as the owner, move the head and the tree.
REVOKE INSERT ON ledger_head, ledger_node FROM app;
GRANT UPDATE (entry_id, position) ON ledger_pending TO app;
-- The salted private parts are written by the app and read by the owner alone; who bids is counted by nobody else.
REVOKE SELECT ON ledger_private FROM app;
REVOKE ALL ON ledger_private, ledger_pending, ledger_batch FROM audit;
