# SPDX-License-Identifier: Apache-2.0
"""The verifier's queue: vendors that were sent for verification, and verified ones with new rows."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, Q, TextField, Value
from django.db.models.functions import Cast

from lpse.regulations import StageKind
from tenders.rules import Status
from vendors.models import ROWS, Vendor, VerificationVerdict
from vendors.rules import IDENTITY, VendorStatus


@dataclass(frozen=True)
class QueueRow:
    """A vendor that waits, with how many fields are to be judged; ``is_renewal`` when it is verified already."""

    vendor: Vendor
    field_count: int
    is_renewal: bool


def queue() -> list[QueueRow]:
    """Vendors waiting for verification, oldest first; those already in a running tender come before all.

    Three queries, however many vendors wait.
    """
    unsaid, open_rows = waiting_rows()
    sent = Q(status=VendorStatus.SUBMITTED)
    renewing = Q(status=VendorStatus.VERIFIED, pk__in=list(unsaid))
    waiting = Vendor.objects.filter(sent | renewing).annotate(
        deadline=Min(
            "participations__tender__stages__ends_at",
            filter=Q(
                participations__tender__status=Status.ANNOUNCED,
                participations__tender__stages__kind=StageKind.BID_SUBMISSION,
            ),
        )
    )
    found = []
    for vendor in waiting.order_by("deadline", "registered_at"):
        is_renewal = vendor.status == VendorStatus.VERIFIED
        count = unsaid[vendor.pk] if is_renewal else open_rows[vendor.pk] + len(IDENTITY)
        found.append(QueueRow(vendor, count, is_renewal))
    return found


def waiting_rows() -> tuple[Counter[int], Counter[int]]:
    """By vendor: rows on which no verdict was spoken, and all rows that have not ended, of those sent or verified.

    Two queries, however many parts and vendors there are.
    """
    unaccepted: dict[str, int] = {}
    open_rows: Counter[int] = Counter()
    asked: list[Any] = []
    verified = Q(vendor__status=VendorStatus.VERIFIED, accepted_at__isnull=True)
    for part, model in ROWS.items():
        known: Any = model
        rows = known.objects.filter(verified | Q(vendor__status=VendorStatus.SUBMITTED), ended_at__isnull=True)
        named = rows.annotate(of=Cast(Value(part.value), TextField())).order_by()
        asked.append(named.values_list("of", "pk", "vendor_id", "accepted_at"))
    for part_name, pk, vendor, accepted_at in asked[0].union(*asked[1:], all=True):
        open_rows[vendor] += 1
        if accepted_at is None:
            unaccepted[f"{part_name}.{pk}"] = vendor
    judged = set(VerificationVerdict.objects.filter(field__in=list(unaccepted)).values_list("field", flat=True))
    return Counter(vendor for name, vendor in unaccepted.items() if name not in judged), open_rows
