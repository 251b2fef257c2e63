# SPDX-License-Identifier: Apache-2.0
"""Views of the pages of many apps: one module per page."""
