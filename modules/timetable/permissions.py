"""Who may open the timetable; which weeks of it is decided by `views`."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, hats
from intranet.school.access import Hat

VIEW = ReadPermission("timetable.view", hats(*Hat))
STAFF = ReadPermission("timetable.staff", hats(*Hat) - hats(Hat.STUDENT, Hat.PARENT))
