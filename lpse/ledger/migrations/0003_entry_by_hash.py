# SPDX-License-Identifier: Apache-2.0
"""An entry is found by its fingerprint."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index over the leaf hashes."""

    dependencies = [("ledger", "0002_append_only")]
    operations = [
        migrations.AddIndex("entry", models.Index(fields=["leaf_hash"], name="ledger_entry_by_hash")),
    ]
