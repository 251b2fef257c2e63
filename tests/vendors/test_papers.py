# SPDX-License-Identifier: Apache-2.0
"""Branches (NITKU), powers of attorney and the tax status (KSWP): what they must be, and what depends on them."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lpse.core import clock
from lpse.core.acts import Refused
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from tenders.models import Tender
from tests.support.clients import client_of
from tests.vendors.test_qualification import EVERY, TODAY, add, broken, judge
from vendors import selectors, services
from vendors.models import Vendor
from vendors.rules import BadNumber, Part, clean_nitku, is_branch_of, without_power

RANI, BUDI = "Rani Pradipta", "Budi Karya, S.H."
NITKU = EVERY[Part.BRANCH]["number"]


@pytest.fixture
def vendor(cast: Cast) -> Vendor:
    return world.verified_vendor(cast, "arung")


def called(cast: Cast, name: str) -> None:
    """The trader's account bears another name from now on."""
    cast.people["arung"].name = name
    cast.people["arung"].save(update_fields=["name"])


# Pure ----------------------------------------------------------------------------------------------------------------


@pytest.mark.pure
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0013121660091000000001", None),
        ("00.131.216.6-009.1000.000001", None),
        ("001312166009100000001", "terdiri atas 22 angka; yang diisi 21"),
        ("00131216600910000000x1", "hanya berisi angka"),
    ],
)
def test_a_nitku_has_22_digits(typed: str, told: str | None) -> None:
    if told is None:
        assert clean_nitku(typed) == "0013121660091000000001"
    else:
        with pytest.raises(BadNumber, match=told):
            clean_nitku(typed)


@pytest.mark.pure
def test_a_branch_bears_the_number_of_its_business_in_either_form() -> None:
    for tax_number in ("013121660091000", "0013121660091000"):
        assert is_branch_of("0013121660091000000001", tax_number)
    assert not is_branch_of("0013121660091001000001", "013121660091000")


@pytest.mark.pure
@pytest.mark.parametrize(
    ("signers", "directors", "holders", "left"),
    [
        ([RANI], [RANI], [], []),
        (["rani  pradipta"], ["Rani Pradipta, S.T."], [], []),
        ([RANI, BUDI], [RANI], [], [BUDI]),
        ([RANI, BUDI], [RANI], ["Budi Karya"], []),
        ([BUDI], [], [], [BUDI]),
    ],
)
def test_who_signs_runs_the_business_or_holds_its_power(signers: Any, directors: Any, holders: Any, left: Any) -> None:
    assert without_power(signers, directors, holders) == left


# Rows ----------------------------------------------------------------------------------------------------------------


def test_a_paper_needs_its_file_and_a_true_date(cast: Cast, vendor: Vendor) -> None:
    for part in (Part.POWER, Part.TAX_STATUS):
        with pytest.raises(Refused, match="Berkas suratnya"):
            services.add_row(actor=cast.actor("arung"), part=part, values=EVERY[part], now=clock.now())
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(Refused, match="belum tiba"):
        add(cast, Part.POWER, dated_on=tomorrow)
    with pytest.raises(Refused, match="belum tiba"):
        add(cast, Part.TAX_STATUS, checked_on=tomorrow)
    with pytest.raises(Refused, match="sudah berakhir"):
        add(cast, Part.POWER, valid_until=TODAY - dt.timedelta(days=1))
    with pytest.raises(Refused, match="Pemberi kuasa tidak ada"):
        add(cast, Part.POWER, granted_by="Orang Lain")
    with pytest.raises(Refused, match="diawali NPWP badan usaha ini, 0013121660091000"):
        add(cast, Part.BRANCH, number="0013000666091000000001")
    add(cast, Part.BRANCH)
    with pytest.raises(Refused, match="NITKU itu sudah ada"):
        add(cast, Part.BRANCH)


def test_a_signer_who_runs_nothing_needs_a_power_of_attorney(cast: Cast, vendor: Vendor, tender: Tender) -> None:
    called(cast, BUDI)
    with pytest.raises(Refused, match=r"Surat kuasa Budi Karya, S\.H\. tidak ada atau sudah berakhir"):
        world.join(cast, "arung", tender)
    add(cast, Part.POWER)
    with pytest.raises(Refused, match="Surat kuasa"):
        world.join(cast, "arung", tender)  # nobody has verified it yet
    judge(cast, vendor)
    assert world.join(cast, "arung", tender).vendor == vendor
    over = TODAY + dt.timedelta(days=21)
    assert selectors.unempowered_of(vendor, over, judged=True) == [BUDI]


def test_data_with_an_unempowered_signer_are_not_sent_to_the_verifier(cast: Cast) -> None:
    called(cast, BUDI)
    with pytest.raises(Refused, match="bukan pengurus, dan surat kuasanya belum ada"):
        world.registered_vendor(cast, "lintang" if selectors.vendor_of(cast.actor("arung")) else "arung")


def test_a_tax_status_that_says_no_keeps_from_joining_until_one_says_yes(
    cast: Cast, vendor: Vendor, tender: Tender
) -> None:
    add(cast, Part.TAX_STATUS, is_confirmed=False, checked_on=TODAY - dt.timedelta(days=2), valid_until=None)
    judge(cast, vendor)
    with pytest.raises(Refused, match="menyatakan status pajak tidak valid"):
        world.join(cast, "arung", tender)
    add(cast, Part.TAX_STATUS)
    judge(cast, vendor)
    world.join(cast, "arung", tender)
    ending = [each.part for each in selectors.expiring_of(vendor, TODAY)]
    assert Part.TAX_STATUS in ending  # twenty days before its end


def test_the_pages_take_a_power_of_attorney_and_the_verifier_sees_it(cast: Cast, vendor: Vendor) -> None:
    rani, vera = client_of(cast.people["arung"]), client_of(cast.people["vera"])
    adding = reverse("vendors:add-row", args=["power"])
    posted = {**EVERY[Part.POWER], "identity_number": "1", "valid_until": "", "dated_on": f"{TODAY:%Y-%m-%d}"}
    wrong = rani.post(adding, posted)
    assert wrong.status_code == 422
    assert "NIK terdiri atas 16 angka" in wrong.content.decode()
    posted |= {"identity_number": EVERY[Part.POWER]["identity_number"]}
    assert "Berkas suratnya belum dilampirkan" in rani.post(adding, posted).content.decode()
    file = SimpleUploadedFile("kuasa.pdf", world.PDF)
    assert rani.post(adding, posted | {"evidence": file}).status_code == 302
    status = {"checked_on": f"{TODAY:%Y-%m-%d}", "number": "KSWP-7", "is_confirmed": "no", "valid_until": ""}
    file.seek(0)
    answer = rani.post(reverse("vendors:add-row", args=["tax_status"]), status | {"evidence": file})
    assert answer.status_code == 302
    mine = rani.get(reverse("vendors:vendor")).content.decode()
    told = vera.get(reverse("vendors:judge-vendor", args=[vendor.code])).content.decode()
    for page in (mine, told):
        assert "dari Rani Pradipta" in page
        assert "Tidak valid, KSWP-7" in page
    renewing = reverse("vendors:renew-row", args=["tax_status", vendor.tax_statuses.get().pk])
    assert 'value="no" selected' in rani.get(renewing).content.decode()


# Guards --------------------------------------------------------------------------------------------------------------

BRANCH = "INSERT INTO vendors_branch (vendor_id, name, number, address) VALUES (%s, 'x', %s, 'x')"
POWER = (
    "INSERT INTO vendors_powerofattorney (vendor_id, holder, identity_number, granted_by, number, dated_on,"
    " valid_until, evidence_id) VALUES (%s, 'x', '{nik}', 'x', 'x', current_date, current_date + {days}, {file})"
)
STATUS = (
    "INSERT INTO vendors_taxstatus (vendor_id, checked_on, number, is_confirmed, valid_until, evidence_id)"
    " VALUES (%s, current_date, 'x', true, current_date + {days}, {file})"
)
FILE = "(SELECT min(id) FROM documents_storedobject)"


def test_the_database_refuses_what_is_no_such_paper(cast: Cast, vendor: Vendor) -> None:
    broken("a_nitku_has_22_digits", BRANCH, vendor.pk, NITKU[:-1])
    broken("a_branch_bears_the_tax_number_of_its_business", BRANCH, vendor.pk, "9" * 22)
    whole = {"nik": "7371011203800004", "days": "1", "file": FILE}
    for sentence, wrong in (
        ("a_holder_has_a_nik", {"nik": "1"}),
        ("a_power_of_attorney_has_its_file", {"file": "NULL"}),
        ("a_power_of_attorney_ends_after_its_date", {"days": "-1"}),
    ):
        broken(sentence, POWER.format(**whole | wrong), vendor.pk)
    broken("a_tax_status_has_its_file", STATUS.format(days=1, file="NULL"), vendor.pk)
    broken("a_tax_status_ends_after_it_was_asked", STATUS.format(days=-1, file=FILE), vendor.pk)
    row = add(cast, Part.BRANCH)
    broken("a_row_stands_by_a_verdict", "UPDATE vendors_branch SET accepted_at = now() WHERE id = %s", row.pk)
