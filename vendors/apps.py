# SPDX-License-Identifier: Apache-2.0
"""App configuration."""

from django.apps import AppConfig


class VendorsConfig(AppConfig):
    """Penyedia."""

    name = "vendors"
    label = "vendors"
    verbose_name = "Penyedia"
