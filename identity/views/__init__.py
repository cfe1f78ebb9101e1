"""The handlers of identity, a file per resource."""

from __future__ import annotations

from typing import Any


def handlers() -> list[Any]:
    """Every route of identity."""
    from identity.views import contacts, door, logins, policy, profile, recovery

    return [
        *door.HANDLERS, *profile.HANDLERS, *recovery.HANDLERS, *policy.HANDLERS, *contacts.HANDLERS,
        *logins.HANDLERS,
    ]  # fmt: skip
