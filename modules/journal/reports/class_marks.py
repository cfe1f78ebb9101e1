"""A class's marks of one term laid out: subjects with their counts, pupils with their categories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modules.journal.indicators import Category, Counts, category_of, counts_of
from modules.journal.queries.report_marks import StudiedSubject
from modules.journal.queries.report_pupils import ReportPupil


@dataclass(frozen=True)
class SubjectMarks:
    """A subject of the class: who teaches it, and how many have what."""

    id: int
    title: str
    teachers: str
    is_apart: bool
    counts: Counts


@dataclass(frozen=True)
class ClassMarks:
    """`marks`: pupil -> subject -> what is set (None: nothing). Only subjects somebody studies."""

    pupils: Sequence[ReportPupil]
    subjects: Sequence[SubjectMarks]
    marks: Mapping[int, Mapping[int, str | None]]

    @property
    def is_begun(self) -> bool:
        """Whether anybody has a mark in this term."""
        return any(any(row.values()) for row in self.marks.values())

    def category(self, pupil: ReportPupil) -> Category | None:
        """What the pupil is called; None when no mark counts."""
        return category_of(self.marks[pupil.id].values())

    def with_value(self, pupil: ReportPupil, *values: str) -> str:
        """The pupil's subjects with one of these marks, by name: "Алгебра, Химия"."""
        mine = self.marks[pupil.id]
        return ", ".join(one.title for one in self.subjects if mine.get(one.id) in values)


def class_marks(pupils: Sequence[ReportPupil], taken: Sequence[StudiedSubject], ordinal: int) -> ClassMarks:
    """The term (its ordinal in the class's scheme) of these pupils."""
    marks: dict[int, dict[int, str | None]] = {pupil.id: {} for pupil in pupils}
    rows: dict[int, list[StudiedSubject]] = defaultdict(list)
    for row in taken:
        marks[row.student][row.subject] = row.mark_in(ordinal)
        rows[row.subject].append(row)
    return ClassMarks(pupils, [_subject(of, ordinal) for of in rows.values()], marks)


def _subject(rows: Sequence[StudiedSubject], ordinal: int) -> SubjectMarks:
    teachers = {name: None for row in rows for name in row.teachers.split(", ") if name}
    return SubjectMarks(
        rows[0].subject,
        rows[0].title,
        ", ".join(teachers),
        any(row.is_apart for row in rows),
        counts_of(row.mark_in(ordinal) for row in rows),
    )
