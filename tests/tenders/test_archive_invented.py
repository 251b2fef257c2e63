# SPDX-License-Identifier: Apache-2.0
"""The demo's archive: real where there is one, else invented, always the same, by the same import."""

from pathlib import Path
from typing import Any

from lpse.demo import archive as demo
from lpse.demo import inventing
from tenders.models import ArchivedTender
from tenders.selectors import archive
from tests.support.archive import announcement, write


def test_the_invented_export_is_always_the_same(tmp_path: Path) -> None:
    first, second = (inventing.write_export(tmp_path / name) for name in "ab")
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_without_a_real_export_the_demo_invents_an_archive_and_says_so(db: None, tmp_path: Path, settings: Any) -> None:
    settings.INAPROC_DIR = tmp_path / "tidak-ada"
    told: list[str] = []
    report = demo.fill(tell=told.append)
    assert report is not None
    assert report.refused == []
    assert report.orphans == []
    assert report.packages_added == inventing.TENDERS + inventing.DIRECT + inventing.RECORDED
    assert not ArchivedTender.objects.filter(is_invented=False).exists()
    assert "inventing one" in told[0]
    assert demo.fill(tell=told.append) is None  # a second demo continues with the same data
    sizes = {len(archive.stages_of(found)) for found in ArchivedTender.objects.filter(kind="tender")}
    assert sizes == {12, 20, 21}
    statuses = set(ArchivedTender.objects.values_list("status", flat=True))
    assert statuses == {"awarded", "failed_or_cancelled"}


def test_with_an_export_the_demo_imports_it(db: None, tmp_path: Path, settings: Any) -> None:
    settings.INAPROC_DIR = tmp_path / "ekspor"
    write(settings.INAPROC_DIR, "pengumuman", [announcement(1), "{"])
    told: list[str] = []
    demo.fill(tell=told.append)
    assert ArchivedTender.objects.get().is_invented is False
    assert "1 rows refused" in told[-1]


def test_a_folder_that_is_no_export_is_told_and_replaced(db: None, tmp_path: Path, settings: Any) -> None:
    settings.INAPROC_DIR = tmp_path
    told: list[str] = []
    demo.fill(tell=told.append)
    assert "bukan folder ekspor INAPROC" in told[1]
    assert ArchivedTender.objects.filter(is_invented=True).exists()
