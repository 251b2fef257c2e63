# SPDX-License-Identifier: Apache-2.0
"""Fixtures of every test: real services of a throwaway folder, databases from a template, people in Chromium.

=====================  ==========================================================================================
``db``                 pytest-django's: a transaction as role app, rolled back; raw SQL attacks run in it
``cast``               the people of a gathered installation, built once for the run; ``db`` is a transaction on it
``owner_connection``   psycopg connection as role owner on the same database, rolled back; sees committed rows only
``audit_connection``   the same as role audit
``committed_db``       a fresh database of its own where commits last until the test ends (races, deferred triggers)
``s3``                 SeaweedFS with the portal's buckets       ``broker``  Valkey
``journey``            the whole portal on a database of its own, for one module, or for all of ``ON_ONE_PORTAL``
``people``             ``people("ratna")`` gives a person with a browser context of their own on the journey's portal
``browser_page``       one page in a fresh context, on no portal (scripts served by the test itself)
=====================  ==========================================================================================
"""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest
from hypothesis import settings as hypotheses

from tests.support.browser import Chromium, Person, chromium_path
from tests.support.journey import Journey, running_journey
from tests.support.quick import Quick
from tests.support.site import Site
from tests.support.world import QUICK_HASHERS, Installation, World, gathered_installation, pointed_at

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from psycopg import Connection
    from pytest_django import DjangoDbBlocker

    from lpse.demo.cast import Cast

SITE = Site()
os.environ.update(SITE.environment())
(SITE.workspace.var / "static").mkdir(exist_ok=True)  # whitenoise warns of a folder that is missing
hypotheses.register_profile("suite", deadline=None)
hypotheses.load_profile("suite")  # speed is measured in `make bench`, never in a test
os.environ["DJANGO_SETTINGS_MODULE"] = "lpse.settings"
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]  # else workers would read the settings before they have a site of their own

BUILT = ("announced_world", "gathered_world")
"""Fixtures that are built worlds: the first a test asks for is the one its database is a transaction on."""
SHARING = {"portal", "security", "evaluation", "complaints"}
ON_ONE_PORTAL = {
    "test_frame", "test_live", "test_changes_browser", "test_room_browser", "test_clarification_browser",
    "test_evaluating_browser",
}  # fmt: skip
"""Files whose journeys share one running portal and its people; they stay on one worker, too."""
READ_CONTEXTS = {
    "test_more_facets", "test_change_views", "test_survey", "test_diverted", "test_views_appeals", "test_sealed",
    "test_views_complaints", "test_views_information", "test_views",
}  # fmt: skip
"""Files that read ``response.context``."""
STANDING: list[Journey] = []
STOPS = ExitStack()
NO_CHROMIUM = "Chromium is not installed (on Debian: apt-get install chromium)"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--quick``, as `make quick` asks."""
    parser.addoption("--quick", action="store_true", help="pure tests and those of what changed, within 90 s")


def pytest_configure(config: pytest.Config) -> None:
    """Take part in a quick run."""
    if config.getoption("--quick"):
        config.pluginmanager.register(Quick(), "quick")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs Chromium."""
    if {"chromium", "people", "browser_page"} & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.browser)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep on one worker what shares one built world: a file, or a whole folder of ``SHARING``."""
    from xdist.scheduler import LoadScopeScheduling

    class ByWorld(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            folder = path.split("/")[1]
            if Path(path).stem in ON_ONE_PORTAL:
                return "standing portal"
            return folder if folder in SHARING else path

    return ByWorld(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys last, browser tests before them, then those with a database: quick failures first.

    Of several workers, the long ones first, shared worlds above all, so that the short ones fill up the end.
    """
    is_shared = "PYTEST_XDIST_WORKER" in os.environ

    def weight(item: pytest.Item) -> int:
        if is_shared and SHARING & set(item.path.parts):
            return 4
        if "journeys" in item.path.parts:
            return 3
        if item.get_closest_marker("browser"):
            return 2
        return 1 if {"site", "db"} & set(getattr(item, "fixturenames", ())) else 0

    items.sort(key=weight, reverse=is_shared)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show, below a failed journey, what its processes said last and what went wrong on people's pages."""
    report: Any = yield
    values = getattr(item, "funcargs", {})
    if report.failed and isinstance(values.get("journey"), Journey):
        for process in values["journey"].processes:
            report.sections.append((f"log of {process.name}", process.tail(15)))
    return report


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a browser test by name where there is no browser."""
    if item.get_closest_marker("browser") and chromium_path() is None:
        pytest.skip(NO_CHROMIUM)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """End the standing portal after the last file that uses it: its clock would tick on beside all other tests."""
    yield
    if STANDING and (nextitem is None or nextitem.path.stem not in ON_ONE_PORTAL):
        STANDING.clear()
        STOPS.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly, before the summary line, which browser tests were left out."""
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if NO_CHROMIUM in str(report.longrepr)]
    if skipped:
        terminalreporter.section(f"NOT TESTED: {len(skipped)} browser tests. {NO_CHROMIUM}", red=True, bold=True)
        for report in skipped:
            terminalreporter.line(report.nodeid)


def pytest_unconfigure() -> None:
    """End the services of this run."""
    SITE.stop()


@pytest.fixture(scope="session")
def site() -> Site:
    """The throwaway services of this run."""
    return SITE


@pytest.fixture(scope="session")
def django_db_setup(site: Site) -> None:
    """PostgreSQL with the database of this run, cloned from a migrated template."""
    site.database()


@pytest.fixture(autouse=True)
def first_visit() -> None:
    """Each test begins in Indonesian (a page asked in English leaves its language to the thread) and without pages."""
    from django.utils import translation

    from lpse import kept
    from lpse.portal import strangers

    translation.activate("id")
    strangers.forget()
    kept.forget()


@pytest.fixture(autouse=True)
def pages_as_bytes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw pages as a server does. Django's tests copy what each template was given, which takes longer than drawing
    it: only the files of ``READ_CONTEXTS`` ask for that.
    """
    from django.template.base import Template
    from django.test.utils import _TestState

    if request.node.path.stem not in READ_CONTEXTS:
        monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)


@pytest.fixture(autouse=True)
def own_world(request: pytest.FixtureRequest) -> Iterator[None]:
    """Point a test with a database at the built world it asks for, else at the empty one.

    Its data folder is its own either way: the record's kept head must not outlive a rollback.
    """
    uses = {"db", "transactional_db", "committed_db"} & set(request.fixturenames)
    if not uses and request.node.get_closest_marker("django_db") is None:
        yield
        return
    tmp_path: Path = request.getfixturevalue("tmp_path")
    built = next((name for name in BUILT if name in request.fixturenames), None)
    if built is None:
        settings: Any = request.getfixturevalue("settings")
        settings.VAR = tmp_path
        yield
        return
    world: World = request.getfixturevalue(built)
    shutil.copytree(world.var, tmp_path / "var")
    with pointed_at(world.database, tmp_path / "var"):
        yield


@pytest.fixture(scope="session")
def gathered_world(
    site: Site, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with everyone and a record that has begun, committed once for the run."""
    with site.copy_of_database() as database:
        with django_db_blocker.unblock():
            world = gathered_installation(database, tmp_path_factory.mktemp("gathered"))
        yield world


@pytest.fixture
def cast(gathered_world: Installation, db: None, s3: Site, settings: Any) -> Cast:
    """Everyone, with their appointments, on a record that has begun, and what they send is really stored.

    Nobody's password is worth stretching here.
    """
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    return copy.deepcopy(gathered_world.cast)


def connection_as(role: str, database: str) -> Iterator[Connection]:
    """One connection of a database role, rolled back and closed afterwards."""
    import psycopg

    connection = psycopg.connect(SITE.address(role, database))
    try:
        yield connection
    finally:
        connection.rollback()
        connection.close()


@pytest.fixture
def owner_connection(django_db_setup: None) -> Iterator[Connection]:
    """The tables' owner, as migrations run."""
    yield from connection_as("owner", current_database())


@pytest.fixture
def audit_connection(django_db_setup: None) -> Iterator[Connection]:
    """The auditor's reading role."""
    yield from connection_as("audit", current_database())


def current_database() -> str:
    """Name of the database Django is pointed at now."""
    from django.db import connections

    return str(connections["default"].settings_dict["NAME"])


def point_django_at(database: str) -> None:
    """Close Django's connection and name another database for the next one."""
    from django.db import connections

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = database


@pytest.fixture
def committed_db(site: Site, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A fresh database in which commits are real; its name, for further connections and processes."""
    with site.copy_of_database() as database, django_db_blocker.unblock():
        before = current_database()
        point_django_at(database)
        try:
            yield database
        finally:
            point_django_at(before)


@pytest.fixture(scope="session")
def s3(site: Site) -> Site:
    """SeaweedFS with the portal's buckets; the settings name it already."""
    site.object_store()
    return site


@pytest.fixture(scope="session")
def broker(site: Site) -> Site:
    """Valkey; the settings name it already."""
    site.broker()
    return site


@pytest.fixture(scope="module")
def journey(
    site: Site, request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Journey]:
    """The running portal of one journey file; Django in the test process is pointed at the same database.

    A file may set ``ENVIRONMENT`` for its portal. Files of ``ON_ONE_PORTAL`` bring their own tenders to one that stands
    for all of them: starting four processes costs more than most of their tests.
    """
    name = Path(request.node.path).stem
    if name in ON_ONE_PORTAL:
        with django_db_blocker.unblock():
            if not STANDING:
                STANDING.append(STOPS.enter_context(running_journey(site, "standing")))
            with pointed_at_journey(STANDING[0]) as running:
                yield running
        return
    wishes = getattr(request.module, "ENVIRONMENT", None)
    with django_db_blocker.unblock(), running_journey(site, name, wishes) as started, pointed_at_journey(started):
        yield started


@contextmanager
def pointed_at_journey(running: Journey) -> Iterator[Journey]:
    """Point Django in the test process at a journey's database and folder for a while."""
    from django.conf import settings

    before, var = current_database(), settings.VAR
    point_django_at(running.database)
    settings.VAR = running.var
    try:
        yield running
    finally:
        settings.VAR = var
        point_django_at(before)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One headless Chromium for the run."""
    path = chromium_path()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    # Playwright's sync interface keeps an event loop in this thread, which Django would take for an async caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    browser = Chromium(path)
    try:
        yield browser
    finally:
        browser.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def people(chromium: Chromium, journey: Journey) -> Iterator[Callable[[str], Person]]:
    """``people(name)``: a person with an empty browser, the same one when asked again; script errors fail the test."""
    known: dict[str, Person] = {}

    def person(name: str) -> Person:
        if name not in known:
            known[name] = chromium.person(name, journey.url)
        return known[name]

    yield person
    errors = [error for someone in known.values() for error in someone.errors]
    for someone in known.values():
        someone.context.close()
    assert not errors, errors


@pytest.fixture
def browser_page(chromium: Chromium) -> Iterator[Page]:
    """A page in a fresh context, for scripts a test serves itself."""
    someone = chromium.person("Tamu", "")
    yield someone.page
    someone.context.close()
