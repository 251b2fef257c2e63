# SPDX-License-Identifier: Apache-2.0
"""The only call to the system clock. Everything below the edge receives ``now`` as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this moment as an aware UTC datetime, cut (not rounded) to whole milliseconds.

    Milliseconds because every timestamp of the record has exactly three decimals (sealed-bids.md, part 4);
    cut because a rounded clock could name a moment that has not come yet.
    """
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
