"""The handlers of identity, a file per resource."""

from __future__ import annotations

import importlib
from typing import Any

ROOMS = (
    "door", "ways", "factor", "again", "codes", "recovery", "policy",
    "profile", "logins", "contacts", "factors",
    "providers", "directories", "entry_rules", "entry_sessions", "entry_events", "precheck", "doubts", "requests",
)  # fmt: skip


def handlers() -> list[Any]:
    """Every route of identity."""
    rooms = [importlib.import_module(f"identity.views.{name}") for name in ROOMS]
    return [handler for room in rooms for handler in room.HANDLERS]
