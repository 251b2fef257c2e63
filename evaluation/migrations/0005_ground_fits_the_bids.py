# SPDX-License-Identifier: Apache-2.0
"""A tender fails on a ground that is true of its bids."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0005_ground_fits_the_bids.sql."""

    dependencies: ClassVar = [("evaluation", "0004_lowest_bids_first"), ("tenders", "0005_failed_with_its_ground")]
    operations: ClassVar = [load(__file__)]
