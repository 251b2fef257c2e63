# SPDX-License-Identifier: Apache-2.0
"""The ground a tender ended on, and the tender that follows a failed one."""

import django.db.models.deletion
from django.db import migrations, models

from lpse.sql import load

# What ended before this column stands on the record: the ground is read back from the document of its leaf.
READ_BACK = """
ALTER TABLE tenders_tender DISABLE TRIGGER USER;
UPDATE tenders_tender t SET ended_ground = CASE t.status WHEN 'cancelled' THEN 'cancelled' ELSE coalesce((
    SELECT convert_from(d.body, 'UTF8')::jsonb ->> 'ground'
    FROM ledger_entry e JOIN ledger_document d ON d.sha256 = encode(
        decode(translate(convert_from(e.body, 'UTF8')::jsonb ->> 'h', '-_', '+/') || '=', 'base64'), 'hex')
    WHERE e.kind = 'fail' AND e.subject = t.code
    ORDER BY e.idx DESC LIMIT 1
), 'procedure_broken') END
WHERE t.status IN ('failed', 'cancelled');
ALTER TABLE tenders_tender ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    """Loads sql/0005_failed_with_its_ground.sql."""

    dependencies = [("tenders", "0004_schedule_changes"), ("ledger", "0003_entry_by_hash")]

    operations = [
        migrations.AddField("tender", "ended_ground", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AlterField(
            "tender",
            "retry_of",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="retries",
                to="tenders.tender",
            ),
        ),
        migrations.AddConstraint(
            "tender",
            models.UniqueConstraint(
                condition=~models.Q(status="cancelled"),
                fields=("retry_of",),
                name="one_retry_of_each_failed_tender",
            ),
        ),
        migrations.RunSQL(READ_BACK, migrations.RunSQL.noop),
        load(__file__),
    ]
