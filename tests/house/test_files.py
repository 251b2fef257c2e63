# SPDX-License-Identifier: Apache-2.0
"""House rules for files: size, licence line, names, words that must not stand in the tree."""

from __future__ import annotations

import ast
import re

from tests.support.tree import ROOT, ending, files, python, text

LONGEST_FILE = 500
LONGEST_FUNCTION = 50
CODE = (".py", ".js", ".css", ".sql", ".sh", ".html", ".toml")
SPDX = "SPDX-License-Identifier: Apache-2.0"
# Split, so that this file does not find itself.
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "deb." + "debian.org", "npm" + "js.org", "npm" + "js.com")
MACHINE_PATHS = ("/" + "work/", "/" + "farm/", "/root/" + ".")


def test_no_file_of_code_is_longer_than_500_lines():
    long = {str(path): lines for path in ending(*CODE) if (lines := text(path).count("\n")) > LONGEST_FILE}
    assert not long


def test_no_function_is_longer_than_50_lines():
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = [
        f"{path}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for path, module in python()
        for node in ast.walk(module)
        if isinstance(node, functions) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_every_file_of_code_names_its_licence_first():
    comment = {".py": "# ", ".sh": "# ", ".js": "// ", ".css": "/* ", ".sql": "-- "}
    wrong = []
    for path in ending(*comment):
        lines = [line for line in text(path).splitlines()[:2] if not line.startswith("#!")]
        if text(path) and (not lines or not lines[0].startswith(comment[path.suffix] + SPDX)):
            wrong.append(str(path))
    assert not wrong


def test_there_is_no_utils_module():
    assert not [str(path) for path in files() if path.stem in {"utils", "helpers", "misc", "common"}]


def test_the_project_package_stays_empty():
    """A line of Celery there would drag it into the pure core at run time, unseen by the import contracts."""
    assert text(next(path for path in files() if str(path) == "lpse/__init__.py")) == ""


def test_no_registry_host_and_no_path_of_a_machine_stands_in_the_tree():
    words = HOSTS + MACHINE_PATHS
    found = [f"{path}: {word}" for path in files() for word in words if word in text(path)]
    assert not found


def test_lock_files_name_no_host():
    locks = [path for path in files() if path.parts[:2] == ("deploy", "locks")]
    assert len(locks) == 3
    for path in locks:
        assert "://" not in text(path), path
        assert "--hash=sha256:" in text(path), path


def test_every_locked_requirement_is_pinned_with_hashes():
    for path in ending(".lock"):
        for line in text(path).replace("\\\n", " ").splitlines():
            assert re.match(r"[a-z0-9][\w.-]*==\S+( ; [^#]*?)? +--hash=sha256:", line), f"{path}: {line[:80]}"


def test_no_file_is_larger_than_a_mebibyte_or_has_carriage_returns():
    for path in files():
        body = (ROOT / path).read_bytes()
        assert len(body) <= 1024 * 1024, path
        if path.suffix in (*CODE, ".md", ".json", ".txt"):
            assert b"\r" not in body, path


def test_every_unfinished_mark_names_its_issue():
    marks = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\(#\d+\))")
    assert not [
        f"{path}: {line.strip()}" for path in ending(*CODE) for line in text(path).splitlines() if marks.search(line)
    ]
