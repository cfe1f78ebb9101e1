"""Who has a list of reports; each report's own permission says whose it is."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

EVERYBODY_WITH_REPORTS = hats(
    Hat.STUDENT, Hat.PARENT, Hat.TEACHER, Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY, Hat.ADMINISTRATOR
)
STAFF = EVERYBODY_WITH_REPORTS - {Hat.STUDENT, Hat.PARENT}

VIEW = ReadPermission(
    "reports.view",
    EVERYBODY_WITH_REPORTS,
    lazy("открывать отчёты, какие есть у его роли, и сохранять их файлом"),
)
WHOLE = WritePermission(
    "reports.whole", STAFF, lazy("заказывать отчёт по всем доступным классам или журналам одним файлом")
)
FILES = ReadPermission("reports.files", STAFF, lazy("видеть и скачивать свои заказанные файлы"))
