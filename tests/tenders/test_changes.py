# SPDX-License-Identifier: Apache-2.0
"""Changes of an announced schedule by two persons, and addenda: the services, the record, every refusal."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lpse.core import clock
from lpse.core.acts import Refused
from lpse.core.canonical import parse, parse_timestamp, timestamp
from lpse.demo import tenders as world
from lpse.demo import waiting
from lpse.demo.cast import Cast
from lpse.ledger import selectors as record
from lpse.regulations import StageKind
from lpse.regulations.planning import DeadlineGround
from tenders import selectors, services
from tenders.models import ScheduleChange, Tender
from tenders.rules import Planned
from tenders.services.addenda import Amendment, NewFile

HOUR = timedelta(hours=1)
K = StageKind


def deadline(tender: Tender) -> datetime:
    return selectors.window(tender, K.BID_SUBMISSION).ends_at


def propose(
    cast: Cast,
    tender: Tender,
    *,
    by: timedelta = HOUR,
    ground: DeadlineGround | None = DeadlineGround.SYSTEM_DISRUPTION,
    stages: list[Planned] | None = None,
    name: str = "bima",
) -> ScheduleChange:
    return services.propose_schedule_change(
        actor=cast.actor(name),
        tender=tender,
        stages=selectors.extended(tender, deadline(tender) + by) if stages is None else stages,
        ground=ground,
        reason="Portal tidak dapat dibuka satu jam.",
        now=clock.now(),
    )


def accept(cast: Cast, tender: Tender, number: int = 1, name: str = "citra", **how: Any) -> ScheduleChange:
    actor = cast.actor(name, **how)
    return services.accept_schedule_change(actor=actor, tender=tender, number=number, now=clock.now())


def leaf_of(tender: Tender) -> dict[str, Any]:
    entry = [entry for entry in record.entries_of(tender.code) if entry.kind == "tender"][-1]
    found: dict[str, Any] = parse(bytes(entry.body))
    return found


@pytest.fixture
def tender(cast: Cast) -> Tender:
    return world.announced_tender(cast)


def test_a_proposal_moves_nothing_and_a_second_member_moves_it_at_once(cast: Cast, tender: Tender) -> None:
    before = selectors.windows(tender)
    propose(cast, tender)
    assert selectors.windows(tender) == before
    assert leaf_of(tender)["rev"] == 1
    change = accept(cast, tender)
    after = selectors.windows(tender)
    assert after[K.BID_SUBMISSION].ends_at == before[K.BID_SUBMISSION].ends_at + HOUR
    assert after[K.BID_SUBMISSION].starts_at == before[K.BID_SUBMISSION].starts_at
    assert after[K.EVALUATION].starts_at == before[K.EVALUATION].starts_at + HOUR
    leaf, document = leaf_of(tender), record.parsed_document(leaf_of(tender)["h"])
    assert (leaf["rev"], leaf["act"], leaf["basis"]) == (2, "tenders.accept_schedule_change", None)
    assert leaf["deadline"] == timestamp(after[K.BID_SUBMISSION].ends_at)
    assert change.revision == Tender.objects.get(pk=tender.pk).revision == 2
    told = document["schedule_change"]
    assert (told["ground"], told["reason"]) == ("system_disruption", "Portal tidak dapat dibuka satu jam.")
    moved = next(row for row in told["stages"] if row["kind"] == "bid_submission")
    assert parse_timestamp(moved["old"][1]) == before[K.BID_SUBMISSION].ends_at
    assert "Bima" not in str(document)


def test_every_version_of_the_schedule_is_kept(cast: Cast, tender: Tender) -> None:
    first = deadline(tender)
    propose(cast, tender)
    accept(cast, tender)
    propose(cast, tender, by=2 * HOUR, ground=DeadlineGround.FORCE_MAJEURE)
    accept(cast, tender, 2)
    ends = [
        line.ends_at for view in selectors.change_views(tender) for line in view.lines if line.kind == "bid_submission"
    ]
    assert ends == [first + 3 * HOUR, first + HOUR]
    assert [view.revision for view in selectors.change_views(tender)] == [3, 2]
    from vendors.selectors.room import deadlines

    assert deadlines(tender) == [timestamp(first), timestamp(first + HOUR), timestamp(first + 3 * HOUR)]


def test_nobody_accepts_their_own_change_and_strangers_none(cast: Cast, tender: Tender) -> None:
    propose(cast, tender)
    with pytest.raises(Refused, match="disetujui anggota lain"):
        accept(cast, tender, name="bima")
    with pytest.raises(Refused, match="jabatan"):
        accept(cast, tender, name="ratna")
    with pytest.raises(Refused, match="faktor kedua"):
        accept(cast, tender, stepped_up=False)
    with pytest.raises(Refused, match="jabatan"):
        propose(cast, tender, name="arung")
    assert leaf_of(tender)["rev"] == 1


def test_one_proposal_waits_at_a_time_and_is_decided_once(cast: Cast, tender: Tender) -> None:
    propose(cast, tender)
    with pytest.raises(Refused, match="menunggu"):
        propose(cast, tender)
    with pytest.raises(Refused, match="Alasan penolakan"):
        services.refuse_schedule_change(actor=cast.actor("citra"), tender=tender, number=1, note=" ", now=clock.now())
    services.refuse_schedule_change(
        actor=cast.actor("citra"), tender=tender, number=1, note="Portal berjalan.", now=clock.now()
    )
    with pytest.raises(Refused, match="sudah diputuskan"):
        accept(cast, tender)
    propose(cast, tender)
    services.refuse_schedule_change(actor=cast.actor("bima"), tender=tender, number=2, note="", now=clock.now())
    assert selectors.pending_change(tender) is None
    assert selectors.change_views(tender) == []


def shifted(
    tender: Tender, kind: StageKind, *, start: timedelta = timedelta(), end: timedelta = timedelta()
) -> list[Planned]:
    return [
        replace(stage, starts_at=stage.starts_at + start, ends_at=stage.ends_at + end) if stage.kind is kind else stage
        for stage in selectors.planned(tender)
    ]


@pytest.mark.parametrize(
    ("kind", "start", "end", "ground", "words"),
    [
        (K.BID_SUBMISSION, 0, -1, DeadlineGround.FORCE_MAJEURE, "tidak pernah dimajukan"),
        (K.BID_SUBMISSION, 1, 1, DeadlineGround.FORCE_MAJEURE, "tidak pernah dimajukan"),
        (K.BID_SUBMISSION, 0, 1, None, "hanya boleh mundur atas alasan"),
        (K.BID_SUBMISSION, 0, 7200, DeadlineGround.FORCE_MAJEURE, "tidak boleh mulai sebelum"),
        (K.DOCUMENT_DOWNLOAD, 0, -1, None, "tidak boleh dipersingkat"),
        (K.ANNOUNCEMENT, 1, 1, None, "sudah mulai tetap mulai"),
        (K.EVALUATION, 0, -14400, None, "berakhir di masa lalu"),
        (K.AWARD_DECISION, -3000, 0, None, "tidak boleh mulai sebelum"),
        (K.STANDSTILL, 0, 0, None, "Tidak ada tahap yang berubah"),
    ],
)
def test_an_unlawful_change_is_refused_in_words(
    cast: Cast, tender: Tender, kind: StageKind, start: int, end: int, ground: DeadlineGround | None, words: str
) -> None:
    stages = shifted(tender, kind, start=timedelta(seconds=start), end=timedelta(seconds=end))
    with pytest.raises(Refused, match=words):
        propose(cast, tender, stages=stages, ground=ground)


def test_a_stage_after_the_deadline_moves_without_a_ground(cast: Cast, tender: Tender) -> None:
    before = deadline(tender)
    change = propose(cast, tender, stages=shifted(tender, K.CONTRACT_SIGNING, end=HOUR), ground=None)
    assert change.ground == ""
    accept(cast, tender)
    assert deadline(tender) == before
    assert leaf_of(tender)["deadline"] == timestamp(before)


def test_a_deadline_that_passed_meanwhile_is_not_moved_any_more(cast: Cast) -> None:
    tender = world.announced_tender(cast, closes_in=2)
    propose(cast, tender)
    waiting.closed(tender)
    with pytest.raises(Refused, match="sudah berakhir"):
        accept(cast, tender)
    assert leaf_of(tender)["rev"] == 1


def test_a_bid_sealed_before_an_extension_stays_and_the_close_waits_for_the_new_deadline(cast: Cast) -> None:
    from lpse.demo import vendors
    from vendors.models import Bid
    from vendors.services import closing

    tender = world.announced_tender(cast, closes_in=12)
    vendors.join(cast, "arung", tender)
    before = deadline(tender)
    sealed = vendors.sealed_bid(cast, "arung", tender)
    propose(cast, tender, by=timedelta(seconds=6))
    accept(cast, tender)
    waiting.wait_until(before)
    assert closing.due_closes() == []
    body = vendors.stated(cast, "arung", tender, sealed)
    from vendors import services as bidding

    bidding.submit_bid(actor=cast.actor("arung"), tender=tender, body=body, now=clock.now())
    assert sealed.header["ctx"]["nb"] == timestamp(before)
    waiting.closed(tender)
    closed = closing.close_due()[0]
    assert parse(bytes(closed.body))["deadline"] == timestamp(before + timedelta(seconds=6))
    assert Bid.objects.get().status == "submitted"


# Addenda ------------------------------------------------------------------------------------------------------------
CLAUSE = {"clause": "IKP 5.2", "old": "Garansi 12 bulan.", "new": "Garansi 24 bulan."}


def amendment(tender: Tender, kind: str = "selection_document", **more: Any) -> Amendment:
    document = tender.documents.get(kind=kind)
    return Amendment(
        clauses=[CLAUSE], file=NewFile(document.pk, "dokumen-v2.pdf", world.PDF + b"% versi dua\n"), **more
    )


def propose_addendum(cast: Cast, tender: Tender, wanted: Amendment, name: str = "bima") -> Any:
    actor = cast.actor(name)
    return services.propose_addendum(
        actor=actor, tender=tender, amendment=wanted, reason="Masa garansi keliru.", now=clock.now()
    )


def accept_addendum(cast: Cast, tender: Tender, name: str, number: int = 1) -> Any:
    return services.accept_addendum(actor=cast.actor(name), tender=tender, number=number, now=clock.now())


def test_an_addendum_puts_a_new_version_in_force_and_on_the_record(cast: Cast, tender: Tender) -> None:
    propose_addendum(cast, tender, amendment(tender))
    assert tender.documents.count() == 2
    with pytest.raises(Refused, match="orang lain"):
        accept_addendum(cast, tender, "bima")
    accept_addendum(cast, tender, "citra")
    versions = tender.documents.filter(kind="selection_document").order_by("version")
    assert [row.version for row in versions] == [1, 2]
    leaf = leaf_of(tender)
    document = record.parsed_document(leaf["h"])
    assert (leaf["rev"], leaf["act"]) == (2, "tenders.accept_addendum")
    assert document["addendum"]["clauses"] == [CLAUSE]
    assert document["addendum"]["consent"] is None
    assert versions[1].object.sha256 in {row["sha256"] for row in document["documents"]}
    assert document["addendum"]["document"]["sha256"] == versions[1].object.sha256


def test_a_change_of_specification_needs_the_officers_consent(cast: Cast, tender: Tender) -> None:
    propose_addendum(cast, tender, amendment(tender, "specification"))
    with pytest.raises(Refused, match="persetujuan PPK"):
        accept_addendum(cast, tender, "citra")
    accept_addendum(cast, tender, "ratna")
    consent = record.parsed_document(leaf_of(tender)["h"])["addendum"]["consent"]
    assert consent["role"] == "procurement_officer"


def test_rows_and_requirements_change_row_by_row(cast: Cast, tender: Tender) -> None:
    items, requirements = selectors.item_data(tender), selectors.requirement_data(tender)
    items[0]["quantity"] = "30.0000"
    items.pop(2)
    items.append({"number": 7, "description": "Lampu periksa", "unit": "unit", "quantity": "2.0000"})
    requirements[1]["guidance"] = "Dibaca dari surat penawaran, paling sedikit 45 hari."
    requirements.append(
        {
            "number": 11,
            "step": "technical",
            "slot": "uji-fungsi",
            "title": "Rencana uji fungsi",
            "guidance": "",
            "needs_file": True,
        }
    )
    propose_addendum(cast, tender, Amendment(items=items, requirements=requirements))
    accept_addendum(cast, tender, "ratna")
    assert selectors.item_data(tender) == items
    assert selectors.requirement_data(tender) == requirements
    view = selectors.addendum_views(tender)[0]
    assert [(row.number, row.before is None, row.after is None) for row in view.items] == [
        (1, False, False),
        (3, False, True),
        (7, True, False),
    ]
    assert [row.number for row in view.requirements] == [2, 11]


def test_an_addendum_without_content_or_clauses_is_refused(cast: Cast, tender: Tender) -> None:
    with pytest.raises(Refused, match="tidak mengubah apa pun"):
        propose_addendum(cast, tender, Amendment(items=selectors.item_data(tender)))
    with pytest.raises(Refused, match="klausul yang berubah"):
        propose_addendum(cast, tender, replace(amendment(tender), clauses=[]))
    with pytest.raises(Refused, match="tidak ada"):
        propose_addendum(cast, tender, replace(amendment(tender), file=NewFile(0, "x.pdf", world.PDF)))
    requirements = selectors.requirement_data(tender)
    requirements[0]["slot"] = "lain"
    with pytest.raises(Refused, match="tetap"):
        propose_addendum(cast, tender, Amendment(requirements=requirements))


def test_a_late_addendum_is_refused_unless_it_extends_the_deadline(cast: Cast, settings: Any) -> None:
    settings.TRAINING_DAY_SECONDS = 1800
    tender = world.announced_tender(cast, closes_in=3600)
    with pytest.raises(Refused, match=r"paling lambat 3 hari kerja.*perpanjangan"):
        propose_addendum(cast, tender, amendment(tender))
    before = deadline(tender)
    propose_addendum(cast, tender, amendment(tender, deadline_at=before + HOUR))
    change = accept_addendum(cast, tender, "citra") and ScheduleChange.objects.get()
    assert (change.accepted, change.revision, change.ground) == (True, 2, "document_change")
    assert deadline(tender) == before + HOUR
    leaf = leaf_of(tender)
    assert (leaf["rev"], leaf["deadline"]) == (2, timestamp(before + HOUR))
    assert set(record.parsed_document(leaf["h"])) >= {"addendum", "schedule_change"}


def test_a_refused_addendum_takes_its_extension_with_it(cast: Cast, tender: Tender) -> None:
    propose_addendum(cast, tender, amendment(tender, deadline_at=deadline(tender) + HOUR))
    with pytest.raises(Refused, match="Putuskan adendumnya"):
        accept(cast, tender)
    services.refuse_addendum(actor=cast.actor("citra"), tender=tender, number=1, note="Belum perlu.", now=clock.now())
    assert (selectors.pending_addendum(tender), selectors.pending_change(tender)) == (None, None)
    assert tender.documents.count() == 2


def test_an_addendum_after_the_close_is_refused(cast: Cast) -> None:
    from lpse.core.acts import Actor
    from vendors.services import closing

    tender = world.announced_tender(cast, closes_in=1)
    waiting.closed(tender)
    closing.close_tender(actor=Actor.clock(), tender=tender, now=clock.now())
    with pytest.raises(Refused, match="sudah ditutup"):
        propose_addendum(cast, tender, amendment(tender))


def test_the_second_person_finds_the_proposal_among_their_tasks(cast: Cast, tender: Tender) -> None:
    def mine(name: str) -> list[str]:
        return [task.url for task in selectors.tasks_for(cast.actor(name)) if tender.code in task.url]

    propose(cast, tender)
    address = f"/tender/{tender.code}/jadwal/usulan/1/"
    assert (mine("bima"), mine("citra"), mine("ratna")) == ([], [address], [])
    accept(cast, tender)
    propose_addendum(cast, tender, amendment(tender, "specification"))
    address = f"/tender/{tender.code}/ubah/1/"
    assert (mine("bima"), mine("citra"), mine("ratna")) == ([], [], [address])
