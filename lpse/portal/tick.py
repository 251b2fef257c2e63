# SPDX-License-Identifier: Apache-2.0
"""Whatever is due: batches, closes, openings, overdue answers, publication. Works from PostgreSQL alone.

Any number of ticks may run at once, late or twice: each piece of work is claimed in the database by the code that does
it. A piece that fails is logged loudly and stops no other.
"""

from collections.abc import Callable

import structlog

import complaints.services
import documents.services
import evaluation.services
import vendors.services
from evaluation import tasks as openings
from lpse.accounts import contacts
from lpse.core import clock
from lpse.ledger import services as ledger
from lpse.notices.delivering import deliver
from lpse.notices.following import follow
from tenders import selectors as tenders

log = structlog.get_logger(__name__)


def tick() -> None:
    """Do all due work once."""
    for work in DUE:
        try:
            work()
        except Exception:
            log.exception("a piece of the tick failed", work=work.__name__)


def append_batches() -> None:
    """Append the heartbeat of sealed batches while any tender takes bids (sealed-bids.md part 8)."""
    ledger.append_batch(active=tenders.is_any_taking_bids())


def close_tenders() -> None:
    """Close every tender whose bid deadline has passed."""
    vendors.services.close_due()


def begin_openings() -> None:
    """Begin the opening of every closed tender that has bids."""
    openings.begin_openings()


def mark_overdue() -> None:
    """Put overdue answers on the record."""
    complaints.services.mark_overdue(now=clock.now())


def watch_clocks() -> None:
    """Tell of clocks that run out."""
    complaints.services.claim_marks(now=clock.now())


def close_appeal_windows() -> None:
    """End the windows for appeals that no appeal was filed in."""
    complaints.services.close_appeal_windows(now=clock.now())


def accept_silent_appeals() -> None:
    """Accept appeals that were not answered in their term, where the rule book says so."""
    complaints.services.accept_silent_appeals(now=clock.now())


def approve_winners() -> None:
    """Approve proposed winners on whom the budget authority kept silent (R-WIN-PA)."""
    evaluation.services.approve_by_silence(now=clock.now())


def explain_batches() -> None:
    """Open the sealed batches that no tender still taking bids can be read from (sealed-bids.md part 8)."""
    ledger.explain_batches(before=tenders.earliest_open_announcement() or clock.now())


def publish() -> None:
    """Sign the head of the record."""
    ledger.publish()


def continue_openings() -> None:
    """Hand openings with their quorum to the workers."""
    openings.continue_openings()


def deliver_notices() -> None:
    """Deliver each new act to the inboxes of those it concerns."""
    deliver(now=clock.now())


def keep_copies() -> None:
    """Copy accepted statements into the sealed store (sealed-bids.md 7.14)."""
    vendors.services.keep_copies()


def draw_papers() -> None:
    """Print the papers that acts ordered."""
    documents.services.draw_due_papers(now=clock.now())


def apply_contact_changes() -> None:
    """Let changed addresses take effect whose cool-off is over."""
    contacts.apply_changes(now=clock.now())


def sweep_uploads() -> None:
    """Delete sealed files of complaints that were never sent."""
    complaints.services.sweep_uploads(now=clock.now())


DUE: tuple[Callable[[], None], ...] = (
    append_batches,
    close_tenders,
    begin_openings,
    mark_overdue,
    watch_clocks,
    close_appeal_windows,
    accept_silent_appeals,
    approve_winners,
    explain_batches,
    publish,
    continue_openings,
    follow,
    deliver_notices,
    keep_copies,
    apply_contact_changes,
    draw_papers,
    sweep_uploads,
)
