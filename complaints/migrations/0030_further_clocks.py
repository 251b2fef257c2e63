# SPDX-License-Identifier: Apache-2.0
"""Further clocks of complaints and those of requests for information are extended by two people, like the others."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("complaints", "0021_due_rows")]
    operations: ClassVar = [load(__file__)]
