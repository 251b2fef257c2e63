# SPDX-License-Identifier: Apache-2.0
"""Guards of requests for public information."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0009_information_guards.sql."""

    dependencies: ClassVar = [("complaints", "0008_information_requests")]
    operations: ClassVar = [load(__file__)]
