# SPDX-License-Identifier: Apache-2.0
"""The archive by value and agency."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0030_more_facets.sql."""

    dependencies: ClassVar = [("tenders", "0010_pacts_before_acts")]
    operations: ClassVar = [load(__file__)]
