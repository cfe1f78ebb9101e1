"""A change that touches lessons is carried out only as it was shown (docs/adr, no. 10).

The deed runs; when it touches more lessons than the person has agreed to, all is rolled back and what it
would touch is told. So what a page foretells is never another computation than what is done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from intranet.kit.db import DB
from intranet.school.timetable.lessons import Materialised


class Touched(msgspec.Struct, frozen=True):
    """What a change does to dated lessons; `warnings` are sentences to be agreed to as well."""

    lessons: Materialised = Materialised()
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a person agrees to, as the form sends it back; empty: nothing to ask."""
        numbers = msgspec.structs.astuple(self.lessons)
        return "-".join(map(str, (*numbers, len(self.warnings)))) if any(numbers) or self.warnings else ""


class _NotAgreed(Exception):
    pass


async def carry_out(deed: Callable[[], Awaitable[Touched]], agreed: str) -> Touched | None:
    """Run a service in one transaction; None when it is done.

    When what it touches is not `agreed`, nothing is changed and the answer tells what it would touch.
    """
    touched = Touched()
    try:
        async with DB.transaction():
            touched = await deed()
            if touched.key not in ("", agreed):
                raise _NotAgreed
    except _NotAgreed:
        return touched
    return None
