# SPDX-License-Identifier: Apache-2.0
"""The estimate changed between assignment and announcement: versions, differences, age, what follows, who sees it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.money import rupiah
from lpse.demo import tenders as world
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from lpse.notices.sides import Party
from lpse.notices.words import TOLD
from lpse.portal import words
from lpse.regulations import get
from tenders import selectors, services
from tenders.estimate import EstimateRow, read_estimate
from tenders.estimate_versions import as_data, of_data, row_changes, total_of
from tenders.models import EstimateVersion, Tender
from tenders.requirements import BID_BOND
from tenders.review import ReviewPart
from tenders.rules import Category
from tenders.selectors.estimating import estimate_age
from tests.tenders.test_constraints import attack, run
from tests.tenders.test_ending import fail

PAPER = EstimateRow("Kertas A4", "rim", Decimal(10), Decimal(50_000), source="Survei")
INK = EstimateRow("Tinta", "botol", Decimal(4), Decimal(90_000), source="Katalog")
PEN = EstimateRow("Pulpen", "lusin", Decimal("2.5"), Decimal("24000.50"), source="Katalog")
WHY = "Harga lemari vaksin turun menurut survei kedua."


@pytest.fixture
def draft(cast: Cast) -> Tender:
    """A draft that Ratna agreed to."""
    return world.prepared_tender(cast)


def cheaper(tender: Tender) -> list[EstimateRow]:
    """The rows in force with the fourth one ten percent cheaper."""
    rows = selectors.estimate_rows(tender)
    rows[3] = replace(rows[3], unit_price=Decimal("28665000.00"), source="Survei kedua, 20 November")
    return rows


def change(cast: Cast, tender: Tender, rows: list[EstimateRow] | None = None, **how: Any) -> EstimateVersion:
    reason = how.pop("reason", WHY)
    return services.change_estimate(
        actor=cast.actor(how.pop("who", "ratna"), **how),
        tender=tender,
        rows=cheaper(tender) if rows is None else rows,
        reason=reason,
        now=clock.now(),
    )


# --- Pure -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ([PAPER, INK], [PAPER, INK], []),
        ([PAPER, INK], [INK, PAPER], []),
        ([PAPER, INK, PEN], [INK, PEN], [(1, None, -500_000)]),
        ([PAPER, INK], [PAPER, replace(INK, unit_price=Decimal(95_000))], [(2, 2, 20_000)]),
        ([PAPER, INK], [PAPER, replace(INK, description="Tinta hitam")], [(2, 2, 0)]),
        ([PAPER], [INK, PAPER], [(None, 1, 360_000)]),
        ([PAPER, INK], [replace(INK, quantity=Decimal(5)), PAPER], [(2, 1, 90_000)]),
        ([PAPER], [replace(PAPER, is_tax_free=True)], [(1, 1, 0)]),
        ([PAPER], [replace(PAPER, quantity=Decimal("10.0000"))], []),
    ],
)
def test_a_difference_follows_each_row_by_its_words(before: Any, after: Any, wanted: Any) -> None:
    found = [(each.number_before, each.number_after, each.difference) for each in row_changes(before, after)]
    assert found == wanted


def test_rows_are_kept_and_read_without_loss() -> None:
    assert of_data(as_data([PAPER, PEN]))[1] == PEN
    assert as_data(of_data(as_data([PAPER, PEN]))) == as_data([PAPER, PEN])
    assert total_of([PAPER, PEN]) == Decimal("560001.25")


# --- The act ----------------------------------------------------------------------------------------------------------


def test_a_change_makes_a_version_and_voids_what_was_agreed_to(cast: Cast, draft: Tender) -> None:
    old, first = draft.owner_estimate, selectors.estimate_rows(draft)
    version = change(cast, draft)
    draft.refresh_from_db()
    assert (version.number, version.owner_estimate_before) == (2, old)
    assert draft.owner_estimate == old - 4 * Decimal("3185000.00") == version.owner_estimate
    assert draft.owner_estimate_net == version.owner_estimate_net < draft.owner_estimate
    assert of_data(version.rows_before) == first
    assert not draft.agreements.filter(voided_at=None).exists()
    assert "berubah sesudah PPK menyetujuinya" in str(selectors.checklist(draft, clock.now()).gaps)
    third = change(cast, draft, [*cheaper(draft)[:5], PAPER], reason="Sterilisator gugur.")
    assert third.number == 3
    assert [row.description for row in draft.items.all()][-1] == "Kertas A4"  # the bill of quantities follows
    draft.package.refresh_from_db()
    assert draft.package.owner_estimate == old  # what was submitted with the package stays on file


def test_the_record_tells_both_sums_and_keeps_prices_and_reason(cast: Cast, draft: Tender) -> None:
    old = draft.owner_estimate
    version = change(cast, draft)
    entry = record.entries_of(draft.code)[-1]
    assert entry.act == "tenders.change_estimate"
    told = words.tell(entry, words.fields_of(entry), {})
    assert rupiah(old) in told
    assert rupiah(version.owner_estimate) in told
    bodies = b"".join(bytes(each.body) for each in record.entries_of(draft.code))
    assert b"28665000" not in bodies
    assert b"survei kedua" not in bodies
    assert Party.COMMITTEE in TOLD["tenders.change_estimate"]


def test_who_what_and_when_is_refused(cast: Cast, draft: Tender) -> None:
    rows = selectors.estimate_rows(draft)
    unsourced = [replace(row, source="") if at in {0, 2} else row for at, row in enumerate(rows)]
    dear = [replace(rows[0], unit_price=Decimal(900_000_000)), *rows[1:]]
    for wanted, given, how in (
        ("jabatan", None, {"who": "bima"}),
        ("faktor kedua", None, {"stepped_up": False}),
        ("Alasan perubahan HPS", None, {"reason": " "}),
        ("melampaui pagu", dear, {}),
        ("sama dengan yang berlaku", rows, {}),
        ("tidak boleh nol", [], {}),
        ("Sumber harga butir 1, 3", unsourced, {}),
    ):
        with pytest.raises(Refused, match=wanted):
            change(cast, draft, given, **how)
    assert not draft.estimate_versions.exists()


def test_the_announced_estimate_stays_and_is_that_of_the_newest_version(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    version = change(cast, tender)
    services.agree_to_documents(actor=cast.actor("ratna"), tender=tender, now=clock.now())
    services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    with pytest.raises(Refused, match="sudah diumumkan"):
        change(cast, tender, cheaper(tender)[:2])
    leaf = words.fields_of(record.entries_of(tender.code)[-1])
    document = record.parsed_document(leaf["h"])
    assert document["owner_estimate"] == str(version.owner_estimate)
    assert "28665000" not in str(document)
    page = selectors.estimate_page(cast.actor("ratna"), Tender.objects.get(pk=tender.pk), clock.now())
    assert not page.may_change


def test_bid_bond_and_preference_follow_the_sum(cast: Cast) -> None:
    wall = EstimateRow("Dinding", "m2", Decimal(1000), Decimal(10_500_000), source="AHSP 2026")
    tender = world.assigned_package(cast, rows=[wall], category=Category.WORKS)
    assert tender.requirements.filter(slot=BID_BOND).exists()
    services.set_preference(actor=cast.actor("bima"), tender=tender, maximum=Decimal("0.25"))
    change(cast, tender, [replace(wall, unit_price=Decimal(10_200_000))])
    assert "Rp102.000.000,00" in tender.requirements.get(slot=BID_BOND).guidance
    change(cast, tender, [replace(wall, unit_price=Decimal(9_000_000))])
    assert not tender.requirements.filter(slot=BID_BOND).exists()
    change(cast, tender, [wall])
    assert [row.slot for row in tender.requirements.all()][2] == BID_BOND  # among those of administration
    run("UPDATE tenders_requirement SET guidance = 'Menurut LDP.' WHERE slot = %s", BID_BOND)
    change(cast, tender, [replace(wall, unit_price=Decimal(900_000))])
    assert tender.requirements.get(slot=BID_BOND).guidance == "Menurut LDP."  # the committee's own words stay
    tender.refresh_from_db()
    assert tender.preference_max is None
    assert words.fields_of(record.entries_of(tender.code)[-1])["public"]["preference_ended"] is True


def test_a_retried_tender_begins_with_the_newest_version(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    version = change(cast, tender)
    services.agree_to_documents(actor=cast.actor("ratna"), tender=tender, now=clock.now())
    services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    failed = fail(cast, Tender.objects.get(pk=tender.pk))
    draft = services.retry_tender(actor=cast.actor("bima"), tender=failed, now=clock.now())
    assert as_data(selectors.estimate_rows(draft)) == version.rows
    assert (draft.owner_estimate, draft.owner_estimate_net) == (version.owner_estimate, version.owner_estimate_net)
    rows = selectors.estimate_rows(draft)
    again = change(cast, draft, [replace(rows[0], unit_price=Decimal(1_400_000)), *rows[1:]])
    assert (again.number, again.rows_before) == (2, version.rows)
    assert as_data(selectors.estimate_rows(failed)) == version.rows  # what failed keeps its own


def test_age_is_counted_in_working_days_to_the_deadline(cast: Cast, draft: Tender) -> None:
    now = clock.now()
    age = estimate_age(draft, now)
    assert age is not None
    assert age.is_training
    assert age.most == get(draft.regulation).schedule.owner_estimate_before_deadline.days
    run("UPDATE tenders_stage SET ends_at = ends_at + interval '80 days' WHERE kind = 'bid_submission'")
    later = estimate_age(Tender.objects.get(pk=draft.pk), now)
    assert later is not None
    assert later.days > later.most
    assert replace(later, is_training=False).is_too_old
    assert not replace(later, is_training=False, days=later.most).is_too_old
    assert later.lasts_until - later.set_on > timedelta(days=28)


# --- The database -----------------------------------------------------------------------------------------------------

COPY = (
    "INSERT INTO tenders_estimateversion (tender_id, number, reason, rows, rows_before, owner_estimate,"
    " owner_estimate_net, owner_estimate_before, owner_estimate_on, set_by_id, set_at)"
    " SELECT tender_id, number + {step}, {reason}, {rows}, {kept}, owner_estimate {more}, owner_estimate_net,"
    " {before}, owner_estimate_on, {by}, now() FROM tenders_estimateversion"
)


def copied(**parts: Any) -> str:
    known = {"reason": "'x'", "rows": "rows", "more": "", "before": "owner_estimate", "by": "set_by_id"}
    known |= {"kept": "rows", "step": "1"}
    return COPY.format(**(known | parts))


def test_the_database_changes_an_estimate_by_a_kept_version_only(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    for column in ("owner_estimate", "owner_estimate_net"):
        lower = f"UPDATE tenders_tender SET {column} = {column} - 1 WHERE id = %s"
        assert attack(lower, tender.pk) == "an_estimate_changes_with_its_version"
    change(cast, tender)
    assert attack(lower, tender.pk) == "an_estimate_changes_with_its_version"
    assert attack("UPDATE tenders_estimateversion SET reason = 'y'") == "InsufficientPrivilege"
    assert attack("DELETE FROM tenders_estimateversion") == "InsufficientPrivilege"
    dear = "(SELECT jsonb_set(rows, '{0,unit_price}', '\"99999999999.00\"'))"
    bare = "(SELECT jsonb_set(rows, '{0,source}', '\" \"'))"
    wrong = {
        copied(reason="''"): "an_estimate_version_has_its_reason",
        copied(by=str(cast.people["bima"].pk)): "the_officer_sets_the_estimate_of_a_draft",
        copied(before="owner_estimate + 1"): "a_version_begins_where_the_estimate_is",
        copied(more="+ 1"): "an_estimate_is_the_sum_of_its_rows",
        copied(rows=dear): "an_estimate_is_the_sum_of_its_rows",
        copied(rows=dear, more=f"- owner_estimate + tenders_sum_of_rows({dear})"): "estimate_version_within_ceiling",
        copied(rows=bare): "every_price_names_its_source",
        copied(step="2"): "estimate_versions_count_up",
        copied(kept="'[]'::jsonb"): "a_version_begins_where_the_estimate_is",
    }
    assert {sql: name for sql, wanted in wrong.items() if (name := attack(sql)) != wanted} == {}
    services.agree_to_documents(actor=cast.actor("ratna"), tender=tender, now=clock.now())
    assert tender.agreements.filter(voided_at=None).exists()
    run(copied())  # a version voids what was agreed to, by whatever statement
    assert not tender.agreements.filter(voided_at=None).exists()


def test_the_database_keeps_versions_from_an_announced_tender(cast: Cast) -> None:
    tender = world.drafted_tender(cast)
    change(cast, tender)
    services.agree_to_documents(actor=cast.actor("ratna"), tender=tender, now=clock.now())
    services.announce_tender(actor=cast.actor("bima"), tender=tender, now=clock.now())
    assert attack(copied()) == "the_officer_sets_the_estimate_of_a_draft"


# --- The pages --------------------------------------------------------------------------------------------------------


def typed(rows: list[EstimateRow], reason: str) -> dict[str, Any]:
    posted: dict[str, Any] = {"butir-TOTAL_FORMS": len(rows), "butir-INITIAL_FORMS": len(rows), "reason": reason}
    for at, row in enumerate(rows):
        for name, value in as_data([row])[0].items():
            if name not in {"number", "is_tax_free"}:
                posted[f"butir-{at}-{name}"] = value
    return posted


def test_the_officer_changes_it_and_the_committee_sees_it(cast: Cast, draft: Tender, as_person: Any) -> None:
    services.raise_remark(
        actor=cast.actor("citra"), tender=draft, part=ReviewPart.OWNER_ESTIMATE, text="Terlalu mahal.", now=clock.now()
    )
    ratna, address = as_person("ratna"), reverse("tenders:change-estimate", args=[draft.code])
    assert "31.850.000,00" in ratna.get(address).content.decode()
    rows = cheaper(draft)
    assert ratna.post(address, typed(rows, "")).status_code == 422
    above = ratna.post(address, typed([replace(rows[0], unit_price=Decimal(10**9)), *rows[1:]], WHY))
    assert above.status_code == 422
    assert "melampaui pagu" in above.content.decode()
    assert ratna.post(address, typed(rows, WHY)).status_code == 302
    history = reverse("tenders:estimate-history", args=[draft.code])
    for name in ("ratna", "bima", "hendra"):
        page = as_person(name).get(history).content.decode()
        for said in ("Versi 2", WHY, "Rp31.850.000,00", "Rp28.665.000,00", "-Rp12.740.000,00", "hari kerja"):
            assert said in page, (name, said)
        assert ("Ubah HPS" in page) is (name == "ratna")
    review = as_person("bima").get(reverse("tenders:draft-review", args=[draft.code])).content.decode()
    assert "HPS diubah PPK: versi 2" in review
    assert "Tentang HPS sebelum diubah" in review
    package = ratna.get(reverse("tenders:package", args=[draft.package.code])).content.decode()
    assert "Rp28.665.000,00" in package
    assert "Rp31.850.000,00" not in package


def test_a_changed_sheet_is_compared_before_anything_is_kept(draft: Tender, as_person: Any) -> None:
    ratna = as_person("ratna")
    sheet = ratna.get(reverse("tenders:estimate-sheet", args=[draft.code]))
    rows, errors = read_estimate("hps.xlsx", sheet.content)
    assert errors == []
    assert len(rows) == len(world.ROWS)
    address = reverse("tenders:read-estimate-sheet", args=[draft.code])
    text = "Uraian;Volume;Satuan;Harga satuan;Sumber harga\nTensimeter digital dewasa;24;unit;1.400.000;Survei\n"
    answer = ratna.post(address, {"file": SimpleUploadedFile("hps.csv", text.encode())})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Butir yang berubah menurut berkas" in page
    assert "Rp33.600.000,00" in page
    wrong = ratna.post(address, {"file": SimpleUploadedFile("hps.csv", text.replace("24", "x").encode())})
    assert wrong.status_code == 422
    assert "Baris 2" in wrong.content.decode()
    assert not draft.estimate_versions.exists()
    assert ratna.get(address).status_code == 302


def test_nobody_else_learns_of_it(cast: Cast, draft: Tender, as_person: Any, client: Any) -> None:
    change(cast, draft)
    names = ("estimate-history", "change-estimate", "read-estimate-sheet", "estimate-sheet")
    for name in names:
        address = reverse(f"tenders:{name}", args=[draft.code])
        assert as_person("arung").get(address).status_code == 404
        assert as_person("esti").get(address).status_code == 404
        assert client.get(address).status_code == 302
    assert as_person("bima").get(reverse("tenders:change-estimate", args=[draft.code])).status_code == 403
    assert as_person("bima").get(reverse("tenders:estimate-sheet", args=[draft.code])).status_code == 403


def test_the_page_of_versions_takes_a_bounded_number_of_queries(
    cast: Cast, draft: Tender, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    for price in range(28_000_000, 28_006_000, 1_000):
        rows = cheaper(draft)
        rows[3] = replace(rows[3], unit_price=Decimal(price))
        change(cast, draft, rows)
    bima = as_person("bima")
    with django_assert_max_num_queries(22):
        assert bima.get(reverse("tenders:estimate-history", args=[draft.code])).status_code == 200
