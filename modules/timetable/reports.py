"""The timetable on paper (DOMAIN 4.1 no. 11): of a class, a teacher, a room, and the whole school.

Rules: dated lessons of one week as they stand, changes counted; families have any class's, teachers' and
rooms' are the staff's. The whole school is one sheet: A3 for the wall, A4 by levels of the school.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, lazy
from intranet.kit.report import Choice, Chosen, Column, Kind, Layout, Param, Report, Sheet, Table, Value
from intranet.kit.templating import weekday, weekday_short
from intranet.school.calendar.weeks import empty_words, frame_of, monday_of, span
from intranet.school.timetable.school_days import SchoolLesson, school_lessons
from modules.timetable.permissions import STAFF, VIEW
from modules.timetable.queries.week import Choice as Whose
from modules.timetable.queries.week import Choices, LessonRow, choices_of, week_of

SATURDAY = timedelta(days=5)
LONGEST = 6
LEVELS = {"1-4": (1, 4), "5-9": (5, 9), "10-11": (10, 11)}


async def _weeks(viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    """This week first, then the next ones, then those before."""
    monday = monday_of(viewer.day)
    weeks = [monday + timedelta(days=7 * n) for n in (0, 1, 2, 3, -1, -2, -3, -4)]
    return [Choice(f"{week}", span(week, week + SATURDAY)) for week in weeks]


async def _choices(viewer: Viewer, chosen: Chosen) -> Choices:
    return await choices_of(viewer, _monday(viewer, chosen))


def _monday(viewer: Viewer, chosen: Chosen) -> date:
    return date.fromisoformat(chosen["week"]) if chosen.get("week") else monday_of(viewer.day)


async def _classes(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    return [Choice(str(one.id), one.title) for one in (await _choices(viewer, chosen)).classes]


async def _teachers(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    return [Choice(str(one.id), one.title) for one in (await _choices(viewer, chosen)).teachers]


async def _rooms(viewer: Viewer, chosen: Chosen) -> list[Choice]:
    return [Choice(str(one.id), one.title) for one in (await _choices(viewer, chosen)).rooms]


async def _levels(_viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    return [Choice(key, _("%(level)s классы", level=key.replace("-", "–"))) for key in LEVELS]


WEEK = Param("week", lazy("Неделя"), _weeks)


def _days(monday: date, seen: set[date]) -> list[date]:
    """Monday to Friday, and the weekend's days that have lessons."""
    days = [monday + timedelta(days=n) for n in range(7)]
    return [day for day in days if day.weekday() < 5 or day in seen]


def _told(row: LessonRow, kind: str) -> str:
    """A lesson in its cell: what, then with whom and where."""
    if row.is_off:
        return _("%(subject)s: отменён", subject=row.subject)
    whom = {"class": ", ".join(filter(None, (row.group_name, row.teachers_short))), "teacher": row.whom}
    below = (whom.get(kind, f"{row.whom}, {row.teachers_short}"), row.place if kind != "room" else "")
    return f"{row.subject}\n{', '.join(filter(None, below))}"


async def _load(viewer: Viewer, chosen: Chosen, kind: str, title: str, whose: str) -> Sheet:
    monday = _monday(viewer, chosen)
    if not chosen.get(kind):
        return Sheet(title, (), empty=_("Классов ещё нет: их заводит секретарь в разделе «Управление»."))
    found = await week_of(viewer, kind, int(chosen[kind]), monday, monday + timedelta(days=6))
    rows = [row for row in found if not row.is_left and _is_theirs(row, kind, int(chosen[kind]))]
    frame = await frame_of(int(chosen[kind]) if kind == "class" else None, monday, monday + SATURDAY)
    return Sheet(
        f"{title} {whose}", [_table(rows, kind, monday)] if rows else [],
        facts=[(_("Неделя"), span(monday, monday + SATURDAY))], empty=" ".join(empty_words(frame)).strip(),
    )  # fmt: skip


def _is_theirs(row: LessonRow, kind: str, whose: int) -> bool:
    if row.change == "SUBJECT_REPLACED":
        return False
    return kind != "teacher" or whose in (row.teacher_id, *row.beside_ids)


def _table(rows: Sequence[LessonRow], kind: str, monday: date) -> Table:
    days = _days(monday, {row.on_date for row in rows})
    cells: dict[tuple[int, date], list[str]] = defaultdict(list)
    bells: dict[int, str] = {}
    for row in rows:
        cells[row.number, row.on_date].append(_told(row, kind))
        if row.starts and row.ends:
            bells.setdefault(row.number, f"{row.starts:%-H:%M}–{row.ends:%-H:%M}")
    numbers = range(min(row.number for row in rows), max(row.number for row in rows) + 1)
    columns = [Column(_("Урок")), *(Column(f"{weekday(day)}, {day:%d.%m}", width=1) for day in days)]
    return Table(
        columns,
        [(f"{n}\n{bells.get(n, '')}".strip(), *("\n".join(cells[n, day]) for day in days)) for n in numbers],
    )


async def load_class(viewer: Viewer, chosen: Chosen) -> Sheet:
    """A class's week with teachers and rooms."""
    whose = _title_of((await _choices(viewer, chosen)).classes, chosen.get("class"))
    return await _load(viewer, chosen, "class", _("Расписание класса"), whose)


async def load_teacher(viewer: Viewer, chosen: Chosen) -> Sheet:
    """A teacher's week: whom, where."""
    whose = _title_of((await _choices(viewer, chosen)).teachers, chosen.get("teacher"))
    return await _load(viewer, chosen, "teacher", _("Расписание учителя:"), whose)


async def load_room(viewer: Viewer, chosen: Chosen) -> Sheet:
    """A room's week: who is in it."""
    whose = _title_of((await _choices(viewer, chosen)).rooms, chosen.get("room"))
    return await _load(viewer, chosen, "room", _("Расписание кабинета"), whose)


def _title_of(choices: Sequence[Whose], wanted: str | None) -> str:
    return next((one.title for one in choices if str(one.id) == wanted), "")


async def load_school(viewer: Viewer, chosen: Chosen) -> Sheet:
    """Every class, or those of a level, down; the lessons of the week's days across."""
    monday = _monday(viewer, chosen)
    lessons = [
        one for one in await school_lessons(viewer, monday, monday + timedelta(days=6)) if not one.is_off
    ]
    classes = (await _choices(viewer, chosen)).classes
    if chosen.get("level"):
        low, high = LEVELS[chosen["level"]]
        classes = [one for one in classes if low <= int("".join(filter(str.isdigit, one.title)) or 0) <= high]
    held = {one for lesson in lessons for one in lesson.classes}
    shown = [(one.id, one.title) for one in classes if one.id in held]
    frame = await frame_of(None, monday, monday + SATURDAY)
    return Sheet(
        _("Расписание школы"), [_school_table(shown, lessons, monday)] if shown else [],
        facts=[(_("Неделя"), span(monday, monday + SATURDAY))], empty=" ".join(empty_words(frame)).strip(),
    )  # fmt: skip


def _narrow(one: SchoolLesson) -> str:
    """ "Алг. 31": words of at most LONGEST letters, since a column is a centimetre wide."""
    words = f"{one.abbreviation} {one.room or ''}".split()
    return " ".join(word if len(word) <= LONGEST else f"{word[: LONGEST - 1]}." for word in words)


def _school_table(shown: list[tuple[int, str]], lessons: Sequence[SchoolLesson], monday: date) -> Table:
    ids = {ident for ident, _title in shown}
    mine = [one for one in lessons if ids.intersection(one.classes)]
    cells: dict[tuple[int, date, int], list[str]] = defaultdict(list)
    for one in mine:
        for school_class in one.classes:
            cells[school_class, one.on_date, one.number].append(_narrow(one))
    days = _days(monday, {one.on_date for one in mine})
    places = [
        (day, number) for day in days for number in sorted({one.number for one in mine if one.on_date == day})
    ]
    rows: list[tuple[Value, ...]] = [
        (title, *("\n".join(cells[ident, day, number]) for day, number in places)) for ident, title in shown
    ]
    heads = [
        Column(str(number), Kind.MARK, group=f"{weekday_short(day)} {day:%d.%m}") for day, number in places
    ]
    return Table([Column(_("Класс")), *heads], rows)


REPORTS_OF_TIMETABLE = (
    Report(
        "timetable.class", lazy("Расписание класса"), VIEW, load_class,
        lazy("Уроки класса на неделю: предметы, учителя, кабинеты и звонки."),
        params=(WEEK, Param("class", lazy("Класс"), _classes)),
        layout=Layout(is_landscape=True), whole="class",
    ),
    Report(
        "timetable.teacher", lazy("Расписание учителя"), STAFF, load_teacher,
        lazy("Уроки учителя на неделю: классы и кабинеты, с заменами."),
        params=(WEEK, Param("teacher", lazy("Учитель"), _teachers)), layout=Layout(is_landscape=True),
    ),
    Report(
        "timetable.room", lazy("Расписание кабинета"), STAFF, load_room,
        lazy("Кто занимается в кабинете на неделе."),
        params=(WEEK, Param("room", lazy("Кабинет"), _rooms)), layout=Layout(is_landscape=True),
    ),
    Report(
        "timetable.school", lazy("Расписание школы, А3"), VIEW, load_school,
        lazy("Все классы на одном листе А3: предмет и кабинет на каждый урок недели."),
        params=(WEEK,), layout=Layout(is_a3=True, is_one_sheet=True),
    ),
    Report(
        "timetable.school_a4", lazy("Расписание школы, А4"), VIEW, load_school,
        lazy("Классы одной ступени на листе А4: предмет и кабинет на каждый урок недели."),
        params=(WEEK, Param("level", lazy("Ступень"), _levels)),
        layout=Layout(is_landscape=True, is_one_sheet=True),
    ),
)  # fmt: skip
