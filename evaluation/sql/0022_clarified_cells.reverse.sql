-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER waits_for_answers ON evaluation_evaluation;
DROP TRIGGER step_waits_for_answers ON evaluation_steplock;
DROP TRIGGER request_names_a_cell ON evaluation_clarificationrequest;
DROP FUNCTION evaluation_lock_waits_for_answers();
DROP FUNCTION evaluation_awaited(bigint);
DROP FUNCTION evaluation_request_names_a_cell();
