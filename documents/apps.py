# SPDX-License-Identifier: Apache-2.0
"""App configuration."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Dokumen dan penyegelan."""

    name = "documents"
    label = "documents"
    verbose_name = "Dokumen dan penyegelan"
