"""The handlers of identity, a file per resource."""

from __future__ import annotations

from typing import Any


def handlers() -> list[Any]:
    """Every route of identity."""
    from identity.views import (
        directories,
        door,
        doubts,
        entry_events,
        entry_rules,
        entry_sessions,
        precheck,
        profile,
        providers,
        ways,
    )

    return [
        *door.HANDLERS, *ways.HANDLERS, *profile.HANDLERS, *providers.HANDLERS, *entry_rules.HANDLERS,
        *entry_sessions.HANDLERS, *entry_events.HANDLERS, *precheck.HANDLERS, *doubts.HANDLERS,
        *directories.HANDLERS,
    ]  # fmt: skip
