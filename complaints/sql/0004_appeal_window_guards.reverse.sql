-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_complaintfile TO audit;
GRANT UPDATE, DELETE, TRUNCATE ON complaints_complaintfile TO app;
GRANT DELETE, TRUNCATE ON complaints_appealwindow TO app;
DROP TRIGGER fits ON complaints_complaintfile;
DROP FUNCTION complaints_file_fits();
DROP TRIGGER waits_for_appeals ON evaluation_award;
DROP FUNCTION complaints_award_waits();
DROP TRIGGER waits_for_appeals ON tenders_hold;
DROP FUNCTION complaints_hold_waits();
DROP TRIGGER leads_on ON complaints_objection;
DROP FUNCTION complaints_objection_leads_on();
DROP TRIGGER holds ON complaints_appealwindow;
DROP FUNCTION complaints_window_holds();
DROP TRIGGER fits ON complaints_appealwindow;
DROP FUNCTION complaints_window_fits();
DROP FUNCTION complaints_appeal_number(text);
DROP FUNCTION complaints_knows_appeals(text);
