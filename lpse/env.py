# SPDX-License-Identifier: Apache-2.0
"""Settings read from the environment; a missing or wrong value stops the start and names the variable."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class BadSetting(Exception):
    """A variable of the environment is missing or cannot be read."""


def text(name: str, *, default: str | None = None) -> str:
    """Return the variable, or the default; raise BadSetting when there is neither."""
    value = os.environ.get(name, default)
    if value is None:
        raise BadSetting(f"Set the environment variable {name} (see deploy/README.md).")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for 1, False for 0 or an empty value."""
    value = text(name, default="1" if default else "0")
    if value not in {"", "0", "1"}:
        raise BadSetting(f"{name} is 1 or 0, not {value!r}.")
    return value == "1"


def number(name: str, *, default: int | None = None) -> int:
    """Return a whole number."""
    value = text(name, default=None if default is None else str(default))
    try:
        return int(value)
    except ValueError:
        raise BadSetting(f"{name} is a whole number, not {value!r}.") from None


def seconds(name: str, *, default: int) -> int:
    """Return a positive number of seconds."""
    value = number(name, default=default)
    if value <= 0:
        raise BadSetting(f"{name} is a positive number of seconds, not {value}.")
    return value


def words(name: str, *, default: str = "") -> list[str]:
    """Return the parts of a comma-separated value."""
    return [part.strip() for part in text(name, default=default).split(",") if part.strip()]


def path(name: str, *, default: str | None = None) -> Path:
    """Return an absolute path."""
    return Path(text(name, default=default)).resolve()


def database(name: str) -> dict[str, Any]:
    """Return Django's description of a postgresql:// address; no other engine is supported."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgresql", "postgres"}:
        raise BadSetting(f"{name} starts with postgresql://; the portal's guards live in PostgreSQL only.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or 5432),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": "-c lock_timeout=10s -c statement_timeout=60s",
            # Statements asked again and again are planned once per connection: half of the database's work in the last
            # minute before a deadline was planning. A pooler in between must pass prepared statements on.
            "server_side_binding": True,
            "prepare_threshold": 3,
        },
    }
