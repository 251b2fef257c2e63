# SPDX-License-Identifier: Apache-2.0
"""Starting, watching and ending processes, each with its log file. Standard library only."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from launcher.workspace import Trouble, write_private

STOP_SECONDS = 15.0
POLL_SECONDS = 0.03
TEND_SECONDS = 0.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Process:
    """One long-running program: how it is started, when it is ready, how it is asked to end."""

    name: str
    argv: Sequence[object]
    folder: Path
    """The workspace's $VAR: ``log/<name>.log`` and ``run/<name>.pid`` are written below it."""
    env: Mapping[str, str] = field(default_factory=dict)
    ready: Callable[[], bool] = lambda: True
    ready_seconds: float = 40.0
    stop_signal: signal.Signals = signal.SIGTERM
    cwd: Path | None = None
    service: bool = False
    """Whether other programs lean on this one: it then ends after them."""
    popen: subprocess.Popen[bytes] | None = None
    log_begins: int = 0
    asked: bool = False

    @property
    def log_path(self) -> Path:
        """Where the program's output goes."""
        return self.folder / "log" / f"{self.name}.log"

    @property
    def pid_path(self) -> Path:
        """Where the program's process id is kept, so that a later launcher can end what an earlier one left."""
        return self.folder / "run" / f"{self.name}.pid"

    def spawn(self) -> None:
        """Start the program in a session of its own, so that Ctrl-C reaches only the launcher."""
        end_leftover(self.pid_path)
        self.asked = False
        with open(self.log_path, "ab") as log:
            self.log_begins = log.tell()
            self.popen = subprocess.Popen(
                [str(part) for part in self.argv],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                cwd=self.cwd,
                env={**os.environ, **self.env},
            )
        write_private(self.pid_path, f"{self.popen.pid} {birth(self.popen.pid)}")

    def wait_until_ready(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Wait until the program is ready. Raises Trouble with the tail of its log, or what ``pause`` raises."""
        end = time.monotonic() + self.ready_seconds
        while not self.ready():
            if not self.alive():
                raise Trouble(f"{self.name} ended at once. {self.tail()}")
            if time.monotonic() > end:
                raise Trouble(f"{self.name} was not ready within {self.ready_seconds:.0f} seconds. {self.tail()}")
            pause(POLL_SECONDS)

    def alive(self) -> bool:
        """Whether the program runs."""
        return self.popen is not None and self.popen.poll() is None

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask the program to end, wait, and kill its whole session when it does not."""
        if self.popen is None:
            return
        if self.popen.poll() is None:
            self.ask_to_end()
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                signal_group(self.popen.pid, signal.SIGKILL)
                self.popen.wait()
        signal_group(self.popen.pid, signal.SIGKILL)
        self.pid_path.unlink(missing_ok=True)

    def kill(self) -> None:
        """End the program's whole session at once, for data nobody needs any more."""
        if self.popen is not None:
            signal_group(self.popen.pid, signal.SIGKILL)
            self.popen.wait()
            self.pid_path.unlink(missing_ok=True)

    def ask_to_end(self) -> None:
        """Send the stop signal without waiting, once: some programs take a second one for an order to break off."""
        if self.alive() and self.popen is not None and not self.asked:
            self.asked = True
            self.popen.send_signal(self.stop_signal)

    def has_logged(self, words: bytes) -> bool:
        """Whether the program has written these words since it was last started."""
        with open(self.log_path, "rb") as log:
            log.seek(self.log_begins)
            return words in log.read()

    def tail(self, lines: int = 12) -> str:
        """The last lines of the log, as a sentence with its path."""
        try:
            text = self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
        except OSError:
            text = []
        return f"Last lines of {self.log_path}:\n" + "\n".join(f"    {line}" for line in text)


def signal_group(pid: int, how: signal.Signals) -> None:
    """Signal every process of the session that ``pid`` leads; one that has ended is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, how)


def birth(pid: int) -> str:
    """Start time of a running process in clock ticks since boot: with the id it names one process for good.

    Returns "?" for a process that has ended, collected or not. Source: proc(5), /proc/PID/stat.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return "?"
    fields = stat.rsplit(")", 1)[1].split()
    return "?" if fields[0] == "Z" else fields[19]


def end_leftover(pid_path: Path, seconds: float = STOP_SECONDS) -> None:
    """End the process a killed launcher left behind, if it is still that very process."""
    try:
        text_pid, born = pid_path.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return
    pid = int(text_pid)
    if born != "?" and birth(pid) == born:
        # SIGINT ends PostgreSQL fast and cleanly; the others take it as a wish to end too.
        for how in (signal.SIGINT, signal.SIGKILL):
            signal_group(pid, how)
            end = time.monotonic() + seconds
            while birth(pid) == born and time.monotonic() < end:
                time.sleep(POLL_SECONDS)
            if birth(pid) != born:
                break
    pid_path.unlink(missing_ok=True)


def end_leftovers(folder: Path) -> None:
    """End whatever a killed launcher left running on this data folder: its programs first, then its services."""
    last = ("seaweedfs.pid", "valkey.pid", "postgres.pid")
    paths = (folder / "run").glob("*.pid")
    for path in sorted(paths, key=lambda path: last.index(path.name) if path.name in last else -1):
        end_leftover(path)


class Supervisor:
    """Keeps processes running: a crashed one is started again after 1, 2, 4 … 30 seconds, and said so."""

    def __init__(self, say: Callable[[str], None], pause: Callable[[float], None] = time.sleep) -> None:
        self.say = say
        self.pause = pause
        self.processes: list[Process] = []
        self._guard: subprocess.Popen[bytes] | None = None
        self._failures: dict[str, int] = {}
        self._started_at: dict[str, float] = {}
        self._restart_at: dict[str, float] = {}

    def post_guard(self, folder: Path, remove: bool = False) -> None:
        """Have everything on this data folder ended, should this very process be killed (see launcher.guard)."""
        argv = [sys.executable, "-m", "launcher.guard", str(folder), *(["--remove"] if remove else [])]
        source = Path(__file__).resolve().parents[1]
        self._guard = subprocess.Popen(argv, stdin=subprocess.PIPE, cwd=source, start_new_session=True)

    def start(self, *processes: Process) -> None:
        """Start processes at the same time, wait until all are ready, and watch them from now on. Raises Trouble."""
        for process in processes:
            self.processes.append(process)
            self._started_at[process.name] = time.monotonic()
            process.spawn()
        for process in processes:
            process.wait_until_ready(self.pause)

    def tend(self) -> None:
        """One look at every process: say which ended, and start again those whose waiting time is over."""
        now = time.monotonic()
        for process in self.processes:
            if process.alive():
                continue
            due = self._restart_at.get(process.name)
            if due is None:
                self._plan_restart(process, now)
            elif now >= due:
                del self._restart_at[process.name]
                self._started_at[process.name] = now
                process.spawn()
                self.say(f"{process.name} started again.")

    def watch(self) -> NoReturn:
        """Tend the processes until ``pause`` raises."""
        while True:
            self.tend()
            self.pause(TEND_SECONDS)

    def _plan_restart(self, process: Process, now: float) -> None:
        lasted = now - self._started_at.get(process.name, now)
        failures = 0 if lasted > 60 else self._failures.get(process.name, 0)
        self._failures[process.name] = failures + 1
        wait = min(2**failures, 30)
        code = process.popen.returncode if process.popen else None
        self._restart_at[process.name] = now + wait
        self.say(f"{process.name} ended (exit {code}); starting it again in {wait} s. {process.tail(4)}")

    def stop(self) -> None:
        """End all processes: the programs at the same time, then the services they lean on."""
        for service in (False, True):
            tier = [process for process in self.processes if process.service is service]
            for process in tier:
                process.ask_to_end()
            for process in tier:
                process.stop()
        self.processes.clear()
        if self._guard is not None and self._guard.stdin is not None:
            self._guard.stdin.close()
            self._guard.wait()
            self._guard = None


class Stopped(Exception):
    """Somebody asked the launcher to end."""


class Stopping:
    """Ctrl-C, TERM and a closed terminal: noted when they come, acted upon between two steps, never inside one."""

    def __init__(self) -> None:
        self.asked = ""

    def listen(self) -> None:
        """Note the three signals from now on."""
        for number in STOP_SIGNALS:
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = self.asked or signal.Signals(number).name

    def pause(self, seconds: float) -> None:
        """Wait. Raises Stopped when somebody asked to end."""
        if not self.asked:
            time.sleep(seconds)
        if self.asked:
            raise Stopped(self.asked)

    def say(self, text: str) -> None:
        """Print one line at once; a reader that has gone away stops nothing."""
        with contextlib.suppress(OSError):
            print(text, flush=True)

    def conduct(self, work: Callable[[], None], supervisor: Supervisor) -> int:
        """Do the work, then end every process; exit code 0 when asked to end, 1 when something outside broke it."""
        try:
            work()
        except Stopped as stopped:
            self.say(f"Asked to end ({stopped}); ending what runs.")
        except Trouble as trouble:
            print(f"\n{trouble}\n", file=sys.stderr, flush=True)
            return 1
        except OSError as error:
            print(f"\nThe system refused: {error}.\n", file=sys.stderr, flush=True)
            return 1
        finally:
            supervisor.stop()
            self.say("Everything this command started has ended.")
        return 0
