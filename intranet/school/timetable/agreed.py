"""What a change of calendar, bells, load or groups does to dated lessons: shown first (kit.agreed)."""

from __future__ import annotations

import msgspec

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
