# SPDX-License-Identifier: Apache-2.0
"""The whole portal for one journey file: its own database, and web, live, worker and beat as real processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.portal import portal_processes
from launcher.processes import Process

from tests.support.site import Site
from tests.support.world import pointed_at

if TYPE_CHECKING:
    from lpse.demo.cast import Cast


@dataclass
class Journey:
    """A running portal. ``url`` is what people type; ``var`` holds this journey's record head and mail."""

    site: Site
    database: str
    var: Path
    env: Mapping[str, str]
    processes: list[Process]

    @cached_property
    def cast(self) -> Cast:
        """The people of this portal with the committee's keys, gathered when they are first asked for."""
        from lpse.demo import cast as casting
        from lpse.demo import tenders

        people = casting.gather()
        tenders.enrol_members(people)
        return people

    @property
    def url(self) -> str:
        """Origin of the pages, by the name passkeys need."""
        return f"http://localhost:{self.site.workspace.port}"

    def manage(self, *command: str) -> str:
        """Run a management command on this journey's database; returns what it printed."""
        return self.site.manage(*command, env=self.env)

    def process(self, name: str) -> Process:
        """One of web, live, worker, beat: to kill it, say, or to read its log."""
        return next(process for process in self.processes if process.name == name)


@contextmanager
def running_journey(site: Site, name: str, wishes: Mapping[str, str] | None = None) -> Iterator[Journey]:
    """Start the portal on a fresh copy of the migrated database; end it and drop the database afterwards.

    ``wishes`` are environment variables of this journey, such as TRAINING_DAY_SECONDS.
    """
    from lpse.ledger import services as ledger

    site.database()
    site.broker()
    site.object_store()
    var = site.workspace.var / "journeys" / name
    (var / "static").mkdir(parents=True, exist_ok=True, mode=0o700)
    with site.copy_of_database() as database:
        env = site.environment(database, var) | dict(wishes or {})
        with pointed_at(database, var):
            ledger.ensure_genesis()
        processes = portal_processes(site.workspace, env)
        try:
            site.supervisor.start(*processes)
            yield Journey(site, database, var, env, processes)
        finally:
            for process in processes:
                process.kill()
                if process in site.supervisor.processes:
                    site.supervisor.processes.remove(process)
