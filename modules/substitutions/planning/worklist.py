"""The dispatcher's work list: the lessons of a day that need somebody, and those already seen to. Pure.

Rules: a lesson is on the list when its teacher is away, when it has a draft, when a change of it is
published, or when a draft brings it here; a published substitute who falls ill makes it open again.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from intranet.school.timetable.change_rules import ChangeKind
from intranet.school.timetable.clashes import Clashes
from modules.substitutions.planning.checks import NEW_TIME, Broken, broken, unexcused, with_drafts
from modules.substitutions.planning.state import Away, Day, DayLesson, Draft, Placed


class State(StrEnum):
    """How far a lesson is."""

    OPEN = "open"
    PROPOSED = "proposed"
    DRAFT = "draft"
    CONFLICT = "conflict"
    PUBLISHED = "published"
    HELD = "held"


class WorkItem(NamedTuple):
    """A lesson of the list; `placed` None: a draft takes it to another day; `away`: why it is here."""

    lesson: DayLesson
    state: State
    placed: Placed | None
    away: Away | None
    broken: tuple[Broken, ...] = ()

    @property
    def whose(self) -> int:
        """The teacher whose lesson it is, for grouping."""
        return self.lesson.planned_teacher


class Counts(NamedTuple):
    """How many lessons of a list are in which state; drafts include those in conflict."""

    open: int
    drafts: int
    conflicts: int
    published: int


def work_list(day: Day, pupils: Clashes | None = None) -> list[WorkItem]:
    """The list by number, then class. `pupils`: groups compared for drafts that change the time."""
    found = [_item(day, lesson, pupils) for lesson in day.lessons]
    return sorted((one for one in found if one is not None), key=_order)


def counts(items: Sequence[WorkItem]) -> Counts:
    """For the page's head."""
    states = [one.state for one in items]
    drafts = sum(state in (State.DRAFT, State.PROPOSED, State.CONFLICT) for state in states)
    return Counts(
        states.count(State.OPEN), drafts, states.count(State.CONFLICT), states.count(State.PUBLISHED)
    )


def left_by(day: Day, absent: int, person: int) -> list[tuple[Placed, tuple[Broken, ...]]]:
    """The open lessons of a teacher that a colleague cannot take, each with why."""
    found = []
    for one in day.open:
        if one.teacher == absent and (draft := substitution(day, one, person)):
            after = with_drafts(day, [draft])
            placed = after.place(one.lesson, draft)
            wrong = tuple(broken(after, placed)) if placed else ()
            found += [(one, wrong)] if wrong else []
    return found


def substitution(day: Day, one: Placed, person: int) -> Draft | None:
    """A plain substitution of an open lesson; None where a person has decided something of it already."""
    if one.draft is not None and not one.draft.is_proposed:
        return None
    away = day.absence_of(one.lesson.planned_teacher, one.lesson.number)
    return Draft(
        id=0, lesson=one.lesson.id, kind=ChangeKind.TEACHER_SUBSTITUTED, teacher=person, room=None,
        to_date=None, to_number=None, journal=None, merged_with=None, note="", override_reason="",
        absence=away.id if away else None, pair=None, is_proposed=False,
        version=one.draft.version if one.draft else 0,
    )  # fmt: skip


def needs_pupils(day: Day) -> bool:
    """Whether some draft changes when pupils are taught, so that their groups must be read."""
    return any(one.kind in NEW_TIME for one in day.drafts.values())


def _order(item: WorkItem) -> tuple[int, int, str, int]:
    lesson = item.lesson
    return lesson.number, lesson.grade_level or 0, lesson.letter or "", lesson.id


def _item(day: Day, lesson: DayLesson, pupils: Clashes | None) -> WorkItem | None:
    draft = day.drafts.get(lesson.id)
    placed = day.place(lesson, draft)
    away = day.absence_of(lesson.planned_teacher, lesson.number) if lesson.on_date == day.on_date else None
    if draft is not None:
        wrong = tuple(unexcused(day, placed, pupils)) if placed is not None else ()
        state = State.PROPOSED if draft.is_proposed else State.DRAFT
        return WorkItem(lesson, State.CONFLICT if wrong else state, placed, away, wrong)
    if away is None and lesson.change is None and not day.is_away(lesson.teacher, lesson.number):
        return None
    if lesson.is_held:
        return WorkItem(lesson, State.HELD, placed, away)
    if lesson.status == "cancelled":
        return WorkItem(lesson, State.PUBLISHED, placed, away) if lesson.change else None
    nobody = day.is_away(lesson.teacher, lesson.number)
    return WorkItem(lesson, State.OPEN if nobody else State.PUBLISHED, placed, away)
