-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_clockmark TO audit;
GRANT DELETE, TRUNCATE ON complaints_clockmark TO app;
DROP TRIGGER fits ON complaints_clockmark;
DROP FUNCTION complaints_mark_fits();
DROP TRIGGER holds ON complaints_clockmark;
DROP FUNCTION complaints_mark_holds();
