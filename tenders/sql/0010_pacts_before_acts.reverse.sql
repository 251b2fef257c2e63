-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER tenders_tender_with_signed_pacts ON tenders_tender;
DROP TRIGGER tenders_package_with_pact ON tenders_package;
DROP TRIGGER tenders_committeeseat_pact_kept ON tenders_committeeseat;
DROP TRIGGER tenders_package_pact_kept ON tenders_package;
DROP FUNCTION tenders_guard_member_pacts();
DROP FUNCTION tenders_guard_officer_pact();
DROP FUNCTION tenders_guard_pact();
