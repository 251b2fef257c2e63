# SPDX-License-Identifier: Apache-2.0
"""The services of one test run: real, throwaway, started when the first test needs them."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from launcher import workspace
from launcher.processes import Process, Supervisor
from launcher.services import Postgres, seaweed, valkey
from launcher.workspace import Trouble, Workspace, free_block

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "test-postgres"
KEPT_CLUSTERS = 4
WORKERS = 4
LEAST_FREE = 200 * 2**20
TEMPLATE = "lpse_template"
DATABASE = "lpse_test"


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one worker migrate while the others wait for what it keeps; where nothing can be kept, nobody waits."""
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        lock = (CACHE / ".lock").open("w")
    except OSError:
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Site:
    """One throwaway data folder with PostgreSQL, Valkey and SeaweedFS; nothing starts before it is asked for."""

    def __init__(self) -> None:
        workspace.INTERNAL_PORTS = ports_of_this_worker()
        var = Path(tempfile.mkdtemp(prefix="lpse-test-"))
        self.workspace = Workspace(var, free_block(), LEAST_FREE)
        self.workspace.assign_ports()
        self.supervisor = Supervisor(say=lambda text: None)
        self.postgres = Postgres(self.workspace, durable=False)
        self._started: dict[str, Process] = {}
        self._guarded = False
        self._copies = 0

    def environment(self, database: str = DATABASE, var: Path | None = None) -> dict[str, str]:
        """The variables lpse.settings reads, for a database of this site; keys stay the site's, whatever ``var``."""
        env = self.workspace.environment(database, outside={})
        secrets = self.workspace.var / "secrets"
        keys = {"KEK_FILE": "kek.key", "LOG_KEY_FILE": "log.key", "RECEIPT_KEY_FILE": "receipt.key"}
        env |= {name: str(secrets / file) for name, file in keys.items()}
        env |= {"TRAINING_DAY_SECONDS": "1", "BATCH_SECONDS": "2", "VAR": str(var or self.workspace.var)}
        return env

    def _start(self, process: Process) -> None:
        if not self._guarded:
            self._guarded = True
            self.supervisor.post_guard(self.workspace.var, remove=True)
        self.supervisor.start(process)
        self._started[process.name] = process

    def database(self) -> None:
        """PostgreSQL with a migrated template and, from it, the database of this run's rolled-back tests."""
        if "postgres" in self._started:
            return
        with one_at_a_time():
            self._migrated()
        self.postgres.clone_database(DATABASE, TEMPLATE)

    def _migrated(self) -> None:
        """PostgreSQL with the migrated template: of an earlier run or another worker, else made now and kept."""
        kept = CACHE / digest_of_schema()
        if kept.exists():
            os.utime(kept)
            copy(kept / "postgres", self.postgres.data)
            shutil.copy(kept / "password", self.workspace.var / "secrets" / "postgres")
            self._start(self.postgres.process())
            self.postgres.make_roles()
        else:
            self._start(self.postgres.process())
            self.postgres.make_roles()
            self.postgres.make_database(TEMPLATE)
            self.manage("migrate", "--no-input", "--skip-checks", env=self.environment(TEMPLATE))
            self._keep(kept)

    def _keep(self, kept: Path) -> None:
        """Put the migrated cluster aside for later runs with the same migrations; failing to do so harms nothing."""
        process = self._started["postgres"]
        process.stop()
        CACHE.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=CACHE))
        try:
            copy(self.postgres.data, draft / "postgres")
            shutil.copy(self.workspace.var / "secrets" / "postgres", draft / "password")
            draft.rename(kept)
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)
        old = sorted(CACHE.glob("[0-9a-f]*"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in old[KEPT_CLUSTERS:]:
            shutil.rmtree(path, ignore_errors=True)
        process.spawn()
        process.wait_until_ready()

    def broker(self) -> None:
        """Valkey, as broker and live layer."""
        if "valkey" not in self._started:
            self._start(valkey(self.workspace, durable=False))

    def object_store(self) -> None:
        """SeaweedFS with the portal's buckets."""
        if "seaweedfs" not in self._started:
            self._start(seaweed(self.workspace))
            self.manage("prepare_storage")

    def manage(self, *command: str, env: Mapping[str, str] | None = None) -> str:
        """Run a management command to its end and return what it printed. Raises Trouble with its output."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, **(env or self.environment())},
            check=False,
        )
        if done.returncode != 0:
            raise Trouble(f"manage.py {' '.join(command)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    @contextmanager
    def copy_of_database(self, template: str = TEMPLATE) -> Iterator[str]:
        """Name of a fresh copy of a database nobody is connected to, the migrated one unless named; dropped after."""
        self.database()
        self._copies += 1
        name = f"lpse_copy_{self._copies}"
        self.postgres.clone_database(name, template)
        try:
            yield name
        finally:
            self.postgres.drop_database(name)

    def address(self, role: str, database: str = DATABASE) -> str:
        """Connection address for psycopg, as one of the roles postgres, owner, app, audit."""
        return self.workspace.database_url(role, urllib.parse.quote(database))

    def stop(self) -> None:
        """End everything and delete the folder; a test's data need no orderly shutdown."""
        for process in reversed(self.supervisor.processes):
            process.kill()
        self.supervisor.stop()
        shutil.rmtree(self.workspace.var, ignore_errors=True)


def ports_of_this_worker() -> range:
    """A share of the internal ports: workers that run side by side never choose the same one."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    ports = workspace.INTERNAL_PORTS
    share = len(ports) // WORKERS
    return range(ports.start + number * share, ports.start + (number + 1) * share)


def digest_of_schema() -> str:
    """Digest of everything a migrated database depends on: migrations, SQL files, roles, locked packages."""
    whole = hashlib.sha256()
    apps = ("lpse", "documents", "tenders", "vendors", "evaluation", "complaints")
    paths = [path for app in apps for path in (ROOT / app).rglob("*") if path.parent.name in ("migrations", "sql")]
    paths += [ROOT / "deploy" / "launcher" / "services.py", ROOT / "deploy" / "locks" / "runtime.lock"]
    paths += [ROOT / "lpse" / "settings.py", ROOT / "lpse" / "sql.py"]
    for path in sorted(paths):
        if path.is_file() and path.suffix in (".py", ".sql", ".lock"):
            whole.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()[:20]


def copy(source: Path, target: Path) -> None:
    """Copy a folder as it is, sharing blocks where the file system can."""
    subprocess.run(["cp", "-a", "--reflink=auto", str(source), str(target)], check=True, capture_output=True)
