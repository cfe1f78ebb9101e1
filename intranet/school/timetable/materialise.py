"""A week's timetable becomes dated lessons: what is planned, and what has to change for it.

Pure. `plan` spreads the versions' slots over the school days of a span; `reconcile` compares the plan
with the lessons that exist and says what to insert, update, cancel and delete, so that doing it twice
changes nothing. Rules (ARCHITECTURE "The backbone", DOMAIN 2.6-2.8):
a lesson is recognised by journal and date, then by number, and keeps its row; a lesson moved by a
published change stands for the place it was moved from; a published change keeps what it set (teacher,
room, status); a held lesson is history: when, where and by whom it was held stays, planned or not; what else
is no longer planned is deleted, or cancelled if anything hangs on it; lessons made by hand are left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from intranet.school.calendar.days import ClassKey, SchoolDay, Week, YearCalendar
from intranet.school.timetable.slots import (
    Existing,
    LessonStatus,
    Place,
    Planned,
    Reconciliation,
    Slot,
    Update,
    Version,
)

Days = dict[int, list[tuple[SchoolDay, int | None]]]


def _days_by_weekday(calendar: YearCalendar, classes: Sequence[ClassKey], since: date, until: date) -> Days:
    """weekday -> the days that work as it, with their bells; the first class that studies decides."""
    chosen: dict[date, tuple[SchoolDay, int | None]] = {}
    for school_class in classes:
        sets: dict[tuple[int, str, int], int | None] = {}
        for found in calendar.school_days(school_class, since, until):
            key = (found.weekday, found.kind, calendar.bell_period(found.day))
            if key not in sets:
                bells = calendar.bells_on(school_class, found)
                sets[key] = bells.id if bells else None
            chosen.setdefault(found.day, (found, sets[key]))
    days: Days = defaultdict(list)
    for day in sorted(chosen):
        days[chosen[day][0].weekday].append(chosen[day])
    return days


def plan(
    calendar: YearCalendar,
    versions: Iterable[Version],
    slots: Iterable[Slot],
    classes_of: Mapping[int, Sequence[ClassKey]],
    since: date,
    until: date,
) -> dict[Place, Planned]:
    """The lessons the timetable gives from `since` to `until`, both in it.

    `classes_of` maps a journal to the classes of its pupils: one for a class or a part of it, several
    for a group across classes, which is taught on days when any of them studies.
    """
    spans = {version.id: (version.since, version.until or until) for version in versions}
    known: dict[tuple[int, ...], Days] = {}
    planned: dict[Place, Planned] = {}
    for slot in slots:
        classes = classes_of.get(slot.journal, ())
        key = tuple(school_class.id for school_class in classes)
        if key not in known:
            known[key] = _days_by_weekday(calendar, classes, since, until)
        begins, ends = spans[slot.version]
        for found, bells in known[key].get(slot.weekday, ()):
            if begins <= found.day <= ends and slot.week in (Week.EVERY, found.week):
                place = Place(slot.journal, found.day, slot.number)
                value = Planned(slot.teacher, slot.room, bells)
                planned[place] = planned.get(place, value).joined_by(slot.teacher)
    return planned


def reconcile(
    planned: Mapping[Place, Planned], existing: Iterable[Existing], since: date, until: date | None = None
) -> Reconciliation:
    """What turns the existing lessons into the planned ones; nothing standing for a day outside the span."""
    work = Reconciliation()
    wanted: dict[tuple[int, date], dict[int, Planned]] = defaultdict(dict)
    for place, value in planned.items():
        wanted[place.journal, place.day][place.number] = value
    ours: dict[tuple[int, date], list[Existing]] = defaultdict(list)
    taken: set[Place] = set()
    for lesson in existing:
        if lesson.is_manual or not since <= lesson.origin.day <= (until or date.max):
            taken.add(lesson.place)
            continue
        ours[lesson.journal, lesson.origin.day].append(lesson)
        if lesson.is_moved:
            taken.add(lesson.place)
    for key in wanted.keys() | ours.keys():
        _settle_day(work, key, wanted.get(key, {}), ours.get(key, []), taken)
    return work


def _settle_day(
    work: Reconciliation,
    key: tuple[int, date],
    wanted: dict[int, Planned],
    lessons: list[Existing],
    taken: set[Place],
) -> None:
    """One journal's one day: same numbers first, then what is left in order."""
    journal, day = key
    free = {number: value for number, value in wanted.items() if Place(journal, day, number) not in taken}
    rest = []
    for lesson in lessons:
        number = lesson.origin.number
        if number in free:
            _match(work, lesson, number, free.pop(number))
        elif number in wanted and lesson.is_moved:
            _match(work, lesson, number, wanted[number])
        else:
            rest.append(lesson)
    rest.sort(key=_cancelled_last)
    for number in sorted(free):
        if not rest:
            break
        _match(work, rest.pop(0), number, free.pop(number))
    for number in sorted(free):
        work.inserts.append((Place(journal, day, number), free[number]))
        work.touch(Place(journal, day, number))
    for lesson in rest:
        _let_go(work, lesson)


def _cancelled_last(lesson: Existing) -> tuple[bool, int, int]:
    """The order in which unmatched lessons take free places.

    A moved lesson keeps its origin when it is matched, so its turn must not hang on a status that matching
    changes: else the same plan would settle differently the second time.
    """
    stays_cancelled = lesson.keeps_status or not lesson.is_moved
    return lesson.status == LessonStatus.CANCELLED and stays_cancelled, lesson.origin.number, lesson.id


def _match(work: Reconciliation, lesson: Existing, number: int, value: Planned) -> None:
    is_held, status = lesson.is_held, lesson.status
    stays = lesson.is_moved or is_held
    if status == LessonStatus.CANCELLED and not lesson.keeps_status:
        status = LessonStatus.PLANNED
    update = Update(
        lesson.id,
        lesson.number if stays else number,
        status,
        lesson.bell_schedule if stays else value.bell_schedule,
        value.teacher,
        lesson.teacher if lesson.keeps_teacher or is_held else value.teacher,
        value.room,
        lesson.room if lesson.keeps_room or is_held else value.room,
        lesson.beside if is_held else value.beside,
    )
    if update != _as_is(lesson):
        work.updates.append(update)
        work.touch(lesson.place)


def _as_is(lesson: Existing) -> Update:
    return Update(
        lesson.id, lesson.number, lesson.status, lesson.bell_schedule,
        lesson.planned_teacher, lesson.teacher, lesson.planned_room, lesson.room, lesson.beside,
    )  # fmt: skip


def _let_go(work: Reconciliation, lesson: Existing) -> None:
    """No longer planned; what was held or moved by a published change stands even so."""
    if lesson.is_moved or lesson.is_held or (lesson.is_touched and lesson.status == LessonStatus.CANCELLED):
        return
    (work.cancels if lesson.is_touched else work.deletes).append(lesson.id)
    work.touch(lesson.place)
