# SPDX-License-Identifier: Apache-2.0
"""Guards of evaluation, result and award."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0003_result_guards.sql."""

    dependencies: ClassVar = [("evaluation", "0002_opening_guards")]
    operations: ClassVar = [load(__file__)]
