"""What holds for each kind of notice: what the school has set, else the kind's own defaults."""

from __future__ import annotations

from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.module import NoticeKind, notice_kinds

RULES = "select kind, is_mailed, timing, may_switch from kind_rule"


class _Set(msgspec.Struct, frozen=True):
    kind: str
    is_mailed: bool
    timing: str
    may_switch: bool


class Rule(msgspec.Struct, frozen=True):
    """How a kind is told now. A mandatory kind is always mailed and cannot be switched off."""

    kind: NoticeKind
    is_mailed: bool
    timing: str
    may_switch: bool
    is_own: bool

    @property
    def name(self) -> str:
        """The kind's dotted name."""
        return self.kind.name

    @property
    def title(self) -> str:
        """How people call the kind."""
        return str(self.kind.title)

    @property
    def is_mandatory(self) -> bool:
        """Whether the law or the school's safety wants it told to everybody."""
        return self.kind.is_mandatory

    def is_wanted(self, off: list[str]) -> bool:
        """Whether somebody who switched these kinds off gets its letters."""
        return self.is_mailed and not (self.may_switch and self.name in off)


def rule_of(kind: NoticeKind, found: _Set | None) -> Rule:
    """The kind under what the school has set for it; mandatory kinds listen to the timing only."""
    if found is None:
        may_switch = kind.may_switch and not kind.is_mandatory
        return Rule(kind, kind.is_mailed or kind.is_mandatory, kind.timing, may_switch, False)
    if kind.is_mandatory:
        return Rule(kind, True, found.timing, False, True)
    return Rule(kind, found.is_mailed, found.timing, found.may_switch, True)


async def rules_of(viewer: Viewer) -> dict[str, Rule]:
    """Every installed kind's rule by its name; the school's, the same for every viewer."""
    known: dict[str, Any] = {found.kind: found for found in await DB.rows(_Set, RULES)}
    return {name: rule_of(kind, known.get(name)) for name, kind in notice_kinds().items()}
