# SPDX-License-Identifier: Apache-2.0
"""How far an import is: a bar for whoever watches the command, and a note for the page of tenders."""

import json
import time
from pathlib import Path
from typing import TextIO

from tenders.selectors.archive import progress_file
from tenders.services.archive import Progress

PATIENCE_SECONDS = 1.0
LINE_SECONDS = 5.0
WIDTH = 30


class Bar:
    """Draws the progress of an import once it takes longer than a second; on no terminal, a line every five."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._begun = self._last = time.monotonic()
        self._drawn = False
        self._file: Path = progress_file()

    def __call__(self, progress: Progress) -> None:
        """Show and note how far it is."""
        now = time.monotonic()
        self._note(progress)
        live = self._out.isatty()
        if now - self._begun < PATIENCE_SECONDS or (now - self._last < (0.2 if live else LINE_SECONDS) and self._drawn):
            return
        self._last, self._drawn = now, True
        share = min(1.0, progress.done / progress.total) if progress.total else 1.0
        full = round(share * WIDTH)
        bar = f"[{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%} {now - self._begun:4.0f} s  {progress.words}"
        self._out.write(f"\r{bar:<78}" if live else f"{bar}\n")
        self._out.flush()

    def end(self) -> None:
        """Leave the line and take the note away."""
        if self._drawn and self._out.isatty():
            self._out.write("\n")
        self._file.unlink(missing_ok=True)

    def _note(self, progress: Progress) -> None:
        share = progress.done / progress.total if progress.total else 1.0
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps({"share": round(share, 4)}), encoding="utf-8")
        draft.replace(self._file)
