-- SPDX-License-Identifier: Apache-2.0
-- An opening rests on the public record, not on tables: its time, its list and its quorum are read from there.

CREATE FUNCTION evaluation_refuse(broken text, said text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: %', broken, said USING ERRCODE = 'check_violation', CONSTRAINT = broken;
END $$;

-- The 32 bytes that a leaf writes as 43 letters of base64url.
CREATE FUNCTION evaluation_digest(written text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT decode(translate(written, '-_', '+/') || '=', 'base64')
$$;

-- The document that an entry of that kind names by hash, or NULL when there is no such entry or document.
CREATE FUNCTION evaluation_recorded(entry bigint, said_kind text) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT d.body FROM ledger_entry e
  JOIN ledger_document d
    ON d.sha256 = encode(evaluation_digest(convert_from(e.body, 'UTF8')::json ->> 'h'), 'hex')
  WHERE e.idx = entry AND e.kind = said_kind
$$;

-- The bid deadline in force: that of the tender's last leaf.
CREATE FUNCTION evaluation_deadline(code text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT (convert_from(e.body, 'UTF8')::json ->> 'deadline')::timestamptz
  FROM ledger_entry e WHERE e.kind = 'tender' AND e.subject = code ORDER BY e.idx DESC LIMIT 1
$$;

-- What forbids decrypting anything of an opening at this moment (sealed-bids.md 7.8); NULL when nothing does.
CREATE FUNCTION evaluation_gate(asked bigint) RETURNS text LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held evaluation_opening;
  closed vendors_close;
  code text;
  said json;
  needed int;
  given int;
  earliest timestamptz;
BEGIN
  SELECT * INTO STRICT held FROM evaluation_opening o WHERE o.id = asked;
  SELECT * INTO STRICT closed FROM vendors_close c WHERE c.id = held.close_id;
  SELECT t.code INTO STRICT code FROM tenders_tender t WHERE t.id = held.tender_id;
  IF evaluation_recorded(held.leaf, 'opening') IS DISTINCT FROM held.body
    OR evaluation_recorded(closed.leaf, 'close') IS DISTINCT FROM closed.body
    OR held.leaf <= closed.leaf THEN
    RETURN 'opening_is_on_the_record';
  END IF;
  IF NOT EXISTS (SELECT FROM ledger_checkpoint p WHERE p.size > closed.leaf) THEN
    RETURN 'opening_after_a_signed_close';
  END IF;
  said := convert_from(held.body, 'UTF8')::json;
  SELECT max((convert_from(v.header, 'UTF8')::json #>> '{ctx,nb}')::timestamptz) INTO earliest
    FROM vendors_envelope v JOIN json_array_elements_text(said -> 'envelopes') AS listed(name) ON listed.name = v.hash;
  IF clock_timestamp() < greatest(evaluation_deadline(code), earliest) OR evaluation_deadline(code) IS NULL THEN
    RETURN 'opening_not_before_its_time';
  END IF;
  SELECT (convert_from(d.body, 'UTF8')::json ->> 'k')::int INTO needed
    FROM ledger_document d WHERE d.sha256 = encode(evaluation_digest(said ->> 'keyset'), 'hex');
  SELECT count(*) INTO given FROM evaluation_release r
    JOIN ledger_entry e ON e.idx = r.leaf AND e.kind = 'release'
    CROSS JOIN LATERAL (SELECT convert_from(e.body, 'UTF8')::json) AS leaf(doc)
    WHERE r.opening_id = asked AND leaf.doc ->> 'opening' = held.hash AND (leaf.doc ->> 'x')::int = r.x
      AND evaluation_digest(leaf.doc ->> 'box') = sha256(r.box);
  IF needed IS NULL OR given < needed THEN
    RETURN 'opening_has_quorum';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION evaluation_opening_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closed vendors_close;
  ends timestamptz;
BEGIN
  SELECT * INTO STRICT closed FROM vendors_close c WHERE c.id = NEW.close_id;
  IF closed.tender_id <> NEW.tender_id THEN
    PERFORM evaluation_refuse('opening_belongs_to_its_close', 'the close is of another tender');
  END IF;
  SELECT s.ends_at INTO ends FROM tenders_stage s WHERE s.tender_id = NEW.tender_id AND s.kind = 'bid_submission';
  IF ends IS NULL OR clock_timestamp() < ends THEN
    PERFORM evaluation_refuse('opening_not_before_its_time', format('bids are taken until %s', ends));
  END IF;
  IF evaluation_recorded(NEW.leaf, 'opening') IS DISTINCT FROM NEW.body OR NEW.leaf <= closed.leaf
    OR evaluation_digest(NEW.hash) <> sha256(NEW.body) OR NEW.finished_at IS NOT NULL THEN
    PERFORM evaluation_refuse('opening_is_on_the_record', 'no such entry after the close');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_opening_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  listed int;
  done int;
BEGIN
  IF (NEW.tender_id, NEW.close_id, NEW.kind, NEW.body, NEW.hash, NEW.leaf, NEW.begun_at)
    IS DISTINCT FROM (OLD.tender_id, OLD.close_id, OLD.kind, OLD.body, OLD.hash, OLD.leaf, OLD.begun_at) THEN
    PERFORM evaluation_refuse('opening_document_is_unchanged', 'only its progress moves');
  END IF;
  IF OLD.finished_at IS NOT NULL AND NEW.finished_at IS DISTINCT FROM OLD.finished_at THEN
    PERFORM evaluation_refuse('opening_finishes_once', format('finished at %s', OLD.finished_at));
  END IF;
  IF NEW.finished_at IS NOT NULL AND OLD.finished_at IS NULL THEN
    listed := json_array_length(convert_from(NEW.body, 'UTF8')::json -> 'envelopes');
    SELECT count(*) INTO done FROM evaluation_openedbid b WHERE b.opening_id = NEW.id;
    IF done <> listed THEN
      PERFORM evaluation_refuse('opening_finishes_with_every_bid', format('%s of %s bids are recorded', done, listed));
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_release_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM evaluation_opening o JOIN tenders_committeeseat s ON s.tender_id = o.tender_id
    WHERE o.id = NEW.opening_id AND s.id = NEW.seat_id
  ) THEN
    PERFORM evaluation_refuse('release_is_of_a_committee_seat', 'the seat is of another tender');
  END IF;
  IF EXISTS (SELECT FROM evaluation_opening o WHERE o.id = NEW.opening_id AND o.finished_at IS NOT NULL) THEN
    PERFORM evaluation_refuse('release_before_the_opening_ends', 'the opening is finished');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_opened_bid_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  broken text := evaluation_gate(NEW.opening_id);
BEGIN
  IF broken IS NOT NULL THEN
    PERFORM evaluation_refuse(broken, 'nothing may be opened yet');
  END IF;
  IF NOT EXISTS (
    SELECT FROM evaluation_opening o
    JOIN vendors_participation p ON p.tender_id = o.tender_id
    JOIN vendors_bid b ON b.participation_id = p.id
    JOIN vendors_statement s ON s.id = b.statement_id
    JOIN vendors_envelope v ON v.participation_id = p.id AND v.hash = NEW.header
    WHERE o.id = NEW.opening_id AND b.id = NEW.bid_id
      AND (convert_from(o.body, 'UTF8')::json -> 'envelopes')::jsonb ? NEW.header
      AND convert_from(s.body, 'UTF8')::jsonb @> jsonb_build_object('envelopes',
        jsonb_build_array(jsonb_build_object('header', NEW.header)))
  ) THEN
    PERFORM evaluation_refuse('opened_bid_is_listed', 'the opening does not list this envelope of this bid');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_opened_file_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM evaluation_openedbid b WHERE b.id = NEW.opened_bid_id AND b.result = 'ok') THEN
    PERFORM evaluation_refuse('files_come_from_an_opened_bid', 'this bid did not open');
  END IF;
  IF NOT EXISTS (SELECT FROM documents_storedobject d WHERE d.id = NEW.object_id AND d.store = 'restricted') THEN
    PERFORM evaluation_refuse('opened_files_are_restricted', 'an opened file belongs into the restricted store');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_approval_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM evaluation_minutes m JOIN tenders_committeeseat s ON s.tender_id = m.tender_id
    WHERE m.id = NEW.minutes_id AND s.id = NEW.seat_id
  ) THEN
    PERFORM evaluation_refuse('approval_is_of_a_committee_seat', 'the seat is of another tender');
  END IF;
  RETURN NEW;
END $$;

-- A tender leaves "closed" for "opened" only when its opening is finished.
CREATE FUNCTION evaluation_tender_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'closed' AND NEW.status = 'opened' AND NOT EXISTS (
    SELECT FROM evaluation_opening o WHERE o.tender_id = NEW.id AND o.finished_at IS NOT NULL
  ) THEN
    PERFORM evaluation_refuse('tender_opens_with_its_bids', 'its opening is not finished');
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION evaluation_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM evaluation_refuse('opening_evidence_only_grows', format('%s on %s', TG_OP, TG_TABLE_NAME));
  RETURN NULL;
END $$;

CREATE TRIGGER opening_fits BEFORE INSERT ON evaluation_opening
  FOR EACH ROW EXECUTE FUNCTION evaluation_opening_fits();
CREATE TRIGGER opening_moves BEFORE UPDATE ON evaluation_opening
  FOR EACH ROW EXECUTE FUNCTION evaluation_opening_moves();
CREATE TRIGGER release_fits BEFORE INSERT ON evaluation_release
  FOR EACH ROW EXECUTE FUNCTION evaluation_release_fits();
CREATE TRIGGER opened_bid_fits BEFORE INSERT ON evaluation_openedbid
  FOR EACH ROW EXECUTE FUNCTION evaluation_opened_bid_fits();
CREATE TRIGGER opened_file_fits BEFORE INSERT ON evaluation_openedfile
  FOR EACH ROW EXECUTE FUNCTION evaluation_opened_file_fits();
CREATE TRIGGER approval_fits BEFORE INSERT ON evaluation_minutesapproval
  FOR EACH ROW EXECUTE FUNCTION evaluation_approval_fits();
CREATE TRIGGER tender_opens_with_its_bids BEFORE UPDATE OF status ON tenders_tender
  FOR EACH ROW EXECUTE FUNCTION evaluation_tender_opens();
CREATE TRIGGER opening_only_grows BEFORE DELETE OR TRUNCATE ON evaluation_opening
  FOR EACH STATEMENT EXECUTE FUNCTION evaluation_refuse_change();

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['evaluation_release', 'evaluation_openedbid', 'evaluation_openedfile',
    'evaluation_minutes', 'evaluation_minutesapproval'] LOOP
    EXECUTE format('CREATE TRIGGER evidence_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
      'FOR EACH STATEMENT EXECUTE FUNCTION evaluation_refuse_change()', name);
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM app', name);
  END LOOP;
END $$;
REVOKE UPDATE, DELETE, TRUNCATE ON evaluation_opening FROM app;
GRANT UPDATE (claimed_at, finished_at, disputed_at) ON evaluation_opening TO app;
-- Boxes hold shares under the server's key: readers of the audit role have no business with them.
REVOKE ALL ON evaluation_release FROM audit;
GRANT SELECT (id, opening_id, seat_id, x, signature, leaf, released_at) ON evaluation_release TO audit;
