# SPDX-License-Identifier: Apache-2.0
"""Guards of the record in plain SQL, with their reverse."""

from django.db import migrations

from lpse import sql


class Migration(migrations.Migration):
    """Append-only, gapless, monotone in time, tree nodes computed by the database, privileges of the roles."""

    dependencies = [("ledger", "0001_record")]
    operations = [sql.load(__file__)]
