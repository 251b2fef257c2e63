# SPDX-License-Identifier: Apache-2.0
"""Runs the verifier on what a story wrote."""

import pytest

from lpse.verify.__main__ import main
from tests.verify.story import zipped


@pytest.fixture
def check(tmp_path, capsys):
    """``check(files, …)``: write the bundle, run the command, return (exit code, what it printed)."""

    def run(files, *, receipts=(), log=None, vkey=None):
        bundle = tmp_path / "bukti.zip"
        bundle.write_bytes(files if isinstance(files, bytes) else zipped(files))
        arguments = [str(bundle)]
        for number, receipt in enumerate(receipts):
            target = tmp_path / f"tanda-terima-{number}.zip"
            target.write_bytes(zipped(receipt))
            arguments += ["--receipt", str(target)]
        if log is not None:
            folder = tmp_path / "salinan"
            folder.mkdir()
            log.write_log(folder)
            arguments += ["--log", str(folder)]
        if vkey is not None:
            arguments += ["--vkey", vkey]
        code = main(arguments)
        return code, capsys.readouterr().out

    return run
