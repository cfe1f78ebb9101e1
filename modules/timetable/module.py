"""The timetable's manifest."""

from __future__ import annotations

from datetime import time

from intranet.kit.i18n import _, lazy
from intranet.kit.module import Informer, Module, NavItem
from intranet.school.access import CHILDREN
from modules.timetable import demo
from modules.timetable.permissions import DRAFTS, EDIT, FEEDS, SET_FEEDS, STAFF, VIEW
from modules.timetable.reports import REPORTS_OF_TIMETABLE
from modules.timetable.views import HANDLERS

# Until when each child's lessons last today, or the teacher's own; for the rest of the staff the school's.
UNTIL = f"""array(
    select distinct max(b.ends) from lesson l
        join bell b on b.schedule = l.bell_schedule and b.number = l.number
        join group_membership m on m.study_group = l.study_group
            and m.since <= $2 and (m.until is null or m.until >= $2)
    where l.on_date = $2 and l.status <> 'cancelled' and $3 in ('student', 'parent')
        and m.student in (select $1 where $3 = 'student'
            union all select c.child from ({CHILDREN}) c where $3 = 'parent')
    group by m.student
    union all
    select max(b.ends) from lesson l join bell b on b.schedule = l.bell_schedule and b.number = l.number
    where l.on_date = $2 and l.status <> 'cancelled' and $3 = 'teacher'
        and (l.teacher = $1 or (l.beside <> '{{}}' and $1 = any(l.beside))) having count(*) > 0
    union all
    select max(b.ends) from lesson l join bell b on b.schedule = l.bell_schedule and b.number = l.number
    where l.on_date = $2 and l.status <> 'cancelled' and $3 not in ('student', 'parent', 'teacher')
    having count(*) > 0
    order by 1)"""


def say_until(ends: list[time]) -> tuple[str, bool]:
    """ "до 14:10", of two children "до 13:15 и 14:10"."""
    if not ends:
        return _("сегодня уроков нет"), False
    return _("до %(time)s", time=_(" и ").join(f"{end:%-H:%M}" for end in ends)), False


MODULE = Module(
    name="timetable",
    title=lazy("Расписание"),
    handlers=tuple(HANDLERS),
    nav=(
        NavItem(
            lazy("Расписание"),
            "/timetable",
            "calendar-days",
            VIEW,
            30,
            informer=Informer(UNTIL, say_until),
            sub=(
                (lazy("Мой день"), "/timetable/day", VIEW),
                (lazy("Вся школа"), "/timetable/school", VIEW),
                (lazy("Свободные кабинеты"), "/timetable/rooms/free", STAFF),
                (lazy("Составление"), "/timetable/drafts", DRAFTS),
                (lazy("Часы учителей"), "/timetable/hours", DRAFTS),
                (lazy("Дежурства"), "/timetable/duties", DRAFTS),
                (lazy("В календарь телефона"), "/timetable/feeds", FEEDS),
            ),
        ),
    ),
    permissions=(VIEW, STAFF, DRAFTS, EDIT, FEEDS, SET_FEEDS),
    reports=REPORTS_OF_TIMETABLE,
    demo=demo.fill,
    profile=((lazy("Уроки в календаре телефона"), "/timetable/feeds", FEEDS),),
)
