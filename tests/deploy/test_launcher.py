# SPDX-License-Identifier: Apache-2.0
"""The launcher as people meet it: one command, clear refusals, nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from launcher.processes import Process, Supervisor, birth, end_leftover
from launcher.workspace import Trouble, Workspace, free_block, is_free

from tests.support.tree import ROOT

PATIENCE = 60.0


def command(var: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "launcher.services", "--var", str(var), "--port", str(port)]


def clean_environment(**changes: str) -> dict[str, str]:
    ours = ("DATABASE_URL", "MIGRATE_DATABASE_URL", "AUDIT_DATABASE_URL", "REDIS_URL", "S3_ENDPOINT", "VAR", "PORT")
    return {k: v for k, v in os.environ.items() if k not in ours} | {"PYTHONPATH": "deploy"} | changes


class Run:
    """The services held by a launcher of their own."""

    def __init__(self, var: Path, *prefix: str) -> None:
        self.var, self.port = var, free_block()
        argv = [*prefix, *command(var, self.port)]
        self.popen = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=clean_environment())
        self.lines: list[str] = []
        self.read_until("Stop with Ctrl-C")
        text = (var / "env").read_text(encoding="utf-8")
        self.env = dict(line.split("=", 1) for line in text.splitlines())
        self.pids = [path.read_text(encoding="ascii").split() for path in (var / "run").glob("*.pid")]

    def read_until(self, words: str) -> str:
        for line in self.popen.stdout:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError("".join(self.lines))

    def end(self, how: signal.Signals) -> int:
        self.popen.send_signal(how)
        code = self.popen.wait(PATIENCE)
        self.popen.stdout.close()
        return code

    def gone(self) -> bool:
        return all(birth(int(pid)) != born for pid, born in self.pids)


def wait_for(condition, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what


@pytest.fixture
def var(tmp_path):
    return tmp_path / "var"


def refusal(var: Path, *prefix: str, port: int | None = None, env: dict[str, str] | None = None) -> str:
    """What the launcher says when it will not start; it must say it and leave with 1."""
    argv = [*prefix, *command(var, port or free_block())]
    done = subprocess.run(
        argv, capture_output=True, text=True, cwd=ROOT, env=env or clean_environment(), timeout=PATIENCE
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_services_start_stop_on_term_and_go_on_with_the_same_data(var):
    first = Run(var)
    with psycopg.connect(first.env["MIGRATE_DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert first.end(signal.SIGTERM) == 0
    assert first.gone()
    second = Run(var)
    try:
        with psycopg.connect(second.env["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT current_user, answer FROM kept").fetchone() == ("app", 42)
        assert second.env["SECRET_KEY"] == first.env["SECRET_KEY"]
        privates = [var / "env", var / "ports.json", *(var / "secrets").iterdir(), var / "run" / "s3.json"]
        assert not [path for path in privates if path.stat().st_mode & 0o077]
    finally:
        assert second.end(signal.SIGINT) == 0
    assert second.gone()


def test_a_killed_launcher_leaves_nothing_behind(var):
    run = Run(var)
    run.end(signal.SIGKILL)
    wait_for(run.gone, "services outlived their launcher")


def test_a_second_launcher_on_the_same_folder_is_told_who_holds_it(var):
    run = Run(var)
    try:
        said = refusal(var)
        assert f"process {run.popen.pid}" in said
        assert "make demo PORT=" in said
        assert run.popen.poll() is None
    finally:
        run.end(signal.SIGTERM)


def test_a_crashed_service_is_started_again_and_said_so(var):
    run = Run(var)
    try:
        pid = int((var / "run" / "valkey.pid").read_text(encoding="ascii").split()[0])
        os.kill(pid, signal.SIGKILL)
        assert "exit -9" in run.read_until("valkey ended")
        run.read_until("valkey started again")
    finally:
        run.end(signal.SIGTERM)


def test_an_ordinary_user_needs_no_user_namespace_for_postgresql(var):
    """Shown by a launcher that itself sees another user id than root's."""
    prefix = ("unshare", "--user", "--map-user=1000", "--map-group=1000") if os.geteuid() == 0 else ()
    run = Run(var, *prefix)
    argv = Path(f"/proc/{(var / 'run' / 'postgres.pid').read_text(encoding='ascii').split()[0]}/cmdline")
    try:
        assert b"unshare" not in argv.read_bytes()
        with psycopg.connect(run.env["AUDIT_DATABASE_URL"]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("audit",)
    finally:
        assert run.end(signal.SIGTERM) == 0


def test_a_port_in_use_is_named_with_its_holder_and_a_way_out(var):
    port = free_block()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port + 2))
        holder.listen(1)
        said = refusal(var, port=port)
    assert f"Port {port + 2}" in said
    assert f"process {os.getpid()}" in said
    assert f"make demo PORT={port + 100}" in said
    assert is_free(port + 2)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("not a folder", encoding="utf-8")
    said = refusal(file / "var")
    assert str(file / "var") in said
    assert "VAR=" in said


@pytest.mark.parametrize(
    ("size", "words"), [("8k", "cannot be written: No space left"), ("40m", "MiB free; 512 MiB are needed")]
)
def test_a_full_disk_is_said_before_anything_starts(tmp_path, size, words):
    mount = f'mount -t tmpfs -o size={size} none "{tmp_path}" && exec "$@"'
    prefix = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh")
    if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine allows no mount in a user namespace")
    assert words in refusal(tmp_path / "var", *prefix)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs the tool unshare")
def test_a_path_without_a_needed_tool_names_the_tool(var):
    said = refusal(var, env=clean_environment(PATH="/nonexistent"))
    assert "unshare" in said
    assert "util-linux" in said


def test_a_program_that_ends_at_once_shows_the_tail_of_its_log(tmp_path):
    workspace = Workspace(tmp_path / "var", least_free=0)
    supervisor = Supervisor(say=print)
    broken = Process("broken", [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], workspace.var)
    broken.ready = lambda: False
    with pytest.raises(Trouble, match="the reason"):
        supervisor.start(broken)


def test_a_process_id_that_was_given_to_somebody_else_is_left_alone(tmp_path):
    path = tmp_path / "someone.pid"
    path.write_text(f"{os.getpid()} 1", encoding="ascii")
    end_leftover(path)
    assert not path.exists()


def status(url: str, method: str) -> int:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, method=method, data=b"x" if method == "PUT" else None)
        ) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_the_object_store_has_no_side_door(site, s3):
    """The filer's port, and S3 without a signature, neither read, write nor delete."""
    ports = site.workspace.ports
    for url in (f"http://127.0.0.1:{ports['filer']}/buckets/sealed/x", f"http://127.0.0.1:{ports['s3']}/sealed/x"):
        for method in ("GET", "PUT", "DELETE"):
            assert status(url, method) in {401, 403}, (url, method)
    assert status(f"http://127.0.0.1:{ports['s3']}/another-bucket", "PUT") in {401, 403}


def test_make_help_lists_every_target_of_the_contract():
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    said = subprocess.run(["make", "help"], capture_output=True, text=True, cwd=ROOT, check=True).stdout
    for target in ("demo", "test", "quick", "check", "bench", "help"):
        assert f"make {target} " in said
