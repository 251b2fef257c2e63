# SPDX-License-Identifier: Apache-2.0
"""Classes and clocks of complaints: two laws side by side, and what is forwarded with a clock of its own."""

import datetime as dt
import json
from typing import Any

import psycopg
import pytest
from django.test import Client

from complaints import services
from complaints.models import ClockMark, Complaint
from complaints.policy import may_lapse
from complaints.rules import KIND_RULE, ComplaintStatus, Outcome, ReportKind
from complaints.selectors.handling import handling_of
from lpse.core import clock
from lpse.core.acts import Kind, Refused
from lpse.demo import complaints as world
from lpse.demo.cast import Cast
from lpse.ledger.models import Entry
from lpse.portal.selectors.tasks import task_page

from .conftest import signed_in
from .test_constraints import broken

NOW = dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)
A_DAY = dt.timedelta(days=1)
ANSWER = "Inspektorat provinsi sudah memeriksa dan menegur pejabatnya."


def accepted(cast: Cast, kind: ReportKind, case: str = "") -> Complaint:
    case = case or world.complain().complaint.case
    complaint = Complaint.objects.get(case=case)
    return services.accept_complaint(actor=cast.actor("esti"), complaint=complaint, kind=kind, now=clock.now())


def forwarded(cast: Cast) -> Complaint:
    complaint = accepted(cast, ReportKind.GENERAL)
    to = {"outcome": Outcome.FORWARDED, "forwarded_to": "Inspektorat Provinsi"}
    return world.close_complaint(cast, complaint.case, **to)  # type: ignore[arg-type]


def test_every_class_has_its_term() -> None:
    assert set(KIND_RULE) == set(ReportKind)


@pytest.mark.parametrize(
    ("ends_at", "status", "kind"),
    [
        (None, ComplaintStatus.INCOMPLETE, Kind.WHEN),
        (NOW + A_DAY, ComplaintStatus.INCOMPLETE, Kind.WHEN),
        (NOW, ComplaintStatus.INCOMPLETE, None),
        (NOW - A_DAY, ComplaintStatus.ACCEPTED, Kind.WHEN),
    ],
)
def test_nothing_lapses_while_it_may_still_be_completed(
    ends_at: dt.datetime | None, status: ComplaintStatus, kind: Kind | None
) -> None:
    refusal = may_lapse(ends_at, status, NOW)
    assert (refusal and refusal.kind) == kind


@pytest.mark.parametrize(
    ("kind", "rule", "days"),
    [
        (ReportKind.INFORMATION, "report_information", 5),
        (ReportKind.ASPIRATION, "report_information", 5),
        (ReportKind.GENERAL, "report_general", 14),
        (ReportKind.OVERSIGHT, "report_oversight", 60),
    ],
)
def test_both_laws_stand_side_by_side(cast: Cast, kind: ReportKind, rule: str, days: int) -> None:
    complaint = accepted(cast, kind)
    handling = handling_of(complaint, clock.now())
    found = {each.rule.value: each for each in handling.clocks}
    assert set(found) == {"complaint_completeness", "complaint_decision", rule}
    counts = {name: (each.basis["days"], each.basis["unit"]) for name, each in found.items()}
    assert counts[rule] == (days, "working_day")
    assert counts["complaint_decision"] == (60, "calendar_day")
    assert counts["complaint_completeness"] == (14, "calendar_day")
    ends = sorted((found[rule].due_at, found["complaint_decision"].due_at))
    assert [handling.target_at, handling.limit_at] == ends
    assert found["complaint_completeness"].state == "done"
    marks = set(ClockMark.objects.filter(of=complaint.case).values_list("rule", flat=True))
    assert marks == {"report_oversight", rule, "complaint_completeness", "complaint_decision"}


def test_who_is_asked_for_more_has_thirty_days_and_then_it_may_lapse(cast: Cast) -> None:
    case = world.complain().complaint.case
    complaint = Complaint.objects.get(case=case)
    with pytest.raises(Refused, match="masih dapat melengkapi"):
        world.close_complaint(cast, case, outcome=Outcome.LAPSED)
    services.ask_for_more(actor=cast.actor("esti"), complaint=complaint, text="Halaman berapa?", now=clock.now())
    clocks = {each.rule.value: each for each in handling_of(Complaint.objects.get(case=case), clock.now()).clocks}
    assert (clocks["complaint_completion"].basis["days"], clocks["complaint_completion"].state) == (30, "open")
    with pytest.raises(Refused, match="masih dapat melengkapi"):
        world.close_complaint(cast, case, outcome=Outcome.LAPSED)
    late = services.close_complaint(
        actor=cast.actor("esti"), complaint=complaint, outcome=Outcome.LAPSED, now=clock.now() + 40 * A_DAY,
        summary="Pelapor tidak melengkapi pengaduannya sampai waktunya lewat.",
    )  # fmt: skip
    assert late.outcome == "lapsed"


def test_what_is_forwarded_has_a_clock_of_its_own_until_it_is_answered(cast: Cast, client: Client) -> None:
    received = world.complain()
    case = accepted(cast, ReportKind.GENERAL, received.complaint.case).case
    with pytest.raises(Refused, match="belum disebut"):
        world.close_complaint(cast, case, outcome=Outcome.FORWARDED)
    world.close_complaint(cast, case, outcome=Outcome.FORWARDED, forwarded_to="Inspektorat Provinsi")
    complaint = Complaint.objects.get(case=case)
    row = complaint.forwarding
    assert (row.basis["rule"], row.basis["days"], row.to) == ("report_general", 14, "Inspektorat Provinsi")
    assert ClockMark.objects.filter(of=f"{case}:diteruskan", rule="report_general").count() == 4
    titles = [task.title for group in task_page(cast.actor("esti"), clock.now()).groups for task in group.tasks]
    assert any(case in title and "diteruskan" in title for title in titles)
    client.post("/pengaduan/lacak/", {"case": case, "code": received.code})
    shown = client.get("/pengaduan/tiket/").content.decode()
    assert "Diteruskan kepada Inspektorat Provinsi" in shown and "Dua hitungan waktu" in shown

    desk, url = signed_in(cast, "esti"), f"/audit/pengaduan/{case}/jawaban/"
    assert desk.post(url, {"jawab-text": "sudah"}).status_code == 422
    assert desk.post(url, {"jawab-text": ANSWER}).status_code == 302
    assert desk.post(url, {"jawab-text": ANSWER}).status_code == 422
    assert ANSWER in client.get("/pengaduan/tiket/").content.decode()
    leaf = json.loads(bytes(Entry.objects.filter(act="complaints.record_forwarded_answer").latest("idx").body))
    assert set(leaf["public"]) == {"due_at", "late"} and case not in json.dumps(leaf)
    for name in ("bima", "oki"):
        assert signed_in(cast, name).post(url, {"jawab-text": ANSWER}).status_code == 404


def test_an_unanswered_forwarding_is_told_when_it_is_overdue(cast: Cast) -> None:
    long_ago = clock.now() - 90 * A_DAY
    complaint = world.complain().complaint
    services.close_complaint(
        actor=cast.actor("esti"), complaint=complaint, outcome=Outcome.FORWARDED, now=long_ago,
        summary="Diteruskan kepada yang berwenang menjawabnya.", forwarded_to="Kepolisian Daerah",
    )  # fmt: skip
    services.claim_marks(now=clock.now())
    told = ClockMark.objects.filter(of__endswith=":diteruskan", is_told=True)
    assert "overdue" in set(told.values_list("level", flat=True))
    assert handling_of(Complaint.objects.get(pk=complaint.pk), clock.now()).is_forwarding_overdue


def test_the_form_asks_for_the_class_and_for_the_addressee(cast: Cast) -> None:
    case, desk = world.complain().complaint.case, signed_in(cast, "esti")
    url = f"/audit/pengaduan/{case}/"
    assert desk.post(f"{url}terima/", {"golong-kind": "lain"}).status_code == 422
    assert desk.post(f"{url}terima/", {"golong-kind": "general"}).status_code == 302
    assert "tidak berkadar pengawasan" in desk.get(url).content.decode()
    done: dict[str, Any] = {
        "tutup-outcome": "forwarded",
        "tutup-summary": "Diteruskan kepada yang berwenang menjawabnya.",
    }
    missing = desk.post(f"{url}selesai/", done)
    assert missing.status_code == 422 and "kepada siapa" in missing.content.decode()
    assert desk.post(f"{url}selesai/", {**done, "tutup-forwarded_to": "Inspektorat Provinsi"}).status_code == 302


def test_class_clocks_and_forwarding_stay_as_given(cast: Cast) -> None:
    complaint = forwarded(cast)
    for table in ("complaintkind", "complaintclock"):
        assert "permission denied" in broken(f"UPDATE complaints_{table} SET id = id")
        assert "permission denied" in broken(f"DELETE FROM complaints_{table}")
    table = "complaints_complaintforwarding"
    assert broken(f"UPDATE {table} SET \"to\" = 'lain'") == "forwarding_is_answered_once"
    assert "permission denied" in broken(f"DELETE FROM {table}")
    services.record_forwarded_answer(actor=cast.actor("esti"), complaint=complaint, text=ANSWER, now=clock.now())
    assert broken(f"UPDATE {table} SET answer = 'lain'") == "forwarding_is_answered_once"
    other = world.complain().complaint
    insert = (
        f'INSERT INTO {table} (complaint_id, "to", letter, forwarded_at, due_on, due_at, basis, answer)'
        " SELECT id, 'Kepolisian', '', received_at, due_on, due_at, '{}', '' FROM complaints_complaint WHERE id = %s"
    )
    assert broken(insert, [other.pk]) == "forwarding_of_a_forwarded_complaint"


def test_the_reading_role_of_the_record_reads_none_of_it(audit_connection: psycopg.Connection) -> None:
    for table in ("complaintkind", "complaintclock", "complaintforwarding"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            audit_connection.execute(f"SELECT * FROM complaints_{table}")
        audit_connection.rollback()
