# SPDX-License-Identifier: Apache-2.0
"""Acceptance of sealed bids in one round trip, and guards of what vendors leave as evidence."""

from django.db import migrations

from lpse import sql


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0001_tables"),
        ("tenders", "0002_tender_guards"),
        ("accounts", "0002_legal_moves"),
        ("ledger", "0002_append_only"),
    ]
    operations = [sql.load(__file__)]
