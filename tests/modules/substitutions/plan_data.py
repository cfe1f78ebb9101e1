"""Days of a small school written by hand, for the pure rules of planning.

The first shift's lesson n begins at 7:00 + n hours and lasts 45 minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

import msgspec

from modules.substitutions.planning.state import (
    Away,
    Colleague,
    Day,
    DayLesson,
    Draft,
    Limits,
    Placed,
    Standby,
)

ON_DATE = date(2026, 11, 19)
MATHS, ENGLISH, HISTORY = 1, 2, 3
FIRST_SHIFT, SECOND_SHIFT = 1, 2
# The second shift's first lesson begins at 13:30: while the first shift's sixth (13:00-13:45) still lasts.
BELLS = {(FIRST_SHIFT, n): (time(7 + n, 0), time(7 + n, 45)) for n in range(1, 8)} | {
    (SECOND_SHIFT, n): (time(12 + n, 30), time(13 + n, 15)) for n in range(1, 7)
}


def lesson(number: int, teacher: int, at: int = 1, **given: Any) -> DayLesson:
    """Lesson `number` stands at the day's lesson `at`: maths in class 8B, building 1, first shift."""
    values: dict[str, Any] = {
        "on_date": ON_DATE, "journal": 900 + number, "study_group": 80, "subject": MATHS,
        "subject_name": "Математика", "group_name": "", "school_class": 80, "grade_level": 8, "letter": "Б",
        "shift": 1, "building": 1, "status": "planned", "bell_schedule": FIRST_SHIFT,
        "planned_teacher": teacher, "beside": (), "room": 300 + number, "change": None,
    } | given  # fmt: skip
    values.setdefault("planned_room", values["room"])
    return DayLesson(id=number, number=at, teacher=teacher, **values)


def draft(lesson: int, kind: str = "TEACHER_SUBSTITUTED", **given: Any) -> Draft:
    """A draft a person has made."""
    values: dict[str, Any] = {
        "id": 5000 + lesson, "teacher": None, "room": None, "to_date": None, "to_number": None,
        "journal": None, "merged_with": None, "note": "", "override_reason": "", "absence": None,
        "pair": None, "is_proposed": False, "version": 1,
    } | given  # fmt: skip
    return Draft(lesson=lesson, kind=kind, **values)


def colleague(person: int, subjects: Iterable[int] = (MATHS,), **given: Any) -> Colleague:
    """Somebody who teaches maths, to nobody yet; in building 1."""
    values: dict[str, Any] = {
        "classes": (), "groups": (), "houses": (1,), "week_lessons": 18, "given": 0, "surname": f"У{person}",
    } | given  # fmt: skip
    sets = {name: frozenset(values[name]) for name in ("classes", "groups", "houses")}
    return Colleague(id=person, name="Анна", patronymic="", subjects=frozenset(subjects), **(values | sets))


def day(
    lessons: Sequence[DayLesson],
    colleagues: Iterable[Colleague],
    away: Iterable[int | Away] = (),
    drafts: Iterable[Draft] = (),
    standby: Sequence[Standby] = (),
    limits: Limits | None = None,
) -> Day:
    """A day; a person in `away` is absent from morning to evening."""
    absent = [one if isinstance(one, Away) else Away(one, one, None, None) for one in away]
    return Day(
        on_date=ON_DATE, lessons=lessons, away=absent, drafts={one.lesson: one for one in drafts},
        colleagues={one.id: one for one in colleagues}, standby=standby, bells=BELLS,
        limits=limits or Limits(),
    )  # fmt: skip


def placed(of: Day, number: int) -> Placed:
    """A lesson as it stands once the drafts count."""
    return next(one for one in of.placed if one.lesson.id == number)


def changed(one: DayLesson, **given: Any) -> DayLesson:
    """The lesson with other values."""
    return msgspec.structs.replace(one, **given)
