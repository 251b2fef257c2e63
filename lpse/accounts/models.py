# SPDX-License-Identifier: Apache-2.0
"""People, the office, agencies, appointments and the public halves of members' keys."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from lpse.core.acts import Role

ROLES = [(role.value, role.value) for role in Role if role not in {Role.CLOCK, Role.PUBLIC, Role.VENDOR}]


HeldOffice = tuple[str, datetime | None, str, date | None]
"""An office held: role, end of the appointment, decree, last day of the certificate."""


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person who signs in with this e-mail address."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account (pengguna). There is no superuser: nobody may act outside an appointment."""

    email = models.EmailField(unique=True)
    name = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    is_staff = False
    is_superuser = False
    offices: list[HeldOffice] | None = None
    """Every office begun so far, by its end, as sign-in read them (lpse.accounts.signin); None when not read."""

    def __str__(self) -> str:
        return self.name or self.email


class Office(models.Model):
    """The one LPSE this installation serves. ``working_hours`` maps ISO weekday to ["07:30", "16:00"]."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.TextField()
    org = models.TextField()
    code = models.TextField()
    zone = models.TextField()
    working_hours = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_office")]


class Agency(models.Model):
    """A buying institution (K/L/PD) with its work unit (satuan kerja)."""

    code = models.TextField(unique=True)
    name = models.TextField()

    def __str__(self) -> str:
        return self.name


class WorkUnit(models.Model):
    """A work unit (satuan kerja) of an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="work_units")
    name = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agency", "name"], name="one_work_unit_per_name")]

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """An official's appointment by decree, in force within ``valid`` (half-open).

    ``certificate_until`` is the last day of the procurement certificate the office asks for (R-ACT-13): after it the
    appointment gives nothing until a renewed certificate is entered. It may be unknown.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.TextField(choices=ROLES)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True)
    valid = DateTimeRangeField()
    decree_number = models.TextField()
    decree_on = models.DateField()
    decree_sha256 = models.CharField(max_length=64, blank=True)
    certificate_number = models.TextField(blank=True, db_default="")
    certificate_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(certificate_until__isnull=True) | ~Q(certificate_number=""),
                name="a_certificate_has_its_number",
            ),
            models.CheckConstraint(condition=Q(role__in=[r for r, _ in ROLES]), name="appointment_role_is_known"),
            ExclusionConstraint(
                name="appointments_do_not_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Device(models.Model):
    """A kind of browser from which a person has signed in; ``seen_at`` is when they said that it was theirs.

    ``name`` is what the browser calls itself (``Chrome, Linux``): a hint for its owner, never a proof.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="devices")
    name = models.TextField()
    ip = models.GenericIPAddressField(null=True, blank=True)
    first_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="a_device_is_new_once")]


class MemberKey(models.Model):
    """A member's sealing and signing key: public halves, and the blob only its passphrase opens (JWE)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="member_keys")
    member = models.TextField(unique=True)
    kem = models.CharField(max_length=43, unique=True)
    sig = models.CharField(max_length=43, unique=True)
    blob = models.TextField()
    enrolled_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_current_member_key_per_person"
            )
        ]


class CalendarLink(models.Model):
    """The secret address of a person's own calendar, as the SHA-256 of its secret; one in force at a time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_links")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_calendar_link_per_person"
            )
        ]


class ContactChange(models.Model):
    """Another address that takes the place of a person's present one at ``effective_at``, unless it is withdrawn."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contact_changes")
    email = models.EmailField()
    asked_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(applied_at__isnull=True, withdrawn_at__isnull=True),
                name="one_contact_change_waits_per_person",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(applied_at__gte=F("effective_at"), withdrawn_at__isnull=True),
                name="a_contact_change_cools_off",
            ),
        ]
