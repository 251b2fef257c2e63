# SPDX-License-Identifier: Apache-2.0
"""Appointments are never rewritten or deleted; people are never deleted."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0003_security_cache")]
    operations: ClassVar = [load(__file__)]
