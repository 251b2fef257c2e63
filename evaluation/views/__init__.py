# SPDX-License-Identifier: Apache-2.0
"""Pages of opening, minutes, evaluation, result and award: one module each."""
