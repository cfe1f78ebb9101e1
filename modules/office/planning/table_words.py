"""What the tables are called where a person reads of an import being undone: no table's name is shown."""

from __future__ import annotations

from intranet.kit.i18n import lazy

OTHER = lazy("другие записи")
# What may hang on a row of a list, by the table it stands in.
HANGING = {
    "account": lazy("вход в систему"),
    "mark": lazy("отметки"),
    "attendance": lazy("пропуски"),
    "term_mark": lazy("итоговые отметки"),
    "work": lazy("работы в журнале"),
    "journal_head": lazy("записи в журнале"),
    "revision": lazy("записи в журнале"),
    "homework": lazy("домашние задания"),
    "lesson_record": lazy("записи об уроках"),
    "lesson": lazy("уроки"),
    "lesson_change": lazy("замены"),
    "timetable_slot": lazy("уроки в расписании"),
    "journal": lazy("журналы"),
    "assignment": lazy("нагрузка"),
    "class_teacher": lazy("классное руководство"),
    "study_group": lazy("группы"),
    "group_membership": lazy("место в классе или группе"),
    "enrolment": lazy("зачисление"),
    "movement": lazy("приказы"),
    "guardianship": lazy("связь с ребёнком"),
    "emergency_contact": lazy("экстренные контакты"),
    "consent": lazy("согласия"),
    "staff_post": lazy("должность"),
    "granted_hat": lazy("выданная роль"),
    "letter": lazy("письма"),
    "receipt": lazy("уведомления"),
}
# The rows of a list themselves: how many of them are new, how many changed.
ROWS = {
    "person": lazy("люди"),
    "external_id": lazy("номера из списков"),
    "enrolment": lazy("зачисления"),
    "guardianship": lazy("связи родителей и детей"),
    "emergency_contact": lazy("экстренные контакты"),
    "consent": lazy("согласия"),
    "staff_post": lazy("должности"),
    "movement": lazy("приказы"),
    "school_class": lazy("классы"),
    "class_scheme": lazy("учебные периоды классов"),
    "foreign_name": lazy("запомненные имена из других программ"),
    "study_group": lazy("группы"),
    "group_membership": lazy("места в классах и группах"),
    "class_teacher": lazy("классные руководители"),
    "teacher_subject": lazy("предметы учителей"),
    "subject": lazy("предметы"),
    "subject_alias": lazy("запомненные названия предметов"),
    "room": lazy("кабинеты"),
    "room_alias": lazy("запомненные названия кабинетов"),
    "journal": lazy("журналы"),
    "assignment": lazy("нагрузка учителей"),
    "timetable_version": lazy("расписание целиком"),
    "timetable_slot": lazy("уроки недели"),
}


def what_is(table: str) -> str:
    """ "отметки": what hangs, by the table it stands in."""
    return str(HANGING.get(table, OTHER))


def table_words(table: str) -> str:
    """ "зачисления": rows of a list."""
    return str(ROWS.get(table, OTHER))
