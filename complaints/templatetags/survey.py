# SPDX-License-Identifier: Apache-2.0
"""The card that asks about a service on the page where it ended: `{% load survey %}{% survey_card "bid" thing %}`."""

from typing import Any

from django import template

from complaints.rules_survey import Service
from complaints.selectors.survey import invitation

register = template.Library()


@register.inclusion_tag("complaints/_survey_card.html")
def survey_card(service: str, *thing: object) -> dict[str, Any]:
    """Show the card unless this thing was rated; its parts together name the thing. One query.

    Only for the eyes of whoever was served: the page decides that before it asks for the card.
    """
    return {"ticket": invitation(Service(service), ":".join(map(str, thing)))}
