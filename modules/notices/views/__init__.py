"""The pages of the notices, a file per resource."""

from __future__ import annotations

from typing import Any

from modules.notices.views import announcements, notices, queue, rules

HANDLERS: list[Any] = [
    *notices.HANDLERS, *rules.HANDLERS, *queue.HANDLERS, *announcements.HANDLERS,
]  # fmt: skip
