"""Who may open the timetable; which weeks of it is decided by `views`. Who makes the next version of it."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

VIEW = ReadPermission("timetable.view", hats(*Hat), lazy("видеть расписание класса"))
STAFF = ReadPermission(
    "timetable.staff",
    hats(*Hat) - hats(Hat.STUDENT, Hat.PARENT),
    lazy("видеть расписание любого класса, учителя и кабинета"),
)
DRAFTS = ReadPermission(
    "timetable.drafts",
    hats(Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY),
    lazy("видеть черновики расписания, его проверку и часы учителей"),
)
EDIT = WritePermission(
    "timetable.edit",
    hats(Hat.HEAD_TEACHER),
    lazy("составлять и публиковать расписание, часы учителей и дежурства на переменах"),
)
FEEDS = ReadPermission(
    "timetable.feeds",
    hats(Hat.STUDENT, Hat.PARENT, Hat.TEACHER),
    lazy("видеть свои ссылки на уроки для календаря в телефоне"),
)
SET_FEEDS = WritePermission(
    "timetable.feeds.set",
    hats(Hat.STUDENT, Hat.PARENT, Hat.TEACHER),
    lazy("получать и отключать ссылки на уроки для календаря"),
)
