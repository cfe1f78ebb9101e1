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
