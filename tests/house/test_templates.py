# SPDX-License-Identifier: Apache-2.0
"""House rules for templates and styles."""

from __future__ import annotations

import re

from tests.support.tree import ending, text

PAGES = [path for path in ending(".html") if path.parts[0] != "docs"]
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"(?:application/json|application/ld\+json|importmap)\")", re.I
)
INLINE_STYLE = re.compile(r"<style\b|\sstyle\s*=", re.I)
INLINE_HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I)
COLOUR = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch)\(", re.I)


def offences(pattern: re.Pattern[str]) -> list[str]:
    """Files and lines of templates in which a pattern occurs."""
    return [
        f"{path}:{number} {line.strip()[:90]}"
        for path in PAGES
        for number, line in enumerate(text(path).splitlines(), 1)
        if pattern.search(line)
    ]


def test_there_are_templates_to_look_at():
    assert len(PAGES) > 20


def test_no_template_holds_a_script():
    assert not offences(INLINE_SCRIPT)


def test_no_template_holds_a_style():
    assert not offences(INLINE_STYLE)


def test_no_template_holds_an_event_handler():
    assert not offences(INLINE_HANDLER)


def test_no_template_names_another_host():
    """Mail texts may; pages load nothing from elsewhere."""
    loads = re.compile(r"<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.I)
    assert not offences(loads)


def test_every_fragment_and_component_says_which_variables_it_takes():
    silent = [
        str(path)
        for path in PAGES
        if (path.name.startswith("_") or path.parent.name == "components")
        and not text(path).lstrip().startswith(("{% comment %}", "{# "))
    ]
    assert not silent


def without_comments(css: str) -> str:
    """Styles without their comments, on the same lines."""
    return re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), css, flags=re.DOTALL)


def test_colours_stand_only_among_the_tokens():
    found = [
        f"{path}:{number} {line.strip()[:90]}"
        for path in ending(".css")
        if path.name != "tokens.css" and path.parts[0] != "docs"
        for number, line in enumerate(without_comments(text(path)).splitlines(), 1)
        if COLOUR.search(re.sub(r"url\([^)]*\)|^\s*[^{}:]*\{", "", line))
    ]
    assert not found
