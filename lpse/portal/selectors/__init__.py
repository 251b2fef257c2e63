# SPDX-License-Identifier: Apache-2.0
"""Reads of the pages of many apps: one module per page."""
