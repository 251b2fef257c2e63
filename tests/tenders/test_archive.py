# SPDX-License-Identifier: Apache-2.0
"""The import of an archive: whole, told, repeatable, bulk; and what the database itself refuses."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from lpse.core import clock
from lpse.core.acts import Actor, Refused, Role
from lpse.ledger.models import Entry
from tenders.inaproc.report import Report
from tenders.management.progress import Bar
from tenders.models import ArchivedRow, ArchivedTender, ArchiveImport
from tenders.selectors import archive as pages
from tenders.services import import_archive
from tenders.services.archive import Progress
from tests.support.archive import NO_REAL, REAL, announcement, contract, participant, result, stage, write
from tests.tenders.test_constraints import attack, run

DAYS = ("2023-06-07T08:00:00Z", "2023-06-12T23:59:00Z")
COUNTS = {
    "pengumuman": 234, "tender-selesai-nilai": 229, "tender-ekontrak-kontrak": 356, "jadwal-tahapan-tender": 4613,
    "peserta-tender": 4739, "non-tender-pengumuman": 123, "non-tender-selesai": 120,
    "non-tender-ekontrak-kontrak": 107, "jadwal-tahapan-non-tender": 635, "pencatatan-non-tender": 35,
    "pencatatan-non-tender-realisasi": 216, "pencatatan-swakelola": 2, "pencatatan-swakelola-realisasi": 4,
}  # fmt: skip


def imported(folder: Path, **more: Any) -> Report:
    return import_archive(actor=Actor.clock(), folder=folder, now=clock.now(), **more)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Two tenders, one of them without its announcement."""
    folder = tmp_path / "ekspor"
    write(folder, "pengumuman", [announcement(100)])
    write(folder, "tender-selesai-nilai", [result(100), result(200, kd_paket=101)])
    write(folder, "tender-ekontrak-kontrak", [contract(100, None), contract(200, 7, no_kontrak="0")])
    write(folder, "jadwal-tahapan-tender", [stage(100, 291, 18807, *DAYS), stage(200, 291, 18807, *DAYS)])
    write(folder, "peserta-tender", [participant(100, 77), participant(100, None), participant(200, 78)])
    return folder


def test_every_row_is_kept_as_it_was_and_counted(db: None, export: Path) -> None:
    told: list[Any] = []
    report = imported(export, tell=told.append)
    assert report.numbers["peserta-tender"] == {
        "read": 3, "added": 3, "replaced": 0, "unchanged": 0, "refused": 0,
    }  # fmt: skip
    assert (ArchivedTender.objects.count(), ArchivedRow.objects.count()) == (2, 10)
    lines = gzip.decompress((export / "pengumuman.jsonl.gz").read_bytes()).decode().splitlines()
    assert [ArchivedRow.objects.get(source="pengumuman").body] == lines
    assert (told[-1].done, told[-1].total) == (told[-1].total, sum(p.stat().st_size for p in export.iterdir()))


def test_a_tender_without_announcement_is_told_with_its_rows(db: None, export: Path) -> None:
    report = imported(export)
    assert [code for code, _counts in report.orphans] == ["200"]
    assert "200: 1 tender-selesai-nilai, 1 tender-ekontrak-kontrak, 1 jadwal-tahapan-tender" in report.text()
    lost = ArchivedTender.objects.get(code="200")
    assert (lost.title, lost.category, lost.basis) == (
        "Pembangunan Gedung Latihan 200",
        "works",
        "tender-selesai-nilai",
    )


def test_a_second_import_changes_nothing_and_says_so(db: None, export: Path) -> None:
    imported(export)
    before = list(ArchivedRow.objects.values_list("id", "imported_id")), Entry.objects.count()
    report = imported(export)
    assert not report.has_changed
    assert "Tidak ada yang berubah" in report.text()
    assert report.numbers["pengumuman"]["unchanged"] == 1
    assert before == (list(ArchivedRow.objects.values_list("id", "imported_id")), Entry.objects.count())
    assert ArchiveImport.objects.count() == 1


def test_a_changed_row_is_replaced_and_nothing_else(db: None, export: Path) -> None:
    imported(export)
    write(export, "pengumuman", [announcement(100, nama_paket="Nama baru", status_tender="Gagal/Batal")])
    report = imported(export)
    assert report.numbers["pengumuman"]["replaced"] == 1
    assert (report.packages_added, report.packages_replaced) == (0, 1)
    card = ArchivedTender.objects.get(code="100")
    assert (card.title, card.status) == ("Nama baru", "failed_or_cancelled")
    assert json.loads(ArchivedRow.objects.get(source="pengumuman").body)["nama_paket"] == "Nama baru"


def test_an_export_without_announcements_takes_nothing_away(db: None, export: Path) -> None:
    imported(export)
    (export / "pengumuman.jsonl.gz").unlink()
    report = imported(export)
    assert ArchivedTender.objects.get(code="100").basis == "pengumuman"
    assert [code for code, _counts in report.orphans] == ["200"]
    assert ArchivedRow.objects.filter(source="pengumuman").exists()


def test_rows_that_cannot_be_taken_are_told_one_by_one_and_harm_nothing(db: None, export: Path, settings: Any) -> None:
    write(
        export,
        "pengumuman",
        [announcement(100), "{rusak", announcement(300, pagu="banyak"), "", announcement(100, nama_paket="Lain")],
    )
    write(export, "tender-lain", ["{}"])
    report = imported(export)
    assert report.numbers["pengumuman"] == {"read": 4, "added": 1, "replaced": 0, "unchanged": 0, "refused": 3}
    told = [str(row) for row in report.refused]
    assert told[0] == "pengumuman baris 2: barisnya bukan JSON"
    assert "baris 3: kolom pagu: “banyak” bukan nilai rupiah" in told[1]
    assert "baris 5: kunci 100 sudah dipakai baris 1" in told[2]
    assert report.strangers == ["tender-lain.jsonl.gz"]
    written = Path(report.path).read_text(encoding="utf-8")
    assert Path(report.path).is_relative_to(settings.VAR)
    assert all(line in written for line in told)
    assert ArchivedTender.objects.get(code="100").title == "Pembangunan Gedung Latihan 100"


def test_two_equal_receipts_are_two_receipts(db: None, tmp_path: Path) -> None:
    receipt = {"kd_nontender_pct": 5, "nilai_realisasi": 1000, "tgl_realisasi": "2023-01-02T00:00:00Z"}
    write(tmp_path, "pencatatan-non-tender-realisasi", [receipt, receipt])
    assert imported(tmp_path).numbers["pencatatan-non-tender-realisasi"]["added"] == 2
    assert not imported(tmp_path).has_changed
    assert ArchivedTender.objects.get().code == "PCT-5"


@pytest.mark.parametrize("made", ["missing", "file", "empty", "strange"])
def test_a_folder_that_is_no_export_is_refused_in_one_sentence(db: None, tmp_path: Path, made: str) -> None:
    folder = tmp_path / "bukan"
    if made == "file":
        folder.write_text("x", encoding="utf-8")
    elif made != "missing":
        folder.mkdir()
        (folder / ("catatan.jsonl" if made == "strange" else "catatan.txt")).write_text("{}", encoding="utf-8")
    with pytest.raises(CommandError, match=r"bukan folder ekspor INAPROC\. Tunjuk folder yang berisi"):
        call_command("import_inaproc", str(folder))
    assert not ArchiveImport.objects.exists()


@pytest.mark.parametrize("spoil", [lambda body: body[:-20], lambda body: body[:30] + b"\0" * 20 + body[50:]])
def test_a_damaged_file_stops_the_import_and_nothing_is_kept(db: None, export: Path, spoil: Any) -> None:
    path = export / "peserta-tender.jsonl.gz"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(Refused, match=r"peserta-tender\.jsonl\.gz rusak sesudah baris"):
        imported(export)
    assert not ArchivedRow.objects.exists()


def test_only_who_runs_commands_imports(db: None, export: Path) -> None:
    for role in (Role.OPERATOR, Role.UNIT_HEAD, Role.PUBLIC):
        with pytest.raises(Refused):
            import_archive(actor=Actor(1, "Oki", frozenset({role}), True), folder=export, now=clock.now())


def test_the_import_is_one_act_on_the_record(db: None, export: Path) -> None:
    report = imported(export)
    entry = Entry.objects.get(act="tenders.import_archive")
    public = json.loads(bytes(entry.body))["public"]
    assert entry.subject == ArchiveImport.objects.get().subject
    assert (public["packages"], public["refused"], public["rows"]["peserta-tender"]) == (2, len(report.refused), 3)


def test_the_command_tells_the_report_and_where_it_lies(db: None, export: Path, capsys: Any) -> None:
    call_command("import_inaproc", str(export))
    told = capsys.readouterr().out
    assert "peserta-tender                             3         3" in told
    assert "Laporan lengkap: " in told
    call_command("import_inaproc", str(export))
    assert "Tidak ada yang berubah" in capsys.readouterr().out
    assert not pages.progress_file().exists()


@pytest.mark.parametrize("patience", [0, 60])
def test_an_import_of_more_than_a_second_draws_how_far_it_is(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, patience: int
) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr("tenders.management.progress.PATIENCE_SECONDS", patience)
    out = io.StringIO()
    bar = Bar(out)
    bar(Progress(45, 100, "peserta-tender"))
    assert (" 45%" in out.getvalue() and "peserta-tender" in out.getvalue()) is (patience == 0)
    assert json.loads(pages.progress_file().read_text(encoding="utf-8")) == {"share": 0.45}
    bar.end()
    assert not pages.progress_file().exists()


def test_one_import_runs_at_a_time(db: None, export: Path, owner_connection: Any) -> None:
    from tenders.services.archive import IMPORT_LOCK

    owner_connection.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
    with pytest.raises(Refused, match="Impor arsip lain sedang berjalan"):
        imported(export)


ATTACKS = [
    ("UPDATE tenders_archivedtender SET title = 'lain'", "archive_is_written_by_imports"),
    ("UPDATE tenders_archivedrow SET body = '{}', digest = sha256('{}')", "archive_is_written_by_imports"),
    ("UPDATE tenders_archivedrow SET body = '{}'", "archived_row_is_its_digest"),
    ("UPDATE tenders_archivedrow SET body = '[]', digest = sha256('[]')", "archived_row_is_json"),
    ("UPDATE tenders_archivedrow SET key = key || 'x'", "archived_names_stay"),
    ("UPDATE tenders_archivedtender SET code = '9'", "archived_names_stay"),
    ("UPDATE tenders_archiveimport SET folder = 'x'", "finished_import_unchanged"),
    ("UPDATE tenders_archiveimport SET finished_at = NULL", "finished_import_unchanged"),
    ("DELETE FROM tenders_archivedrow", "InsufficientPrivilege"),
    ("DELETE FROM tenders_archivedtender", "InsufficientPrivilege"),
    ("DELETE FROM tenders_archiveimport", "InsufficientPrivilege"),
    ("TRUNCATE tenders_archivedrow", "InsufficientPrivilege"),
    (
        "INSERT INTO tenders_archiveimport (folder, is_invented, begun_at, finished_at, counts, report_sha256)"
        " VALUES ('x', false, now(), now(), '{}', '')",
        "import_begins_open",
    ),
    (
        "INSERT INTO tenders_archivedrow (tender_id, source, key, digest, body, imported_id)"
        " SELECT tender_id, source, 'neu', sha256('{}'), '{}', imported_id FROM tenders_archivedrow LIMIT 1",
        "archive_is_written_by_imports",
    ),
]


@pytest.mark.parametrize(("sql", "sentence"), ATTACKS)
def test_the_archive_is_written_by_imports_alone(db: None, export: Path, sql: str, sentence: str) -> None:
    imported(export)
    assert attack(sql) == sentence


def test_an_import_is_committed_finished_and_on_the_record_or_not_at_all(db: None, export: Path) -> None:
    imported(export)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # the import above holds
    begin = (
        "INSERT INTO tenders_archiveimport (folder, is_invented, begun_at, counts, report_sha256)"
        " VALUES ('x', false, now(), '{}', '')"
    )
    assert attack(begin) == "import_ends_with_its_transaction"
    run("SET CONSTRAINTS ALL DEFERRED")
    finish = "UPDATE tenders_archiveimport SET finished_at = now() WHERE finished_at IS NULL"
    assert attack(f"{begin}; {finish}; SET CONSTRAINTS ALL IMMEDIATE") == "import_is_on_the_record"


@pytest.mark.skipif(not REAL.is_dir(), reason=NO_REAL)
def test_the_real_export_is_imported_whole(db: None) -> None:
    report = imported(REAL)
    assert report.refused == []
    assert {name: count.added for name, count in report.tables.items()} == COUNTS
    assert ArchivedTender.objects.filter(kind="tender").count() == 284
    assert ArchivedTender.objects.filter(kind="nontender").count() == 127
    assert len([code for code, _counts in report.orphans if code.isdigit()]) == 50
    assert not imported(REAL).has_changed
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n) FROM tenders_archive_counts")
        assert cursor.fetchone()[0] == ArchivedTender.objects.count()


@pytest.mark.skipif(not REAL.is_dir(), reason=NO_REAL)
def test_every_schedule_of_the_real_export_stands_in_its_order(db: None) -> None:
    imported(REAL)
    sizes: dict[int, int] = {}
    for found in ArchivedTender.objects.filter(kind="tender"):
        stages = pages.stages_of(found)
        sizes[len(stages)] = sizes.get(len(stages), 0) + 1
        names = [str(each.name) for each in stages]
        assert names[0].startswith("Pengumuman")
        assert names[-1] == "Penandatanganan kontrak"
        if len(stages) == 20:
            assert names[3] == "Penjelasan dokumen prakualifikasi"
        assert all(each.starts_at <= each.ends_at for each in stages)
    assert sizes == {12: 150, 21: 133, 20: 1}
