# SPDX-License-Identifier: Apache-2.0
"""Lawful moves of the state machines, and the trigger function that keeps them."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0001_tables")]
    operations: ClassVar = [load(__file__)]
