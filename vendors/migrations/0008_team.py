# SPDX-License-Identifier: Apache-2.0
"""The team of a vendor: powers by person, and invitations."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from lpse import sql


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0007_blacklist"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeatInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=254)),
                ("power", models.TextField(choices=[("signer", "signer"), ("preparer", "preparer")])),
                (
                    "grants",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("secret_sha256", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="vendorseat",
            name="grants",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorseat",
            constraint=models.CheckConstraint(
                condition=models.Q(("grants__contained_by", ["data", "prepare", "send", "object"])),
                name="granted_powers_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendorseat",
            constraint=models.CheckConstraint(
                condition=models.Q(("power__in", ["signer", "preparer"])), name="place_in_a_vendor_is_known"
            ),
        ),
        migrations.AddField(
            model_name="seatinvitation",
            name="invited_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="seatinvitation",
            name="seat",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitation",
                to="vendors.vendorseat",
            ),
        ),
        migrations.AddField(
            model_name="seatinvitation",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="invitations", to="vendors.vendor"
            ),
        ),
        migrations.AddConstraint(
            model_name="seatinvitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seat__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("vendor", "email"),
                name="one_open_invitation_per_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("seat__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"),
                name="an_invitation_is_taken_up_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="seatinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("grants__contained_by", ["data", "prepare", "send", "object"])),
                name="invited_powers_are_known",
            ),
        ),
        sql.load(__file__),
    ]
