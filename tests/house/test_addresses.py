# SPDX-License-Identifier: Apache-2.0
"""House rules for addresses: every view says who may call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from tests.security.addresses import addresses
from tests.support.looks import PAGES, unseen

# Views of libraries, which carry no mark of ours; each line says why strangers may call them.
UNMARKED = {
    "allauth.": "sign-in guards itself",
    "django.views.i18n": "chooses a language",
}


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the portal with its view."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        elif isinstance(entry, URLPattern):
            yield address, entry.callback


def module_of(view: Any) -> str:
    """Where a view, or the class behind it, is defined."""
    return str(getattr(view, "view_class", view).__module__)


def test_every_view_says_who_may_call_it():
    known = list(patterns(get_resolver()))
    assert len(known) > 20
    unmarked = [
        f"{address} ({module_of(view)}.{getattr(view, '__name__', view)})"
        for address, view in known
        if not hasattr(view, "lpse_access") and not module_of(view).startswith(tuple(UNMARKED))
    ]
    assert not unmarked


def test_every_mark_is_one_of_the_three():
    for address, view in patterns(get_resolver()):
        mark = getattr(view, "lpse_access", "public")
        assert mark in {"public", "signed_in"} or mark.startswith("performs "), address


def test_no_two_addresses_share_a_name():
    def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from names(entry, inner)
            elif entry.name:
                yield space + entry.name

    found = [name for name in names(get_resolver()) if not name.startswith(("account_", "mfa_", "prometheus"))]
    twice = {name for name in found if found.count(name) > 1}
    assert not twice


def test_the_system_checks_find_nothing(db):
    call_command("check", fail_level="WARNING")


def test_every_named_address_is_looked_at_or_says_why_not():
    """Chromium looks at each page for each person it acts for (tests/portal/test_looks.py)."""
    known = {each.name for each in addresses()}
    listed = set(PAGES) | unseen()
    assert not known - listed, "add it to tests/support/looks.py"
    assert not listed - known, "these are no addresses any more"
    assert not set(PAGES) & unseen()
