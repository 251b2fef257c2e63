-- SPDX-License-Identifier: Apache-2.0
DROP TRIGGER verdict_rests_on_its_bid ON evaluation_assessment;
DROP FUNCTION evaluation_verdict_rests_on_its_bid();
