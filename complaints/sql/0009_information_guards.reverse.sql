-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_informationrequest, complaints_informationobjection, complaints_informationfile TO audit;
GRANT UPDATE, DELETE, TRUNCATE ON complaints_informationfile TO app;
GRANT DELETE, TRUNCATE ON complaints_informationrequest, complaints_informationobjection TO app;
DROP TRIGGER fits ON complaints_informationfile;
DROP FUNCTION complaints_information_file_fits();
DROP TRIGGER holds ON complaints_informationobjection;
DROP FUNCTION complaints_information_objection_holds();
DROP TRIGGER fits ON complaints_informationobjection;
DROP FUNCTION complaints_information_objection_fits();
DROP TRIGGER holds ON complaints_informationrequest;
DROP FUNCTION complaints_information_holds();
DROP TRIGGER fits ON complaints_informationrequest;
DROP FUNCTION complaints_information_fits();
DROP TRIGGER moves ON complaints_informationrequest;
DELETE FROM legal_move WHERE model = 'complaints.informationrequest';
DROP SEQUENCE complaints_information_number;
