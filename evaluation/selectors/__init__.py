# SPDX-License-Identifier: Apache-2.0
"""Reads of openings, evaluations, minutes and results: one module per page or ceremony."""
