# SPDX-License-Identifier: Apache-2.0
"""The table of the security cache."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0002_legal_moves")]
    operations: ClassVar = [load(__file__)]
