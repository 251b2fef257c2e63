-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER tenders_tender_with_recent_estimate ON tenders_tender;
DROP FUNCTION tenders_guard_estimate_day();
DROP TRIGGER tenders_package_sourced ON tenders_package;
DROP FUNCTION tenders_guard_sources();
DELETE FROM tenders_minimum WHERE word = 'owner_estimate_before_deadline';
