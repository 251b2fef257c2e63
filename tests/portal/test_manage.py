# SPDX-License-Identifier: Apache-2.0
"""Commands that compute from data alone work on a bare clone: no environment, no database, no data folder."""

import json
import os
import subprocess
import sys

import pytest

from tests.support.tree import ROOT

DATA = {
    "method": "lowest_price_pass_fail",
    "category": "goods",
    "owner_estimate": "1000.00",
    "bids": [{"vendor": "V-1", "price": "900.00"}, {"vendor": "V-2", "price": "800.00"}],
}


@pytest.fixture
def manage(tmp_path):
    """``manage("deadline", …)`` with nothing in the environment but PATH, in an empty folder."""

    def run(*arguments):
        return subprocess.run(
            [sys.executable, ROOT / "manage.py", *arguments], capture_output=True, text=True, cwd=tmp_path,
            env={"PATH": os.environ["PATH"]}, timeout=120, check=False,
        )  # fmt: skip

    return run


def test_a_deadline_is_counted_on_a_bare_clone(manage, tmp_path):
    done = manage("deadline", "objection", "--category", "goods", "--from", "2026-11-20", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["due_on"] == "2026-11-27"
    assert not list(tmp_path.iterdir())


def test_an_evaluation_is_recomputed_on_a_bare_clone(manage, tmp_path):
    file = tmp_path / "evaluasi.json"
    file.write_text(json.dumps(DATA), encoding="utf-8")
    done = manage("evaluate", file)
    assert done.returncode == 0, done.stderr
    assert [row["vendor"] for row in json.loads(done.stdout)["ranking"]] == ["V-2", "V-1"]


def test_every_other_command_still_names_the_variable_it_lacks(manage):
    done = manage("check")
    assert done.returncode != 0
    assert "Set the environment variable SECRET_KEY" in done.stderr
