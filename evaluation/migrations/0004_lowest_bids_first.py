# SPDX-License-Identifier: Apache-2.0
"""The lowest bids are evaluated first: a sheet is locked when every bid whose turn it is has its verdicts."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0004_lowest_bids_first.sql."""

    dependencies: ClassVar = [("evaluation", "0003_result_guards")]
    operations: ClassVar = [load(__file__)]
