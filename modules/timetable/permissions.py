"""Who may open the timetable; which weeks of it is decided by `views`."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

VIEW = ReadPermission("timetable.view", hats(*Hat), lazy("видеть расписание класса"))
STAFF = ReadPermission(
    "timetable.staff",
    hats(*Hat) - hats(Hat.STUDENT, Hat.PARENT),
    lazy("видеть расписание любого класса, учителя и кабинета"),
)
