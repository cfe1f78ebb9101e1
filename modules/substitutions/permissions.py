"""Who reads published changes, who reports an absence, who plans a day; whose is the queries' business."""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

EVERYBODY = hats(*Hat)
STAFF = EVERYBODY - hats(Hat.STUDENT, Hat.PARENT)
DISPATCHERS = hats(Hat.HEAD_TEACHER)
OFFICE = hats(Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY)
REPORTERS = OFFICE | hats(Hat.TEACHER)

VIEW = ReadPermission(
    "substitutions.view", EVERYBODY, lazy("видеть опубликованные замены: сначала свои, затем все")
)
HOME = ReadPermission(
    "substitutions.home",
    hats(Hat.STUDENT, Hat.PARENT, Hat.TEACHER),
    lazy("видеть на главной свои замены на сегодня и завтра"),
)
PRINT = ReadPermission(
    "substitutions.print", OFFICE | hats(Hat.TEACHER), lazy("печатать лист замен на стену")
)
MINE = ReadPermission(
    "substitutions.mine", hats(Hat.TEACHER), lazy("видеть свои отсутствия, свои замены и задания к ним")
)
REPORT_ABSENCE = WritePermission(
    "substitutions.absence",
    REPORTERS,
    lazy("сообщать об отсутствии, менять и отзывать его: учитель о своём, администрация о любом"),
)
ABSENCE = ReadPermission(
    "substitutions.absence.view",
    REPORTERS,
    lazy("видеть отсутствие и что с его уроками: учитель своё, администрация любое"),
)
STANDBY = WritePermission(
    "substitutions.standby", hats(Hat.TEACHER), lazy("отмечать, когда готов заменять и когда не может")
)
TASKS = ReadPermission(
    "substitutions.tasks",
    REPORTERS,
    lazy("видеть задание и файлы для заменяющего: учитель урока, тот, кто заменяет, и администрация"),
)
SET_TASK = WritePermission(
    "substitutions.tasks.set",
    REPORTERS,
    lazy("оставлять задание заменяющему: учитель к своим урокам, администрация за него"),
)
ABSENCES = ReadPermission("substitutions.absences", OFFICE, lazy("видеть отсутствия учителей и их причины"))
PLAN = ReadPermission(
    "substitutions.plan", DISPATCHERS, lazy("видеть черновик замен, кандидатов и открытые уроки")
)
SET_PLAN = WritePermission("substitutions.plan.set", DISPATCHERS, lazy("готовить черновик замен"))
PUBLISH = WritePermission(
    "substitutions.publish", DISPATCHERS, lazy("публиковать замены и писать сообщение дня")
)
REGISTER = ReadPermission(
    "substitutions.register",
    hats(Hat.HEAD_TEACHER, Hat.DIRECTOR),
    lazy("видеть журнал пропущенных и замещённых уроков, табель и отставание по программе"),
)
SET_REGISTER = WritePermission(
    "substitutions.register.set", DISPATCHERS, lazy("подтверждать замены и править коды и часы в табеле")
)
SCREENS = ReadPermission(
    "substitutions.screens", hats(Hat.HEAD_TEACHER, Hat.ADMINISTRATOR), lazy("видеть экраны в холлах")
)
SET_SCREENS = WritePermission(
    "substitutions.screens.set",
    hats(Hat.HEAD_TEACHER, Hat.ADMINISTRATOR),
    lazy("подключать и отключать экраны в холлах"),
)
SHEETS = ReadPermission(
    "substitutions.sheets",
    OFFICE | {Hat.TEACHER},
    lazy("брать листы на день для печати: учитель своих классов, администрация любые"),
)
