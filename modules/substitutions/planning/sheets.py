"""The day's papers as plain data for their templates: a class's sheet, the staff room's (D6). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from itertools import groupby
from typing import Any

from intranet.kit.i18n import _
from intranet.kit.templating import date_long, weekday
from intranet.school.timetable.free_rooms import FreeRoom
from intranet.school.timetable.school_days import SchoolLesson

Part = dict[str, Any]


def change_of(one: SchoolLesson) -> str:
    """What is unlike the timetable, in words; never why."""
    if one.is_off:
        return _("отменён")
    said = [
        _("вместо: %(subject)s", subject=one.instead_of) if one.instead_of else "",
        _("замена, вместо: %(name)s", name=one.instead_short) if one.instead and not one.instead_of else "",
        _("перенесён сюда") if one.change == "MOVED" else "",
        _("другой кабинет") if one.change == "ROOM_CHANGED" else "",
        _("группы вместе") if one.change == "GROUPS_MERGED" else "",
    ]
    return "; ".join(filter(None, said))


def time_of(one: SchoolLesson) -> str:
    """ "8:30–9:15"."""
    return time_words(one.starts, one.ends) if one.starts and one.ends else ""


def time_words(starts: time, ends: time) -> str:
    """ "8:30–9:15"."""
    return f"{starts:%-H:%M}–{ends:%-H:%M}"


def column(title: str, share: float, align: str = "left") -> Part:
    """A column of `table-of`."""
    return {"title": title, "align": align, "share": share, "rotated": False, "group": ""}


def heading(title: str, day: date, school: str) -> Part:
    """What every paper begins with."""
    return {"title": title, "school": school, "facts": [[weekday(day), date_long(day)]]}


def class_part(
    title: str, day: date, school: str, lessons: Sequence[SchoolLesson], homework: Mapping[int, str],
    pupils: Sequence[str],
) -> Part:  # fmt: skip
    """A class's day: lessons with bells, changes and homework due, then the roll to fill by hand."""
    rows = [
        [
            str(one.number), time_of(one), ", ".join(filter(None, (one.subject, one.group_name))),
            one.teacher_short, one.room or "", homework.get(one.id, ""), change_of(one),
        ]
        for one in lessons
    ]  # fmt: skip
    numbers = sorted({one.number for one in lessons if not one.is_off})
    return heading(_("Класс %(title)s: уроки дня", title=title), day, school) | {
        "landscape": False,
        "columns": [
            column("№", 3, "center"), column(_("Время"), 8), column(_("Предмет"), 16),
            column(_("Учитель"), 13), column(_("Каб."), 7),
            column(_("Задано к уроку"), 22), column(_("Изменение"), 16),
        ],
        "rows": rows,
        "roll_title": _("Перекличка: отметьте Н и О от руки, потом внесите в журнал"),
        "roll_columns": [
            column("№", 3, "center"), column(_("Ученик"), 24),
            *(column(str(n), 5, "center") for n in numbers),
        ],
        "roll": [[str(n), name, *([""] * len(numbers))] for n, name in enumerate(pupils, 1)],
        "tables": [],
    }  # fmt: skip


def staff_part(
    day: date, school: str, classes: Sequence[tuple[int, str]], lessons: Sequence[SchoolLesson],
    free: Sequence[FreeRoom],
) -> Part:  # fmt: skip
    """The staff room's: every class by lesson, the changes in one list, the free rooms by lesson."""
    numbers = sorted({one.number for one in lessons})
    mine = {ident: [one for one in lessons if ident in one.classes] for ident, _title in classes}
    rows = [
        [title, *("\n".join(_cell(one) for one in mine[ident] if one.number == n) for n in numbers)]
        for ident, title in classes if mine[ident]
    ]  # fmt: skip
    return heading(_("Учительская: уроки дня"), day, school) | {
        "landscape": True,
        "columns": [column(_("Класс"), 4), *(column(str(n), 13) for n in numbers)],
        "rows": rows, "roll_title": "", "roll_columns": [], "roll": [],
        "tables": [_changes(dict(classes), lessons), _free(lessons, free)],
    }  # fmt: skip


def _changes(titles: Mapping[int, str], lessons: Sequence[SchoolLesson]) -> Part:
    rows = [
        [str(one.number), _whom(one, titles), one.subject, one.teacher_short, one.room or "", change_of(one)]
        for one in lessons if change_of(one)
    ]  # fmt: skip
    columns = [
        column(_("Урок"), 4), column(_("Класс"), 12), column(_("Предмет"), 18), column(_("Учитель"), 15),
        column(_("Каб."), 6), column(_("Изменение"), 25),
    ]  # fmt: skip
    return {"title": _("Изменения"), "rows": rows, "columns": columns}


def _free(lessons: Sequence[SchoolLesson], free: Sequence[FreeRoom]) -> Part:
    """The rooms with a place left, at the times of the day that have lessons."""
    columns = [column(_("Урок"), 12), column(_("Кабинеты"), 80)]
    held = {(one.number, one.starts) for one in lessons if not one.is_off}
    rows = [
        [f"{number} ({time_words(starts, ends)})", ", ".join(one.room for one in rooms)]
        for (number, starts, ends), rooms in groupby(free, lambda one: (one.number, one.starts, one.ends))
        if (number, starts) in held
    ]
    return {"title": _("Свободные кабинеты"), "rows": rows, "columns": columns}


def _cell(one: SchoolLesson) -> str:
    if one.is_off:
        return f"{one.subject}: {_('отменён')}"
    return f"{one.subject}, {', '.join(filter(None, (one.teacher_short, one.room)))}"


def _whom(one: SchoolLesson, titles: Mapping[int, str]) -> str:
    names = [titles[ident] for ident in one.classes if ident in titles]
    return ", ".join(filter(None, (*names, one.group_name)))
