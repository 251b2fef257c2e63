-- SPDX-License-Identifier: Apache-2.0
DROP FUNCTION guard_move();
DROP TABLE legal_move;
