# SPDX-License-Identifier: Apache-2.0
"""That none passed is announced first, and fails the tender after the objection window."""

from typing import ClassVar

from django.db import migrations

from lpse.sql import load


class Migration(migrations.Migration):
    """Loads sql/0011_none_passed_is_announced.sql."""

    dependencies: ClassVar = [("evaluation", "0010_local_content"), ("tenders", "0041_none_passed_after_the_result")]
    operations: ClassVar = [load(__file__)]
