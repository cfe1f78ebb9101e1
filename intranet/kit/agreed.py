"""A deed is carried out only as it was shown (docs/adr, no. 10).

The deed runs; when what it touches is not what the person has agreed to, all is rolled back and what it would
touch is told. So what a page foretells is never another computation than what is done.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from intranet.kit.db import DB


class Foretold(Protocol):
    """What a deed touches."""

    @property
    def key(self) -> str:
        """What a person agrees to, as the form sends it back; empty: nothing to ask."""


T = TypeVar("T", bound=Foretold)


class _NotAgreed(Exception):
    pass


async def carry_out(deed: Callable[[], Awaitable[T]], agreed: str) -> T | None:
    """Run a service in one transaction; None when it is done.

    When what it touches is not `agreed`, nothing is changed and the answer tells what it would touch.
    """
    touched: T | None = None
    try:
        async with DB.transaction():
            touched = await deed()
            if touched.key not in ("", agreed):
                raise _NotAgreed
    except _NotAgreed:
        return touched
    return None
