-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON accounts_calendarlink TO audit;
GRANT DELETE, TRUNCATE ON accounts_calendarlink TO app;
DROP TRIGGER accounts_calendar_link_stays ON accounts_calendarlink;
DROP FUNCTION accounts_guard_calendar_link();
