# SPDX-License-Identifier: Apache-2.0
"""The verifier as one file, on a machine that has Python and pycryptodome and nothing else of ours."""

import hashlib
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from lpse.verify.build import build
from tests.verify.story import Story, whole, zipped


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return build(tmp_path_factory.mktemp("pyz") / "lpse-verify.pyz")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A folder with pycryptodome alone, taken from this environment."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "Crypto").symlink_to(Path(sysconfig.get_paths()["platlib"]) / "Crypto")
    return folder


def run(program, *arguments, path=""):
    """Run the file with a bare interpreter (no site packages, no environment) in an empty folder."""
    return subprocess.run(
        [sys.executable, "-S", "-P", str(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=program.parent,
        env={"PATH": os.defpath, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"},
    )


def test_the_single_file_checks_a_bundle_a_receipt_and_a_mirror(program, elsewhere, tmp_path):
    story = whole(Story())
    (tmp_path / "bukti.zip").write_bytes(zipped(story.files()))
    (tmp_path / "terima.zip").write_bytes(zipped(story.receipt("V-arung", 2)))
    story.write_log(tmp_path)
    arguments = ["--receipt", tmp_path / "terima.zip", "--log", tmp_path, "--vkey", story.log_key.vkey]
    done = run(program, tmp_path / "bukti.zip", *arguments, path=elsewhere)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Semua pemeriksaan sah." in done.stdout
    assert "peringkat yang dihitung ulang" in done.stdout


def test_the_single_file_refuses_a_changed_bundle(program, elsewhere, tmp_path):
    files = whole(Story()).files()
    (tmp_path / "bukti.zip").write_bytes(zipped(files | {"evaluasi.json": b"{}"}))
    done = run(program, tmp_path / "bukti.zip", path=elsewhere)
    assert done.returncode == 1
    assert "GAGAL" in done.stdout


def test_without_pycryptodome_the_single_file_says_what_to_install(program, tmp_path):
    (tmp_path / "bukti.zip").write_bytes(b"")
    done = run(program, tmp_path / "bukti.zip")
    assert done.returncode == 1
    assert "pycryptodome" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_same_sources_make_the_same_file(program, tmp_path):
    again = build(tmp_path / "lagi.pyz")
    assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(program.read_bytes()).digest()
