# SPDX-License-Identifier: Apache-2.0
"""Pages of schedule changes and addenda, the checker in the wizard, and the schedule for calendars."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from lpse.core import clock
from lpse.demo import tenders as world
from lpse.demo import vendors
from lpse.demo.cast import Cast
from lpse.ledger import services as ledger
from lpse.regulations import StageKind
from lpse.regulations.holidays import national
from lpse.regulations.planning import provisional_years
from tenders import selectors
from tenders.models import Tender
from tests.portal.test_english import english, leftovers, names_of
from tests.tenders.test_change_guards import real_tender
from tests.tenders.test_changes import (
    CLAUSE,
    Amendment,
    accept,
    accept_addendum,
    amendment,
    deadline,
    propose,
    propose_addendum,
)
from tests.tenders.test_views import get

HOUR = timedelta(hours=1)
MEMBER_NAMES = ("Bima Harjanto", "Citra Kamila")
K = StageKind


@pytest.fixture
def tender(cast: Cast) -> Tender:
    return world.announced_tender(cast)


def local(moment: datetime) -> str:
    from django.conf import settings

    return moment.astimezone(ZoneInfo(settings.OFFICE["zone"])).strftime("%Y-%m-%dT%H:%M:%S")


def test_a_member_computes_and_proposes_and_a_second_one_accepts(cast: Cast, tender: Tender, as_person: Any) -> None:
    bima, citra = as_person("bima"), as_person("citra")
    url = reverse("tenders:propose-schedule-change", args=[tender.code])
    before = selectors.windows(tender)
    later = (before[K.BID_SUBMISSION].ends_at + HOUR).replace(microsecond=0)
    computed = bima.post(url, {"compute": "1", "deadline_at": local(later)})
    assert computed.status_code == 200
    assert f'value="{local(later)}"' in computed.content.decode()
    form = computed.context["rows"]
    fields = {"propose": "1", "ground": "system_disruption", "reason": "Portal tidak dapat dibuka."}
    for _stage, row in form:
        fields |= {f"{row.prefix}-{name}": local(row.initial[name]) for name in ("starts_at", "ends_at")}
    assert bima.post(url, fields | {"ground": ""}).status_code == 422
    wrong = bima.post(url, fields | {"evaluation-ends_at": ""})
    assert wrong.status_code == 422
    assert '<li><a href="#id_evaluation-ends_at">Evaluasi' in wrong.content.decode()
    assert "Portal tidak dapat dibuka." in wrong.content.decode()
    answer = bima.post(url, fields)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    page = answer["Location"]
    assert "Menunggu orang kedua" in bima.get(page).content.decode()
    assert url in get(bima, "tenders:schedule", tender.code) or "Lihat usulan yang menunggu" in get(
        bima, "tenders:schedule", tender.code
    )
    shown = citra.get(page).content.decode()
    assert "Portal tidak dapat dibuka." in shown
    assert "R-SCH-3" in shown
    assert "ubah jadwal" not in get(Client(), "tenders:schedule", tender.code)
    stale = as_person("citra", fresh=False).post(page + "terima/")
    assert "/masuk/" in stale["Location"]
    assert citra.post(page + "terima/")["Location"] == f"/tender/{tender.code}/jadwal/"
    assert deadline(tender) == later
    # What was left alone keeps its milliseconds, though the page shows whole seconds.
    assert selectors.windows(tender)[K.ANNOUNCEMENT] == before[K.ANNOUNCEMENT]
    everyone = get(Client(), "tenders:schedule", tender.code)
    assert "Perubahan jadwal, revisi 2" in everyone
    assert "<del>" in everyone
    assert "Bima" not in everyone
    assert "Jadwal berubah" in Client().get(f"/tender/{tender.code}/jejak/").content.decode()


def test_proposals_are_missing_for_everyone_outside_the_committee(cast: Cast, tender: Tender, as_person: Any) -> None:
    propose(cast, tender)
    propose_addendum(cast, tender, amendment(tender))
    for name, args in (
        ("propose-schedule-change", [tender.code]),
        ("schedule-change", [tender.code, 1]),
        ("propose-addendum", [tender.code]),
        ("addendum", [tender.code, 1]),
    ):
        for person in ("arung", "esti", "hendra"):
            get(as_person(person), f"tenders:{name}", *args, expect=404)
    get(as_person("ratna"), "tenders:schedule-change", tender.code, 1, expect=404)
    get(as_person("ratna"), "tenders:addendum", tender.code, 1)
    get(as_person("citra"), "tenders:addendum", tender.code, 7, expect=404)
    assert as_person("arung").post(f"/tender/{tender.code}/jadwal/usulan/1/terima/").status_code == 404


def test_an_unlawful_change_is_refused_on_its_page(cast: Cast, tender: Tender, as_person: Any) -> None:
    url = reverse("tenders:propose-schedule-change", args=[tender.code])
    bima = as_person("bima")
    fields = {"propose": "1", "ground": "force_majeure", "reason": "x"}
    for stage in selectors.planned(tender):
        fields |= {
            f"{stage.kind}-starts_at": local(stage.starts_at),
            f"{stage.kind}-ends_at": local(stage.ends_at),
        }
    fields["bid_submission-ends_at"] = local(deadline(tender) - timedelta(minutes=5))
    answer = bima.post(url, fields)
    assert answer.status_code == 422
    assert "tidak pernah dimajukan" in answer.content.decode()
    assert bima.post(url, {"propose": "1", "reason": ""}).status_code == 422
    assert bima.post(url, {"compute": "1", "deadline_at": "kapan-kapan"}).status_code == 422


def test_an_addendum_goes_from_form_to_everyone(cast: Cast, tender: Tender, as_person: Any) -> None:
    bima, ratna = as_person("bima"), as_person("ratna")
    url = reverse("tenders:propose-addendum", args=[tender.code])
    page = bima.get(url)
    fields: dict[str, Any] = {}
    for part in ("clauses", "items", "requirements"):
        rows = page.context[part]
        fields |= {f"{rows.prefix}-{name}": str(value) for name, value in rows.management_form.initial.items()}
        for form in rows.initial_forms:
            fields |= {
                f"{form.prefix}-{name}": "on" if form.initial[name] is True else str(form.initial[name])
                for name in form.fields
                if name != "DELETE" and form.initial[name] is not False
            }
    document = tender.documents.get(kind="selection_document")
    fields |= {"butir-0-quantity": "30", "reason": "Kebutuhan bertambah.", "document": str(document.pk)}
    fields |= {f"klausul-0-{name}": text for name, text in CLAUSE.items()}

    def posted(**more: Any) -> Any:
        return bima.post(url, fields | {"file": SimpleUploadedFile("v2.pdf", world.PDF + b"% dua"), **more})

    assert posted(reason="").status_code == 422
    assert posted(**{"butir-0-quantity": "banyak"}).status_code == 422
    answer = posted()
    assert answer.status_code == 302, answer.content.decode()[:4000]
    where = answer["Location"]
    assert "PPK paket ini melihat" in bima.get(where).content.decode()
    shown = ratna.get(where).content.decode()
    assert "Setujui sebagai PPK" in shown
    assert "Garansi 24 bulan." in shown
    assert f"{where}berkas/" in shown
    assert ratna.get(f"{where}berkas/").status_code == 302
    assert as_person("arung").get(f"{where}berkas/").status_code == 404
    assert ratna.post(where + "terima/")["Location"] == f"/tender/{tender.code}/dokumen/"
    everyone = get(Client(), "tenders:documents", tender.code)
    assert "Adendum 1, revisi 2" in everyone
    assert "Garansi 12 bulan." in everyone
    assert "disetujui PPK" in everyone
    assert "Adendum terbit" in Client().get(f"/tender/{tender.code}/jejak/").content.decode()


def test_a_refused_proposal_says_why(cast: Cast, tender: Tender, as_person: Any) -> None:
    propose(cast, tender)
    citra = as_person("citra")
    url = reverse("tenders:refuse-schedule-change", args=[tender.code, 1])
    assert citra.post(url, {"note": ""}).status_code in (400, 422, 409)
    assert citra.post(url, {"note": "Belum perlu."}).status_code == 302
    assert "Belum perlu." in get(as_person("bima"), "tenders:schedule-change", tender.code, 1)


def test_changed_pages_take_few_queries(cast: Cast, tender: Tender, django_assert_max_num_queries: Any) -> None:
    propose(cast, tender)
    accept(cast, tender)
    propose_addendum(cast, tender, amendment(tender, deadline_at=deadline(tender) + HOUR))
    accept_addendum(cast, tender, "citra")
    for name, most in (("schedule", 4), ("documents", 5), ("tender", 10), ("schedule-ics", 4)):
        with django_assert_max_num_queries(most):
            Client().get(reverse(f"tenders:{name}", args=[tender.code]))


def test_a_bidder_is_told_of_the_addendum_and_of_the_version_it_answers(
    cast: Cast, tender: Tender, as_person: Any
) -> None:
    from vendors import selectors as vending

    vendors.submit_bid(cast, "arung", tender)
    address = reverse("vendors:room", args=[tender.code])
    propose_addendum(cast, tender, amendment(tender))
    accept_addendum(cast, tender, "citra")
    page = as_person("arung").get(address).content.decode()
    assert "Adendum terbit sesudah penawaran Anda" in page
    assert "atas dokumen sebelum adendum" in page
    notes = [task.note for task in vending.tasks_for(cast.actor("arung"))]
    assert any("Adendum terbit sesudah penawaran Anda" in note for note in notes)
    vendors.submit_bid(cast, "arung", tender)
    page = as_person("arung").get(address).content.decode()
    assert "Adendum terbit sesudah penawaran Anda" not in page
    assert "atas dokumen dengan adendum 1" in page
    notes = [task.note for task in vending.tasks_for(cast.actor("arung"))]
    assert not any("Adendum" in note for note in notes)


def test_the_room_shows_the_new_deadline_and_seals_to_it(cast: Cast, tender: Tender, as_person: Any) -> None:
    from lpse.core.canonical import timestamp

    vendors.join(cast, "arung", tender)
    propose(cast, tender)
    accept(cast, tender)
    ledger.sign_head()
    browser = as_person("arung")
    page = browser.get(reverse("vendors:room", args=[tender.code])).content.decode()
    assert f'data-room-nb="{timestamp(deadline(tender))}"' in page
    assert "Jadwal berubah" in page
    facts = browser.get(reverse("vendors:room", args=[tender.code]) + "fakta/").json()
    assert facts["nb"] == facts["deadlines"][-1] == timestamp(deadline(tender))
    assert '"rev":2' in facts["record"]["leaves"][-1]["entry"]


# The wizard and calendars -------------------------------------------------------------------------------------------


def test_the_generator_works_backwards_from_a_deadline_and_the_checker_tells_slack(cast: Cast, as_person: Any) -> None:
    tender = real_tender(cast)
    bima = as_person("bima")
    url = reverse("tenders:draft-stages", args=[tender.code])
    wanted = (clock.now() + timedelta(days=40)).replace(hour=4, minute=0, second=0, microsecond=0)
    while wanted.weekday() > 4:
        wanted += timedelta(days=1)
    assert bima.post(url, {"backwards": "1", "deadline_at": local(wanted)[:16]}).status_code == 302
    assert deadline(tender) == wanted
    page = bima.get(url).content.decode()
    assert "Periksa setiap tahap" in page
    assert "Bagian ini lengkap." in page
    assert "Hari libur di dalamnya" in page
    unread = provisional_years(selectors.planned(tender), calendar=national(), zone=selectors.zone_of(tender))
    assert ("Jadwal ini masih sementara" in page) is ("Sementara</span>" in page) is bool(unread)
    soon = bima.post(url, {"backwards": "1", "deadline_at": local(clock.now() + timedelta(days=2))[:16]})
    assert soon.status_code == 422
    assert "Paling awal" in soon.content.decode()
    far = bima.post(url, {"backwards": "1", "deadline_at": "2031-05-05T10:00"})
    assert far.status_code == 422
    assert "Daftar hari libur" in far.content.decode()
    assert deadline(tender) == wanted


def test_clashes_with_other_deadlines_of_the_same_people_are_shown(cast: Cast, as_person: Any) -> None:
    other = world.announced_tender(cast, title="Pengadaan Kursi Tunggu", closes_in=3600)
    tender = world.announced_tender(cast, closes_in=3600)
    found = selectors.clashes(tender, selectors.planned(tender))
    assert {clash.code for clash in found} == {other.code}
    propose(cast, tender)
    assert other.code in get(as_person("citra"), "tenders:schedule-change", tender.code, 1)


def test_the_schedule_is_a_calendar_whose_later_revision_replaces_it(cast: Cast, tender: Tender) -> None:
    def read() -> dict[str, Any]:
        answer = Client().get(reverse("tenders:schedule-ics", args=[tender.code]))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        body = answer.content
        assert all(len(line) <= 75 for line in body.split(b"\r\n"))
        return {str(event["UID"]): event for event in Calendar.from_ical(body).walk("VEVENT")}

    first = read()
    uid = next(name for name in first if name.startswith(f"{tender.code}-bid_submission@"))
    assert len(first) == 12
    assert first[uid].decoded("dtend") == deadline(tender).replace(microsecond=0)
    assert (first[uid]["SEQUENCE"], str(first[uid]["STATUS"])) == (0, "CONFIRMED")
    assert "Upload Dokumen Penawaran" in str(first[uid]["SUMMARY"])
    propose(cast, tender)
    accept(cast, tender)
    second = read()
    assert set(second) == set(first)
    assert second[uid]["SEQUENCE"] == 1
    assert second[uid].decoded("dtend") == deadline(tender).replace(microsecond=0)
    assert second[uid].decoded("dtstamp") >= first[uid].decoded("dtstamp")


def test_a_draft_gives_no_calendar(cast: Cast, as_person: Any) -> None:
    tender = world.drafted_tender(cast)
    for browser in (Client(), as_person("bima")):
        get(browser, "tenders:schedule-ics", tender.code, expect=404)


def test_an_addendum_row_with_hostile_words_is_text(cast: Cast, tender: Tender) -> None:
    items = selectors.item_data(tender)
    items[0]["description"] = "<script>alert(1)</script>"
    propose_addendum(cast, tender, Amendment(items=items))
    accept_addendum(cast, tender, "ratna")
    page = get(Client(), "tenders:documents", tender.code)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_pages_of_changes_speak_english_in_full(cast: Cast, tender: Tender, as_person: Any) -> None:
    propose(cast, tender)
    accept(cast, tender)
    propose(cast, tender)
    propose_addendum(cast, tender, amendment(tender))
    items = selectors.item_data(tender)
    names = [*names_of(tender), *(row["description"] for row in items), *MEMBER_NAMES]
    bima, citra = as_person("bima"), as_person("citra")
    base = f"/tender/{tender.code}/"
    for browser, path in (
        (bima, "jadwal/"),
        (bima, "jadwal/usulan/2/"),
        (citra, "jadwal/usulan/2/"),
        (citra, "ubah/1/"),
        (bima, "ubah/1/"),
    ):
        assert leftovers(english(browser, base + path), names) == [], path
    accept(cast, tender, 2)
    accept_addendum(cast, tender, "citra")
    for path in ("jadwal/", "dokumen/", "jadwal/ubah/", "ubah/"):
        assert leftovers(english(bima, base + path), names) == [], path
