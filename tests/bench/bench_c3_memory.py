# SPDX-License-Identifier: Apache-2.0
"""c3_memory: what Chromium needs to seal a file of 1 GiB, with 64 MiB as the baseline; a fresh browser for each.

Value and baseline are the highest sums, over all of the browser's processes, of proportional memory (PSS) while a page
reads, digests and seals a real file without uploading it, in MiB. ``growth`` is their difference: at most 400.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bench_c3_sealing import OURS, bid_page
from tests.support.bench import report

SMALL, LARGE = 64 * 2**20, 2**30
MIB = 2**20
ALLOWED = 400
SAMPLE_SECONDS = 0.1


def descendants(pid: int) -> list[int]:
    """Ids of every process that a process started, and those that they started. Source: proc(5)."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                found += [int(child), *descendants(int(child))]
    return found


def chromium_bytes() -> int:
    """Proportional memory of all Chromium processes below this one, in bytes."""
    total = 0
    for pid in descendants(os.getpid()):
        with contextlib.suppress(OSError):
            if "chrom" not in Path(f"/proc/{pid}/exe").readlink().name:
                continue
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    return total


class Peak(threading.Thread):
    """Watches Chromium's memory beside the measure; ``bytes`` is the most it saw."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Look, rest, look again."""
        while not self._over.wait(SAMPLE_SECONDS):
            self.bytes = max(self.bytes, chromium_bytes())

    def end(self) -> int:
        """Stop watching and return the peak. Raises RuntimeError when no Chromium was seen."""
        self._over.set()
        self.join()
        if not self.bytes:
            raise RuntimeError("no Chromium process was seen")
        return self.bytes


def peak_of(size: int, folder: Path) -> tuple[int, float]:
    """Peak in bytes and seconds taken for a sparse file of ``size`` bytes."""
    chosen = folder / f"{size}.bin"
    with open(chosen, "wb") as file:
        file.truncate(size)
    with bid_page(chosen) as page:
        page.set_default_timeout(0)
        peak = Peak()
        peak.start()
        seconds = float(page.evaluate(OURS, False))
        return peak.end(), seconds


def main() -> None:
    """Both sizes, one line."""
    with TemporaryDirectory() as folder:
        small, _seconds = peak_of(SMALL, Path(folder))
        large, seconds = peak_of(LARGE, Path(folder))
    facts = {"growth": round((large - small) / MIB), "allowed": ALLOWED, "seconds": round(seconds, 1)}
    report("c3_memory", round(large / MIB), round(small / MIB), large / small, unit="MiB", bytes=LARGE, **facts)


if __name__ == "__main__":
    main()
