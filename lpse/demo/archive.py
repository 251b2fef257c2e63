# SPDX-License-Identifier: Apache-2.0
"""The archive of the demo: a real export where this machine has one, else an invented one, by the same import."""

import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from lpse.core import clock
from lpse.core.acts import Actor, Refused
from lpse.demo import inventing, world
from lpse.ledger import services as ledger
from tenders.inaproc.report import Report
from tenders.management.progress import Bar
from tenders.services import import_archive


def fill(*, tell: Callable[[str], object]) -> Report | None:
    """Fill the archive once and say with what; a folder that is no export is told, and an archive invented instead."""
    done = world.folder() / "archive"
    if done.exists():
        return None
    report = None
    if settings.INAPROC_DIR.is_dir():
        tell(f"Importing the archive from {settings.INAPROC_DIR}.")
        try:
            report = _imported(settings.INAPROC_DIR, is_invented=False)
        except Refused as refused:
            tell(str(refused))
    if report is None:
        tell("There is no real archive on this machine; inventing one.")
        report = _imported(inventing.write_export(world.folder() / "arsip-rekaan"), is_invented=True)
    refusals = f", {len(report.refused)} rows refused (see {report.path})" if report.refused else ""
    tell(f"The archive holds {report.packages_added} packages more{refusals}.")
    done.parent.mkdir(parents=True, exist_ok=True)
    done.touch()
    return report


def _imported(folder: Path, *, is_invented: bool) -> Report:
    bar = Bar(sys.stderr)
    try:
        report = import_archive(actor=Actor.clock(), folder=folder, now=clock.now(), is_invented=is_invented, tell=bar)
    finally:
        bar.end()
    ledger.publish()
    return report
