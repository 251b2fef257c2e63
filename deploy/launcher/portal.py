# SPDX-License-Identifier: Apache-2.0
"""The portal's own four processes and its preparation commands. Standard library only, nothing of the product."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from launcher.processes import POLL_SECONDS, Process, Supervisor
from launcher.services import tcp_open
from launcher.workspace import Trouble, Workspace

ROOT = Path(__file__).resolve().parents[2]
WEB_WORKERS = 2
WEB_THREADS = 4


def command(workspace: Workspace, env: Mapping[str, str], *words: str) -> Process:
    """One management command, its output in a log of its own."""
    argv = [sys.executable, ROOT / "manage.py", *words]
    process = Process(f"manage-{words[0]}", argv, workspace.var, env=env, cwd=ROOT)
    process.log_path.unlink(missing_ok=True)
    return process


def carry_out(supervisor: Supervisor, *commands: Process) -> None:
    """Run commands at the same time to their end. Raises Trouble with the output of one that fails."""
    try:
        for process in commands:
            process.spawn()
        while any(process.alive() for process in commands):
            supervisor.tend()
            supervisor.pause(POLL_SECONDS)
    finally:
        for process in commands:
            process.stop()
    for process in commands:
        if process.popen is not None and process.popen.returncode != 0:
            raise Trouble(f"{process.name} failed (exit {process.popen.returncode}). {process.tail(25)}")


def prepare(workspace: Workspace, env: Mapping[str, str], supervisor: Supervisor) -> None:
    """Bring database, buckets and record to the state this version needs; harmless when repeated.

    Static files are served from where they lie: only a production site collects them.
    """
    (workspace.var / "static").mkdir(exist_ok=True, mode=0o700)
    migrate = command(workspace, env, "migrate", "--no-input", "--skip-checks")
    carry_out(supervisor, migrate, command(workspace, env, "prepare_storage"))
    carry_out(supervisor, command(workspace, env, "ledger_init"))


def ready_answers(port: int) -> bool:
    """Whether the portal's own /readyz says that people can work."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.HTTPError, OSError):
        return False


def web_answers(port: int) -> bool:
    """Whether the web process answers at all."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def portal_processes(workspace: Workspace, env: Mapping[str, str]) -> list[Process]:
    """Web (WSGI pages), live (ASGI sockets), worker and beat (Celery), in the order they start."""
    binaries, var, ports = Path(sys.executable).parent, workspace.var, workspace.ports
    env = {**env, "PYTHONPATH": str(ROOT)}
    web = [binaries / "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(ports["web"])]
    web += ["--workers", str(WEB_WORKERS), "--blocking-threads", str(WEB_THREADS), "--respawn-failed-workers"]
    web += ["--no-ws", "lpse.wsgi:application"]
    live = [binaries / "uvicorn", "lpse.asgi:application", "--host", "127.0.0.1", "--port", str(ports["live"])]
    live += ["--no-access-log", "--lifespan", "off", "--timeout-graceful-shutdown", "3"]
    celery = [sys.executable, "-m", "celery", "-A", "lpse.celery"]
    worker = [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    beat = [*celery, "beat", "--schedule", var / "run" / "beat-schedule", "--pidfile", "", "--loglevel", "WARNING"]
    processes = {
        "web": Process("web", web, var, ready=lambda: web_answers(ports["web"])),
        "live": Process("live", live, var, ready=lambda: tcp_open(ports["live"])),
        "worker": Process("worker", worker, var, ready=lambda: processes["worker"].has_logged(b" ready.")),
        "beat": Process("beat", beat, var),
    }
    for process in processes.values():
        process.env, process.cwd, process.ready_seconds = env, ROOT, 60
    return list(processes.values())
