-- SPDX-License-Identifier: Apache-2.0

DROP TRIGGER result_is_approved ON evaluation_result;
DROP TRIGGER decision_fits ON evaluation_winnerdecision;
DROP TRIGGER proposal_fits ON evaluation_winnerproposal;
DROP FUNCTION evaluation_result_is_approved();
DROP FUNCTION evaluation_decision_fits();
DROP FUNCTION evaluation_proposal_fits();
DROP FUNCTION evaluation_authority_above(text, text);
