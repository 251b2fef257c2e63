# SPDX-License-Identifier: Apache-2.0
"""App configuration."""

from django.apps import AppConfig


class TendersConfig(AppConfig):
    """Tender."""

    name = "tenders"
    label = "tenders"
    verbose_name = "Tender"
