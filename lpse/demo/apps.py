# SPDX-License-Identifier: Apache-2.0
"""App configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Dunia latihan."""

    name = "lpse.demo"
    label = "demo"
    verbose_name = "Dunia latihan"
