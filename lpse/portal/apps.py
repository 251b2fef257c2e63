# SPDX-License-Identifier: Apache-2.0
"""App configuration."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal."""

    name = "lpse.portal"
    label = "portal"
    verbose_name = "Portal"
