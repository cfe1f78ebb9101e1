"""What a dispatcher may choose for one lesson: colleagues, rooms, subjects, groups, places, swaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from intranet.kit.i18n import _
from intranet.kit.templating import date_short, weekday_short
from intranet.school.timetable.change_rules import ChangeKind
from intranet.school.timetable.clashes import Clashes
from modules.substitutions.planning.candidates import Candidate, Hindrance
from modules.substitutions.planning.checks import broken, with_drafts
from modules.substitutions.planning.places import Ahead, FreePlace, free_places
from modules.substitutions.planning.state import Day, DayLesson, Draft, Placed
from modules.substitutions.queries.desk import Choices
from modules.substitutions.views.desk_words import Book, good_words, hindrance_words, load_words

MOST_PLACES = 6
FIRST = 5


class Line(msgspec.Struct, frozen=True):
    """A colleague in words."""

    id: int
    name: str
    good: list[str]
    load: str
    bad: list[str]
    is_away: bool


class SubjectLine(msgspec.Struct, frozen=True):
    """Another subject with a teacher; `bad`: why not now."""

    journal: int
    teacher: int
    title: str
    name: str
    bad: list[str]


def lines_of(day: Day, found: Sequence[Candidate]) -> list[Line]:
    """Colleagues, best first."""
    return [
        Line(
            one.colleague.id, one.colleague.short, good_words(one), load_words(one),
            hindrance_words(day, one), Hindrance.AWAY in one.hindrances,
        )
        for one in found
    ]  # fmt: skip


def people_choices(lines: Sequence[Line]) -> dict[str, list[tuple[Any, str]]]:
    """For a select: those who are free, then those with a hindrance; nobody who is away."""
    free = [(one.id, one.name) for one in lines if not one.bad]
    others = [(one.id, f"{one.name} — {', '.join(one.bad)}") for one in lines if one.bad and not one.is_away]
    return {"": [("", _("не выбран"))], _("Свободны"): free, _("С помехой"): others}


def room_choices(book: Book, placed: Placed) -> dict[str, list[tuple[Any, str]]]:
    """Rooms free at that time, then those that are not, with who is there."""
    free: list[tuple[Any, str]] = []
    taken: list[tuple[Any, str]] = []
    for ident, number in book.rooms.items():
        if inside := book.day.filling(ident, placed.span, placed):
            taken.append((ident, f"{number} — {inside[0].lesson.whom}"))
        else:
            free.append((ident, number))
    return {"": [("", _("как есть"))], _("Свободны"): free, _("Заняты"): taken}


def subject_lines(
    day: Day, lesson: DayLesson, choices: Choices, found: Sequence[Candidate]
) -> list[SubjectLine]:
    """Other subjects of the same pupils with their teachers; free ones first."""
    by_person = {one.colleague.id: one for one in found}
    lines = [
        SubjectLine(one.id, who, one.title, by_person[who].colleague.short,
                    hindrance_words(day, by_person[who]))
        for one in choices.subjects for who in one.teachers
        if who in by_person and one.subject != lesson.subject
    ]  # fmt: skip
    return sorted(lines, key=lambda one: (bool(one.bad), one.title))


def merge_choices(book: Book, placed: Placed) -> list[tuple[Any, str]]:
    """Lessons of the same subject at that time with another teacher."""
    day, lesson = book.day, placed.lesson
    found = [
        one for one in day.placed
        if one.lesson.subject == lesson.subject and one.lesson.id != lesson.id and one.draft is None
        and not one.is_off and one.teacher != lesson.planned_teacher and one.span.meets(placed.span)
        and not day.is_away(one.teacher, one.number)
    ]  # fmt: skip
    return [
        (o.lesson.id, ", ".join(filter(None, (o.lesson.whom, book.person(o.teacher), book.room(o.room)))))
        for o in found
    ]


def places_of(lesson: DayLesson, choices: Choices) -> list[FreePlace]:
    """Free places after the lesson, where the room is free first within a day; at most MOST_PLACES."""
    others = [one for one in choices.lessons if one.id != lesson.id]
    found = free_places(others, choices.bells)
    later = [one for one in found if (one.on_date, one.number) > (lesson.on_date, lesson.number)]
    return later[:MOST_PLACES]


def place_words(place: FreePlace, today: date) -> str:
    """ "пт 20 ноября, урок 6"; says when another room is needed."""
    day = (
        _("в тот же день")
        if place.on_date == today
        else f"{weekday_short(place.on_date)} {date_short(place.on_date)}"
    )
    words = _("%(day)s, урок %(n)s", day=day, n=place.number)
    return words if place.room_free else _("%(place)s (кабинет занят)", place=words)


def swap_choices(
    book: Book, lesson: DayLesson, choices: Choices, pupils: Clashes | None
) -> dict[str, list[tuple[Any, str]]]:
    """The class's other lessons: those of the day that change places easily, its others, later days'."""
    easy: list[tuple[Any, str]] = []
    hard: list[tuple[Any, str]] = []
    later: list[tuple[Any, str]] = []
    for one in choices.lessons:
        if not one.is_class or one.journal == lesson.journal or one.status != "planned":
            continue
        option = (f"{one.id}/{one.version}", _swap_words(book, lesson, one))
        if one.on_date != lesson.on_date:
            later.append(option)
        elif one.id in book.day.lesson:
            (easy if fits(book.day, lesson, book.day.lesson[one.id], pupils) else hard).append(option)
    return {
        "": [("", _("не выбран"))], _("В этот день, без помех"): easy, _("В этот день, с помехой"): hard,
        _("В другие дни"): later,
    }  # fmt: skip


def _swap_words(book: Book, lesson: DayLesson, one: Ahead) -> str:
    when = _("урок %(n)s", n=one.number)
    if one.on_date != lesson.on_date:
        when = f"{weekday_short(one.on_date)} {date_short(one.on_date)}, {when}"
    what = " ".join(filter(None, (one.subject_name, one.group_name)))
    return ", ".join(filter(None, (when, what, book.people.get(one.teacher, ""))))


def fits(day: Day, lesson: DayLesson, other: DayLesson, pupils: Clashes | None) -> bool:
    """Whether two lessons of one day change places and break nothing."""
    drafts = [_moved(day, lesson, other), _moved(day, other, lesson)]
    after = with_drafts(day, drafts)
    placed = [after.place(one, draft) for one, draft in zip((lesson, other), drafts, strict=True)]
    return not any(broken(after, one, pupils) for one in placed if one is not None)


def _moved(day: Day, lesson: DayLesson, to: DayLesson) -> Draft:
    return Draft(
        id=0, lesson=lesson.id, kind=ChangeKind.MOVED, teacher=None, room=None, to_date=day.on_date,
        to_number=to.number, journal=None, merged_with=None, note="", override_reason="", absence=None,
        pair=None, is_proposed=False, version=0,
    )  # fmt: skip
