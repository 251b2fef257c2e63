-- SPDX-License-Identifier: Apache-2.0

DROP TRIGGER tenders_tender_preference ON tenders_tender;
DROP FUNCTION tenders_guard_preference();
DROP FUNCTION tenders_preference_most(text);
DROP FUNCTION tenders_preference_above(text);
