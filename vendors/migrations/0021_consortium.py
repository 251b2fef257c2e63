# SPDX-License-Identifier: Apache-2.0
"""Joint operations (KSO): declared whole, agreed by each member, barred together."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse import sql


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_objects_stay"),
        ("tenders", "0060_field_code"),
        ("vendors", "0020_running_contracts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Consortium",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("declared_at", models.DateTimeField()),
                ("dissolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedobject"
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consortia",
                        to="vendors.participation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ConsortiumMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("share", models.DecimalField(decimal_places=2, max_digits=5)),
                ("is_lead", models.BooleanField(default=False)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consortium",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="vendors.consortium"
                    ),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consortium_members",
                        to="tenders.tender",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consortium_places",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["-is_lead", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="consortium",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dissolved_at__isnull", True)),
                fields=("participation",),
                name="one_consortium_per_participation",
            ),
        ),
        migrations.AddConstraint(
            model_name="consortium",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="a_consortium_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="consortiummember",
            constraint=models.UniqueConstraint(
                fields=("consortium", "vendor"), name="a_vendor_is_in_a_consortium_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="consortiummember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreed_at__isnull", False), ("left_at__isnull", True)),
                fields=("tender", "vendor"),
                name="one_consortium_per_vendor_and_tender",
            ),
        ),
        migrations.AddConstraint(
            model_name="consortiummember",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gt", 0), ("share__lt", 100)), name="a_member_has_a_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="consortiummember",
            constraint=models.CheckConstraint(
                condition=models.Q(("agreed_at__isnull", True), ("refused_at__isnull", True), _connector="OR"),
                name="a_member_agrees_or_refuses",
            ),
        ),
        migrations.AddConstraint(
            model_name="consortiummember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at__isnull", True), ("answered_by__isnull", True), ("refused_at__isnull", True)),
                    models.Q(("agreed_at__isnull", False), ("answered_by__isnull", False)),
                    models.Q(
                        ("answered_by__isnull", False),
                        ("refused_at__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_answer_of_a_member_has_its_person",
            ),
        ),
        sql.load(__file__),
    ]
