# SPDX-License-Identifier: Apache-2.0
"""The public record (catatan publik) as an app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Name and label of the app."""

    name = "lpse.ledger"
    label = "ledger"
    verbose_name = "Catatan publik"
