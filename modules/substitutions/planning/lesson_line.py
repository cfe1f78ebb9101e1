"""A lesson as the lists of absences, tasks and own substitutions name it; other lists add what is theirs."""

from __future__ import annotations

from datetime import date, time

import msgspec


class LessonLine(msgspec.Struct, frozen=True, kw_only=True):
    """What `queries.absence_sql.LESSON_WORDS` gives; `teacher_name` is who holds it in effect."""

    id: int
    on_date: date
    number: int
    starts: time | None
    ends: time | None
    subject: str
    whom: str
    room: str | None
    status: str
    teacher_name: str

    @property
    def title(self) -> str:
        """ "Алгебра, 8Б"."""
        return f"{self.subject}, {self.whom}" if self.whom else self.subject
