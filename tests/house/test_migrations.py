# SPDX-License-Identifier: Apache-2.0
"""House rules for the database: named reversible migrations; moves the database knows as well as the models."""

from __future__ import annotations

import ast
import importlib
import re
from io import StringIO
from itertools import product

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django_fsm import FSMFieldMixin

from tests.support.tree import PRODUCT, ROOT, python, text

NAME = re.compile(r"\d{4}_[a-z][a-z0-9]*(_[a-z0-9]+)*")
ALLOWED_IMPORTS = {"django", "django_fsm", "lpse.sql", "typing", "decimal", "datetime", "uuid"}
MIGRATIONS = [
    (path, module)
    for path, module in python(*PRODUCT)
    if path.parent.name == "migrations" and path.name != "__init__.py"
]


@pytest.mark.parametrize("path", [path for path, _ in MIGRATIONS], ids=str)
def test_a_migration_is_named_for_what_it_does_and_can_be_undone(path):
    assert NAME.fullmatch(path.stem), path.stem
    assert not re.search(r"_auto_|_alter_.*_and_more|_and_more$|_initial$", path.stem)
    module = importlib.import_module(".".join(path.with_suffix("").parts))
    for operation in module.Migration.operations:
        assert operation.reversible, f"{operation} cannot be undone"


def test_no_migration_imports_application_code():
    for path, module in MIGRATIONS:
        for node in ast.walk(module):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                if (name, [alias.name for alias in getattr(node, "names", [])]) == ("lpse", ["sql"]):
                    continue
                known = name in ALLOWED_IMPORTS or name.split(".")[0] in ALLOWED_IMPORTS
                assert known, f"{path} imports {name}"


def test_every_sql_file_has_a_migration_of_its_name_and_a_reverse():
    stems = {(path.parent.parent, path.stem) for path, _ in MIGRATIONS}
    for path in ROOT.glob("*/sql/*.sql"), ROOT.glob("lpse/*/sql/*.sql"):
        for file in path:
            app = file.parent.parent.relative_to(ROOT)
            assert (app, file.name.split(".")[0]) in stems, file.name
            assert file.with_name(file.name.split(".")[0] + ".reverse.sql").exists(), file.name


def test_foreign_keys_of_the_domain_protect_what_they_point_to():
    for path, module in python(*PRODUCT):
        if path.name == "models.py" or path.parent.name == "models":
            for node in ast.walk(module):
                if isinstance(node, ast.Attribute) and node.attr in {"CASCADE", "SET_NULL", "SET_DEFAULT"}:
                    pytest.fail(f"{path}:{node.lineno} {node.attr}: the domain uses PROTECT")


def test_the_models_and_the_migrations_agree(db):
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out, stderr=out)
    except (SystemExit, CommandError):
        pytest.fail(out.getvalue())


def fsm_fields():
    """Every state field of the domain with its model."""
    return [
        (model, field)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PRODUCT
        for field in model._meta.get_fields()
        if isinstance(field, FSMFieldMixin)
    ]


def moves_of(model, field):
    """All moves of a state field as pairs, wildcard sources written out; a row begins from nothing in its default."""
    transitions = list(field.get_all_transitions(model))
    named = {str(state) for transition in transitions for state in (transition.source, transition.target) if state}
    states = (named | {str(field.default)}) - {"*", "+"}
    moves = {("", str(field.default))}
    for transition in transitions:
        if transition.target is None:
            continue
        sources = {transition.source} if transition.source not in {"*", "+"} else states
        if transition.source == "+":
            sources = sources - {str(transition.target)}
        moves |= set(product(map(str, sources), [str(transition.target)]))
    return moves


def test_there_are_state_machines():
    assert {model.__name__ for model, _ in fsm_fields()} >= {"Tender", "Package"}


def test_the_database_knows_exactly_the_moves_the_models_know(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT model, source, target FROM legal_move")
        rows = cursor.fetchall()
    tables = {}
    for model, source, target in rows:
        tables.setdefault(model, set()).add((source, target))
    machines = {model._meta.label_lower: moves_of(model, field) for model, field in fsm_fields()}
    assert tables == machines


def test_no_sql_file_drops_or_disables_a_guard():
    for path in ROOT.glob("**/sql/*.sql"):
        if ".venv" in path.parts or path.name.endswith(".reverse.sql"):
            continue
        assert not re.search(r"DISABLE TRIGGER|session_replication_role", text(path.relative_to(ROOT)), re.I), path.name
