"""The handlers of identity, a file per resource."""

from __future__ import annotations

from typing import Any


def handlers() -> list[Any]:
    """Every route of identity."""
    from identity.views import (
        again,
        codes,
        directories,
        door,
        doubts,
        entry_events,
        entry_rules,
        entry_sessions,
        factor,
        factors,
        precheck,
        profile,
        providers,
        requests,
        ways,
    )

    rooms = (
        door,
        ways,
        factor,
        again,
        codes,
        profile,
        factors,
        providers,
        directories,
        entry_rules,
        entry_sessions,
        entry_events,
        precheck,
        doubts,
        requests,
    )
    return [handler for room in rooms for handler in room.HANDLERS]
