"""Where the records of a moved pupil go. Pure: lessons and records in, places out (DOMAIN 2.9, FEATURES).

A mark goes to a lesson of the same subject in the pupil's groups: of the same date, else of the nearest
earlier one, else of the nearest later one that was held; there into a work of the same type in which the
pupil has nothing, else into a new work. Marks of one work stay together, in their order. An absence goes to
a lesson of the same date: of the same subject, else of the same number, else at the same time of the clock.
What an order has brought goes back to where it was, if that place is free. The rest stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from modules.journal.queries.rehoming import Home, OpenLesson, OpenWork, Record


@dataclass
class NewWork:
    """A work to be made in a lesson, after a record's own; `id` is known when it is written."""

    lesson: OpenLesson
    like: Record
    ordinal: int
    id: int = 0


@dataclass(frozen=True)
class Step:
    """One record and its new place; `lesson` None: it stays. `work` is a mark's."""

    record: Record
    lesson: OpenLesson | None = None
    work: int | NewWork | None = None
    ordinal: int | None = None

    @property
    def work_id(self) -> int | None:
        """The work's id, once it is made."""
        return self.work.id if isinstance(self.work, NewWork) else self.work


@dataclass
class Plan:
    """The steps, in the order of the records, and the works to make."""

    lessons: Sequence[OpenLesson]
    homes: dict[tuple[int, int | None, int | None], Home]
    now: datetime
    steps: list[Step] = field(default_factory=list)
    works: list[NewWork] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_id = {lesson.id: lesson for lesson in self.lessons}
        self.used_works: set[int] = set()
        self.used_lessons: set[int] = set()
        self.ends = {lesson.id: lesson.works_end for lesson in self.lessons}

    def place(self, records: Iterable[Record]) -> Plan:
        """Find every record its place; itself."""
        found = list(records)
        for _work, marks in groupby((one for one in found if one.work is not None), key=lambda one: one.work):
            self._place_work(list(marks))
        absences = [one for one in found if one.work is None]
        places = self._absence_places(absences)
        self.steps += [Step(one, places.get(one.lesson)) for one in absences]
        return self

    def _place_work(self, marks: list[Record]) -> None:
        away = []
        for mark in marks:
            home = self._home(mark)
            if home is None:
                away.append(mark)
            else:
                self.steps.append(home)
        lesson = nearest(self.lessons, away[0]) if away else None
        if lesson is None:
            self.steps += [Step(mark) for mark in away]
            return
        work = self._work_for(lesson, away[0])
        self.steps += [Step(mark, lesson, work, mark.ordinal) for mark in away]

    def _home(self, mark: Record) -> Step | None:
        home = self.homes.get((mark.lesson, mark.work, mark.ordinal))
        lesson = self.by_id.get(home.lesson) if home else None
        if home is None or lesson is None:
            return None
        work = next((one for one in lesson.works if one.id == home.work), None)
        if work is None or home.ordinal in work.taken:
            return None
        self.used_works.add(work.id)
        return Step(mark, lesson, work.id, home.ordinal)

    def _work_for(self, lesson: OpenLesson, mark: Record) -> int | NewWork:
        found = next((one for one in lesson.works if self._takes(one, mark)), None)
        if found is not None:
            self.used_works.add(found.id)
            return found.id
        self.ends[lesson.id] += 1
        self.works.append(NewWork(lesson, mark, self.ends[lesson.id]))
        return self.works[-1]

    def _takes(self, work: OpenWork, mark: Record) -> bool:
        is_plain = mark.visible_from is None or mark.visible_from <= self.now
        is_free = not work.taken and work.id not in self.used_works
        return is_free and work.type == mark.type and work.is_plain and is_plain

    def _absence_places(self, absences: list[Record]) -> dict[int, OpenLesson]:
        """Old lesson -> new one; the closer rule chooses first for everybody."""
        places: dict[int, OpenLesson] = {}
        for rule in (self._is_home, same_subject, same_number, same_time):
            for absence in absences:
                if absence.lesson in places:
                    continue
                fitting = (
                    one for one in self.lessons
                    if self._is_open(one, absence) and rule(one, absence)
                )  # fmt: skip
                if (found := next(fitting, None)) is not None:
                    places[absence.lesson] = found
                    self.used_lessons.add(found.id)
        return places

    def _is_home(self, lesson: OpenLesson, absence: Record) -> bool:
        home = self.homes.get((absence.lesson, None, None))
        return home is not None and home.lesson == lesson.id

    def _is_open(self, lesson: OpenLesson, absence: Record) -> bool:
        has_begun = (lesson.on_date, lesson.starts or self.now.time()) <= (self.now.date(), self.now.time())
        is_free = not lesson.has_absence and lesson.id not in self.used_lessons
        return lesson.on_date == absence.on_date and has_begun and is_free


def nearest(lessons: Iterable[OpenLesson], mark: Record) -> OpenLesson | None:
    """The lesson of the mark's subject it goes to; None when the pupil has none, or no marks are given."""
    same = [one for one in lessons if one.subject == mark.subject and one.grade_level != 1]
    today = [one for one in same if one.on_date == mark.on_date]
    if today:
        return min(today, key=lambda one: abs(one.number - mark.number))
    earlier = [one for one in same if one.on_date < mark.on_date]
    later = (one for one in same if one.on_date > mark.on_date and one.status == "held")
    return earlier[-1] if earlier else next(later, None)


def same_subject(lesson: OpenLesson, absence: Record) -> bool:
    """The same subject."""
    return lesson.subject == absence.subject


def same_number(lesson: OpenLesson, absence: Record) -> bool:
    """The same number of the day."""
    return lesson.number == absence.number


def same_time(lesson: OpenLesson, absence: Record) -> bool:
    """An overlap of the clock."""
    if not (lesson.starts and lesson.ends and absence.starts and absence.ends):
        return False
    return lesson.starts < absence.ends and absence.starts < lesson.ends


def homes_by_place(homes: Iterable[Home]) -> dict[tuple[int, int | None, int | None], Home]:
    """By where the records stand now."""
    return {(home.to_lesson, home.to_work, home.to_ordinal): home for home in homes}
