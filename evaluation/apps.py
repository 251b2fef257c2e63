# SPDX-License-Identifier: Apache-2.0
"""App configuration."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """Evaluasi."""

    name = "evaluation"
    label = "evaluation"
    verbose_name = "Evaluasi"
