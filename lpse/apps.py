# SPDX-License-Identifier: Apache-2.0
"""The project as an app: templates, static files, tags, and the Celery app of the process."""

from django.apps import AppConfig


class LpseConfig(AppConfig):
    """Loads Celery and the system checks once Django's apps are ready."""

    name = "lpse"
    label = "lpse"
    verbose_name = "Portal pengadaan"

    def ready(self) -> None:
        """Make tasks find their broker and register the checks of an operator's mistakes."""
        from lpse import celery, checks  # noqa: F401
