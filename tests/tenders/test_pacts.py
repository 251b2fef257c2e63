# SPDX-License-Identifier: Apache-2.0
"""Integrity pacts: signed once with the second factor, before the act they belong to, their words on the record."""

from typing import Any

import pytest
from django.urls import reverse

from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import parse
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from lpse.ledger.models import Entry
from tenders import services
from tenders.pacts import PACTS, Party
from tests.tenders.test_constraints import attack, run


@pytest.mark.pure
def test_each_party_has_its_own_words_and_their_digest_is_of_the_words() -> None:
    assert set(PACTS) == set(Party)
    assert len({pact.digest for pact in PACTS.values()}) == len(Party)
    for promised in (b"korupsi", b"pailit", b"daftar hitam", b"aparatur sipil negara"):  # R-VND-1
        assert promised in PACTS[Party.VENDOR].document()


def test_the_record_names_the_words_that_officer_and_members_signed(cast: Cast) -> None:
    tender = world.prepared_tender(cast)
    said = {
        entry.act: parse(bytes(entry.body))["public"]["pact"]
        for entry in Entry.objects.filter(act__in=["tenders.sign_pact", "tenders.sign_officer_pact"])
    }
    assert said == {
        "tenders.sign_pact": PACTS[Party.COMMITTEE].digest,
        "tenders.sign_officer_pact": PACTS[Party.OFFICER].digest,
    }
    assert record.parsed_document(said["tenders.sign_pact"])["promises"][0].startswith("tidak melakukan")
    assert set(tender.seats.values_list("pact", flat=True)) == {PACTS[Party.COMMITTEE].digest}


def test_a_pact_needs_the_second_factor_and_is_signed_once(cast: Cast) -> None:
    tender = world.assigned_package(cast)
    with pytest.raises(Refused, match="faktor kedua"):
        services.sign_pact(actor=cast.actor("citra", stepped_up=False), tender=tender, now=clock.now())
    for _twice in range(2):
        services.sign_pact(actor=cast.actor("citra"), tender=tender, now=clock.now())
    assert [entry.act for entry in record.entries_of(tender.code)].count("tenders.sign_pact") == 1
    with pytest.raises(Refused, match="sudah ditugaskan"):
        services.sign_officer_pact(actor=cast.actor("ratna"), package=tender.package, now=clock.now())


def test_the_database_asks_for_every_pact_and_keeps_it(cast: Cast) -> None:
    package = world.submitted_package(cast)
    assert attack("UPDATE tenders_package SET pact_at = NULL") == "package_frozen_after_submission"
    services.return_package(actor=cast.actor("hendra"), package=package, reason="Lokasi.")
    assert attack("UPDATE tenders_package SET pact = 'lain'") == "a_signed_pact_stays"
    tender = world.drafted_tender(cast)
    assert attack("UPDATE tenders_committeeseat SET pact_at = NULL") == "a_signed_pact_stays"
    user = cast.people
    run(
        "INSERT INTO tenders_committeeseat (tender_id, user_id, position, pact) VALUES"
        " (%s, %s, 'member', ''), (%s, %s, 'member', '')",
        *(tender.pk, user["esti"].pk, tender.pk, user["vera"].pk),
    )
    announce = "UPDATE tenders_tender SET status = 'announced', announced_at = now(), revision = 1 WHERE id = %s"
    assert attack(announce, tender.pk) == "every_member_signs_before_the_announcement"


def test_a_package_is_not_submitted_before_its_officer_signed(cast: Cast) -> None:
    unsigned = world.begun_package(cast)
    assert attack("UPDATE tenders_package SET status = 'submitted'") == "the_officer_signs_before_submitting"
    with pytest.raises(Refused, match="pakta integritas"):
        services.submit_package(actor=cast.actor("ratna"), package=unsigned)


def test_a_member_signs_on_the_page_of_the_committee(cast: Cast, as_person: Any) -> None:
    tender = world.assigned_package(cast)
    sign = reverse("tenders:sign-pact", args=[tender.code])
    page = reverse("tenders:draft-committee", args=[tender.code])
    assert "bersih, terbuka, dan profesional" in as_person("dodi").get(page).content.decode()
    assert as_person("dodi").post(sign).status_code == 422
    assert as_person("dodi", fresh=False).post(sign, {"agree": "on"}).status_code == 302
    assert not tender.seats.exclude(pact_at=None).exists()
    assert as_person("dodi").post(sign, {"agree": "on"}).status_code == 302
    assert "Anda menandatanganinya" in as_person("dodi").get(page).content.decode()
    assert as_person("ratna").post(sign, {"agree": "on"}).status_code == 403
