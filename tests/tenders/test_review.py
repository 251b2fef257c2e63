# SPDX-License-Identifier: Apache-2.0
"""The review of a draft: remarks, answers, the officer's agreement, and what voids it."""

from typing import Any

import pytest
from django.urls import reverse

from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from tenders import selectors, services
from tenders.models import DocumentAgreement, ReviewRemark, Tender
from tenders.review import ReviewPart
from tenders.selectors.tasks import tasks_for
from tests.tenders.test_constraints import attack, run


@pytest.fixture
def draft(cast: Cast) -> Tender:
    """A draft with documents and pacts, agreed to by Ratna."""
    return world.prepared_tender(cast)


def remark(cast: Cast, tender: Tender, text: str = "HPS butir 3 jauh di atas harga pasar.") -> ReviewRemark:
    return services.raise_remark(
        actor=cast.actor("citra"), tender=tender, part=ReviewPart.OWNER_ESTIMATE, text=text, now=clock.now()
    )


def in_force(tender: Tender) -> bool:
    return tender.agreements.filter(voided_at=None).exists()


def agree(cast: Cast, tender: Tender, **how: Any) -> DocumentAgreement:
    return services.agree_to_documents(actor=cast.actor("ratna", **how), tender=tender, now=clock.now())


def test_a_remark_is_answered_settled_and_stands_on_the_record(cast: Cast, draft: Tender) -> None:
    ratna, bima, now = cast.actor("ratna"), cast.actor("bima"), clock.now()
    made = remark(cast, draft)
    assert "1 catatan reviu" in str(selectors.checklist(draft, now).gaps)
    with pytest.raises(Refused, match="belum dijawab"):
        services.settle_remark(actor=bima, tender=draft, number=1, now=now)
    with pytest.raises(Refused, match="Jawaban belum diisi"):
        services.answer_remark(actor=ratna, tender=draft, number=1, text=" ", now=now)
    services.answer_remark(actor=ratna, tender=draft, number=1, text="Harga diambil dari tiga distributor.", now=now)
    with pytest.raises(Refused, match="sudah dijawab"):
        services.answer_remark(actor=ratna, tender=draft, number=1, text="Lain.", now=now)
    for _twice in range(2):
        services.settle_remark(actor=bima, tender=draft, number=1, now=now)
    made.refresh_from_db()
    assert made.settled_at is not None
    acts = [entry.act for entry in record.entries_of(draft.code)]
    assert [acts.count(f"tenders.{act}_remark") for act in ("raise", "answer", "settle")] == [1, 1, 1]
    bodies = b"".join(bytes(entry.body) for entry in record.entries_of(draft.code))
    assert b"distributor" not in bodies  # what they say to one another is only committed to


def test_each_does_their_own_part(cast: Cast, draft: Tender) -> None:
    remark(cast, draft)
    now = clock.now()
    with pytest.raises(Refused, match="jabatan"):
        services.answer_remark(actor=cast.actor("bima"), tender=draft, number=1, text="x", now=now)
    with pytest.raises(Refused, match="jabatan"):
        services.raise_remark(actor=cast.actor("ratna"), tender=draft, part=ReviewPart.PLAN, text="x", now=now)
    with pytest.raises(Refused, match="jabatan"):
        services.agree_to_documents(actor=cast.actor("bima"), tender=draft, now=now)
    with pytest.raises(Refused, match="faktor kedua"):
        agree(cast, draft, stepped_up=False)


def test_every_change_of_the_contents_voids_the_agreement(cast: Cast, draft: Tender) -> None:
    bima, now = cast.actor("bima"), clock.now()
    agree(cast, draft)  # a second time changes nothing
    assert draft.agreements.count() == 1
    changes = (
        lambda: services.fill_items(actor=bima, tender=draft),
        lambda: services.add_document(
            actor=bima, tender=draft, kind="other", title="Peta", name="p.pdf", body=world.PDF, now=now
        ),
        lambda: run("UPDATE tenders_requirement SET guidance = 'lain' WHERE tender_id = %s AND number = 1", draft.pk),
    )
    for change in changes:
        change()
        assert not in_force(draft)
        assert "berubah sesudah PPK menyetujuinya" in str(selectors.checklist(draft, now).gaps)
        agree(cast, draft)
        assert in_force(draft)
    digests = set(draft.agreements.values_list("digest", flat=True))
    assert len(digests) >= 2


def test_an_incomplete_draft_and_an_open_remark_are_not_agreed_to(cast: Cast, draft: Tender) -> None:
    empty = world.assigned_package(cast)
    with pytest.raises(Refused, match="Dokumen belum lengkap"):
        agree(cast, empty)
    services.fill_items(actor=cast.actor("bima"), tender=draft)
    remark(cast, draft)
    with pytest.raises(Refused, match="catatan reviu yang belum selesai"):
        agree(cast, draft)


def test_the_database_announces_nothing_without_agreement_and_keeps_who_said_what(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    ratna, bima = cast.people["ratna"].pk, cast.people["bima"].pk
    announce = "UPDATE tenders_tender SET status = 'announced', announced_at = now(), revision = 1 WHERE id = %s"
    give = (
        "INSERT INTO tenders_documentagreement (tender_id, given_by_id, given_at, digest) VALUES (%s, %s, now(), 'x')"
    )
    say = (
        "INSERT INTO tenders_reviewremark (tender_id, number, part, text, answer, raised_by_id, raised_at)"
        " VALUES (%s, 1, 'plan', 'x', '', %s, now())"
    )
    assert attack("UPDATE tenders_documentagreement SET digest = 'y'") == "an_agreement_is_only_voided"
    assert attack("DELETE FROM tenders_documentagreement") == "InsufficientPrivilege"
    run("UPDATE tenders_documentagreement SET voided_at = now()")
    assert attack("UPDATE tenders_documentagreement SET voided_at = NULL") == "an_agreement_is_only_voided"
    assert attack(announce, tender.pk) == "agreed_before_the_announcement"
    assert attack(give, tender.pk, bima) == "the_officer_agrees_to_a_draft"
    assert attack(say, tender.pk, ratna) == "the_committee_reviews"
    run(say, tender.pk, bima)
    assert attack(give, tender.pk, ratna) == "no_agreement_over_an_open_remark"
    answered = "UPDATE tenders_reviewremark SET answer = 'y', answered_at = now(), answered_by_id = %s"
    settled = "UPDATE tenders_reviewremark SET settled_at = now(), settled_by_id = %s"
    assert attack(settled, bima) == "a_remark_is_settled_after_its_answer"
    assert attack(answered, bima) == "the_officer_answers_remarks"
    run(answered, ratna)
    assert attack(answered.replace("'y'", "'z'"), ratna) == "a_remark_stays_as_it_was_said"
    assert attack(settled, ratna) == "the_committee_reviews"
    run(settled, bima)
    assert attack("UPDATE tenders_reviewremark SET text = 'z'") == "a_remark_stays_as_it_was_said"
    assert attack("DELETE FROM tenders_reviewremark") == "InsufficientPrivilege"
    run(give, tender.pk, ratna)
    run(announce, tender.pk)
    assert attack(say.replace(", 1,", ", 2,"), tender.pk, bima) == "remarks_are_made_on_a_draft"


def test_the_page_leads_both_sides_through_the_review(cast: Cast, draft: Tender, as_person: Any) -> None:
    bima, ratna = as_person("bima"), as_person("ratna")
    address = reverse("tenders:draft-review", args=[draft.code])
    assert bima.post(address, {"part": "plan", "text": ""}).status_code == 422
    assert bima.post(address, {"part": "plan", "text": "Lokasi <b>kurang</b> jelas."}).status_code == 302
    assert any("Jawab catatan reviu" in task.title for task in tasks_for(cast.actor("ratna")))
    page = ratna.get(address).content.decode()
    assert "Lokasi &lt;b&gt;kurang&lt;/b&gt; jelas." in page
    assert "Beri catatan kepada PPK" not in page
    answer = reverse("tenders:answer-remark", args=[draft.code, 1])
    assert ratna.post(answer, {"text": ""}).status_code == 422
    assert ratna.post(answer, {"text": "Diperbaiki."}).status_code == 302
    assert bima.post(reverse("tenders:settle-remark", args=[draft.code, 1])).status_code == 302
    services.fill_items(actor=cast.actor("bima"), tender=draft)
    assert any("setujui dokumen" in task.title for task in tasks_for(cast.actor("ratna")))
    assert ratna.post(reverse("tenders:agree-to-documents", args=[draft.code])).status_code == 302
    assert in_force(draft)
    assert as_person("arung").get(address).status_code == 404
    assert as_person("esti").get(address).status_code == 404


def test_the_page_takes_a_bounded_number_of_queries(
    cast: Cast, draft: Tender, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    for place in range(4):
        remark(cast, draft, f"Catatan {place}.")
    bima = as_person("bima")
    with django_assert_max_num_queries(32):
        assert bima.get(reverse("tenders:draft-review", args=[draft.code])).status_code == 200
