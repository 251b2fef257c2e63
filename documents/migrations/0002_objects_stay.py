# SPDX-License-Identifier: Apache-2.0
"""Rows of stored objects are written once."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("documents", "0001_tables")]
    operations: ClassVar = [load(__file__)]
