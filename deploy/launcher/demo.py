# SPDX-License-Identifier: Apache-2.0
"""The whole portal on one machine, by one command, for trying out. Standard library only.

    python -m launcher.demo [--port 8000] [--var var]

Services, migrations, the four processes, the demo world; Ctrl-C, TERM or a closed terminal ends everything
this started. A second run continues with the same data.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import time
from pathlib import Path

from launcher.portal import command, portal_processes, prepare, ready_answers
from launcher.processes import TEND_SECONDS, Process, Stopping, Supervisor, end_leftovers
from launcher.services import start_services
from launcher.workspace import Trouble, Workspace

READY_SECONDS = 600.0


class Demo:
    """One run of the demo: what it starts, and what it prints."""

    def __init__(self, workspace: Workspace, supervisor: Supervisor) -> None:
        self.workspace = workspace
        self.supervisor = supervisor
        self.say = supervisor.say
        self.accounts = workspace.var / "demo" / "accounts.json"
        self.archive_told = -1

    def run(self) -> None:
        """Start everything and stay until ``supervisor.pause`` raises Stopped. Raises Trouble."""
        begun = time.monotonic()
        workspace = self.workspace
        workspace.claim()
        end_leftovers(workspace.var)
        self.supervisor.post_guard(workspace.var)
        outside_store = "S3_ENDPOINT" in os.environ
        workspace.assign_ports({"web", "live"} if outside_store else {"web", "live", "s3"})
        start_services(workspace, self.supervisor)
        env = workspace.environment()
        workspace.write_environment(env)
        # /readyz waits for the sign-ins only where somebody has asked for them.
        self.accounts.parent.mkdir(exist_ok=True, mode=0o700)
        (self.accounts.parent / "wanted").touch()
        self.say("Preparing database, buckets and record.")
        prepare(workspace, env, self.supervisor)
        self.say("Starting web, live, worker and beat; making the demo world.")
        seeding = command(workspace, env, "demo")
        seeding.spawn()
        try:
            self.supervisor.start(*portal_processes(workspace, env))
            self.wait_until_ready(seeding)
            self.say(f"Ready after {time.monotonic() - begun:.0f} s.")
            self.print_sign_ins()
            self.stay(seeding)
        finally:
            seeding.stop()

    def wait_until_ready(self, seeding: Process) -> None:
        """Tend the processes until /readyz is 200 and the sign-ins are known. Raises Trouble."""
        end = time.monotonic() + READY_SECONDS
        while not (self.accounts.exists() and ready_answers(self.workspace.port)):
            if seeding.popen is not None and seeding.popen.poll() not in (None, 0):
                raise Trouble(f"The demo world could not be made. {seeding.tail(25)}")
            if time.monotonic() > end:
                raise Trouble(f"The portal was not ready within {READY_SECONDS:.0f} seconds. {seeding.tail()}")
            self.supervisor.tend()
            self.supervisor.pause(TEND_SECONDS)

    def stay(self, seeding: Process) -> None:
        """Tend the processes until asked to end; say once how making the demo world went."""
        while seeding.alive():
            self.tell_archive()
            self.supervisor.tend()
            self.supervisor.pause(TEND_SECONDS)
        complete = seeding.popen is not None and seeding.popen.returncode == 0
        self.say("The demo world is complete." if complete else f"Making the demo world stopped. {seeding.tail()}")
        self.supervisor.watch()

    def tell_archive(self) -> None:
        """Say how far the import of the archive is, in steps of a quarter; the page of tenders says it too."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            noted = (self.workspace.var / "archive" / "progress.json").read_text(encoding="utf-8")
            quarter = int(float(json.loads(noted)["share"]) * 4)
            if quarter > self.archive_told:
                self.archive_told = quarter
                self.say(f"Importing the archive: {quarter * 25} %.")

    def print_sign_ins(self) -> None:
        """The address and who may sign in, from $VAR/demo/accounts.json."""
        self.say("")
        self.say(f"  Portal       http://localhost:{self.workspace.port}/")
        self.say(f"  Sign-ins     {self.accounts}")
        self.say("")
        for person in json.loads(self.accounts.read_text(encoding="utf-8")):
            self.say(f"  {person['role']:<20} {person['name']:<26} {person['email']:<34} {person['password']}")
        self.say("")
        usual = self.workspace.var == Path("var").absolute()
        totp = ("" if usual else f"VAR={self.workspace.var} ") + ".venv/bin/python manage.py totp EMAIL"
        self.say(f"  Second factor (a code for 30 seconds):  {totp}")
        self.say("  Stop everything:                        Ctrl-C")
        self.say("")


def main() -> int:
    """Run the demo; exit 0 when it was asked to end, 1 with a sentence when something outside stopped it."""
    parser = argparse.ArgumentParser(prog="demo", description="The portal with its demo world, on this machine only.")
    parser.add_argument("--port", type=int, default=8000, help="pages; live updates on +1, object store on +2")
    parser.add_argument("--var", type=Path, default=Path("var"), help="data folder")
    options = parser.parse_args()
    os.umask(0o077)
    stopping = Stopping()
    stopping.listen()
    supervisor = Supervisor(stopping.say, stopping.pause)

    def work() -> None:
        if not 1024 <= options.port <= 65533:
            raise Trouble(f"PORT is a number from 1024 to 65533, not {options.port}.")
        Demo(Workspace(options.var, options.port), supervisor).run()

    return stopping.conduct(work, supervisor)


if __name__ == "__main__":
    sys.exit(main())
