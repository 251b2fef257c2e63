# SPDX-License-Identifier: Apache-2.0
"""A failed tender tried again (tender ulang): a new draft of the same package, linked to its origin."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lpse.accounts.models import User
from lpse.core.acts import Actor, Kind, refuse
from lpse.ledger import services as ledger
from lpse.regulations import refusals
from tenders import policy, selectors
from tenders.models import Item, Requirement, Tender
from tenders.policy import Act
from tenders.rules import FAILINGS, Ground, Position, majority
from tenders.services.locking import lock
from tenders.services.packages import begin_tender, require_committee, seat_committee


@transaction.atomic
def retry_tender(*, actor: Actor, tender: Tender, now: datetime) -> Tender:
    """Begin the tender that follows a failed one, by the same committee; returns the draft that is there already.

    Items and requirements are copied; schedule, documents, pacts and keys are made anew, for the cause of the failure
    is reviewed first. Source: Perpres 16/2018 Pasal 51 ayat (7)-(9); law.md R-FAIL-6.
    """
    tender = lock(tender.pk)
    policy.require(Act.RETRY_TENDER, actor, selectors.facts(actor, tender=tender))
    if tender.ended_ground == Ground.OFFICIALS_COLLUDED:
        raise refuse(
            Kind.STATE,
            "Tender ini gagal karena Pokja atau PPK, jadi Pokja yang sama tidak mengulanginya.",
            "Kepala UKPBJ menugaskan Pokja lain untuk tender ulang.",
            refusals.WHAT_FOLLOWS,
        )
    if begun := selectors.retry_of(tender):
        return begun
    seats = list(tender.seats.select_related("user"))
    chair = next(seat.user for seat in seats if seat.position == Position.CHAIR)
    return _begin(actor, tender, Act.RETRY_TENDER, [seat.user for seat in seats], chair, now)


@transaction.atomic
def retry_with_new_committee(
    *, actor: Actor, tender: Tender, members: Sequence[User], chair: User, now: datetime
) -> Tender:
    """Begin the tender that follows one that failed because officials colluded, by a committee of other people.

    Source: Perpres 16/2018 Pasal 51 ayat (9); law.md R-FAIL-6 (i: new committee).
    """
    tender = lock(tender.pk)
    policy.require(Act.RETRY_WITH_NEW_COMMITTEE, actor, selectors.facts(actor, tender=tender))
    if tender.ended_ground != Ground.OFFICIALS_COLLUDED:
        raise refuse(
            Kind.STATE, "Tender ulang ini disusun Pokja yang sama.", "Minta ketua Pokja memulainya dari halaman tender."
        )
    if selectors.retry_of(tender):
        raise refuse(Kind.STATE, "Tender ulang sudah dimulai.", "Buka tender ulang itu dari halaman tender.")
    if tender.seats.filter(user__in=members).exists():
        raise refuse(
            Kind.INPUT,
            "Anggota Pokja tender yang gagal tidak menangani tender ulangnya.",
            "Pilih orang lain.",
            refusals.WHAT_FOLLOWS,
        )
    return _begin(actor, tender, Act.RETRY_WITH_NEW_COMMITTEE, members, chair, now)


def _begin(actor: Actor, origin: Tender, act: Act, members: Sequence[User], chair: User, now: datetime) -> Tender:
    require_committee(origin.package, members, chair, now)
    of_method = ("method", "qualification", "file_form", "evaluation_method", "vendor_bytes_limit", "preference_max")
    copied = (*of_method, "owner_estimate_net", "owner_estimate_on")
    draft = begin_tender(
        origin.package,
        origin.owner_estimate,
        now,
        threshold=majority(len(members)),
        retry_of=origin,
        **{name: getattr(origin, name) for name in copied},
    )
    seat_committee(draft, members, chair)
    _copy_contents(origin, draft)
    ledger.record(
        act,
        actor=actor,
        subject=origin.code,
        public={"tender": origin.code, "follow_up": FAILINGS[Ground(origin.ended_ground)].follow_up.value},
        private={"draft": draft.code, "members": [user.pk for user in members], "chair": chair.pk},
    )
    return draft


def _copy_contents(origin: Tender, draft: Tender) -> None:
    """Copy what bidders price and must meet, as it stood at the end of the failed tender."""
    items, requirements = list(origin.items.all()), list(origin.requirements.all())
    for item in items:
        item.pk, item.tender = None, draft
    Item.objects.bulk_create(items)
    for requirement in requirements:
        requirement.pk, requirement.tender = None, draft
    Requirement.objects.bulk_create(requirements)
