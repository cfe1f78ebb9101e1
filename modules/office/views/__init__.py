"""The pages of the office, a file per resource."""

from __future__ import annotations

from typing import Any

from modules.office.views import classes, home, imports, slips

HANDLERS: list[Any] = [*home.HANDLERS, *classes.HANDLERS, *slips.HANDLERS, *imports.HANDLERS]
