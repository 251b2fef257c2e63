-- SPDX-License-Identifier: Apache-2.0
GRANT SELECT ON complaints_surveyspent TO audit;
GRANT UPDATE, DELETE, TRUNCATE ON complaints_surveyspent, complaints_surveyresult TO app;
GRANT DELETE, TRUNCATE ON complaints_surveycount, complaints_surveyprofile TO app;
DROP TRIGGER fits ON complaints_surveyresult;
DROP FUNCTION complaints_survey_result_fits();
DROP TRIGGER is_whole ON complaints_surveycount;
DROP FUNCTION complaints_survey_is_whole();
DROP TRIGGER counts ON complaints_surveyprofile;
DROP TRIGGER counts ON complaints_surveycount;
DROP FUNCTION complaints_survey_counts();
