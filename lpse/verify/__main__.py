# SPDX-License-Identifier: Apache-2.0
"""lpse-verify BUNDLE [--receipt ZIP]… [--vkey KEY] [--log DIR]: check a tender's evidence offline.

Exit code 0 when every check holds (reports are no failures), 1 when one is broken or something cannot be read.
Needs Python 3.11 and pycryptodome; no Django, no database, no network.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

NO_CRYPTO = "Pasang dahulu pycryptodome untuk Python ini: python3 -m pip install 'pycryptodome>=4.4'"


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    result = argparse.ArgumentParser(prog="lpse-verify", description="Memeriksa bukti pengadaan tanpa jaringan.")
    result.add_argument("bundle", type=Path, metavar="BUNDLE", help="bukti.zip dari tab Jejak audit")
    result.add_argument(
        "--receipt", type=Path, action="append", default=[], metavar="ZIP", help="tanda terima penyedia"
    )
    result.add_argument("--vkey", metavar="KEY", help="kunci catatan dari sumber lain yang dipercaya")
    result.add_argument("--log", type=Path, metavar="DIR", help="salinan seluruh catatan (ubin dan dokumen)")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    chosen = parser().parse_args(arguments)
    try:
        lines = list(_lines(chosen))
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "Crypto":
            raise
        print(NO_CRYPTO, file=sys.stderr)
        return 1
    for line, _broken in lines:
        print(line)
    broken = sum(is_broken for _line, is_broken in lines)
    print(f"TIDAK SAH: {broken} pemeriksaan gagal." if broken else "Semua pemeriksaan sah.")
    return 1 if broken else 0


def _lines(chosen: argparse.Namespace) -> Iterator[tuple[str, bool]]:
    """Yield each line of the result and whether it is a broken check."""
    from lpse.verify.checks import run
    from lpse.verify.evidence import Evidence, Unreadable, read_bundle, read_log, read_receipt
    from lpse.verify.findings import Verdict

    try:
        evidence = Evidence(
            bundle=read_bundle(chosen.bundle.read_bytes()),
            log=read_log(chosen.log) if chosen.log else None,
            receipts=[read_receipt(file.name, file.read_bytes()) for file in chosen.receipt],
            vkey=chosen.vkey,
        )
    except (Unreadable, OSError) as error:
        yield f"{Verdict.BROKEN:<8} 0 berkas: {error}", True
        return
    for finding in run(evidence):
        yield str(finding), finding.verdict is Verdict.BROKEN


if __name__ == "__main__":
    sys.exit(main())
