# SPDX-License-Identifier: Apache-2.0
"""Pages through HTTP: who sees what, how many queries, how forms answer."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lpse.accounts.models import WorkUnit
from lpse.core import clock
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.regulations import StageKind
from tenders import selectors, services
from tenders.models import Package, Tender
from tenders.rules import Ground, Status
from tenders.selectors import Query


def get(browser: Client, name: str, *args: Any, expect: int = 200) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == expect, answer.content[:2000]
    return answer.content.decode()


def test_the_public_reads_an_announced_tender_in_few_queries(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    tender = world.announced_tender(cast)
    with django_assert_max_num_queries(8):
        page = get(client, "tenders:tender", tender.code)
    for words in (tender.title, "Penawaran ditutup dalam", "Surat penawaran", "Tensimeter digital dewasa", "2 dari 3"):
        assert words in page
    assert "1.450.000" not in page  # unit prices of the estimate stay confidential
    with django_assert_max_num_queries(8):
        assert "paling singkat 5 hari kerja" in get(client, "tenders:schedule", tender.code)
    with django_assert_max_num_queries(8):
        assert "Spesifikasi teknis" in get(client, "tenders:documents", tender.code)


def test_the_list_takes_four_queries_and_finds_by_words_facet_and_code(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    tender = world.announced_tender(cast, title="Pengadaan Laptop Pembelajaran SMP")
    world.announced_tender(cast, title="Pengadaan Kursi Tunggu Puskesmas")
    address = reverse("tenders:search")
    with django_assert_max_num_queries(4):
        page = client.get(address).content.decode()
    assert "2 paket" in page
    found = client.get(address, {"q": "laptop"}).content.decode()
    assert "Laptop" in found
    assert "Kursi Tunggu" not in found
    none = client.get(address, {"tahap": "awarded"}).content.decode()
    assert "Tidak ada paket dengan saringan ini" in none
    answer = client.get(address, {"q": tender.code.lower()})
    assert answer.status_code == 302
    assert answer["Location"] == f"/tender/{tender.code}/"


@pytest.mark.parametrize("query", ["'", '"', "a & | !", "T-2026-9999", "<script>alert(1)</script>"])
def test_hostile_or_fruitless_words_find_nothing_and_break_nothing(cast: Cast, client: Client, query: str) -> None:
    answer = client.get(reverse("tenders:search"), {"q": query, "sesudah": "!!", "tahap": "draft", "jenis": "x"})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_words_that_hold_nul_name_nothing(cast: Cast, client: Client) -> None:
    assert client.get(reverse("tenders:search"), {"q": "kursi\x00"}).status_code == 404


def test_pages_follow_one_another_without_gap_or_double(cast: Cast) -> None:
    made = {world.announced_tender(cast, title=f"Paket {n}").code for n in range(5)}
    for order in ("terbaru", "batas"):
        seen: list[str] = []
        page = selectors.search(Query(order=order), clock.now(), size=2)
        while True:
            seen += [row.code for row in page.rows]
            if not page.next_url:
                break
            after = page.next_url.rpartition("sesudah=")[2]
            page = selectors.search(Query(order=order, after=after), clock.now(), size=2)
        assert len(seen) == 5
        assert set(seen) == made


def test_a_draft_is_missing_for_everyone_but_its_makers(cast: Cast, client: Client, as_person: Any) -> None:
    tender = world.drafted_tender(cast)
    document = tender.documents.all()[0].pk
    for name in ("tenders:tender", "tenders:documents", "tenders:schedule"):
        get(client, name, tender.code, expect=404)
    get(client, "tenders:download", tender.code, document, expect=404)
    for person in ("arung", "esti"):
        browser = as_person(person)
        get(browser, "tenders:draft-tender", tender.code, expect=404)
        get(browser, "tenders:download", tender.code, document, expect=404)
        get(browser, "tenders:package", tender.package.code, expect=404)
    for person in ("bima", "ratna", "hendra"):
        get(as_person(person), "tenders:draft-tender", tender.code)
    assert tender.code not in client.get(reverse("tenders:search")).content.decode()


def test_every_page_of_the_wizard_answers_its_members(cast: Cast, as_person: Any) -> None:
    tender = world.assigned_package(cast)
    bima = as_person("bima")
    for name in (
        "draft-tender",
        "draft-stages",
        "draft-documents",
        "draft-requirements",
        "draft-items",
        "draft-committee",
        "key-set",
        "check-tender",
    ):
        get(bima, f"tenders:{name}", tender.code)
    page = get(bima, "tenders:check-tender", tender.code)
    assert "Tender belum dapat diumumkan" in page
    assert f"/tender/{tender.code}/susun/jadwal/" in page


def test_a_package_goes_from_form_to_committee(cast: Cast, as_person: Any) -> None:
    ratna, hendra = as_person("ratna"), as_person("hendra")
    unit = WorkUnit.objects.get()
    fields = {
        "category": "goods",
        "plan_code": "54871236",
        "name": "Pengadaan Genset",
        "work_unit": unit.pk,
        "description": "",
        "location": "Sagara",
        "fund_source": "APBD",
        "fiscal_year": "2026",
        "contract_type": "lump_sum",
        "duration_days": "60",
        "ceiling": "Rp500.000.000,00",
    }
    answer = ratna.post(reverse("tenders:create-package"), fields)
    assert answer.status_code == 302, answer.content[:3000]
    package = Package.objects.get()
    assert package.training is True
    assert package.ceiling == 500_000_000
    rows = {
        "butir-TOTAL_FORMS": "2",
        "butir-INITIAL_FORMS": "0",
        "butir-0-description": "Genset 20 kVA",
        "butir-0-quantity": "2,0",
        "butir-0-unit": "unit",
        "butir-0-unit_price": "175.000.000",
        "butir-0-source": "Penawaran PT Daya Genset, 2 November 2026",
    }
    assert ratna.post(reverse("tenders:edit-items", args=[package.code]), rows).status_code == 302
    pact = reverse("tenders:sign-officer-pact", args=[package.code])
    assert ratna.post(pact).status_code == 302  # not read yet
    assert ratna.post(reverse("tenders:submit-package", args=[package.code])).status_code == 409
    assert as_person("ratna", fresh=False).post(pact, {"agree": "on"}).status_code == 302  # to the second factor
    assert ratna.post(pact, {"agree": "on"}).status_code == 302
    assert ratna.post(reverse("tenders:submit-package", args=[package.code])).status_code == 302
    package.refresh_from_db()
    assert (package.status, package.owner_estimate) == ("submitted", 350_000_000)
    members = [cast.people[name].pk for name in ("bima", "citra")]
    url = reverse("tenders:assign-committee", args=[package.code])
    even = hendra.post(url, {"members": members, "chair": members[0]})
    assert even.status_code == 422
    assert "ganjil" in even.content.decode()
    members.append(cast.people["dodi"].pk)
    assert hendra.post(url, {"members": members, "chair": members[0]}).status_code == 302
    tender = Tender.objects.get()
    assert (tender.status, tender.threshold, tender.seats.count()) == (Status.DRAFT, 2, 3)


def test_a_bad_package_form_says_what_is_wrong_beside_each_field(cast: Cast, as_person: Any) -> None:
    answer = as_person("ratna").post(reverse("tenders:create-package"), {"plan_code": "x", "ceiling": "banyak"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ada yang perlu diperbaiki" in page
    assert 'href="#id_plan_code"' in page


def test_others_do_not_reach_the_officers_pages(cast: Cast, client: Client, as_person: Any) -> None:
    package = world.submitted_package(cast)
    assert client.get(reverse("tenders:packages")).status_code == 302
    get(as_person("arung"), "tenders:packages", expect=404)
    get(as_person("bima"), "tenders:package", package.code, expect=404)
    get(as_person("bima"), "tenders:assign-committee", package.code, expect=404)
    assert as_person("arung").get(reverse("tenders:create-package")).status_code == 403


def test_a_training_schedule_is_drafted_from_minutes(cast: Cast, as_person: Any) -> None:
    tender = world.assigned_package(cast)
    url = reverse("tenders:draft-stages", args=[tender.code])
    bima = as_person("bima")
    assert bima.post(url, {"bidding": "0", "step": "1", "standstill": "1"}).status_code == 422
    assert bima.post(url, {"bidding": "3", "step": "0.5", "standstill": "1"}).status_code == 302
    window = selectors.window(tender, StageKind.BID_SUBMISSION)
    assert (window.ends_at - window.starts_at).total_seconds() == 180


def test_announcing_needs_the_second_factor_of_the_last_minutes(cast: Cast, as_person: Any) -> None:
    tender = world.drafted_tender(cast)
    url = reverse("tenders:announce-tender", args=[tender.code])
    stale = as_person("bima", fresh=False).post(url)
    assert stale.status_code == 302
    assert "/masuk/" in stale["Location"]
    assert Tender.objects.get().status == Status.DRAFT
    assert as_person("bima").post(url)["Location"] == f"/tender/{tender.code}/"
    assert Tender.objects.get().status == Status.ANNOUNCED


def test_a_document_is_uploaded_and_downloaded_again(cast: Cast, as_person: Any, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    tender = world.assigned_package(cast)
    bima = as_person("bima")
    url = reverse("tenders:draft-documents", args=[tender.code])
    wrong = bima.post(url, {"kind": "other", "title": "x", "file": SimpleUploadedFile("a.pdf", b"bukan pdf")})
    assert wrong.status_code == 422
    file = SimpleUploadedFile('../"<b>".pdf', world.PDF)
    assert bima.post(url, {"kind": "other", "title": "<script>x</script>", "file": file}).status_code == 302
    page = get(bima, "tenders:draft-documents", tender.code)
    assert "<script>x" not in page
    document = tender.documents.get()
    answer = bima.get(reverse("tenders:download", args=[tender.code, document.pk]))
    assert answer.status_code == 302
    import urllib.request

    with urllib.request.urlopen(answer["Location"]) as opened:
        assert opened.read() == world.PDF
        assert opened.headers["Content-Disposition"].startswith("attachment")


def test_a_failed_tender_shows_its_reason_to_everyone(cast: Cast, client: Client) -> None:
    tender = world.announced_tender(cast)
    services.fail_tender(
        actor=cast.actor("bima"),
        tender=tender,
        ground=Ground.WRONG_DOCUMENT,
        reason="Spesifikasi keliru.",
        now=clock.now(),
    )
    page = get(client, "tenders:tender", tender.code)
    assert "dinyatakan gagal" in page
    assert "Spesifikasi keliru." in page


def test_a_member_sees_the_key_page_and_strangers_do_not(cast: Cast, as_person: Any) -> None:
    page = get(as_person("bima"), "tenders:member-key")
    assert "Buat kunci anggota" in page
    get(as_person("arung"), "tenders:member-key", expect=404)
    world.enrol_members(cast, ["bima"])
    assert "Kunci yang berlaku" in get(as_person("bima"), "tenders:member-key")


def test_tasks_tell_each_person_what_waits(cast: Cast) -> None:
    package = world.submitted_package(cast)
    assert [task.url for task in selectors.tasks_for(cast.actor("hendra"))] == [f"/paket/tugaskan/{package.code}/"]
    tender = world.drafted_tender(cast)
    assert f"/tender/{tender.code}/susun/" in [task.url for task in selectors.tasks_for(cast.actor("bima"))]
    assert selectors.tasks_for(cast.actor("arung")) == []
