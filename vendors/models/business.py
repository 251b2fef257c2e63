# SPDX-License-Identifier: Apache-2.0
"""Vendors, the powers of their people, and verdicts on their data."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, functions
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from lpse.regulations.sanctions import Ground
from vendors.rules import Grant, Power, VendorStatus


class Vendor(ConcurrentTransitionMixin, models.Model):
    """A business entity (pelaku usaha); a supplier (penyedia) once verified. ``code`` is its opaque public id."""

    code = models.TextField(unique=True)
    form = models.TextField()
    name = models.TextField()
    business_number = models.CharField(max_length=13, unique=True)
    tax_number = models.CharField(max_length=16, unique=True)
    address = models.TextField()
    city = models.TextField()
    phone = models.TextField(blank=True)
    small_business = models.BooleanField(default=True)
    status = FSMField(default=VendorStatus.REGISTERED.value, protected=True)
    registered_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[word.value for word in VendorStatus]), name="vendor_status_is_known"
            ),
            models.CheckConstraint(condition=Q(business_number__regex="^[0-9]{13}$"), name="nib_is_13_digits"),
            models.CheckConstraint(condition=Q(tax_number__regex="^[0-9]{15,16}$"), name="npwp_is_15_or_16_digits"),
            # Fifteen digits of the old form and sixteen of the new one are one taxpayer (R-VND-3).
            models.UniqueConstraint(
                functions.LPad("tax_number", 16, models.Value("0")), name="one_taxpayer_is_one_vendor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.name}".strip()

    @transition(status, source=[VendorStatus.REGISTERED, VendorStatus.RETURNED], target=VendorStatus.SUBMITTED)
    def submit(self) -> None:
        """The vendor asks for verification."""

    @transition(status, source=VendorStatus.SUBMITTED, target=VendorStatus.RETURNED)
    def send_back(self) -> None:
        """The verifier returns it with reasons beside the fields."""

    @transition(status, source=[VendorStatus.SUBMITTED, VendorStatus.SUSPENDED], target=VendorStatus.VERIFIED)
    def verify(self) -> None:
        """The verifier accepts the data."""

    @transition(status, source=VendorStatus.VERIFIED, target=VendorStatus.SUSPENDED)
    def suspend(self) -> None:
        """The vendor may not join or bid for now."""


class VendorSeat(models.Model):
    """A person's place in a vendor, with the powers granted to it; a signer holds them all."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="vendor_seats")
    power = models.TextField(choices=[(power.value, power.value) for power in Power], default=Power.SIGNER.value)
    grants = ArrayField(models.TextField(), default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="one_current_vendor_per_person"
            ),
            models.CheckConstraint(
                condition=Q(grants__contained_by=[grant.value for grant in Grant]), name="granted_powers_are_known"
            ),
            models.CheckConstraint(
                condition=Q(power__in=[power.value for power in Power]), name="place_in_a_vendor_is_known"
            ),
        ]


class SeatInvitation(models.Model):
    """An invitation into a vendor's team by a link; only the digest of its secret is kept.

    Whoever signs in with ``email`` and opens the link before ``expires_at`` may take it up, once.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    power = models.TextField(choices=[(power.value, power.value) for power in Power])
    grants = ArrayField(models.TextField(), default=list, blank=True)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seat = models.OneToOneField(VendorSeat, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vendor", "email"],
                condition=Q(seat__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=True) | Q(withdrawn_at__isnull=True),
                name="an_invitation_is_taken_up_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(grants__contained_by=[grant.value for grant in Grant]), name="invited_powers_are_known"
            ),
        ]


class VerificationVerdict(models.Model):
    """A verifier's verdict on one field or row of a vendor's data, with its reason.

    ``value`` is what a field of identity said when it was judged: a later change is judged anew. Rows never change.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="verdicts")
    field = models.TextField()
    value = models.TextField(blank=True)
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(accepted=True) | ~Q(reason=""), name="a_refusal_has_a_reason")
        ]


class Blacklisting(models.Model):
    """A decree that bars a supplier (daftar hitam), in force from ``starts_at`` until ``ends_at`` or its lifting.

    ``vendor`` is the one registered here under that tax number when it was entered, if any. ``act`` and ``package``
    say what was done and where, ``authority`` the PA or KPA who decided. Source: R-BL-4, R-BL-6.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, null=True, blank=True, related_name="blacklistings")
    name = models.TextField()
    tax_number = models.CharField(max_length=16)
    ground = models.TextField(choices=[(ground.value, ground.value) for ground in Ground])
    act = models.TextField()
    package = models.TextField()
    authority = models.TextField()
    decree_number = models.TextField(unique=True)
    decree_on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifting_decree = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ground__in=[ground.value for ground in Ground]), name="blacklisting_ground_is_known"
            ),
            models.CheckConstraint(
                condition=Q(tax_number__regex="^[0-9]{15,16}$"), name="blacklisted_npwp_is_15_or_16_digits"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="a_blacklisting_lasts"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifting_decree="")
                | Q(lifted_at__isnull=False) & ~Q(lifting_decree=""),
                name="a_lifting_has_its_decree",
            ),
        ]
