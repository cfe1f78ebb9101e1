"""The handlers of identity, a file per resource."""

from __future__ import annotations

from typing import Any


def handlers() -> list[Any]:
    """Every route of identity."""
    from identity.views import codes, door, profile, requests

    return [*door.HANDLERS, *profile.HANDLERS, *codes.HANDLERS, *requests.HANDLERS]
