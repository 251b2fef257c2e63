# SPDX-License-Identifier: Apache-2.0
"""Marks for clocks that were open before the version that writes them with each clock."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("complaints", "0033_sealed_replies")]

    operations: ClassVar = [load(__file__)]
