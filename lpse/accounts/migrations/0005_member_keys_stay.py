# SPDX-License-Identifier: Apache-2.0
"""The public halves of a member key are never exchanged."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [("accounts", "0004_appointments_stay")]
    operations: ClassVar = [load(__file__)]
