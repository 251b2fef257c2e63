# SPDX-License-Identifier: Apache-2.0
"""Guards of appeals."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0006_appeal_guards.sql."""

    dependencies: ClassVar = [("complaints", "0005_appeals")]
    operations: ClassVar = [load(__file__)]
