# SPDX-License-Identifier: Apache-2.0
"""One JSON line per event: UTC time, level, logger, message, and the values given as arguments."""

import datetime as dt
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict

structlog.configure(
    processors=[structlog.processors.format_exc_info, ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def with_origin(logger: Any, name: str, event: EventDict) -> EventDict:
    """Add when, how grave and whence, from the record that logging keeps."""
    record = event["_record"]
    at = dt.datetime.fromtimestamp(record.created, dt.UTC)
    event["at"] = at.isoformat(timespec="milliseconds")
    event["level"] = record.levelname.lower()
    event["logger"] = record.name
    return event


def formatter() -> ProcessorFormatter:
    """Return the formatter of every log line, for the standard library's loggers and structlog's alike.

    Callers pass ids, never bid contents.
    """
    return ProcessorFormatter(
        foreign_pre_chain=[structlog.processors.ExceptionRenderer()],
        processors=[
            with_origin,
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )
