# SPDX-License-Identifier: Apache-2.0
"""The audit role reads people and appointments, and nothing that would let it act as one of them."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("accounts", "0005_member_keys_stay"),
        ("mfa", "0001_initial"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations: ClassVar = [load(__file__)]
