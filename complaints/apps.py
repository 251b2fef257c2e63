# SPDX-License-Identifier: Apache-2.0
"""App configuration."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Suara masyarakat."""

    name = "complaints"
    label = "complaints"
    verbose_name = "Suara masyarakat"
