# SPDX-License-Identifier: Apache-2.0
"""Joint operations (KSO): declared by a lead, agreed by each member, barred together, named once names appear."""

from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.urls import reverse

from complaints.policy import DIVERTED, ObjectionFacts, may_draft
from complaints.rules import Origin
from complaints.selectors.objections import facts as objection_facts
from lpse.core import clock
from lpse.core.acts import Missing, Refused
from lpse.demo import vendors as world
from lpse.demo.cast import Cast
from lpse.notices.audience import people_of
from lpse.notices.sides import Party
from tenders.models import Tender
from tests.support.clients import client_of
from tests.vendors.test_blacklist import enter, name_director
from vendors import selectors, services
from vendors.models import Consortium, ConsortiumMember, Vendor
from vendors.rules import Power
from vendors.rules.consortium import Share, share_refusal

AGREEMENT = world.PDF + b"% perjanjian KSO\n"


def vendor_of(cast: Cast, name: str) -> Vendor:
    return Vendor.objects.get(seats__user=cast.people[name])


def declare(cast: Cast, tender: Tender, *names: str, lead: str = "arung", own: str = "60") -> Consortium:
    """Let the lead join and name the others in equal parts of the rest."""
    world.join(cast, lead, tender)
    others = [world.verified_vendor(cast, name).business_number for name in names or ("bahari",)]
    rest = (Decimal(100) - Decimal(own)) / len(others)
    return services.declare_consortium(
        actor=cast.actor(lead),
        tender=tender,
        name="KSO Melati Sejahtera",
        own_share=Decimal(own),
        partners=[Share(number, rest) for number in others],
        agreement=AGREEMENT,
        agreement_name="kso.pdf",
        now=clock.now(),
    )


def agree(cast: Cast, row: Consortium, name: str = "bahari", *, pact: bool = True) -> ConsortiumMember:
    code = row.participation.tender.code
    return services.agree_to_consortium(
        actor=cast.actor(name), tender=code, consortium=row.pk, pact=pact, now=clock.now()
    )


def dissolve(cast: Cast, tender: Tender, name: str = "arung") -> None:
    services.dissolve_consortium(actor=cast.actor(name), tender=tender, now=clock.now())


def settle() -> None:
    """Ask what the database asks at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def broken(sentence: str, sql: str, *values: object) -> None:
    with pytest.raises(DatabaseError) as caught:
        run(sql, *values)
    cause = caught.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == sentence


@pytest.mark.pure
@pytest.mark.parametrize(
    ("own", "shares", "told"),
    [
        ("60", ["40"], None),
        ("33.34", ["33.33", "33.33"], None),
        ("60", ["39.99"], "99,99 persen"),
        ("100", ["0"], "lebih dari 0"),
        ("50.005", ["49.995"], "dua desimal"),
        ("100", [], "satu sampai 4"),
        ("50", ["10"] * 5, "satu sampai 4"),
    ],
)
def test_shares_make_a_whole_of_two_to_five_members(own: str, shares: list[str], told: str | None) -> None:
    refusal = share_refusal("KSO", Decimal(own), [Share("1", Decimal(share)) for share in shares])
    assert (refusal is None) is (told is None)
    assert told is None or (refusal is not None and told in refusal.message)
    assert share_refusal(" ", Decimal(60), [Share("1", Decimal(40))]) is not None


def test_a_joint_bid_waits_for_every_member_and_then_counts_for_all(cast: Cast, tender: Tender) -> None:
    row = declare(cast, tender)
    settle()
    with pytest.raises(Refused, match="belum semua anggota"):
        world.submit_bid(cast, "arung", tender)
    with pytest.raises(Refused, match="Pakta integritas"):
        agree(cast, row, pact=False)
    with pytest.raises(Refused, match="faktor kedua"):
        services.agree_to_consortium(
            actor=cast.actor("bahari", stepped_up=False),
            tender=tender.code,
            consortium=row.pk,
            pact=True,
            now=clock.now(),
        )
    joko = cast.people["bahari"].pk
    assert joko not in people_of(Party.PARTICIPANTS, tender.code, clock.now())
    agree(cast, row)
    assert joko in people_of(Party.PARTICIPANTS, tender.code, clock.now())
    world.submit_bid(cast, "arung", tender)
    with pytest.raises(Refused, match="sudah tercatat"):
        agree(cast, row)
    with pytest.raises(Refused, match="tidak berubah lagi"):
        dissolve(cast, tender)
    arung, bahari = vendor_of(cast, "arung"), vendor_of(cast, "bahari")
    assert selectors.bidder_names(tender) == {
        arung.code: f"KSO Melati Sejahtera ({arung} 60%, {bahari} 40%)",
    }
    shown = selectors.capacities_of(arung.code, tender, clock.now())
    assert [member for member, _capacity in shown] == [arung, bahari]


def test_a_member_bids_neither_alone_nor_in_another_joint_operation(cast: Cast, tender: Tender) -> None:
    world.verified_vendor(cast, "lintang")
    first = declare(cast, tender)
    second = declare(cast, tender, lead="lintang")
    world.submit_bid(cast, "bahari", tender)
    with pytest.raises(Refused, match="penawaran sendiri"):
        agree(cast, first)
    world.withdraw_bid(cast, "bahari", tender)
    agree(cast, first)
    with pytest.raises(Refused, match="KSO lain"):
        agree(cast, second)
    with pytest.raises(Refused, match="sebagai anggota KSO"):
        world.submit_bid(cast, "bahari", tender)
    with pytest.raises(Refused, match="sudah menjadi bagian"):
        declare(cast, tender, lead="lintang")
    dissolve(cast, tender)
    world.submit_bid(cast, "bahari", tender)
    assert selectors.bidder_names(tender).keys() == {vendor_of(cast, "lintang").code}


def test_who_bars_one_member_bars_them_all(cast: Cast, tender: Tender) -> None:
    row = declare(cast, tender)
    agree(cast, row)
    listed = enter(cast, tax_number=vendor_of(cast, "bahari").tax_number, name="PT Bahari")
    with pytest.raises(Refused, match=r"Anggota KSO PT Bahari .*daftar hitam sampai .*SK\.44/2026"):
        world.submit_bid(cast, "arung", tender)
    services.lift_blacklisting(actor=cast.actor("vera"), row=listed, decree="Putusan 9", now=clock.now())
    services.suspend_vendor(
        actor=cast.actor("vera"), vendor=vendor_of(cast, "bahari"), reason="Diperiksa.", now=clock.now()
    )
    with pytest.raises(Refused, match="tidak terverifikasi"):
        world.submit_bid(cast, "arung", tender)


def test_a_rival_run_by_a_director_of_a_member_is_barred(cast: Cast, tender: Tender) -> None:
    world.verified_vendor(cast, "lintang")
    row = declare(cast, tender)
    name_director(cast, "bahari", world.DIRECTORS["arung"][1])
    agree(cast, row)  # partners may share a director
    assert selectors.refusal_of(vendor_of(cast, "arung"), tender, clock.now()) is None
    name_director(cast, "lintang", world.DIRECTORS["bahari"][1])
    with pytest.raises(Refused, match="pengurus peserta lain"):
        world.join(cast, "lintang", tender)


def test_a_blacklisted_vendor_does_not_agree_and_another_may_refuse(cast: Cast, tender: Tender) -> None:
    row = declare(cast, tender)
    enter(cast, tax_number=vendor_of(cast, "bahari").tax_number, name="PT Bahari")
    with pytest.raises(Refused, match="daftar hitam"):
        agree(cast, row)
    answer = "UPDATE vendors_consortiummember SET answered_by_id = %s, agreed_at = now() WHERE NOT is_lead"
    broken("no_barred_vendor_joins", answer, cast.people["bahari"].pk)
    refuse: dict[str, Any] = {"tender": tender.code, "consortium": row.pk, "now": clock.now()}
    with pytest.raises(Refused, match="memerlukan alasan"):
        services.refuse_consortium(actor=cast.actor("bahari"), reason=" ", **refuse)
    services.refuse_consortium(actor=cast.actor("bahari"), reason="Tidak jadi.", **refuse)
    with pytest.raises(Refused, match="belum semua anggota"):
        world.submit_bid(cast, "arung", tender)
    dissolve(cast, tender)
    world.submit_bid(cast, "arung", tender)


def test_only_those_named_see_it_and_only_a_lead_that_joined_declares(cast: Cast, tender: Tender) -> None:
    row = declare(cast, tender)
    world.verified_vendor(cast, "lintang")
    for name in ("lintang", "bima", "vera"):
        with pytest.raises(Missing):
            agree(cast, row, name)
    with pytest.raises(Missing):
        declare_without_joining = cast.actor("bahari")
        services.dissolve_consortium(actor=declare_without_joining, tender=tender, now=clock.now())
    with pytest.raises(Refused, match="bukan NIB atau NPWP"):
        services.declare_consortium(
            actor=cast.actor("arung"), tender=tender, name="X", own_share=Decimal(60),
            partners=[Share("9120201234560", Decimal(40))], agreement=AGREEMENT, agreement_name="x.pdf",
            now=clock.now(),
        )  # fmt: skip
    maya = client_of(cast.people["lintang"])
    for path in ("consortium", "dissolve-consortium"):
        assert maya.get(reverse(f"vendors:{path}", args=[tender.code])).status_code in (404, 405)
    assert maya.get(reverse("vendors:consortium-agreement", args=[tender.code, row.pk])).status_code == 404
    assert client_of(cast.people["bima"]).get(
        reverse("vendors:consortium-agreement", args=[tender.code, row.pk])
    ).status_code == 404  # fmt: skip


def test_a_joint_operation_through_its_pages(cast: Cast, tender: Tender) -> None:
    rani, joko = client_of(cast.people["arung"]), client_of(cast.people["bahari"])
    page = reverse("vendors:consortium", args=[tender.code])
    joining = rani.post(reverse("vendors:join-tender", args=[tender.code]), {"pact": "on", "kso": "1"})
    assert joining.headers["Location"] == page
    assert "Menawar bersama sebagai KSO" in rani.get(reverse("vendors:room", args=[tender.code])).content.decode()
    posted = {"name": "KSO Melati", "own_share": "60", "partner1": "001.300.066.6-091.000", "share1": "39,5"}
    file = SimpleUploadedFile("kso.pdf", AGREEMENT, "application/pdf")
    answer = rani.post(page, posted | {"agreement": file, "share2": "1"})
    assert answer.status_code == 422
    assert "Isi NIB atau NPWP anggota ini." in answer.content.decode()
    file.seek(0)
    answer = rani.post(page, posted | {"agreement": file})
    assert "99,5 persen" in answer.content.decode()
    file.seek(0)
    assert rani.post(page, posted | {"agreement": file, "share1": "40"}).status_code == 302
    row = Consortium.objects.get()
    assert "Belum lengkap" in rani.get(reverse("vendors:room", args=[tender.code])).content.decode()
    assert page in joko.get("/tugas/").content.decode()
    assert "Setuju menjadi anggota" in joko.get(page).content.decode()
    assert joko.get(reverse("vendors:consortium-agreement", args=[tender.code, row.pk])).status_code == 302
    agreeing = reverse("vendors:agree-to-consortium", args=[tender.code, row.pk])
    assert joko.post(agreeing, {"pact": "1"}).status_code == 302
    assert "Semua anggota setuju" in rani.get(page).content.decode()
    assert page not in joko.get("/tugas/").content.decode()
    public = rani.get(reverse("vendors:participants", args=[tender.code])).content.decode()
    assert "KSO Melati" not in public
    assert "KSO Melati" not in rani.get(f"/tender/{tender.code}/jejak/").content.decode()
    assert rani.post(reverse("vendors:dissolve-consortium", args=[tender.code])).status_code == 302
    assert "Nyatakan KSO" in rani.get(page).content.decode()


def test_the_lead_objects_for_the_joint_operation_and_a_partner_complains(cast: Cast, tender: Tender) -> None:
    row = world.join_together(cast, "arung", {"bahari": Decimal(40)}, tender)
    assert row.name == "KSO Arung - Bahari"
    assert not objecting(cast, "bahari", tender).is_partner  # nothing was sent yet
    world.submit_bid(cast, "arung", tender)
    lead, partner = objecting(cast, "arung", tender), objecting(cast, "bahari", tender)
    assert (lead.did_bid, lead.is_signer, lead.is_partner) == (True, True, False)
    assert (partner.did_bid, partner.is_partner) == (False, True)
    refusal = may_draft(cast.actor("bahari"), partner)
    assert refusal is not None
    assert "dikirim pemukanya" in refusal.message
    assert DIVERTED[refusal] is Origin.MISDIRECTED_OBJECTION  # what it wrote becomes a complaint, not a refusal
    assert not objecting(cast, "lintang", tender).is_partner


def objecting(cast: Cast, name: str, tender: Tender) -> ObjectionFacts:
    return objection_facts(cast.actor(name), tender, clock.now())


# Guards -------------------------------------------------------------------------------------------------------------

MEMBER = (
    "INSERT INTO vendors_consortiummember (consortium_id, tender_id, vendor_id, share, is_lead, answered_by_id,"
    " agreed_at, reason) VALUES (%s, %s, %s, %s, {lead}, %s, {agreed}, '')"
)


def test_the_database_keeps_a_joint_operation_whole(cast: Cast, tender: Tender) -> None:
    row = declare(cast, tender)
    lintang = world.verified_vendor(cast, "lintang")
    plain = MEMBER.format(lead="false", agreed="NULL")
    broken("a_consortium_is_whole", plain, row.pk, tender.pk, lintang.pk, 1, None)
    for lead, agreed, person in (("false", "now()", "lintang"), ("true", "now()", "lintang"), ("true", "NULL", "")):
        who = cast.people[person].pk if person else None
        sql = MEMBER.format(lead=lead, agreed=agreed)
        broken("a_member_agrees_for_itself", sql, row.pk, tender.pk, lintang.pk, 1, who)
    alone = (
        "INSERT INTO vendors_consortium (participation_id, name, agreement_id, declared_by_id, declared_at)"
        " SELECT participation_id, 'x', agreement_id, declared_by_id, now() FROM vendors_consortium"
    )
    broken("one_consortium_per_participation", alone)
    run("UPDATE vendors_consortium SET dissolved_at = now()")
    assert not ConsortiumMember.objects.filter(left_at__isnull=True).exists()
    broken("a_consortium_is_whole", alone)
    broken("a_consortium_is_never_rewritten", "UPDATE vendors_consortium SET dissolved_at = NULL")
    broken("a_consortium_is_never_rewritten", plain, row.pk, tender.pk, lintang.pk, 1, None)


def test_nobody_answers_for_another_or_twice_or_after_the_bid(
    cast: Cast, tender: Tender, owner_connection: psycopg.Connection[Any]
) -> None:
    row = declare(cast, tender)
    answer = "UPDATE vendors_consortiummember SET answered_by_id = %s, agreed_at = now() WHERE NOT is_lead"
    broken("a_member_agrees_for_itself", answer, cast.people["arung"].pk)
    bahari = vendor_of(cast, "bahari")
    bahari.seats.create(user=cast.people["lintang"], power=Power.PREPARER, grants=["prepare"])
    broken("a_member_agrees_for_itself", answer, cast.people["lintang"].pk)
    world.submit_bid(cast, "bahari", tender)
    broken("nobody_bids_twice_in_a_tender", answer, cast.people["bahari"].pk)
    world.withdraw_bid(cast, "bahari", tender)
    agree(cast, row)
    refused = "UPDATE vendors_consortiummember SET agreed_at = NULL, refused_at = now(), reason = 'x' WHERE NOT is_lead"
    broken("a_member_answers_once", refused)
    world.submit_bid(cast, "arung", tender)
    broken("a_consortium_is_settled_before_its_bid", "UPDATE vendors_consortium SET dissolved_at = now()")
    for change in ("share = 50", "vendor_id = vendor_id", "left_at = now()"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(f"UPDATE vendors_consortiummember SET {change}")
    for table in ("vendors_consortium", "vendors_consortiummember"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(f"DELETE FROM {table}")
        with pytest.raises(psycopg.errors.CheckViolation) as caught:
            owner_connection.execute(f"DELETE FROM {table}".encode())
        assert caught.value.diag.constraint_name == "consortia_are_for_ever"
        owner_connection.rollback()
