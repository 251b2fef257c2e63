# SPDX-License-Identifier: Apache-2.0
"""Qualification proof between lock and result: verified data stand, originals are compared, who fails is out."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

import vendors.services
from documents.services import read
from evaluation import services
from evaluation.models import Minutes, OpenedBid, Proof, ProofInvitation
from evaluation.rules import proving as rules
from evaluation.rules.evaluate import evaluate
from evaluation.rules.minutes import MinutesKind
from evaluation.rules.offer import Offer, Verdict
from evaluation.rules.proving import Attendee, Finding, Found, ProofOutcome, Row
from evaluation.rules.reading import Status
from evaluation.selectors import evaluating as sheets
from evaluation.selectors import proving as selectors
from evaluation.selectors.result import published_file
from evaluation.selectors.tasks import tasks_for
from lpse import regulations
from lpse.core import clock
from lpse.core.acts import Missing, Refused
from lpse.demo import evaluation as world
from lpse.demo.waiting import wait_until
from lpse.ledger.models import Entry
from lpse.notices.audience import people_of
from lpse.notices.sides import Party
from lpse.regulations.proofs import proof_numbers
from tenders.models import Tender
from tenders.rules import Ground
from vendors.rules import Part

from .conftest import Scene
from .test_failed import fail
from .test_result_constraints import DECIDE, STAND, broken, run

REASON = "Kontrak asli menyebut nilai lain."
DIRECTOR = Attendee("Maya Kusuma", "direktur menurut akta 12")
ROW, SEEN = (
    Row("experience.1", "Pengalaman", "RSUD"),
    Row("tax.1", "SPT", "2025", "Vera", datetime(2026, 1, 1, tzinfo=UTC)),
)
PAGE_QUERIES = 80


@pytest.mark.parametrize(
    ("outcome", "finding", "attendees", "reason", "refused"),
    [
        (ProofOutcome.SHOWN, Finding.MATCHES, [DIRECTOR], "", None),
        (ProofOutcome.SHOWN, Finding.MATCHES, [], "", "Belum ada nama"),
        (ProofOutcome.SHOWN, Finding.MATCHES, [Attendee("Maya", " ")], "", "kewenangan"),
        (ProofOutcome.SHOWN, Finding.DIFFERS, [DIRECTOR], "", "Alasan"),
        (ProofOutcome.SHOWN, Finding.DIFFERS, [DIRECTOR], REASON, None),
        (ProofOutcome.FAILED, Finding.MATCHES, [DIRECTOR], REASON, "Semua data cocok"),
        (ProofOutcome.FAILED, Finding.NOT_SHOWN, [DIRECTOR], "singkat", "Alasan"),
        (ProofOutcome.FAILED, Finding.NOT_SHOWN, [DIRECTOR], REASON, None),
        (ProofOutcome.ABSENT, Finding.NOT_SHOWN, [DIRECTOR], REASON, "tidak hadir"),
        (ProofOutcome.ABSENT, Finding.NOT_SHOWN, [], "", "Alasan"),
        (ProofOutcome.ABSENT, Finding.NOT_SHOWN, [], REASON, None),
        (ProofOutcome.VERIFIED, Finding.MATCHES, [], "", "Belum semua data"),
    ],
)
def test_an_outcome_is_borne_by_its_findings(
    outcome: ProofOutcome, finding: Finding, attendees: list[Attendee], reason: str, refused: str | None
) -> None:
    found = [Found(ROW, finding, "nilainya berbeda"), Found(SEEN, Finding.VERIFIED)]
    refusal = rules.why_not(outcome, found, attendees, reason)
    assert (refusal is None) == (refused is None)
    if refusal is not None and refused is not None:
        assert refused in str(refusal.message)
    silent = rules.why_not(ProofOutcome.FAILED, [Found(ROW, Finding.DIFFERS)], [DIRECTOR], REASON)
    assert silent is not None
    assert "Pengalaman" in str(silent.message)


def test_who_fails_is_out_and_a_bid_that_was_out_stays_out_for_its_own_reason() -> None:
    offer = Offer("V-1", Decimal(1), None, "2026-01-01T00:00:00.000Z", Verdict(Status.PASSED))
    for outcome in ProofOutcome:
        proven = rules.proven(offer, outcome, REASON)
        assert proven.has_failed == (outcome not in rules.PROVEN)
        assert proven.proof == outcome
    out = rules.proven(replace(offer, verdict=Verdict(Status.FAILED, reason="harga")), ProofOutcome.ABSENT, REASON)
    assert out.verdict.reason == "harga"
    assert rules.masked("Maya, 7371035003850002, NIB 0220103344556") == "Maya, ************0002, NIB 0220103344556"


def unverified(scene: Scene, *names: str) -> None:
    """Each business had added a contract before the bids were closed, which no verifier has judged."""
    before = scene.opening.close.closed_at - timedelta(minutes=1)
    for name in names:
        values = {"title": "Pengadaan alat ukur", "client": "Puskesmas Layar", "value": Decimal("90000000.00")}
        values |= {"finished_on": before.date() - timedelta(days=90)}
        actor = scene.cast.actor(name)
        vendors.services.add_row(
            actor=actor, part=Part.EXPERIENCE, values=values, evidence=None, evidence_name="", now=before
        )


def locked(scene: Scene) -> None:
    world.assess_all(scene.cast, scene.tender)
    world.lock(scene.cast, scene.tender, prove=False)


def page_of(scene: Scene) -> selectors.Proving:
    page = selectors.proving_of(scene.tender, sheets.current_evaluation(scene.tender), clock.now())
    assert page is not None
    return page


def candidate(scene: Scene, name: str) -> selectors.Candidate:
    code = world._code_of(scene.cast, name)
    return next(each for each in page_of(scene).candidates if each.vendor.code == code)


def invite(scene: Scene, name: str, *, member: str = "citra", seconds: float = 0.3, **more: Any) -> ProofInvitation:
    asked = {"place": "Ruang rapat UKPBJ", "is_online": False, "text": "", "documents": []} | more
    now = clock.now()
    return services.invite_to_proof(
        actor=scene.cast.actor(member, stepped_up=False), tender_id=scene.tender.pk,
        bid_id=candidate(scene, name).bid.pk, starts_at=now + timedelta(seconds=seconds), now=now, **asked,
    )  # fmt: skip


def settle(
    scene: Scene,
    name: str,
    outcome: ProofOutcome,
    finding: Finding = Finding.MATCHES,
    *,
    member: str = "bima",
    now: datetime | None = None,
) -> Proof:
    one = candidate(scene, name)
    is_there = outcome is not ProofOutcome.ABSENT
    return services.settle_proof(
        actor=scene.cast.actor(member), tender_id=scene.tender.pk, bid_id=one.bid.pk, outcome=outcome,
        findings={row.field: (finding, "Nilainya berbeda.") for row in one.waiting},
        attendees=[DIRECTOR] if is_there else [], reason="" if outcome in rules.PROVEN else REASON,
        now=now or clock.now(),
    )  # fmt: skip


def text_of(minutes: Minutes) -> str:
    pages = PdfReader(io.BytesIO(read(minutes.object))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_verified_data_need_no_proof_and_one_press_concludes_it(sheet: Scene, as_person: Any) -> None:
    locked(sheet)
    assert [each.rank for each in page_of(sheet).candidates] == [1, 2]
    assert not any(each.waiting for each in page_of(sheet).candidates)
    with pytest.raises(Refused, match="Pembuktian kualifikasi"):
        world.announce_result(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="sudah terverifikasi"):
        invite(sheet, "lintang")
    assert [task.url for task in tasks_for(sheet.cast.actor("bima")) if "pembuktian" in task.url]
    bima, code = as_person("bima"), sheet.tender.code
    told = bima.get(reverse("evaluation:proofs", args=[code])).content.decode()
    for words in ("CV Lintang Raya", "Vera", "semua data terverifikasi", "Selesaikan pembuktian"):
        assert words in told
    for name in ("proofs", "prices"):
        form = bima.get(reverse(f"evaluation:{name}", args=[code])).content.decode()
        assert "csrfmiddlewaretoken" in form.partition("/evaluasi/pembuktian/selesai/")[2].partition("</form>")[0]
    assert as_person("citra").post(reverse("evaluation:conclude-proof", args=[code])).status_code == 403
    assert bima.post(reverse("evaluation:conclude-proof", args=[code])).status_code == 302
    with pytest.raises(Refused, match="sudah selesai"):
        world.conclude_proof(sheet.cast, sheet.tender)
    minutes = Minutes.objects.get(tender=sheet.tender, kind=MinutesKind.PROOF)
    paper = reverse("evaluation:minutes", args=[code, "pembuktian"])
    assert Client().get(paper).status_code == 404
    words = text_of(minutes)
    for part in ("Berita Acara Pembuktian Kualifikasi", "CV Lintang Raya", "terverifikasi", "************0002", "Vera"):
        assert part in words
    assert "7371035003850002" not in words
    world.announce_result(sheet.cast, sheet.tender)
    assert Client().get(paper).status_code == 200
    bids = {bid["vendor"]: bid for bid in json.loads(published_file(sheet.tender) or b"")["bids"]}
    assert sorted(bid.get("proof", "") for bid in bids.values()) == ["", "verified", "verified"]
    acts = Entry.objects.filter(subject=code, act="evaluation.conclude_proof")
    assert json.loads(bytes(acts.get().body))["public"] == {"round": 1}


def test_a_candidate_that_fails_is_out_and_the_ranks_move_up(sheet: Scene, as_person: Any) -> None:
    unverified(sheet, "lintang")
    with pytest.raises(Refused, match="belum dikunci"):
        world.conclude_proof(sheet.cast, sheet.tender)
    locked(sheet)
    assert [row.label for row in candidate(sheet, "lintang").waiting] == ["Pengalaman"]
    with pytest.raises(Refused, match="CV Lintang Raya belum selesai"):
        world.conclude_proof(sheet.cast, sheet.tender)
    with pytest.raises(Refused, match="sudah lewat"):
        invite(sheet, "lintang", seconds=-1)
    with pytest.raises(Missing):
        services.settle_proof(
            actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, bid_id=0, outcome=ProofOutcome.SHOWN,
            findings={}, attendees=[], reason="", now=clock.now(),
        )  # fmt: skip
    with pytest.raises(Refused, match="tidak menunggu"):
        settle(sheet, "lintang", ProofOutcome.SHOWN)
    invited = invite(sheet, "lintang")
    with pytest.raises(Refused, match="sudah diundang"):
        invite(sheet, "lintang")
    with pytest.raises(Refused, match="belum tiba"):
        settle(sheet, "lintang", ProofOutcome.SHOWN, now=invited.invited_at)
    assert people_of(Party.INVITED, sheet.tender.code, clock.now()) == {sheet.cast.people["lintang"].pk}
    assert [task.title for task in tasks_for(sheet.cast.actor("lintang")) if "dokumen asli" in task.title]
    own = reverse("evaluation:my-clarifications", args=[sheet.tender.code])
    shown = as_person("lintang").get(own).content.decode()
    for words in ("Ruang rapat UKPBJ", "Puskesmas Layar"):
        assert words in shown
    wait_until(invited.starts_at)
    with pytest.raises(Refused, match="ketua"):
        settle(sheet, "lintang", ProofOutcome.FAILED, Finding.DIFFERS, member="citra")
    settle(sheet, "lintang", ProofOutcome.FAILED, Finding.DIFFERS)
    assert [(each.rank, str(each.vendor)) for each in page_of(sheet).candidates] == [(1, "PT Bahari Medika Sejahtera")]
    minutes = world.conclude_proof(sheet.cast, sheet.tender)
    for part in (REASON, "Maya Kusuma, direktur menurut akta 12", "tidak cocok", "Ruang rapat UKPBJ"):
        assert part in text_of(minutes)
    result = world.announce_result(sheet.cast, sheet.tender)
    assert str(result.standings.get(rank=1).vendor) == "PT Bahari Medika Sejahtera"
    out = result.standings.get(vendor__name="Lintang Raya")
    assert (out.rank, out.reason) == (None, f"Pembuktian kualifikasi: {REASON}")
    data = json.loads(published_file(sheet.tender) or b"")
    told = {bid["vendor"]: bid for bid in data["bids"]}[out.vendor.code]
    assert (told["proof"], told["verdict"]["step"]) == ("failed", "qualification_proof")
    assert {row["vendor"]: row["rank"] for row in evaluate(data)["ranking"]} == {
        row.vendor.code: row.rank for row in result.standings.select_related("vendor")
    }


def test_when_nobody_is_proven_that_is_announced_and_the_tender_fails_on_its_ground(sheet: Scene) -> None:
    unverified(sheet, "lintang", "bahari")
    locked(sheet)
    wait_until(max(invite(sheet, name).starts_at for name in ("lintang", "bahari")))
    settle(sheet, "lintang", ProofOutcome.ABSENT)
    settle(sheet, "bahari", ProofOutcome.FAILED, Finding.NOT_SHOWN)
    with pytest.raises(Refused, match="belum selesai"):
        world.announce_result(sheet.cast, sheet.tender)
    world.conclude_proof(sheet.cast, sheet.tender)
    result = world.announce_result(sheet.cast, sheet.tender)
    assert not result.standings.filter(rank__isnull=False).exists()
    wait_until(result.objection_ends_at)
    assert fail(sheet, Ground.NONE_PASSED).status == "failed"


def test_a_proof_holds_in_a_reopened_round_and_ends_with_a_voided_result(sheet: Scene) -> None:
    unverified(sheet, "lintang")
    locked(sheet)
    wait_until(invite(sheet, "lintang").starts_at)
    settle(sheet, "lintang", ProofOutcome.ABSENT)
    world.conclude_proof(sheet.cast, sheet.tender)
    services.reopen_evaluation(
        actor=sheet.cast.actor("bima"), tender_id=sheet.tender.pk, reason="Nilai pengalaman terlewat.", now=clock.now()
    )
    lintang = next(bid for bid in sheets.sheet(sheet.tender).bids if "Lintang" in bid.vendor)
    assert lintang.failed
    world.lock(sheet.cast, sheet.tender)
    assert Minutes.objects.filter(tender=sheet.tender, kind=MinutesKind.PROOF).count() == 2
    result = world.announce_result(sheet.cast, sheet.tender)
    assert str(result.standings.get(rank=1).vendor) == "PT Bahari Medika Sejahtera"
    world.void_result(sheet.cast, sheet.tender, "Pembuktian diulang dari awal.")
    assert not any(bid.failed for bid in sheets.sheet(sheet.tender).bids)


def test_the_pages_invite_and_settle_and_show_it_to_nobody_else(
    sheet: Scene, as_person: Any, django_assert_max_num_queries: Any
) -> None:
    unverified(sheet, "lintang")
    bima, code = as_person("bima"), sheet.tender.code
    address = reverse("evaluation:proofs", args=[code])
    assert "sesudah lembar evaluasi dikunci" in bima.get(address).content.decode()
    locked(sheet)
    assert as_person("arung").get(address).status_code == 404
    pk = candidate(sheet, "lintang").bid.pk
    asking = reverse("evaluation:invite-to-proof", args=[code, pk])
    assert "Puskesmas Layar" in bima.get(asking).content.decode()
    assert bima.get(reverse("evaluation:invite-to-proof", args=[code, 0])).status_code == 404
    form = {
        "starts_at": "2020-01-01T09:00",
        "way": "online",
        "place": "https://rapat.sagara.example/1",
        "text": "Akta.",
    }
    assert "sudah lewat" in bima.post(asking, form).content.decode()
    document = selectors.documents_of(sheet.tender)[0]
    soon = clock.now() + timedelta(minutes=1)
    local = form | {"starts_at": f"{soon + timedelta(hours=8):%Y-%m-%dT%H:%M}", "documents": [document.pk]}
    assert bima.post(asking, local).status_code == 302
    with django_assert_max_num_queries(PAGE_QUERIES):
        told = bima.get(address).content.decode()
    assert "https://rapat.sagara.example/1" in told
    assert document.title in told
    assert as_person("bahari").get(reverse("evaluation:my-clarifications", args=[code])).status_code == 404
    settling = reverse("evaluation:settle-proof", args=[code, pk])
    assert as_person("citra").get(settling).status_code == 403
    early = bima.post(settling, {"outcome": "absent", "reason": REASON})
    assert "belum tiba" in early.content.decode()
    assert early.status_code == 422


SETTLE = (
    "INSERT INTO evaluation_proof (evaluation_id, opened_bid_id, invitation_id, outcome, items, attendees, reason,"
    " settled_by_id, settled_at) SELECT e.id, %s, %s, %s, %s, %s, %s, s.id, now() FROM evaluation_evaluation e"
    " JOIN tenders_committeeseat s ON s.tender_id = e.tender_id AND s.position = %s WHERE e.id = %s LIMIT 1"
)
INVITE = (
    "INSERT INTO evaluation_proofinvitation (evaluation_id, opened_bid_id, starts_at, place, is_online, text,"
    " documents, invited_by_id, invited_at) SELECT e.id, %s, now() + interval '1 hour', %s, false, '', '[]', s.id,"
    " now() FROM evaluation_evaluation e JOIN tenders_committeeseat s ON s.tender_id = e.tender_id"
    " WHERE e.id = %s LIMIT 1"
)
CONCLUDE = (
    "INSERT INTO evaluation_minutes (tender_id, kind, round_no, object_id, drawn_at)"
    " SELECT %s, 'qualification_proof', 1, min(id), now() FROM documents_storedobject"
)


def test_raw_sql_passes_nobody_without_a_proof(sheet: Scene) -> None:
    unverified(sheet, "lintang")
    round_id = sheets.current_evaluation(sheet.tender).pk  # type: ignore[union-attr]
    bids = {str(bid.bid.participation.vendor): bid.pk for bid in OpenedBid.objects.filter(opening=sheet.opening)}
    lintang, arung = bids["CV Lintang Raya"], bids["PT Arung Bangun Persada"]
    assert broken((INVITE, [lintang, "x", round_id])) == "a_candidate_of_a_locked_sheet_is_invited"
    assert broken((CONCLUDE, [sheet.tender.pk])) == "a_proof_is_concluded_when_all_is_settled"
    world.assess_all(sheet.cast, sheet.tender, {"arung": REASON})
    world.lock(sheet.cast, sheet.tender, prove=False)
    assert broken((INVITE, [arung, "x", round_id])) == "a_candidate_of_a_locked_sheet_is_invited"
    assert broken((INVITE, [lintang, "", round_id])) == "an_invitation_says_where"
    known = next(row.field for row in candidate(sheet, "lintang").rows if row.is_verified)
    new = candidate(sheet, "lintang").waiting[0].field

    def settled(outcome: str, items: str, attendees: str = "[]", *, invitation: Any = None, seat: str = "chair") -> str:
        reason = "" if outcome in ("verified", "shown") else REASON
        return broken((SETTLE, [lintang, invitation, outcome, items, attendees, reason, seat, round_id]))

    def item(field: str, finding: str, reason: str = "") -> str:
        return json.dumps([{"field": field, "finding": finding, "reason": reason}])

    people = '[{"name": "Maya", "mandate": "direktur"}]'
    good = item(known, "verified")
    assert settled("verified", good, seat="member") == "the_chair_settles_each_proof_once"
    assert settled("verified", "[]") == "a_proof_says_what_was_shown_by_whom"
    assert settled("verified", item(new, "verified")) == "a_verified_row_has_its_verdict"
    assert settled("verified", item(known, "matches")) == "each_row_of_a_proof_has_its_finding"
    assert settled("shown", good, people) == "who_shows_originals_was_invited"
    invited = invite(sheet, "lintang")
    early = SETTLE.replace("e.id, %s, %s,", "e.id, %s, (SELECT max(id) FROM evaluation_proofinvitation),")
    bahari = bids["PT Bahari Medika Sejahtera"]
    shown = [bahari, "shown", item(new, "matches"), people, "", "chair", round_id]
    assert broken((INVITE, [bahari, "x", round_id]), (early, shown)) == "a_proof_is_settled_when_its_time_has_come"
    assert broken((CONCLUDE, [sheet.tender.pk])) == "a_proof_is_concluded_when_all_is_settled"
    wait_until(invited.starts_at)
    assert settled("shown", item(new, "matches"), invitation=invited.pk) == "a_proof_says_what_was_shown_by_whom"
    unfit, unsaid = "an_outcome_fits_what_was_shown", "each_row_of_a_proof_has_its_finding"
    assert settled("failed", item(new, "matches"), people, invitation=invited.pk) == unfit
    assert settled("shown", item(new, "differs", "x"), people, invitation=invited.pk) == unfit
    assert settled("failed", item(new, "differs"), people, invitation=invited.pk) == unsaid
    settle(sheet, "lintang", ProofOutcome.SHOWN)
    assert settled("verified", good) == "the_chair_settles_each_proof_once"
    document = published_digest(sheet)
    assert broken((DECIDE, [document, round_id])) == "a_proof_is_concluded_before_the_result"
    run((CONCLUDE, [sheet.tender.pk]))
    latest = STAND.replace("SELECT %s,", "SELECT (SELECT max(id) FROM evaluation_result),")
    assert broken((DECIDE, [document, round_id]), (latest, [1, bahari])) == ("the_winner_and_reserves_have_proven")


def test_a_settled_proof_and_its_invitation_never_change(sheet: Scene) -> None:
    for sql in (
        "UPDATE evaluation_proof SET outcome = 'shown'",
        "DELETE FROM evaluation_proof",
        "UPDATE evaluation_proofinvitation SET place = 'x'",
        "TRUNCATE evaluation_proofinvitation CASCADE",
    ):
        assert broken((sql, [])) == "InsufficientPrivilege"


def published_digest(scene: Scene) -> str:
    from lpse.core.canonical import b64u
    from lpse.ledger.models import Document

    return b64u(bytes.fromhex(Document.objects.latest("pk").sha256))


def test_the_database_knows_how_many_prove_their_qualification(db: None) -> None:
    with connection.cursor() as cursor:
        for code in regulations.BOOKS:
            cursor.execute("SELECT evaluation_proof_places(%s)", [code])
            assert cursor.fetchone()[0] == proof_numbers(code).places.value == 3
        cursor.execute("SELECT evaluation_proof_places('x')")
        assert cursor.fetchone()[0] is None


def test_a_tender_in_its_first_round_reads_no_proofs(sheet: Scene, django_assert_num_queries: Any) -> None:
    from evaluation.selectors.proofs import proofs_of

    evaluation = sheets.current_evaluation(Tender.objects.get(pk=sheet.tender.pk))
    with django_assert_num_queries(0):
        assert proofs_of(evaluation) == []
