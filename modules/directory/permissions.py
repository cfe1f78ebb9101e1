"""Who may open the lists; which classes, `visible_classes` says."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

VIEW = ReadPermission("directory.view", hats(*Hat), lazy("видеть сотрудников: имя, должность, предметы"))
CLASS = ReadPermission(
    "directory.class",
    hats(*Hat) - hats(Hat.ADMINISTRATOR, Hat.GUEST_STAFF),
    lazy("видеть имена учеников класса"),
)
