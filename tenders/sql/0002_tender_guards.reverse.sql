-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER tenders_hold_kept ON tenders_hold;
DROP TRIGGER tenders_keysetconsent_frozen ON tenders_keysetconsent;
DROP TRIGGER tenders_keyset_announced ON tenders_keyset;
DROP TRIGGER tenders_keyset_frozen ON tenders_keyset;
DROP TRIGGER tenders_stage_frozen ON tenders_stage;
DROP TRIGGER tenders_serverkey_frozen ON tenders_serverkey;
DROP TRIGGER tenders_committeeseat_frozen ON tenders_committeeseat;
DROP TRIGGER tenders_item_frozen ON tenders_item;
DROP TRIGGER tenders_requirement_frozen ON tenders_requirement;
DROP TRIGGER tenders_selectiondocument_frozen ON tenders_selectiondocument;
DROP TRIGGER tenders_tender_new ON tenders_tender;
DROP TRIGGER tenders_tender_unchanged ON tenders_tender;
DROP TRIGGER tenders_packageitem_frozen ON tenders_packageitem;
DROP TRIGGER tenders_package_frozen ON tenders_package;
DROP TRIGGER tenders_tender_move ON tenders_tender;
DROP TRIGGER tenders_package_move ON tenders_package;
DROP FUNCTION tenders_guard_hold();
DROP FUNCTION tenders_guard_consent();
DROP FUNCTION tenders_guard_keyset();
DROP FUNCTION tenders_guard_stage();
DROP FUNCTION tenders_guard_part();
DROP FUNCTION tenders_guard_new_tender();
DROP FUNCTION tenders_guard_tender();
DROP FUNCTION tenders_check_move(tenders_tender);
DROP FUNCTION tenders_check_announcement(tenders_tender);
DROP FUNCTION tenders_guard_package_item();
DROP FUNCTION tenders_guard_package();
DROP FUNCTION tenders_refuse(text, text);
DELETE FROM legal_move WHERE model IN ('tenders.package', 'tenders.tender');
DROP SEQUENCE tenders_number;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') THEN
        GRANT UPDATE, DELETE ON tenders_serverkey, tenders_keysetconsent, tenders_package, tenders_tender, tenders_hold
            TO app;
    END IF;
END $$;
