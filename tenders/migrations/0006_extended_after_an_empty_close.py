# SPDX-License-Identifier: Apache-2.0
"""When no bid came in, two members move the deadline on its own day."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("tenders", "0005_failed_with_its_ground")]
    operations: ClassVar = [load(__file__)]
