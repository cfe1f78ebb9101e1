"""The handlers of identity, a file per resource."""

from __future__ import annotations

from typing import Any


def handlers() -> list[Any]:
    """Every route of identity."""
    from identity.views import again, door, factor, factors, profile, ways

    rooms = (door, ways, factor, again, profile, factors)
    return [handler for room in rooms for handler in room.HANDLERS]
