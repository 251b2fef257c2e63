-- SPDX-License-Identifier: Apache-2.0

DROP TRIGGER tenders_tender_unfit ON tenders_tender;
DROP FUNCTION evaluation_ground_fits();
