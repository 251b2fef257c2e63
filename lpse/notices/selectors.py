# SPDX-License-Identifier: Apache-2.0
"""Which topics exist for the public."""

from lpse.ledger.models import Entry
from lpse.notices import rules


def existing(topics: list[str]) -> list[str]:
    """Return those topics that the public may know: a tender exists once the record names it."""
    codes = [code for topic in topics if (code := rules.code_of(topic))]
    known = (
        set(Entry.objects.filter(subject__in=codes).values_list("subject", flat=True).distinct()) if codes else set()
    )
    return [topic for topic in topics if (code := rules.code_of(topic)) is None or code in known]
