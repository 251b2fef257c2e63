# SPDX-License-Identifier: Apache-2.0
"""A round is closed once more after a close without bids."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("vendors", "0009_closes_by_round")]
    operations: ClassVar = [load(__file__)]
