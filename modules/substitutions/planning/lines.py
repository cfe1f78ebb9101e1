"""A published change as people read it: one line per lesson and place, in the words of DOMAIN 2.6. Pure.

Everybody reads the same words: pages, the hall's board, the sheet on the wall. No reason, no pupil.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby

import msgspec

from intranet.kit.i18n import _, lazy
from intranet.school.facts import class_name
from intranet.school.people import names
from intranet.school.timetable.change_rules import ChangeKind

NOTHING, ARROW = "—", " → "
TO_LESSON = (
    lazy("приходят к нулевому"), lazy("приходят к первому"), lazy("приходят ко второму"),
    lazy("приходят к третьему"), lazy("приходят к четвёртому"), lazy("приходят к пятому"),
    lazy("приходят к шестому"), lazy("приходят к седьмому"), lazy("приходят к восьмому"),
)  # fmt: skip


class Kid(msgspec.Struct, frozen=True, order=True):
    """A pupil of the viewer: "Орлова Дарья"."""

    title: str
    id: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A changed lesson at one place of a day; `is_left`: it was moved away from here.

    `comes_to`: the first lesson that day of those who would come to this one, None without any;
    `children`: the viewer's pupils it concerns, `is_led`: it is of the viewer's own class.
    """

    lesson: int
    kind: str
    on_date: date
    number: int
    is_left: bool
    now_on: date
    now_number: int
    was_date: date
    was_number: int
    grade_level: int | None
    letter: str | None
    mixed: list[str]
    group_name: str
    subject: str
    planned_teacher: list[str]
    planned_teacher_id: int
    teacher: list[str]
    teacher_id: int
    beside: list[int]
    planned_room: str | None
    room: str | None
    became_subject: str | None
    became_teacher: list[str] | None
    became_teacher_id: int | None
    became_room: str | None
    note: str
    status: str
    comes_to: int | None
    children: list[Kid] = []
    is_led: bool = False

    @property
    def whom(self) -> str:
        """The class; of a group across classes all of them: "10А, 10Б"."""
        if self.grade_level is None:
            return ", ".join(self.mixed) or self.group_name
        return class_name(self.grade_level, self.letter or "")

    @property
    def part(self) -> str:
        """The part of the class, or the name of a group across classes."""
        return "" if self.group_name == self.whom else self.group_name

    @property
    def is_replaced(self) -> bool:
        """Another subject is taught instead."""
        return self.kind == ChangeKind.SUBJECT_REPLACED

    @property
    def is_off(self) -> bool:
        """No lesson here any more."""
        return self.is_left or (self.status == "cancelled" and not self.is_replaced)

    @property
    def holder(self) -> int:
        """Who holds what is taught instead."""
        if self.is_replaced and self.became_teacher_id is not None:
            return self.became_teacher_id
        return self.teacher_id

    @property
    def has_other_teacher(self) -> bool:
        """Somebody else than the timetable's teacher holds the hour."""
        return not self.is_off and self.holder != self.planned_teacher_id


class Line(msgspec.Struct, frozen=True):
    """What stands in the table's cells; `about` says more of the change, `was` is struck through."""

    number: int
    part: str
    now: str
    about: str
    who: str
    was: str
    room: str
    note: str


class Told(msgspec.Struct, frozen=True):
    """A day's message and when it was last published, by whom; None and empty before that."""

    message: str = ""
    published_at: datetime | None = None
    publisher: list[str] | None = None

    @property
    def publisher_short(self) -> str:
        """ "Тихонова О. Ю."."""
        return names.short_name(*self.publisher) if self.publisher else ""


class Bell(msgspec.Struct, frozen=True):
    """A lesson number's time and how many lessons are held by it on the day."""

    number: int
    starts: time
    ends: time
    lessons: int


def _off(change: Change) -> tuple[str, str]:
    """What stands instead of a lesson that is not held here, and what follows from it."""
    if change.is_left:
        day = f"{change.now_on:%d.%m}"
        return _("урока нет"), _("перенесён на %(day)s, урок %(n)s", day=day, n=change.now_number)
    if change.kind == ChangeKind.EVENT:
        return change.note or _("классное мероприятие"), ""
    return _("урока нет"), ""


def _comes(change: Change) -> str:
    """ "приходят ко второму", when nothing is held before it any more."""
    if change.kind == ChangeKind.EVENT or change.comes_to is None or change.comes_to <= change.number:
        return ""
    to = change.comes_to
    return str(TO_LESSON[to]) if to < len(TO_LESSON) else _("приходят к %(n)s-му", n=to)


def _about(change: Change) -> str:
    match change.kind:
        case ChangeKind.MOVED:
            return _("перенесён с %(day)s, урок %(n)s", day=f"{change.was_date:%d.%m}", n=change.was_number)
        case ChangeKind.SUPERVISED:
            return _("самостоятельная работа")
        case ChangeKind.GROUPS_MERGED:
            return _("группы вместе")
    return ""


def _room(change: Change) -> str:
    if change.is_off:
        return NOTHING
    now = (change.became_room if change.is_replaced else change.room) or ""
    was = change.planned_room or ""
    moved = change.kind == ChangeKind.MOVED
    return f"{was}{ARROW}{now}" if was and now and was != now and not moved else now or NOTHING


def line_of(change: Change) -> Line:
    """The words of one change."""
    teacher = names.short_name(*change.teacher)
    was = f"{change.subject}, {names.short_name(*change.planned_teacher)}"
    note = "" if change.kind == ChangeKind.EVENT else change.note
    if change.is_off:
        now, about = _off(change)
        return Line(change.number, change.part, now, about, _comes(change), was, NOTHING, note)
    now = change.subject
    if change.is_replaced:
        now, teacher = change.became_subject or "", names.short_name(*(change.became_teacher or ["", "", ""]))
    differs = change.is_replaced or change.has_other_teacher
    return Line(
        change.number, change.part, now, _about(change), teacher, was if differs else "", _room(change), note
    )


def grouped(changes: Iterable[Change]) -> list[tuple[str, list[Line]]]:
    """Lines under each class, in the order they come."""
    return [(whom, [line_of(one) for one in found]) for whom, found in groupby(changes, lambda one: one.whom)]
