-- SPDX-License-Identifier: Apache-2.0
-- That none passed fails a tender after its result was announced only: objections come first (R-FAIL-5).

-- The grounds on which a tender in a state may fail. Source: Perpres 16/2018 Pasal 51 ayat (2); R-FAIL-2, R-FAIL-3, R-FAIL-5.
CREATE OR REPLACE FUNCTION tenders_fails_on(state text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE state
        WHEN 'announced' THEN ARRAY['wrong_document', 'officials_colluded', 'procedure_broken']
        WHEN 'closed' THEN ARRAY['no_bid', 'wrong_document', 'officials_colluded', 'procedure_broken']
        WHEN 'opened' THEN ARRAY['no_bid', 'wrong_document', 'collusion', 'unfair_competition',
            'above_estimate', 'negotiation_failed', 'officials_colluded', 'procedure_broken', 'winner_refused']
        WHEN 'decided' THEN ARRAY['none_passed', 'wrong_document', 'collusion', 'unfair_competition', 'negotiation_failed',
            'officials_colluded', 'procedure_broken', 'rejection_upheld', 'winner_refused']
        ELSE ARRAY[]::text[]
    END
$$;
