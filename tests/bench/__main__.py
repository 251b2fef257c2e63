# SPDX-License-Identifier: Apache-2.0
"""``make bench``: every tests/bench/bench_*.py in turn, each in a process of its own; one JSON line per measure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def main() -> int:
    """Run the measures named on the command line, or all; exit 1 when one of them breaks."""
    wanted = sys.argv[1:]
    broken = []
    for path in sorted(HERE.glob("bench_*.py")):
        if wanted and path.stem.removeprefix("bench_") not in wanted:
            continue
        env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "deploy")])}
        done = subprocess.run([sys.executable, str(path)], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            broken.append(path.stem)
    if broken:
        print(f"These measures broke: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
