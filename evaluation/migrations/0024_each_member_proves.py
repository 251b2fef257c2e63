# SPDX-License-Identifier: Apache-2.0
"""Each member of a joint operation proves its own qualification."""

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0024_each_member_proves.sql."""

    dependencies = [("evaluation", "0023_where_a_verdict_rests"), ("vendors", "0022_papers_of_a_business")]

    operations = [load(__file__)]
