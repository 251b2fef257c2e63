# SPDX-License-Identifier: Apache-2.0
"""House rules for Python: time, imports, annotations, tests that do not sleep."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from tests.support.tree import PRODUCT, ROOT, python

NAIVE = {"now", "utcnow", "today", "utcfromtimestamp"}
CLOCK_OWNERS = {"datetime", "date", "timezone", "dt"}


def calls(module: ast.Module) -> list[tuple[int, str, str]]:
    """Line, owner and name of every call of the form ``owner.name(…)``."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
            found.append((node.lineno, name, node.func.attr))
    return found


def test_only_the_clock_reads_the_clock():
    readers = [
        f"{path}:{line} {owner}.{name}()"
        for path, module in python(*PRODUCT)
        if path != Path("lpse/core/clock.py")
        for line, owner, name in calls(module)
        if (owner in CLOCK_OWNERS and name in NAIVE) or (owner == "time" and name in {"time", "time_ns"})
    ]
    assert not readers


def test_no_datetime_is_built_without_a_zone():
    """``datetime(…)`` with three or more numbers needs ``tzinfo``; fromtimestamp needs ``tz``."""
    naive = []
    for path, module in python(*PRODUCT):
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            zoned = {keyword.arg for keyword in node.keywords} & {"tzinfo", "tz", None}
            if (name == "datetime" and 3 <= len(node.args) < 8 and not zoned) or (
                name == "fromtimestamp" and len(node.args) < 2 and not zoned
            ):
                naive.append(f"{path}:{node.lineno}")
    assert not naive


def test_no_test_sleeps():
    sleeping = [
        f"{path}:{line}"
        for path, module in python("tests")
        for line, _owner, name in calls(module)
        if name == "sleep" or (name == "wait_for_timeout" and path.parts[1] != "support")
    ]
    assert not sleeping


def test_no_test_replaces_what_it_tests():
    mocks = [
        f"{path}:{node.lineno}"
        for path, module in python("tests")
        for node in ast.walk(module)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest.mock"))
        or (isinstance(node, ast.Import) and any(name.name.startswith("unittest.mock") for name in node.names))
    ]
    assert not mocks


def test_the_launcher_needs_only_the_standard_library():
    outside = [
        f"{path}:{node.lineno} {name}"
        for path, module in python("deploy")
        for node in ast.walk(module)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
        if name.split(".")[0] not in sys.stdlib_module_names | {"launcher"}
    ]
    assert not outside


def test_the_product_does_not_import_the_launcher_or_the_tests():
    for path, module in python(*PRODUCT):
        for node in ast.walk(module):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] not in {"launcher", "tests"}, path


def test_import_contracts_hold():
    binary = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([binary, "--no-logo"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
