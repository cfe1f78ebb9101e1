"""The pages of the office, a file per resource."""

from __future__ import annotations

from typing import Any

from modules.office.views import (
    changes,
    checks,
    classes,
    consents,
    contacts,
    guardians,
    hats,
    home,
    imports,
    movements,
    people,
    person,
    rights,
    slips,
)

HANDLERS: list[Any] = [
    *home.HANDLERS,
    *checks.HANDLERS,
    *classes.HANDLERS,
    *slips.HANDLERS,
    *imports.HANDLERS,
    *people.HANDLERS,
    *person.HANDLERS,
    *guardians.HANDLERS,
    *contacts.HANDLERS,
    *consents.HANDLERS,
    *hats.HANDLERS,
    *rights.HANDLERS,
    *movements.HANDLERS,
    *changes.HANDLERS,
]
