-- SPDX-License-Identifier: Apache-2.0
-- Nothing to take back: a mark says what is true of its clock, whoever wrote it, and one that was claimed stays.
SELECT 1;
