# SPDX-License-Identifier: Apache-2.0
"""Chromium looks at the pages of an appeal, which no world of other tests has: narrow, wide, and with axe."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lpse.demo import complaints as world
from tests.portal.test_looks import SIDEWAYS
from tests.support.axe import faults, said
from tests.support.people import photograph
from tests.support.routed import ORIGIN, routed

from .conftest import Scene
from .test_appeals import rejected

Look = Callable[[str, str, str], list[str]]


@pytest.fixture
def look(chromium: Any, browser: Callable[..., Client]) -> Look:
    """``look(person, address, name)``: what is wrong with a page on a small phone and on a desk."""

    def looking(person: str, address: str, name: str) -> list[str]:
        found: list[str] = []
        for width in (1366, 320):
            context = chromium.browser.new_context(
                locale="id-ID", viewport={"width": width, "height": 800}, reduced_motion="reduce"
            )
            loads = routed(context, browser(person) if person else Client())
            page = context.new_page()
            page.goto(ORIGIN + address)
            page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
            photograph(page, f"{name}-{person or 'tamu'}-{width}")
            found += [] if loads.status in (200, 409) else [f"{name}: answers {loads.status}"]
            found += [f"{name}: wider than {width} px"] if page.evaluate(SIDEWAYS) else []
            if width == 320:
                found += [f"{name}: {fault}" for fault in said(faults(page))]
            context.close()
        return found

    return looking


def test_the_pages_of_an_appeal_are_accessible_and_fit_a_small_phone(works: Scene, look: Look) -> None:
    code = works.tender.code
    public = reverse("complaints:objections", args=[code])
    objection = rejected(works)
    found = look("bahari", reverse("complaints:file-appeal", args=[code, objection.number]), "file-appeal")
    found += look("bima", reverse("complaints:record-paper-appeal", args=[code, objection.number]), "paper-appeal")
    appeal = world.file_appeal(works.cast, "bahari", objection)
    found += look("bima", reverse("complaints:clarify-bond", args=[code, appeal.number]), "clarify-bond")
    appeal = world.clarify_bond(works.cast, appeal)
    found += look("gita", reverse("complaints:decide-appeal", args=[code, appeal.number]), "decide-appeal")
    found += look("", public, "appeal-waiting")
    world.decide_appeal(works.cast, appeal, [False, False])
    found += look("hendra", reverse("complaints:settle-bond", args=[code, appeal.number]), "settle-bond")
    found += look("", public, "appeal-decided")
    assert not found, "\n".join(found)
