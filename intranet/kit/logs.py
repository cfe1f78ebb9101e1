"""Structured logs: one JSON line an event on standard error; looks at people in a file of their own.

`access.log` names person ids only; it is rotated daily by the log's own date and kept for a year.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from pathlib import Path
from typing import Any

import structlog

KEEP_DAYS = 366
TOKEN = re.compile(r"/[A-Za-z0-9_-]{40,}")  # of a letter's link: whoever reads the log does not get in


class _Streams:
    """The access log goes to its file, everything else to standard error."""

    def __init__(self, access: logging.Logger) -> None:
        self.access = access

    def __call__(self, *args: Any) -> Any:
        name = args[0] if args else ""
        return self.access if name == "access" else structlog.PrintLogger(sys.stderr)


def without_tokens(_logger: Any, _name: str, event: Any) -> Any:
    """A structlog processor: a path is kept, a token in it is not."""
    if isinstance(event.get("path"), str):
        event["path"] = TOKEN.sub("/…", event["path"])
    return event


PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    without_tokens,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def set_up(folder: Path) -> None:
    """Configure the process's logs; makes the folder, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    access = logging.getLogger("parta.access")
    access.setLevel(logging.INFO)
    access.propagate = False
    for old in access.handlers[:]:
        access.removeHandler(old)
        old.close()
    handler = logging.handlers.TimedRotatingFileHandler(
        folder / "access.log", when="midnight", backupCount=KEEP_DAYS, utc=True, delay=True
    )
    handler.setFormatter(logging.Formatter("%(message)s"))
    access.addHandler(handler)
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_Streams(access),
        cache_logger_on_first_use=False,
    )
