-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER tenders_tender_with_estimate_version ON tenders_tender;
DROP FUNCTION tenders_guard_estimate();
DROP TRIGGER tenders_estimateversion_agreed ON tenders_estimateversion;
DROP TRIGGER tenders_estimateversion_kept ON tenders_estimateversion;
DROP FUNCTION tenders_guard_estimate_version();
DROP FUNCTION tenders_sum_of_rows(jsonb);
