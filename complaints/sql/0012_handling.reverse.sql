-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_complaintkind, complaints_complaintclock, complaints_complaintforwarding TO audit;
GRANT UPDATE, DELETE, TRUNCATE ON complaints_complaintkind, complaints_complaintclock TO app;
GRANT DELETE, TRUNCATE ON complaints_complaintforwarding TO app;
DROP TRIGGER holds ON complaints_complaintforwarding;
DROP FUNCTION complaints_forwarding_holds();
DROP TRIGGER fits ON complaints_complaintforwarding;
DROP FUNCTION complaints_forwarding_fits();
