-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_complaint, complaints_complaintmessage, complaints_codetry TO audit;
GRANT UPDATE, DELETE, TRUNCATE ON complaints_complaintmessage TO app;
GRANT DELETE, TRUNCATE ON complaints_objection, complaints_objectionpoint, complaints_complaint TO app;
DROP TRIGGER fits ON complaints_complaintmessage;
DROP FUNCTION complaints_message_fits();
DROP TRIGGER holds ON complaints_complaint;
DROP FUNCTION complaints_complaint_holds();
DROP TRIGGER holds ON complaints_objectionpoint;
DROP FUNCTION complaints_point_holds();
DROP TRIGGER fits ON complaints_objectionpoint;
DROP FUNCTION complaints_point_fits();
DROP TRIGGER holds ON complaints_objection;
DROP FUNCTION complaints_objection_holds();
DROP TRIGGER fits ON complaints_objection;
DROP FUNCTION complaints_objection_fits();
DROP TRIGGER moves ON complaints_complaint;
DROP TRIGGER moves ON complaints_objection;
DELETE FROM legal_move WHERE model IN ('complaints.objection', 'complaints.complaint');
