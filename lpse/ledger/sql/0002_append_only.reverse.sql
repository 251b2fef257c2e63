-- SPDX-License-Identifier: Apache-2.0
-- Takes the guards away again; the tables and what they hold stay.

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ledger_entry', 'ledger_node', 'ledger_checkpoint', 'ledger_document', 'ledger_private',
      'ledger_batch', 'ledger_head', 'ledger_pending'] LOOP
    EXECUTE format('DROP TRIGGER ledger_append_only ON %I', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO app', name);
    EXECUTE format('GRANT SELECT ON %I TO audit', name);
  END LOOP;
END $$;
DROP TRIGGER ledger_place_once ON ledger_pending;
DROP TRIGGER ledger_grow_tree ON ledger_entry;
DROP TRIGGER ledger_entry_fits ON ledger_entry;
DELETE FROM ledger_head WHERE size = 0;
ALTER TABLE ledger_pending DROP CONSTRAINT ledger_record_hash_size;
ALTER TABLE ledger_batch DROP CONSTRAINT ledger_seed_size;
ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_size;
ALTER TABLE ledger_document DROP CONSTRAINT ledger_document_is_its_digest;
DROP FUNCTION ledger_place_once();
DROP FUNCTION ledger_grow_tree();
DROP FUNCTION ledger_entry_fits();
DROP FUNCTION ledger_lock();
DROP FUNCTION ledger_break(text, text);
DROP FUNCTION ledger_refuse_change();
