"""What of the journal which hat may use; whose journal it is, the queries decide."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

VIEW = ReadPermission(
    "journal.view",
    hats(Hat.TEACHER, Hat.HEAD_TEACHER, Hat.DIRECTOR),
    lazy("видеть журнал: отметки, посещаемость, темы, итоги"),
)
EDIT = WritePermission(
    "journal.edit",
    hats(Hat.TEACHER),
    lazy("ставить отметки, отмечать отсутствующих, записывать темы и задания"),
)
MINE = ReadPermission("journal.mine", hats(Hat.TEACHER), lazy("видеть на главной свои уроки дня"))
REPORTS = ReadPermission(
    "journal.reports",
    hats(Hat.TEACHER, Hat.HEAD_TEACHER, Hat.DIRECTOR),
    lazy("видеть сводную ведомость и посещаемость: учитель своего класса, завуч и директор любого"),
)
REPORT_CARDS = ReadPermission(
    "journal.report_cards",
    hats(Hat.STUDENT, Hat.PARENT, Hat.TEACHER, Hat.HEAD_TEACHER, Hat.DIRECTOR),
    lazy("видеть табель: ученик свой, родитель своих детей, учитель своего класса, завуч и директор любой"),
)
