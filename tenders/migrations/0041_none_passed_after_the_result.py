# SPDX-License-Identifier: Apache-2.0
"""A tender in which none passed fails after its result, no longer before it."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0041_none_passed_after_the_result.sql."""

    dependencies: ClassVar = [("tenders", "0040_price_preference")]
    operations: ClassVar = [load(__file__)]
