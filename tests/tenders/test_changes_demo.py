# SPDX-License-Identifier: Apache-2.0
"""The demo world's changed tender: what its people do passes every rule."""

from datetime import timedelta

from lpse.demo import changes
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from tenders import selectors
from tenders.models import Tender


def test_the_demo_changes_a_schedule_and_publishes_an_addendum(cast: Cast) -> None:
    tender = world.announced_tender(cast)
    changes.changed_schedule(cast, tender, timedelta(hours=2))
    changes.published_addendum(cast, tender)
    tender = Tender.objects.get(pk=tender.pk)
    assert tender.revision == 3
    assert [view.revision for view in selectors.change_views(tender)] == [2]
    view = selectors.addendum_views(tender)[0]
    assert (view.place, view.needs_consent, len(view.clauses), len(view.items)) == (1, True, 2, 1)
