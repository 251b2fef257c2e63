# SPDX-License-Identifier: Apache-2.0
"""Chromium looks at every page for everybody it acts for, and weighs the first view of public ones.

``LPSE_LOOK=folder`` keeps a picture of each page there.
"""

import pytest
from django.urls import reverse

from tests.portal.test_taking import archive  # noqa: F401 the archive of nine packages
from tests.support.axe import faults, said
from tests.support.looks import SCHEMES, STRANGER, looks
from tests.support.people import photograph
from tests.support.routed import ORIGIN, routed

MOST_BYTES, MOST_REQUESTS = 90_000, 12
FRAME = {"exclude": [["body > header"], ["body > footer"]]}
"""Head and foot are the same on each page of a person: they are looked at on the first one."""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def world(story, archive):  # noqa: F811
    """Things that addresses ask for, by the words of tests/support/looks.py."""
    from complaints.models import Objection
    from lpse.core import clock
    from lpse.demo import complaints, information, survey, tenders
    from lpse.notices import delivering
    from lpse.notices.models import Notice
    from tenders import services
    from tenders.review import ReviewPart
    from vendors.models import Licence, Vendor

    draft = tenders.assigned_package(story.cast, title="Pengadaan Meja Rapat")
    services.choose_template(actor=story.cast.actor("bima"), tender=draft, code="tender-1")
    services.raise_remark(
        actor=story.cast.actor("bima"), tender=draft, part=ReviewPart.PLAN, text="Lokasi.", now=clock.now()
    )
    package = tenders.submitted_package(story.cast, title="Pengadaan Kursi Tamu")
    begun = tenders.submitted_package(story.cast, title="Pengadaan Lemari Arsip")
    services.return_package(actor=story.cast.actor("hendra"), package=begun, reason="HPS belum rinci.")
    quarters = survey.past_quarters(story.cast, clock.now(), count=2)
    while delivering.deliver(now=clock.now()):
        pass
    return {
        "notice": Notice.objects.filter(recipient=story.cast.people["arung"]).latest("pk").pk,
        "codes": {"bids": story.taking_bids.code, "done": story.finished.code, "draft": draft.code,
                  "package": package.code, "begun": begun.code, "old": "3"},
        "user": story.cast.people["bima"].pk,
        "vendor": Vendor.objects.get(seats__user=story.cast.people["arung"]).code,
        "case": complaints.complain().complaint.case,
        "register": information.ask().request.number,
        "row_id": Licence.objects.get(vendor__seats__user=story.cast.people["arung"]).pk,
        "index": 5, "part": "licence", "ver": 1, "number": Objection.objects.latest("pk").number,
        "period": quarters[-1].code,
    }  # fmt: skip


def slug_of(name):
    return "pembukaan" if name.startswith("evaluation:") else "mengirim-penawaran"


def path_of(name, thing, world):
    from tests.security.addresses import addresses

    wants = next(each.wants for each in addresses() if each.name == name)
    given = {**world, "code": world["codes"].get(thing), "slug": slug_of(name)}
    return reverse(name, kwargs={word: given[word] for word in wants})


def test_every_page_is_accessible_and_fits_a_small_phone_for_everybody_it_acts_for(chromium, world, browser):
    wrong = {}
    of_person = {}
    for name, thing, person in looks():
        of_person.setdefault(person, []).append((name, thing))
    for person, addresses in of_person.items():
        # Without motion, or axe would see colours on their way from light to dark.
        context = chromium.browser.new_context(
            locale="id-ID", viewport={"width": 320, "height": 800}, reduced_motion="reduce"
        )
        loads = routed(context, browser("" if person == STRANGER else person))
        page = context.new_page()
        has_seen_frame = False
        for name, thing in addresses:
            path = path_of(name, thing, world)
            page.goto(ORIGIN + path)
            found = [] if loads.status in (200, 409) else [f"answers {loads.status}"]
            found += ["wider than 320 px"] if page.evaluate(SIDEWAYS) else []
            # In the dark only strangers look: the tokens are the same for everybody, and a second look takes a second.
            for scheme in SCHEMES[: 2 if person == STRANGER else 1]:
                page.emulate_media(color_scheme=scheme)
                photograph(page, f"{name.replace(':', '-')}-{thing}-{person}-{scheme}-320")
                context_of_axe = FRAME if has_seen_frame else None
                broken = said(faults(page, context=context_of_axe, only_contrast=scheme == "dark"))
                found += [f"{scheme}: {fault}" for fault in broken]
            page.emulate_media(color_scheme="light")
            has_seen_frame = True
            if found:
                wrong[f"{path} ({person})"] = found
        context.close()
    assert not wrong, "\n".join(f"{path}: {found}" for path, found in wrong.items())


PUBLIC = ("/", "/tender/", "/tender/{bids}/", "/tender/{done}/hasil/", "/tender/{old}/", "/bantuan/istilah/",
          "/periksa/", "/pengaduan/kirim/", "/catatan/", "/pembukaan/")  # fmt: skip


def test_the_first_view_of_a_public_page_is_light(chromium, world, browser):
    heavy = {}
    for path in PUBLIC:
        context = chromium.browser.new_context(locale="id-ID", viewport={"width": 390, "height": 844})
        loads = routed(context, browser())
        page = context.new_page()
        page.goto(ORIGIN + path.format(**world["codes"]), wait_until="networkidle")
        context.close()
        assert loads.status == 200
        weight = sum(loads.sizes.values())
        print(f"{path}: {len(loads.sizes)} requests, {weight / 1000:.1f} KB")
        if len(loads.sizes) > MOST_REQUESTS or weight > MOST_BYTES:
            heavy[path] = loads.sizes
    assert not heavy


def test_a_contrast_that_is_wrong_is_found_wherever_it_stands(browser_page):
    pale = '<html lang="id"><title>Pucat</title><main><h1>Ya</h1><p style="color:{}">Hampir tidak terbaca</p></main>'
    for _time in range(2):
        browser_page.set_content(pale.format("#ddd"))
        assert [each["id"] for each in faults(browser_page)] == ["color-contrast"]
    browser_page.set_content(pale.format("#222"))
    assert faults(browser_page) == []
    browser_page.set_content(
        f'{pale.format("#222")}<footer style="background:#333"><p>Gelap di atas gelap</p></footer>'
    )
    assert "color-contrast" in {each["id"] for each in faults(browser_page)}
