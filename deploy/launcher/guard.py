# SPDX-License-Identifier: Apache-2.0
"""Ends what a launcher started when the launcher itself is killed. Standard library only.

    python -m launcher.guard VAR [--remove]

Reads its standard input, which the launcher holds open and never writes to; when that ends, so does the launcher.
"""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

from launcher.processes import STOP_SIGNALS, end_leftovers


def main() -> None:
    """Wait for the launcher's end, then end its leftovers."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    var = Path(sys.argv[1])
    sys.stdin.buffer.read()
    end_leftovers(var)
    if "--remove" in sys.argv[2:]:
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
