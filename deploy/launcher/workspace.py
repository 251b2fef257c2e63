# SPDX-License-Identifier: Apache-2.0
"""One data folder ($VAR): its secrets, its ports, its environment file. Standard library only."""

from __future__ import annotations

import fcntl
import json
import os
import random
import secrets
import shutil
import socket
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import IO

LEAST_FREE_BYTES = 512 * 1024 * 1024
# Below 32768, where Linux starts to hand out ports for outgoing connections.
INTERNAL_PORTS = range(20000, 32000)
INTERNAL_NAMES = (
    "postgres",
    "valkey",
    "s3_grpc",
    "master",
    "master_grpc",
    "volume",
    "volume_grpc",
    "filer",
    "filer_grpc",
    "admin",
    "admin_grpc",
)
PUBLIC_OFFSETS = {"web": 0, "live": 1, "s3": 2}


class Trouble(Exception):
    """Something outside the program stops it; the text says what happened and what to do."""


class Workspace:
    """The folder that holds everything one installation of the demo or of a test run keeps."""

    def __init__(self, var: Path, port: int = 8000, least_free: int = LEAST_FREE_BYTES) -> None:
        self.var = var.absolute()
        self.port = port
        self.ports: dict[str, int] = {}
        self._lock: IO[str] | None = None
        self._prepare(least_free)

    def _prepare(self, least_free: int) -> None:
        try:
            self.var.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in ("secrets", "log", "run"):
                (self.var / name).mkdir(exist_ok=True, mode=0o700)
            probe = self.var / "run" / f"probe-{os.getpid()}"
            probe.write_bytes(b"\0" * 65536)
            probe.unlink()
        except OSError as error:
            raise Trouble(
                f"The data folder {self.var} cannot be written: {error.strerror}. "
                "Free some space or mend its permissions, or name another folder: make demo VAR=/some/folder"
            ) from error
        free = shutil.disk_usage(self.var).free
        if free < least_free:
            raise Trouble(
                f"The disk of the data folder {self.var} has only {free // 2**20} MiB free; "
                f"{least_free // 2**20} MiB are needed. Free some space, or name another folder: "
                "make demo VAR=/some/folder"
            )

    def claim(self) -> None:
        """Hold the folder for this process until it ends. Raises Trouble when another launcher holds it."""
        lock = open(self.var / "run" / "lock", "a+", encoding="ascii")  # noqa: SIM115 (held until this process ends)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise Trouble(
                f"Another launcher (process {holder}) already runs on the data folder {self.var}. "
                "Stop it first, or name another folder and port: make demo PORT=8100 VAR=var2"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def secret(self, name: str) -> str:
        """The generated secret of that name, made once, kept in $VAR/secrets with mode 0600."""
        path = self.var / "secrets" / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(32))
        return path.read_text(encoding="ascii").strip()

    def assign_ports(self, needed: Collection[str] = PUBLIC_OFFSETS) -> dict[str, int]:
        """Choose every port: public ones from PORT, internal ones free and kept in $VAR/ports.json.

        Raises Trouble when one of the ``needed`` public ports (PORT, +1, +2) is taken, naming which and by whom.
        """
        path = self.var / "ports.json"
        try:
            kept = json.loads(path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            kept = {}
        ports: dict[str, int] = {}
        for name in INTERNAL_NAMES:
            wanted = kept.get(name)
            usable = isinstance(wanted, int) and wanted not in ports.values() and is_free(wanted)
            ports[name] = wanted if usable else free_port(taken=set(ports.values()))
        for name, offset in PUBLIC_OFFSETS.items():
            ports[name] = self.port + offset
            if name in needed and not is_free(ports[name]):
                raise Trouble(port_in_use(ports[name], name, self.port))
        self.ports = ports
        write_private(path, json.dumps(ports, indent=1))
        return ports

    def database_url(self, role: str, database: str = "lpse") -> str:
        """Connection address of a role on this workspace's PostgreSQL."""
        return f"postgres://{role}:{self.secret(role)}@127.0.0.1:{self.ports['postgres']}/{database}"

    def environment(self, database: str = "lpse", outside: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The variables lpse.settings reads; a service named in the environment already wins over our own."""
        own = {
            "DATABASE_URL": self.database_url("app", database),
            "MIGRATE_DATABASE_URL": self.database_url("owner", database),
            "AUDIT_DATABASE_URL": self.database_url("audit", database),
            "REDIS_URL": f"redis://:{self.secret('valkey')}@127.0.0.1:{self.ports['valkey']}/0",
            "S3_ENDPOINT": f"127.0.0.1:{self.ports['s3']}",
            "S3_PUBLIC_URL": f"http://localhost:{self.ports['s3']}",
            "S3_ACCESS_KEY": "lpse",
            "S3_SECRET_KEY": self.secret("s3"),
            "SECRET_KEY": self.secret("django"),
            "TRAINING": "1",
            "TRAINING_DAY_SECONDS": "20",
            "BATCH_SECONDS": "2",
        }
        chosen = {name: outside.get(name, value) for name, value in own.items()}
        return {**chosen, "VAR": str(self.var), "PORT": str(self.port)}

    def write_environment(self, values: dict[str, str]) -> None:
        """Keep the variables in $VAR/env (0600), so that manage.py works beside the running demo."""
        write_private(self.var / "env", "".join(f"{name}={value}\n" for name, value in values.items()))


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def is_free(port: int) -> bool:
    """Whether a server could listen on that loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_port(taken: set[int], choose: Callable[[range], int] = random.choice) -> int:
    """A free loopback port below 32768 that is not in ``taken``. Raises Trouble when none is found."""
    for _ in range(500):
        port = choose(INTERNAL_PORTS)
        if port not in taken and is_free(port):
            return port
    raise Trouble(f"No free port between {INTERNAL_PORTS.start} and {INTERNAL_PORTS.stop - 1} on 127.0.0.1 was found.")


def free_block(size: int = 3) -> int:
    """First port of ``size`` free neighbours, for a portal beside others (tests, benchmarks)."""
    for _ in range(500):
        port = random.choice(INTERNAL_PORTS)
        if all(is_free(port + offset) for offset in range(size)):
            return port
    raise Trouble(f"No {size} neighbouring free ports were found on 127.0.0.1.")


def port_in_use(port: int, name: str, first: int) -> str:
    """The sentence for a taken port: which one, by whom as far as can be seen, what to do."""
    holder = listener(port)
    who = f"by process {holder}" if holder else "by another program"
    use = {"web": "the portal", "live": "live updates", "s3": "the object store"}[name]
    other = first + 100 if first < 65000 else 8000
    return (
        f"Port {port}, which {use} needs, is in use {who}. "
        f"Stop that program, or choose another port: make demo PORT={other}"
    )


def listener(port: int) -> str:
    """``PID (name)`` of the process that listens on a loopback port, or an empty string."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            rows = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for descriptor in Path("/proc").glob("[0-9]*/fd/*") if inodes else ():
        try:
            if os.readlink(descriptor) in inodes:
                process = descriptor.parent.parent
                return f"{process.name} ({(process / 'comm').read_text(encoding='utf-8').strip()})"
        except OSError:
            continue
    return ""
