# SPDX-License-Identifier: Apache-2.0
"""Tables."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("documents", "0001_tables"),
        ("tenders", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("joined_at", models.DateTimeField()),
                (
                    "joined_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="participations", to="tenders.tender"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Envelope",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("ver", models.IntegerField()),
                ("header", models.BinaryField()),
                ("hash", models.CharField(max_length=43, unique=True)),
                ("env", models.CharField(max_length=43, unique=True)),
                ("dealt_at", models.DateTimeField()),
                ("key_set", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="tenders.keyset")),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="envelopes",
                        to="vendors.participation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Refusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statement_hash", models.CharField(max_length=43)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="refusals", to="vendors.participation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SealedObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("n", models.SmallIntegerField()),
                ("key", models.CharField(max_length=64, unique=True)),
                ("upload", models.TextField()),
                ("length", models.BigIntegerField()),
                ("segments", models.IntegerField()),
                ("digest", models.CharField(blank=True, max_length=43)),
                ("begun_at", models.DateTimeField()),
                ("proven_at", models.DateTimeField(blank=True, null=True)),
                (
                    "envelope",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_objects",
                        to="vendors.envelope",
                    ),
                ),
            ],
            options={
                "ordering": ["n"],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ver", models.IntegerField()),
                ("body", models.BinaryField()),
                ("hash", models.CharField(max_length=43, unique=True)),
                ("public_key", models.CharField(max_length=87)),
                ("envelope_count", models.SmallIntegerField()),
                ("received_at", models.DateTimeField()),
                ("record", models.BinaryField()),
                ("record_hash", models.BinaryField(unique=True)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="vendors.participation",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Bid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", django_fsm.FSMField(default="submitted", max_length=50, protected=True)),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bids", to="vendors.participation"
                    ),
                ),
                (
                    "statement",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="vendors.statement"),
                ),
            ],
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Vendor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField(unique=True)),
                ("form", models.TextField()),
                ("name", models.TextField()),
                ("business_number", models.CharField(max_length=13, unique=True)),
                ("tax_number", models.CharField(max_length=16, unique=True)),
                ("address", models.TextField()),
                ("city", models.TextField()),
                ("phone", models.TextField(blank=True)),
                ("small_business", models.BooleanField(default=True)),
                ("status", django_fsm.FSMField(default="registered", max_length=50, protected=True)),
                ("registered_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["registered", "submitted", "returned", "verified", "suspended"])
                        ),
                        name="vendor_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("business_number__regex", "^[0-9]{13}$")), name="nib_is_13_digits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tax_number__regex", "^[0-9]{15,16}$")), name="npwp_is_15_or_16_digits"
                    ),
                ],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="TaxRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.SmallIntegerField()),
                ("number", models.TextField()),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject"
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tax_records", to="vendors.vendor"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="participation",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="participations", to="vendors.vendor"
            ),
        ),
        migrations.CreateModel(
            name="Licence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.TextField()),
                ("number", models.TextField()),
                ("issuer", models.TextField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject"
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="licences", to="vendors.vendor"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Experience",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.TextField()),
                ("client", models.TextField()),
                ("value", models.DecimalField(decimal_places=2, max_digits=20)),
                ("finished_on", models.DateField()),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="documents.storedobject"
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="experiences", to="vendors.vendor"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VendorSeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("power", models.TextField(choices=[("signer", "signer"), ("preparer", "preparer")], default="signer")),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vendor_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="vendors.vendor"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="VerificationVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.TextField()),
                ("accepted", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="verdicts", to="vendors.vendor"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Close",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("lot", models.TextField(default="1")),
                ("round", models.SmallIntegerField(default=1)),
                ("body", models.BinaryField()),
                ("hash", models.CharField(max_length=43, unique=True)),
                ("closed_at", models.DateTimeField()),
                ("leaf", models.BigIntegerField()),
                (
                    "tender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closes", to="tenders.tender"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("tender", "lot", "round"), name="one_close_per_round")],
            },
        ),
        migrations.AddConstraint(
            model_name="envelope",
            constraint=models.UniqueConstraint(
                fields=("participation", "kind", "ver"), name="envelope_serials_are_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedobject",
            constraint=models.UniqueConstraint(fields=("envelope", "n"), name="object_numbers_are_never_reused"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(fields=("participation", "ver"), name="statement_versions_are_unique"),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["submitted", "superseded", "withdrawn", "opened", "unreadable", "void"])
                ),
                name="bid_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["submitted", "opened", "unreadable", "void"])),
                fields=("participation",),
                name="one_current_bid_per_participation",
            ),
        ),
        migrations.AddConstraint(
            model_name="taxrecord",
            constraint=models.UniqueConstraint(fields=("vendor", "year"), name="one_tax_record_per_year"),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(fields=("tender", "vendor"), name="one_participation_per_vendor"),
        ),
        migrations.AddConstraint(
            model_name="vendorseat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("user",), name="one_current_vendor_per_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="verificationverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="a_refusal_has_a_reason",
            ),
        ),
    ]
