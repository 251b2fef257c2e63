# SPDX-License-Identifier: Apache-2.0
"""Openings as the cast performs them: the clock closes, members release from their own keys, the portal opens."""

from collections.abc import Sequence

from documents.sealing import release as sealing
from documents.sealing.release import SealedRelease
from evaluation import services
from evaluation.models import Minutes, Opening, Release
from evaluation.rules.minutes import MinutesKind
from evaluation.selectors import ceremony
from evaluation.selectors.minutes import minutes_for
from lpse.core import clock
from lpse.core.acts import Actor, Missing
from lpse.demo.cast import Cast
from lpse.demo.tenders import MEMBERS, member_keys
from lpse.demo.waiting import closed
from lpse.ledger import services as ledger
from tenders.models import Tender
from tenders.selectors import seat_of
from vendors.services import close_tender


def closed_tender(tender: Tender) -> Tender:
    """Wait for the deadline, let the clock close the tender, and sign the head that shows it."""
    closed(tender)
    close_tender(actor=Actor.clock(), tender=tender, now=clock.now())
    ledger.sign_head()
    return Tender.objects.get(pk=tender.pk)


def begun_opening(tender: Tender) -> Opening:
    """Close the tender if it is not, and begin its opening."""
    closed_tender(tender)
    opening = services.begin_opening(tender_id=tender.pk, now=clock.now())
    ledger.sign_head()
    return opening


def built_release(cast: Cast, name: str, opening: Opening, named: str | None = None) -> SealedRelease:
    """What the member's browser would send: every share, sealed and signed; ``named`` is another opening's hash."""
    found = ceremony.material(opening)
    keys = member_keys(cast, name)
    x = ceremony.number_of(seat_of(cast.actor(name), opening.tender), found.keyset)
    if x is None:
        raise Missing(name)
    return sealing.build_release(
        opening=named or opening.hash,
        kind=opening.kind,
        keyset=found.keyset,
        x=x,
        kem_sk=keys.kem_sk,
        sig_seed=keys.sig_seed,
        headers=found.headers.values(),
    )


def send_release(cast: Cast, name: str, opening: Opening, built: SealedRelease) -> Release:
    """Send a release as the member."""
    return services.contribute_release(
        actor=cast.actor(name),
        tender=opening.tender,
        opening_hash=opening.hash,
        box=built.box,
        signature=built.sig,
        now=clock.now(),
    )


def release(cast: Cast, name: str, opening: Opening) -> Release:
    """The member releases their share of the whole opening."""
    return send_release(cast, name, opening, built_release(cast, name, opening))


def open_tender(cast: Cast, tender: Tender, names: Sequence[str] = MEMBERS[:2]) -> Opening:
    """Close, begin, release by the named members, open every bid and print the minutes."""
    opening = begun_opening(tender)
    for name in names:
        release(cast, name, opening)
    services.open_bids(opening_id=opening.pk, now=clock.now())
    services.draw_opening_minutes(opening_id=opening.pk, now=clock.now())
    ledger.sign_head()
    return Opening.objects.select_related("tender", "close").get(pk=opening.pk)


def approve_minutes(
    cast: Cast, tender: Tender, kind: MinutesKind = MinutesKind.OPENING, names: Sequence[str] = MEMBERS
) -> Minutes:
    """The named members approve minutes that are printed."""
    minutes = minutes_for(tender, kind)
    for name in names:
        services.approve_minutes(
            actor=cast.actor(name), tender=tender, minutes=minutes, approved=True, reason="", now=clock.now()
        )
    return minutes
