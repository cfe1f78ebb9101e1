"""Who may do what in the office: it looks after lists and ways in, and shows nobody's marks.

Head teacher and director read; a class teacher sees and serves the own class only (FEATURES A3).
"""

from __future__ import annotations

from intranet.kit.access import ReadPermission, WritePermission, hats
from intranet.kit.i18n import lazy
from intranet.school.access import Hat

CLERKS = hats(Hat.SECRETARY, Hat.ADMINISTRATOR)
READERS = CLERKS | hats(Hat.HEAD_TEACHER, Hat.DIRECTOR)
LEADERS = hats(Hat.TEACHER)

STAFF = hats(*Hat) - hats(Hat.STUDENT, Hat.PARENT)

VIEW = ReadPermission(
    "office.view", READERS, lazy("видеть, что в школе заполнено и чего нет, список классов")
)
CLASS = ReadPermission("office.class", READERS | LEADERS, lazy("видеть список класса с родителями"))
EDIT_CLASSES = WritePermission("office.classes.edit", CLERKS, lazy("добавлять классы"))
IMPORT = ReadPermission("office.import", CLERKS, lazy("видеть загруженные списки"))
EDIT_IMPORT = WritePermission("office.import.edit", CLERKS, lazy("загружать списки из таблиц"))
SLIPS = ReadPermission("office.slips", CLERKS | LEADERS, lazy("видеть, у кого есть листок для входа"))
ISSUE = WritePermission("office.slips.issue", CLERKS | LEADERS, lazy("выдавать листки для входа"))
OWN_CLASS = ReadPermission("office.own_class", LEADERS, lazy("видеть на главной, кто в классе ещё не вошёл"))
BOARD = ReadPermission("office.board", READERS | LEADERS, lazy("видеть, кто ещё ни разу не вошёл"))
PEOPLE = ReadPermission("office.people", READERS | LEADERS, lazy("находить людей и открывать их карточки"))
EDIT_PEOPLE = WritePermission(
    "office.people.edit",
    hats(Hat.SECRETARY),
    lazy("заводить людей, менять их данные, представителей и должности"),
)
EDIT_CONTACTS = WritePermission(
    "office.contacts.edit",
    hats(Hat.SECRETARY) | LEADERS,
    lazy("менять телефоны, почту и экстренные контакты"),
)
CONSENTS = ReadPermission("office.consents", READERS | LEADERS, lazy("видеть согласия и кто их не дал"))
EDIT_CONSENTS = WritePermission("office.consents.edit", hats(Hat.SECRETARY), lazy("записывать согласия"))
HATS = ReadPermission(
    "office.hats", hats(Hat.ADMINISTRATOR, Hat.DIRECTOR), lazy("видеть, кому какая роль выдана")
)
GRANT = WritePermission("office.hats.grant", hats(Hat.ADMINISTRATOR), lazy("выдавать и снимать роли"))
RIGHTS = ReadPermission("office.rights", STAFF, lazy("видеть, что может каждая роль"))
UNDO = WritePermission(
    "office.undo",
    CLERKS | LEADERS | hats(Hat.HEAD_TEACHER),
    lazy("отменять изменения, которые может вносить"),
)

KEEPERS = CLERKS | hats(Hat.HEAD_TEACHER)
PLANNERS = hats(Hat.HEAD_TEACHER, Hat.ADMINISTRATOR)
CLASS_CARD = ReadPermission(
    "office.class.card", READERS, lazy("видеть, кто ведёт класс, его подгруппы и учебные периоды")
)
EDIT_CLASS = WritePermission(
    "office.class.edit", KEEPERS, lazy("менять классного руководителя, смену, корпус и подгруппы класса")
)
LOAD = ReadPermission("office.load", READERS, lazy("видеть, кто что ведёт"))
EDIT_LOAD = WritePermission(
    "office.load.edit", KEEPERS, lazy("назначать учителей, передавать их журналы другим, увольнять")
)
REFERENCE = ReadPermission("office.reference", READERS, lazy("видеть предметы, здания и кабинеты"))
EDIT_REFERENCE = WritePermission("office.reference.edit", KEEPERS, lazy("менять предметы, здания и кабинеты"))
CALENDAR = ReadPermission("office.calendar", READERS, lazy("видеть календарь, звонки и учебные периоды"))
EDIT_CALENDAR = WritePermission(
    "office.calendar.edit", PLANNERS, lazy("менять календарь, звонки, учебные периоды и год")
)
SETTINGS = ReadPermission("office.settings", READERS, lazy("видеть правила и карточку школы"))
EDIT_SETTINGS = WritePermission("office.settings.edit", PLANNERS, lazy("менять правила школы"))
EDIT_SCHOOL = WritePermission("office.school.edit", KEEPERS, lazy("менять название и адрес школы"))
CHECKS = ReadPermission(
    "office.checks", READERS, lazy("видеть, чего не хватает в списках и где это исправить")
)
CLASS_LIST = ReadPermission(
    "office.class_list",
    hats(Hat.TEACHER, Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY),
    lazy("печатать список класса; учитель чужого класса видит в нём только имена"),
)
MOVEMENTS = ReadPermission("office.movements", READERS, lazy("видеть приказы о движении учеников"))
EDIT_MOVEMENTS = WritePermission(
    "office.movements.edit",
    hats(Hat.SECRETARY),
    lazy("зачислять, переводить, отчислять и восстанавливать учеников приказом"),
)
ROLLOVER = ReadPermission(
    "office.rollover", READERS, lazy("видеть, кто и куда перейдёт в следующем учебном году")
)
EDIT_ROLLOVER = WritePermission(
    "office.rollover.edit", hats(Hat.SECRETARY), lazy("переводить классы в следующий учебный год")
)
