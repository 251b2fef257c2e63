# SPDX-License-Identifier: Apache-2.0
"""A joint bid (KSO) after the close: named with its members on pages and papers, judged member by member.

The joint operation is written past every guard into a database of its own, beside bids that were sealed alone: only
what is shown of it is looked at here. How one comes about is tested where vendors are.
"""

import io
import re
import shutil
from pathlib import Path
from typing import Any

import psycopg
import pypdf
from django.db import connection
from django.test import Client
from django.urls import reverse

from documents import services as documents
from documents.models import StoredObject
from evaluation.models import Award, Minutes, Result
from evaluation.rules.minutes import MinutesKind
from evaluation.selectors import evaluating as selectors
from evaluation.services.minutes import opening_data
from evaluation.services.outcome import result_data
from lpse.demo import evaluation as world
from tenders.models import Tender
from tests.support.clients import client_of
from tests.support.world import pointed_at

from .conftest import Scene

JOINT = """
    INSERT INTO vendors_consortium (id, participation_id, name, agreement_id, declared_by_id, declared_at)
    SELECT 1, p.id, 'KSO Melati Sejahtera', (SELECT min(id) FROM documents_storedobject), p.joined_by_id, p.joined_at
    FROM vendors_participation p JOIN vendors_vendor v ON v.id = p.vendor_id WHERE v.name LIKE 'Lintang%';
    INSERT INTO vendors_consortiummember
        (consortium_id, tender_id, vendor_id, share, is_lead, answered_by_id, agreed_at, reason)
    SELECT 1, p.tender_id, p.vendor_id, CASE WHEN v.name LIKE 'Lintang%' THEN 70 ELSE 30 END, v.name LIKE 'Lintang%',
        p.joined_by_id, p.joined_at, ''
    FROM vendors_participation p JOIN vendors_vendor v ON v.id = p.vendor_id WHERE v.name !~ '^Bahari'
    ORDER BY v.name DESC;
"""
NAME = "KSO Melati Sejahtera (CV Lintang Raya 70%, PT Arung Bangun Persada 30%)"


def test_a_joint_bid_is_named_with_its_members_and_judged_member_by_member(
    built_sheet: Scene, site: Any, django_db_blocker: Any, tmp_path: Path
) -> None:
    database, var, cast = f"{built_sheet.database}_joint", tmp_path / "var", built_sheet.cast
    shutil.copytree(built_sheet.var, var)
    site.postgres.clone_database(database, built_sheet.database)
    try:
        with psycopg.connect(site.address("postgres", database), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(JOINT.encode())
        with django_db_blocker.unblock(), pointed_at(database, var):
            tender = Tender.objects.get(pk=built_sheet.tender.pk)
            look(cast, tender)
    finally:
        site.postgres.drop_database(database)


def look(cast: Any, tender: Tender) -> None:
    """Look at pages and papers from the opening to the result."""
    bima, guest = client_of(cast.people["bima"]), Client(headers={"host": "localhost"})

    def page(browser: Client, path: str) -> str:
        return browser.get(f"/tender/{tender.code}/{path}").content.decode()

    assert NAME in page(guest, "pembukaan/")
    assert NAME in page(guest, "peserta/")
    drawn = opening_data(tender.openings.get(), opened_entry=1)
    assert NAME in [row["vendor"] for row in drawn["bids"]]
    short = NAME.partition(" (")[0]
    row = next(row for row in selectors.sheet(tender).rows if row.requirement.slot == "pengalaman")
    cell = next(cell for bid, cell in row.cells if bid.vendor == short)
    text = page(bima, f"evaluasi/?sel={cell.bid_id}-{cell.requirement_id}")
    for words in ("Kemampuan CV Lintang Raya menurut", "Kemampuan PT Arung Bangun Persada menurut"):
        assert words in text
    agreement = reverse("vendors:consortium-agreement", args=[tender.code, 1])
    assert agreement in text
    assert bima.get(agreement).status_code == 302
    assert client_of(cast.people["arung"]).get(agreement).status_code == 302
    for name in ("bahari", "esti", "oki"):
        assert client_of(cast.people[name]).get(agreement).status_code == 404
    assert f">{short}<small>" in page(bima, "evaluasi/")
    result = world.decided(cast, tender)
    assert NAME in page(bima, "evaluasi/harga/")
    data = result_data(result)
    assert data["winner"]["vendor"] == NAME
    told = page(guest, "hasil/")
    assert NAME in told
    assert not re.search(r"<th scope=.row.>CV Lintang", told)
    proof = Minutes.objects.get(tender=tender, kind=MinutesKind.PROOF)
    minutes = text_of(proof.object)
    assert NAME in minutes
    assert "CV Lintang Raya: NPWP" in minutes and "PT Arung Bangun Persada: NPWP" in minutes
    verified_of_its_own(tender)
    assert short in page(guest, "jejak/")
    appoint(cast, tender, result)


def verified_of_its_own(tender: Tender) -> None:
    """The database takes as proven what was verified of the lead or of a partner, each under its own name."""
    codes = {str(row.vendor): row.vendor.code for row in tender.participations.select_related("vendor")}
    bid = tender.openings.get().bids.get(bid__participation__vendor__code=codes["CV Lintang Raya"]).pk

    def is_verified(named: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT evaluation_is_verified(%s, %s)", [bid, named])
            return bool(cursor.fetchone()[0])

    partner, stranger = codes["PT Arung Bangun Persada"], codes["PT Bahari Medika Sejahtera"]
    assert is_verified("tax_number") and is_verified(f"{partner}/tax_number")
    assert not is_verified(f"{stranger}/tax_number") and not is_verified(f"{partner}/nothing")


def appoint(cast: Any, tender: Tender, result: Result) -> None:
    """The letter is addressed to the joint operation by its lead, names every member, and the bond is in its name."""
    told = text_of(world.issue_award(cast, tender, "027/9/SPPBJ/2026").letter)
    assert "KSO Melati Sejahtera melalui pemuka kerja sama operasi (KSO), CV Lintang Raya" in told
    for member in ("CV Lintang Raya, bagian 70%, NPWP", "PT Arung Bangun Persada, bagian 30%, NPWP"):
        assert member in told
    assert "atas nama KSO Melati Sejahtera" in told
    assert "Kontrak ditandatangani wakil pemuka KSO atas nama semua anggota" in told
    assert result.standings.get(rank=1).vendor == Award.objects.get(tender=tender).vendor  # the lead acts for all


def text_of(stored: StoredObject) -> str:
    """The words of a printed paper, on one line."""
    pages = pypdf.PdfReader(io.BytesIO(documents.read(stored))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
