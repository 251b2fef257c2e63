# SPDX-License-Identifier: Apache-2.0
"""Opening in the background: one task for the gate, one per bid. PostgreSQL remembers; the broker only hurries.

Every task may arrive twice, late or never: what is due is found again by ``continue_openings`` in the next tick, and
`manage.py open_bids CODE` does the same without a worker.
"""

import logging

from celery import shared_task
from kombu.exceptions import KombuError

from evaluation import services
from evaluation.selectors import ceremony
from lpse.core import clock

log = logging.getLogger(__name__)


def begin_openings() -> int:
    """Begin the opening of every tender the clock has closed; return how many. Part of the tick, without a broker.

    One that fails is logged loudly and stops no other.
    """
    begun = 0
    for tender_id in ceremony.due_to_begin():
        try:
            services.begin_opening(tender_id=tender_id, now=clock.now())
        except Exception:
            log.exception("an opening could not begin tender=%s", tender_id)
            continue
        begun += 1
    return begun


def continue_openings() -> None:
    """Ask a worker for every opening that has its quorum, and print minutes that are due. Part of the tick."""
    for opening_id in ceremony.due_to_open(clock.now()):
        ask_for_opening(opening_id)
    for opening_id in ceremony.due_for_minutes():
        try:
            services.draw_opening_minutes(opening_id=opening_id, now=clock.now())
        except Exception:
            log.exception("minutes could not be printed opening=%s", opening_id)


def ask_for_opening(opening_id: int) -> bool:
    """Hand an opening to a worker; return False when the broker cannot be reached, which only delays it."""
    try:
        open_bids.delay(opening_id)
    except (KombuError, OSError) as problem:
        log.warning("opening not handed to a worker opening=%s problem=%s", opening_id, type(problem).__name__)
        return False
    return True


@shared_task(ignore_result=True, acks_late=True)
def open_bids(opening_id: int) -> None:
    """Pass the gate, then open every bid in a task of its own."""
    for header in services.prepare_opening(opening_id=opening_id, now=clock.now()):
        open_bid.delay(opening_id, header)
    services.finish_opening(opening_id=opening_id, now=clock.now())


@shared_task(ignore_result=True, acks_late=True)
def open_bid(opening_id: int, header: str) -> None:
    """Open one bid; whoever opens the last one finishes the opening and prints its minutes."""
    services.open_bid(opening_id=opening_id, header=header, now=clock.now())
    if services.finish_opening(opening_id=opening_id, now=clock.now()):
        services.draw_opening_minutes(opening_id=opening_id, now=clock.now())
