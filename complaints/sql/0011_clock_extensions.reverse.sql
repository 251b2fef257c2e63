-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER extends ON complaints_clockmark;
DROP TRIGGER holds ON complaints_clockmark;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_clockmark
  FOR EACH ROW EXECUTE FUNCTION complaints_mark_holds();
DROP TRIGGER extends ON complaints_appealwindow;
DROP TRIGGER holds ON complaints_appealwindow;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_appealwindow
  FOR EACH ROW EXECUTE FUNCTION complaints_window_holds();
DROP TRIGGER extends ON complaints_complaint;
DROP TRIGGER holds ON complaints_complaint;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_complaint
  FOR EACH ROW EXECUTE FUNCTION complaints_complaint_holds();
DROP TRIGGER extends ON complaints_appeal;
DROP TRIGGER holds ON complaints_appeal;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_appeal
  FOR EACH ROW EXECUTE FUNCTION complaints_appeal_holds();
DROP TRIGGER extends ON complaints_objection;
DROP TRIGGER holds ON complaints_objection;
CREATE TRIGGER holds BEFORE UPDATE ON complaints_objection
  FOR EACH ROW EXECUTE FUNCTION complaints_objection_holds();
DROP FUNCTION complaints_mark_extends();
DROP FUNCTION complaints_clock_extends();
DROP TRIGGER result_extends ON evaluation_result;
DROP TRIGGER result_holds ON evaluation_result;
CREATE TRIGGER result_holds BEFORE UPDATE ON evaluation_result
  FOR EACH ROW EXECUTE FUNCTION evaluation_result_holds();
DROP FUNCTION complaints_result_extends();
DROP FUNCTION complaints_is_extended(text, jsonb, jsonb);
GRANT SELECT ON complaints_clockextension TO audit;
GRANT DELETE, TRUNCATE ON complaints_clockextension TO app;
DROP TRIGGER fits ON complaints_clockextension;
DROP FUNCTION complaints_extension_fits();
DROP FUNCTION complaints_extension_refuse(text, text);
