# SPDX-License-Identifier: Apache-2.0
"""What a browser may load is one published whole."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from lpse import assets
from lpse.templatetags import lpse_ui

CSS = sorted((assets.ROOT / "lpse/static/css").glob("*.css"))
TEMPLATES = sorted((assets.ROOT / "lpse/templates").rglob("*.html"))


@pytest.fixture
def own_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small static tree in place of the portal's."""
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "app.js").write_text('import { a } from "./a.js";\nexport const x = a;\n')
    (tmp_path / "js" / "a.js").write_text('import b from "../lib/b.js";\nimport("./never.js");\nexport const a = b;\n')
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "b.js").write_text('import { x } from "../js/app.js";\nexport default 1;\n')
    monkeypatch.setattr(assets, "folders", lambda: [tmp_path])
    forget()
    yield tmp_path
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Read the tree again, as a new process would."""
    for function in (assets.files, assets.manifest, assets.integrity, assets.imports):
        function.cache_clear()


def test_the_manifest_can_be_checked_with_sha256sum() -> None:
    for line in assets.manifest().decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(assets.path_of(name).read_bytes()).hexdigest() == digest


def test_the_tree_holds_our_modules_and_those_of_installed_packages() -> None:
    names = set(assets.files())
    assert {"js/app.js", "css/tokens.css", "img/icons.svg", "django_htmx/htmx-2.min.js", "mfa/js/webauthn.js"} <= names


def test_one_changed_byte_anywhere_changes_the_address_of_everything(own_tree: Path) -> None:
    before = assets.digest12()
    (own_tree / "lib" / "b.js").write_text('import { x } from "../js/app.js";\nexport default 2;\n')
    forget()
    assert assets.digest12() != before


def test_a_renamed_file_changes_the_address_too(own_tree: Path) -> None:
    before = assets.digest12()
    (own_tree / "lib" / "b.js").rename(own_tree / "lib" / "c.js")
    forget()
    assert assets.digest12() != before


def test_the_address_is_twelve_hex_digits_of_the_digest() -> None:
    assert re.fullmatch("[0-9a-f]{12}", assets.digest12())
    assert assets.digest().hex().startswith(assets.digest12())


def test_integrity_is_the_sha384_that_browsers_compute(own_tree: Path) -> None:
    algorithm, value = assets.integrity("js/a.js").split("-", 1)
    assert algorithm == "sha384"
    assert base64.b64decode(value) == hashlib.sha384((own_tree / "js" / "a.js").read_bytes()).digest()


def test_imports_are_followed_through_folders_and_circles(own_tree: Path) -> None:
    assert assets.imports("js/app.js") == ("js/a.js", "lib/b.js")


def test_an_import_that_leads_nowhere_is_named(own_tree: Path) -> None:
    (own_tree / "js" / "a.js").write_text('import { gone } from "./gone.js";\n')
    forget()
    with pytest.raises(assets.UnknownAsset, match=r"js/gone\.js"):
        assets.imports("js/app.js")


def test_every_import_of_every_module_of_ours_leads_to_a_file() -> None:
    for name in assets.files():
        if name.startswith("js/") and name.endswith(".js"):
            assets.imports(name)


def test_an_entry_module_and_each_of_its_imports_carry_an_integrity() -> None:
    markup = lpse_ui.module("js/app.js")
    loaded = re.findall(r'(?:href|src)="[^"]*/static/[0-9a-f]{12}/([^"]+)" integrity="([^"]+)"', markup)
    assert {name for name, _value in loaded} == {"js/app.js", *assets.imports("js/app.js")}
    assert all(value == assets.integrity(name) for name, value in loaded)


def test_colours_stand_in_the_tokens_only() -> None:
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla)\(")
    strays = {file.name: literal.findall(file.read_text()) for file in CSS if file.name != "tokens.css"}
    assert {name: found for name, found in strays.items() if found} == {}


def test_every_token_used_is_declared() -> None:
    declared = set(re.findall(r"(--[a-z0-9-]+)\s*:", "".join(file.read_text() for file in CSS)))
    used = set(re.findall(r"var\((--[a-z0-9-]+)", "".join(file.read_text() for file in CSS)))
    assert used - declared == set()


def test_the_dark_theme_says_the_same_by_choice_and_by_device() -> None:
    tokens = (assets.ROOT / "lpse/static/css/tokens.css").read_text()
    by_device = re.search(r":root:not\(\[data-theme=\"terang\"\]\) \{(.*?)\}", tokens, re.DOTALL)
    by_choice = re.search(r":root\[data-theme=\"gelap\"\] \{(.*?)\}", tokens, re.DOTALL)
    assert by_device and by_choice
    assert by_device[1].split() == by_choice[1].split()


def test_the_stylesheets_stay_within_the_budget_of_a_slow_line() -> None:
    import gzip

    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in CSS) <= 16_000


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_template_compiles_and_names_only_icons_that_exist(file: Path) -> None:
    get_template(file.relative_to(assets.ROOT / "lpse/templates").as_posix())
    drawn = set(re.findall(r'id="i-([a-z]+)"', assets.path_of("img/icons.svg").read_text()))
    named = set(re.findall(r'{% icon(?:_address)? "([a-z]+)"', file.read_text()))
    assert named - drawn == set()
