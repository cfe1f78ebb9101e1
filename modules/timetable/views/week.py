"""The pages of the timetable: one week of one view, chosen in the address.

Without a choice: a pupil's own week, a parent's child's, a teacher's own lessons, for the rest of the staff
the first class. Families may choose any class; teachers and rooms are read by the staff.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from intranet.kit.access import Viewer
from intranet.kit.errors import NotFound
from intranet.kit.i18n import _
from intranet.kit.web import Answer, Page, page
from intranet.school.access import Hat
from intranet.school.calendar.weeks import Frame, day_words, empty_words, frame_of, monday_of, span
from intranet.school.queries import Child, children_of
from modules.timetable.permissions import STAFF, VIEW
from modules.timetable.queries.week import Choices, LessonRow, choices_of, week_of, week_of_student

WEEK = timedelta(days=7)
FRIDAY = timedelta(days=4)
FAMILY = (Hat.STUDENT, Hat.PARENT)


class Line(msgspec.Struct, frozen=True):
    """A lesson as the page shows it; `change` is said in words."""

    number: int
    time: str
    subject: str
    whom: str
    room: str
    change: str
    is_off: bool
    lesson: int


class Day(msgspec.Struct, frozen=True):
    """A day with its lessons; `note` says what is special, or until when it lasts."""

    on_date: date
    note: str
    lines: list[Line]


class View(msgspec.Struct, frozen=True):
    """Whose week: what the address says (`kind`, `whose`), and its name for the heading."""

    kind: str
    whose: int
    title: str
    school_class: int | None = None
    is_own: bool = False

    def link(self, week: date) -> str:
        """The same view in another week."""
        return f"/timetable?{self.kind}={self.whose}&week={week}"


def change_words(row: LessonRow, view: View) -> str:
    """What is unlike the plan, in words (DOMAIN 2.6); empty for a usual lesson."""
    if row.is_left:
        return _("перенесён на %(day)s, урок %(n)s", day=f"{row.now_on:%d.%m}", n=row.now_number)
    match row.change:
        case "MOVED" if row.was_date:
            return _("перенесён с %(day)s, урок %(n)s", day=f"{row.was_date:%d.%m}", n=row.was_number)
        case "SUPERVISED":
            return _("самостоятельная работа")
        case "GROUPS_MERGED":
            return _("группы вместе")
        case "EVENT":
            return row.note or _("классное мероприятие")
        case "SUBJECT_REPLACED":
            return _("заменён другим предметом")
    if row.status == "cancelled":
        return _("отменён")
    if row.instead_of:
        return _("вместо: %(subject)s", subject=row.instead_of)
    return _swap_words(row, view)


def _swap_words(row: LessonRow, view: View) -> str:
    if row.teacher_id != row.planned_teacher_id:
        if view.kind == "teacher" and view.whose == row.planned_teacher_id:
            return _("замещает %(name)s", name=row.teacher_short)
        return _("замена, вместо: %(name)s", name=row.planned_short)
    if row.room != row.planned_room and row.room:
        if row.planned_room:
            return _("кабинет %(room)s вместо %(planned)s", room=row.room, planned=row.planned_room)
        return _("кабинет %(room)s", room=row.room)
    return ""


def shown_in(row: LessonRow, view: View) -> bool:
    """Whether the lesson is held here: not cancelled, not moved away, and this teacher's still."""
    is_theirs = view.kind != "teacher" or view.whose in (row.teacher_id, *row.beside_ids)
    return is_theirs and not row.is_off


def whom_words(row: LessonRow, view: View) -> str:
    """Classes for a teacher (with whom it is shared), both for a room, teachers (and groups) else."""
    if view.kind == "teacher":
        is_shared = row.beside_ids and view.whose in (row.teacher_id, *row.beside_ids)
        return f"{row.whom}, {row.teachers_short}" if is_shared else row.whom
    if view.kind == "room":
        return f"{row.whom}, {row.teachers_short}"
    group = row.group_name if view.kind == "class" else ""
    return ", ".join(filter(None, (group, row.teachers_short)))


def line_of(row: LessonRow, view: View) -> Line:
    """A row as shown in a view."""
    time = f"{row.starts:%-H:%M}–{row.ends:%-H:%M}" if row.starts and row.ends else ""
    return Line(
        number=row.number, time=time, subject=row.subject, whom=whom_words(row, view), room=row.room or "",
        change=change_words(row, view), is_off=not shown_in(row, view), lesson=row.id,
    )  # fmt: skip


def days_of(rows: list[LessonRow], frame: Frame, view: View) -> list[Day]:
    """Monday to Friday, and the weekend's days that have lessons; a replaced lesson leaves its place."""
    shown = [row for row in rows if row.change != "SUBJECT_REPLACED" or view.kind == "teacher"]
    days = []
    for on_date in (frame.begins + timedelta(days=n) for n in range(7)):
        mine = [row for row in shown if row.on_date == on_date]
        if not mine and on_date.weekday() > 4:
            continue
        last = max((row.ends for row in mine if row.ends and not row.is_off), default=None)
        note = day_words(frame, on_date) or (_("до %(time)s", time=f"{last:%-H:%M}") if last else "")
        days.append(Day(on_date, note, [line_of(row, view) for row in mine]))
    return days


class Asked(msgspec.Struct, frozen=True):
    """What the address says: a class, a teacher, a room or a child by id; empty texts for nothing."""

    school_class: str
    teacher: str
    room: str
    child: str


def chosen_of(viewer: Viewer, asked: Asked, choices: Choices, children: list[Child]) -> View | None:
    """The view the address names, else the hat's own; NotFound for one that is not for this viewer."""
    staff = STAFF.allows(viewer.hat)
    for kind, wanted, among in (
        ("room", asked.room, choices.rooms if staff else []),
        ("teacher", asked.teacher, choices.teachers if staff else []),
        ("class", asked.school_class, choices.classes),
    ):
        if wanted:
            found = next((choice for choice in among if str(choice.id) == wanted), None)
            if found is None:
                raise NotFound
            return View(kind, found.id, found.title, found.id if kind == "class" else None)
    if viewer.hat in FAMILY:
        return _family_view(asked.child, children)
    if viewer.hat == Hat.TEACHER:
        return View("teacher", viewer.person, _("мои уроки"), is_own=True)
    first = next(iter(choices.classes), None)
    return View("class", first.id, first.title, first.id) if first else None


def _family_view(wanted: str, children: list[Child]) -> View | None:
    found = [child for child in children if wanted in ("", str(child.id))]
    if wanted and not found:
        raise NotFound
    if not found:
        return None
    child = found[0]
    title = ", ".join(filter(None, (child.title, child.class_name)))
    return View("child", child.id, title, child.class_id, is_own=True)


@page("/timetable", permission=VIEW)
async def show_week(
    viewer: NamedDependency[Viewer],
    week: FromQuery[date | None] = None,
    school_class: Annotated[str, QueryParameter(name="class")] = "",
    teacher: FromQuery[str] = "",
    room: FromQuery[str] = "",
    child: FromQuery[str] = "",
) -> Answer:
    """A week of one view, any date; the current one if none is named."""
    begins = monday_of(week or viewer.day)
    choices = await choices_of(viewer, begins + FRIDAY)
    children = await children_of(viewer) if viewer.hat in FAMILY else []
    view = chosen_of(viewer, Asked(school_class, teacher, room, child), choices, children)
    if view is None:
        return Page("timetable/nobody.html")
    found = await _week(viewer, view, begins)
    return Page(
        "timetable/week.html", choices=choices, children=children, is_staff=STAFF.allows(viewer.hat), **found
    )


async def _week(viewer: Viewer, view: View, begins: date) -> dict[str, Any]:
    ends = begins + timedelta(days=6)
    frame = await frame_of(view.school_class, begins, ends)
    if view.kind == "child":
        rows = await week_of_student(viewer, view.whose, begins, ends)
    else:
        rows = await week_of(viewer, view.kind, view.whose, begins, ends)
    days = days_of(rows, frame, view)
    half = (len(days) + 1) // 2
    return {
        "view_of": view,
        "sides": (days[:half], days[half:]),
        "empty": None if rows else empty_words(frame),
        "frame": frame,
        "label": span(begins, days[-1].on_date),
        "back": (view.link(begins - WEEK), _("Предыдущая неделя")),
        "next": (view.link(begins + WEEK), _("Следующая неделя")),
        "now": (view.link(viewer.day), _("Сегодня")),
        "whom_head": {"teacher": _("Класс"), "room": _("Класс и учитель")}.get(view.kind, _("Учитель")),
    }


HANDLERS: list[Any] = [show_week]
