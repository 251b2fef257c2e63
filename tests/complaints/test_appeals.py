# SPDX-License-Identifier: Apache-2.0
"""Appeals of works: filed with a bond in their window, clarified, decided by the KPA or by silence, or on paper."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from complaints import selectors, services
from complaints.models import Appeal, AppealWindow, Complaint, Objection
from complaints.rules import Bond, Ordered
from complaints.services import Papers
from documents import services as documents
from documents.models import Paper
from evaluation.models import Result
from lpse.core import clock
from lpse.core.acts import Missing, Refused
from lpse.demo import complaints as world
from lpse.demo import evaluation, waiting
from lpse.ledger.models import Entry
from tenders.models import Tender
from tenders.rules import Status

from .conftest import Scene
from .test_constraints import broken

PDF = b"%PDF-1.4\n%%EOF\n"


def rejected(scene: Scene, name: str = "bahari") -> Objection:
    """An objection of this bidder that the chair rejected."""
    filed = world.file_objection(scene.cast, name, scene.tender)
    return world.answer_objection(scene.cast, scene.tender, number=filed.number)


def holds(scene: Scene) -> list[str]:
    return sorted(scene.tender.holds.filter(lifted_at__isnull=True).values_list("ref", flat=True))


def on_paper(scene: Scene, objection: Objection, received_at: dt.datetime, **more: Any) -> Appeal:
    """The chair enters a letter."""
    chair = scene.cast.actor("bima")
    kept = services.keep_appeal_paper(actor=chair, objection=objection, name="surat.pdf", body=PDF, now=clock.now())
    said = {"points": world.POINTS, "bond": world.bond_for(scene.tender), "remedy": ""} | more
    papers = Papers(bond=kept, proofs={}, letter=kept)
    return services.record_paper_appeal(
        actor=chair, objection=objection, received_at=received_at, papers=papers, now=clock.now(), **said
    )


def test_an_appeal_is_filed_clarified_and_rejected_and_the_award_is_free(brisk_works: Scene) -> None:
    scene = brisk_works
    appeal = world.file_appeal(scene.cast, "bahari", rejected(scene))
    assert appeal.number == appeal.objection.number.replace("SGH", "BDG")
    assert AppealWindow.objects.get().closed_because == "appealed"
    appeal = world.clarify_bond(scene.cast, appeal)
    assert (appeal.status, appeal.basis["rule"], appeal.basis["days"]) == ("admitted", "appeal_answer", 14)
    assert appeal.silence_accepts
    waiting.wait_until(Result.objects.get(tender=scene.tender).objection_ends_at)
    assert services.close_appeal_windows(now=clock.now()) == 0
    with pytest.raises(Refused, match="masa sanggah banding"):
        evaluation.issue_award(scene.cast, scene.tender)
    decided = world.decide_appeal(scene.cast, appeal, [False, False])
    assert decided.status == "rejected"
    assert holds(scene) == []
    evaluation.issue_award(scene.cast, scene.tender)
    settled = services.settle_bond(
        actor=scene.cast.actor("hendra"), appeal=decided, text="Bukti setor 9/XI/2026, kas daerah", now=clock.now()
    )
    assert settled.bond_settled_at is not None
    acts = [f"complaints.{word}" for word in ("file_appeal", "clarify_bond", "decide_appeal", "settle_bond")]
    assert [Entry.objects.filter(act=act).count() for act in acts] == [1, 1, 1, 1]


@pytest.mark.parametrize("ordered", list(Ordered))
def test_an_accepted_appeal_voids_the_result_and_ends_what_hung_on_it(works: Scene, ordered: Ordered) -> None:
    first, second = rejected(works), rejected(works, "arung")
    appeal = world.clarify_bond(works.cast, world.file_appeal(works.cast, "bahari", first))
    other = world.file_appeal(works.cast, "arung", second)
    decided = world.decide_appeal(works.cast, appeal, [True, False], ordered=ordered)
    assert (decided.status, decided.ordered) == ("upheld", ordered)
    result = Result.objects.get(pk=first.result_id)
    assert result.voided_at is not None
    assert appeal.number in result.void_reason
    tender = Tender.objects.get(pk=works.tender.pk)
    assert (tender.status, tender.evaluations.count()) == (Status.OPENED, 2)
    assert Appeal.objects.get(pk=other.pk).status == "lapsed"
    assert holds(works) == []
    assert_letter(appeal, words="Evaluasi ulang" if ordered == Ordered.RE_EVALUATION else "Pemilihan ulang")


def printed(paper: Paper) -> str:
    """The text of a printed paper."""
    assert paper.object is not None
    pages = PdfReader(io.BytesIO(documents.read(paper.object))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def assert_letter(appeal: Appeal, *, words: str) -> None:
    """The KPA's answer is printed with what law.md part 9 wants, beside those to the objections; nobody rewrites it."""
    assert documents.draw_due_papers(now=clock.now(), most=20) >= 3
    paper = Paper.objects.get(key=f"{appeal.number}/JAWABAN")
    text = printed(paper)
    for part in (
        "Jawaban Sanggah Banding", appeal.number, appeal.objection.number, "Benar, diterima", "Tidak benar, ditolak",
        words, "dikembalikan kepada penyanggah", "Bank Sagara", "Gita", "Dasar: IKP butir 27.4", "Kepala UKPBJ",
        "Tenggat jawaban",
    ):  # fmt: skip
        assert part in text, part


def test_silence_accepts_once_by_the_clock_and_only_after_the_term(brisk_works: Scene, settings: Any) -> None:
    scene = brisk_works
    settings.TRAINING_DAY_SECONDS = 1
    appeal = world.clarify_bond(scene.cast, world.file_appeal(scene.cast, "bahari", rejected(scene)))
    assert services.accept_silent_appeals(now=clock.now()) == 0
    early = (
        "UPDATE complaints_appeal SET status = 'upheld', by_silence = true, decided_at = due_at,"
        " ordered = 're_evaluation' WHERE id = %s"
    )
    assert broken(early, [appeal.pk]) == "silence_decides_after_the_term"
    waiting.wait_until(appeal.due_at)
    with pytest.raises(Refused, match="dianggap diterima"):
        world.decide_appeal(scene.cast, appeal, [False, False])
    assert [services.accept_silent_appeals(now=clock.now()) for _ in range(2)] == [1, 0]
    appeal = Appeal.objects.get(pk=appeal.pk)
    assert (appeal.status, appeal.by_silence, appeal.decided_by_id) == ("upheld", True, None)
    assert Entry.objects.filter(act="complaints.accept_by_silence").count() == 1
    assert Result.objects.get(pk=appeal.objection.result_id).voided_at is not None
    assert holds(scene) == []
    assert_minutes(appeal)


def assert_minutes(appeal: Appeal) -> None:
    """Minutes tell the rule, the dates and what follows; their QR code leads to where they are checked."""
    assert documents.draw_due_papers(now=clock.now(), most=20) >= 2
    paper = Paper.objects.get(kind="berita-acara-sanggah-banding")
    assert (paper.key, paper.version) == (f"{appeal.number}/BA", 1)
    text = printed(paper)
    for part in (
        "Berita Acara Sanggah Banding yang Tidak Dijawab", appeal.number, appeal.objection.number, "dianggap diterima",
        "Peraturan LKPP 9/2018 Lampiran 4.2.14 huruf d", "Dihitung bagaimana?", "Klarifikasi jaminan",
        world.POINTS[0].fact[:40], "evaluasi ulang", "putaran 2", "dikembalikan kepada penyanggah", "Bank Sagara",
        f"surat={appeal.number}",
    ):  # fmt: skip
        assert part in text, part
    public = Client(headers={"host": "localhost"})
    shown = public.get("/periksa/", {"surat": paper.key}).content.decode()
    assert "Berita Acara Sanggah Banding yang Tidak Dijawab" in shown
    assert paper.key in public.get(f"/tender/{paper.subject}/surat/").content.decode()
    objections = public.get(f"/tender/{paper.subject}/sanggah/").content.decode()
    assert paper.url in objections and "Unduh berita acara (PDF)" in objections


def test_a_bond_that_its_issuer_denies_makes_the_appeal_a_complaint(works: Scene) -> None:
    appeal = world.clarify_bond(works.cast, world.file_appeal(works.cast, "bahari", rejected(works)), is_valid=False)
    complaint = Complaint.objects.get()
    assert (appeal.status, appeal.complaint) == ("inadmissible", complaint)
    assert complaint.origin == "invalid_appeal"
    for point in world.POINTS:
        assert point.fact in complaint.text
    assert [each.kept.name for each in complaint.files.all()] == [appeal.bond_paper.name]
    assert holds(works) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"amount": "-0.01"}, "kurang dari"),
        ({"days": -1}, "berlaku sedikitnya"),
        ({"issuer": " "}, "Penerbit atau nomor"),
    ],
)
def test_a_bond_is_large_enough_and_valid_long_enough(works: Scene, change: dict[str, Any], word: str) -> None:
    good = world.bond_for(works.tender)
    bond = Bond(
        change.get("issuer", good.issuer),
        good.number,
        good.amount + Decimal(change.get("amount", "0")),
        good.valid_until + dt.timedelta(days=change.get("days", 0)),
    )
    objection = rejected(works)
    with pytest.raises(Refused, match=word):
        services.appeals.check_bond(works.tender, bond, clock.now())
    if word != "Penerbit atau nomor":
        with pytest.raises(Refused, match="tidak cukup"):
            on_paper(works, objection, clock.now(), bond=bond)
    assert not Appeal.objects.exists()


def test_only_the_signing_objector_of_works_appeals(works: Scene) -> None:
    objection = rejected(works)
    for name in ("arung", "bima", "esti", "gita"):
        with pytest.raises(Refused, match="Hanya penyanggah"):
            world.file_appeal(works.cast, name, objection)
    world.file_appeal(works.cast, "bahari", objection)
    with pytest.raises(Refused, match="sudah ada"):
        world.file_appeal(works.cast, "bahari", objection)


def test_goods_refuse_an_appeal_by_rule(decided: Scene) -> None:
    objection = rejected(decided)
    with pytest.raises(Refused, match="hanya dikenal pada tender pekerjaan konstruksi"):
        world.file_appeal(decided.cast, "bahari", objection)


def test_a_letter_received_in_time_holds_the_award_again_after_the_clock_ended_the_window(brisk_works: Scene) -> None:
    scene = brisk_works
    objection = rejected(scene)
    window = AppealWindow.objects.get()
    received_at = window.opened_at + dt.timedelta(seconds=1)
    waiting.wait_until(window.ends_at)
    with pytest.raises(Refused, match="sudah berakhir"):
        world.file_appeal(scene.cast, "bahari", objection)
    services.close_appeal_windows(now=clock.now())
    assert holds(scene) == []
    with pytest.raises(Refused, match="sudah berakhir"):
        on_paper(scene, objection, window.ends_at)
    with pytest.raises(Refused, match="sebelum sanggah dijawab"):
        on_paper(scene, objection, window.opened_at - dt.timedelta(seconds=1))
    with pytest.raises(Refused, match="belum tiba"):
        on_paper(scene, objection, clock.now() + dt.timedelta(hours=1))
    appeal = on_paper(scene, objection, received_at)
    assert (appeal.channel, appeal.filed_at, holds(scene)) == ("paper", received_at, [f"{appeal.number}/surat"])
    lift = "UPDATE tenders_hold SET lifted_at = clock_timestamp() WHERE tender_id = %s AND lifted_at IS NULL"
    assert broken(lift, [scene.tender.pk]) == "hold_until_the_appeal_is_decided"
    world.decide_appeal(scene.cast, world.clarify_bond(scene.cast, appeal), [False, False])
    assert holds(scene) == []


def test_the_database_keeps_appeal_bond_and_decision(works: Scene) -> None:
    appeal = world.file_appeal(works.cast, "bahari", rejected(works))
    frozen = "UPDATE complaints_appeal SET {} WHERE id = %s"
    for change in ("bond_amount = bond_amount + 1", "filed_at = now()", "remedy_sought = 'x'", "ordered = 'x'"):
        assert broken(frozen.format(change), [appeal.pk]) == "appeal_stays_as_filed"
    unclear = "status = 'admitted', clarified_at = now(), is_bond_valid = true"
    assert broken(frozen.format(unclear), [appeal.pk]) == "term_begins_with_the_clarification"
    lost = "status = 'inadmissible', is_bond_valid = false"
    assert broken(frozen.format(lost), [appeal.pk]) == "inadmissible_appeal_is_a_complaint"
    assert broken(frozen.format("status = 'upheld', ordered = 're_evaluation'"), [appeal.pk]) == "only_legal_moves"
    assert broken(frozen.format("status = 'lapsed'"), [appeal.pk]) == "appeal_lapses_with_its_result"
    appeal = world.clarify_bond(works.cast, appeal)
    by_gita = f"decided_at = clarified_at, decided_by_id = {works.cast.people['gita'].pk}"
    assert broken(frozen.format(f"status = 'rejected', {by_gita}"), [appeal.pk]) == "every_appeal_point_is_answered"
    nobody = frozen.format("status = 'rejected', decided_at = clarified_at")
    assert broken(nobody, [appeal.pk]) == "appeal_is_decided_in_its_term"
    world.decide_appeal(works.cast, appeal, [False, False])
    assert broken(frozen.format("follow_up = 'lain'"), [appeal.pk]) == "appeal_stays_as_filed"
    points = "UPDATE complaints_appealpoint SET answer = 'lain' WHERE appeal_id = %s"
    assert broken(points, [appeal.pk]) == "appeal_point_is_answered_once"
    for table in ("appeal", "appealpoint"):
        assert "permission denied" in broken(f"DELETE FROM complaints_{table}")


def test_papers_are_for_those_concerned_only(works: Scene) -> None:
    appeal = world.file_appeal(works.cast, "bahari", rejected(works))
    now = clock.now()
    for name in ("bahari", "bima", "dodi", "gita", "hendra", "ratna", "esti"):
        assert selectors.appeal_file(works.cast.actor(name), works.tender, appeal.number, "jaminan", now)
    for name in ("arung", "lintang", "oki", "vera"):
        with pytest.raises(Missing):
            selectors.appeal_file(works.cast.actor(name), works.tender, appeal.number, "jaminan", now)
    for paper in ("surat", "1", "9", "lain", "99999"):
        with pytest.raises(Missing):
            selectors.appeal_file(works.cast.actor("esti"), works.tender, appeal.number, paper, now)


def test_each_is_asked_for_their_step(works: Scene) -> None:
    def titles(name: str) -> str:
        return " ".join(str(task.title) for task in selectors.tasks_for(works.cast.actor(name)))

    appeal = world.file_appeal(works.cast, "bahari", rejected(works))
    assert f"Klarifikasi jaminan {appeal.number}" in titles("bima")
    assert appeal.number not in titles("gita")
    appeal = world.clarify_bond(works.cast, appeal)
    assert f"Jawab sanggah banding {appeal.number}" in titles("gita")
    assert appeal.number not in titles("bima")
    world.decide_appeal(works.cast, appeal, [False, False])
    assert f"Selesaikan jaminan {appeal.number}" in titles("hendra")
