#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run a management command of the portal, with the environment of $VAR/env when none is given."""

import os
import sys
from pathlib import Path

# These commands compute from their arguments alone; on a bare clone they get values that reach no server.
FROM_DATA_ALONE = {"evaluate", "deadline"}
NOWHERE = {
    "SECRET_KEY": "unused",
    "DATABASE_URL": "postgresql://unused@127.0.0.1:1/unused",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "S3_ENDPOINT": "127.0.0.1:1",
    "S3_ACCESS_KEY": "unused",
    "S3_SECRET_KEY": "unused",
}


def load_environment() -> None:
    """Take the settings that `make demo` wrote to $VAR/env, unless DATABASE_URL is already set."""
    file = Path(os.environ.get("VAR", "var")) / "env"
    if "DATABASE_URL" in os.environ or not file.exists():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator:
            os.environ.setdefault(name, value)


def point_nowhere() -> None:
    """Fill in the variables settings insists on, where they are unset, for a command that reaches no server."""
    for name, value in NOWHERE.items():
        os.environ.setdefault(name, value)


def main() -> None:
    """Run the command; migrations connect as the owner of the tables, all else as `app`."""
    load_environment()
    if FROM_DATA_ALONE.intersection(sys.argv[1:2]):
        point_nowhere()
    if sys.argv[1:2] == ["migrate"] and os.environ.get("MIGRATE_DATABASE_URL"):
        os.environ["DATABASE_URL"] = os.environ["MIGRATE_DATABASE_URL"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lpse.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
