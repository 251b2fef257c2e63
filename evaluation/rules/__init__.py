# SPDX-License-Identifier: Apache-2.0
"""Formulas of evaluation: pure, on exact rationals; rounding happens only where a number is printed."""
