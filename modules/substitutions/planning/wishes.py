"""What a dispatcher asks: of one lesson, or of two that change places. Pure."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.school.timetable.change_rules import ChangeKind

# Every kind of change, and back to the timetable.
KIND_NAMES = (*(kind.value for kind in ChangeKind), "")


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of change with its own fields (`intranet.school.timetable.changes.apply_change`).

    `kind` "" = back to the timetable; `note` is read by everybody, `override_reason` by the office; `version`
    is that of the draft the dispatcher saw, 0: none stood there.
    """

    kind: str
    teacher: int | None = None
    room: int | None = None
    to_date: date | None = None
    to_number: int | None = None
    journal: int | None = None
    merged_with: int | None = None
    note: str = ""
    override_reason: str = ""
    version: int = 0


class Swap(msgspec.Struct, frozen=True, kw_only=True):
    """Two lessons change places; `version` and `other_version` are of the drafts the dispatcher saw."""

    lesson: int
    other: int
    note: str = ""
    override_reason: str = ""
    version: int = 0
    other_version: int = 0
