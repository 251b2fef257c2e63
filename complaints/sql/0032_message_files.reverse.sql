-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_messagefile TO audit;
GRANT UPDATE, DELETE, TRUNCATE ON complaints_messagefile TO app;
DROP TRIGGER fits ON complaints_messagefile;
DROP FUNCTION complaints_message_file_fits();
