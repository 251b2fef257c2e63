# SPDX-License-Identifier: Apache-2.0
"""Integrity pacts of officer and committee, each with the words that were signed, before the acts they belong to."""

from django.db import migrations, models

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0010_pacts_before_acts.sql."""

    dependencies = [("tenders", "0009_written_selection_document")]

    operations = [
        migrations.AddField("package", "pact_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("package", "pact", models.CharField(blank=True, default="", max_length=43)),
        migrations.AddField("committeeseat", "pact", models.CharField(blank=True, default="", max_length=43)),
        load(__file__),
    ]
