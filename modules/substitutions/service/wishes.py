"""The lesson a dispatcher asks something of, with what is asked."""

from __future__ import annotations

from typing import Any

import msgspec

from modules.substitutions.planning.state import Day, DayLesson, Draft
from modules.substitutions.planning.wishes import Choice

NOTHING: dict[str, Any] = dict.fromkeys(
    ("teacher", "room", "to_date", "to_number", "journal", "merged_with", "pair")
)
FIELDS = {"MOVED": "to_number", "ROOM_CHANGED": "room", "SUBJECT_REPLACED": "journal"}


class Scene(msgspec.Struct, frozen=True):
    """A lesson of a locked day, its draft as it stands, what is asked; `partners`: of a swap."""

    day: Day
    row: DayLesson
    known: Draft | None
    choice: Choice
    partners: tuple[DayLesson, ...] = ()

    @property
    def field(self) -> str:
        """Where a refusal stands."""
        return FIELDS.get(self.choice.kind, "teacher")

    def draft(self, **values: Any) -> Draft:
        """A draft of this kind; fields that the kind does not need are empty."""
        away = self.day.absence_of(self.row.planned_teacher, self.row.number)
        found: dict[str, Any] = {
            "id": 0, "lesson": self.row.id, "kind": self.choice.kind, "note": self.choice.note,
            "override_reason": self.choice.override_reason, "absence": away.id if away else None,
            "is_proposed": False, "version": self.choice.version,
        }  # fmt: skip
        return Draft(**(NOTHING | found | values))
