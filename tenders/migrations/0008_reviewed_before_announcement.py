# SPDX-License-Identifier: Apache-2.0
"""Remarks on a draft, and the officer's agreement without which nothing is announced."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import PROTECT, Q

from lpse.sql import load

PARTS = ["plan", "specification", "owner_estimate", "draft_contract", "items", "requirements"]


def person(**how: bool) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="+", **how)


class Migration(migrations.Migration):
    """Loads sql/0008_reviewed_before_announcement.sql."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("tenders", "0007_estimate_with_its_sources"),
    ]

    operations = [
        migrations.CreateModel(
            "ReviewRemark",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.SmallIntegerField()),
                ("part", models.TextField()),
                ("text", models.TextField()),
                ("raised_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, default="")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("raised_by", person()),
                ("answered_by", person(blank=True, null=True)),
                ("settled_by", person(blank=True, null=True)),
                ("tender", models.ForeignKey("tenders.tender", on_delete=PROTECT, related_name="remarks")),
            ],
            {
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=["tender", "number"], name="remark_numbers_are_unique"),
                    models.CheckConstraint(condition=Q(part__in=PARTS) & ~Q(text=""), name="a_remark_says_what_about"),
                    models.CheckConstraint(
                        condition=Q(answer="", answered_by=None, answered_at=None)
                        | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                        name="an_answer_has_its_author",
                    ),
                    models.CheckConstraint(
                        condition=Q(settled_by=None, settled_at=None)
                        | Q(settled_by__isnull=False, settled_at__isnull=False, answered_at__isnull=False),
                        name="a_remark_is_settled_after_its_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "DocumentAgreement",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=43)),
                ("voided_at", models.DateTimeField(blank=True, null=True)),
                ("given_by", person()),
                ("tender", models.ForeignKey("tenders.tender", on_delete=PROTECT, related_name="agreements")),
            ],
            {
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(voided_at=None), fields=["tender"], name="one_agreement_in_force_per_tender"
                    )
                ],
            },
        ),
        load(__file__),
    ]
