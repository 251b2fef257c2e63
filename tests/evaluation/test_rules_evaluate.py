# SPDX-License-Identifier: Apache-2.0
"""Whole evaluations against vectors counted by hand, pure and through the command."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evaluation.rules.evaluate import evaluate

ROOT = Path(__file__).parent.parent.parent
VECTORS: list[dict[str, Any]] = json.loads((ROOT / "tests" / "vectors" / "evaluation.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_each_vector_is_recomputed_exactly(vector: dict[str, Any]) -> None:
    assert evaluate(vector["input"])["ranking"] == vector["expect"]


def test_every_method_of_the_contract_has_a_vector() -> None:
    assert {vector["input"]["method"] for vector in VECTORS} == {
        "lowest_price_pass_fail",
        "threshold",
        "merit_points",
        "life_cycle_cost",
        "quality_and_cost",
        "quality",
        "fixed_budget",
        "least_cost",
    }


def run(file: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as people do, with a database address that leads nowhere."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "lpse.settings",
        "SECRET_KEY": "only-for-this-test",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "MIGRATE_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "AUDIT_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "S3_ENDPOINT": "127.0.0.1:1",
        "S3_PUBLIC_URL": "http://127.0.0.1:1",
        "S3_ACCESS_KEY": "none",
        "S3_SECRET_KEY": "none",
        "VAR": str(file.parent / "var"),
    }
    command = [sys.executable, "manage.py", "evaluate", str(file)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_the_command_needs_no_database(tmp_path: Path) -> None:
    file = tmp_path / "evaluasi.json"
    file.write_text(json.dumps(VECTORS[1]["input"]), encoding="utf-8")
    done = run(file)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"ranking": VECTORS[1]["expect"]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "bukan JSON yang sah"),
        ("[" * 100_000, "bukan JSON yang sah"),
        ('{"method": "harga"}', "owner_estimate"),
    ],
)
def test_a_bad_file_ends_with_two_and_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "evaluasi.json"
    file.write_text(text, encoding="utf-8")
    done = run(file)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
