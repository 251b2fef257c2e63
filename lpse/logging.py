# SPDX-License-Identifier: Apache-2.0
"""One JSON line per event: UTC time, level, logger, message, and the values given as arguments."""

from typing import Any

import structlog
from structlog.typing import EventDict

_json = structlog.processors.JSONRenderer(sort_keys=True)


def render(logger: Any, name: str, event: EventDict) -> str:
    """Render a record of the standard library as one JSON line; never bid contents (callers pass ids only)."""
    record = event.pop("_record", None)
    event.pop("_from_structlog", None)
    if record is not None:
        event.setdefault("level", record.levelname.lower())
        event.setdefault("logger", record.name)
        event.setdefault("at", f"{record.created:.3f}")
    rendered = _json(logger, name, event)
    return rendered if isinstance(rendered, str) else rendered.decode()
