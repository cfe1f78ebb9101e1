"""What a recorded change did, in words, for every action that a history shows."""

from __future__ import annotations

from typing import Any

from intranet.kit.i18n import _, lazy
from modules.office.queries.changes import Change

CARD_DONE: dict[str, Any] = {
    "school.person.create": lazy("Заведена карточка"),
    "school.person.update": lazy("Изменены данные"),
    "school.enrol": lazy("Зачисление"),
    "school.class.move": lazy("Перевод в другой класс"),
    "school.leave": lazy("Выбытие"),
    "school.return": lazy("Восстановление"),
    "identity.entry.issue": lazy("Выдан листок для входа"),
    "identity.password.set": lazy("Задан новый пароль"),
    "school.movement.withdraw": lazy("Приказ отменён"),
    "school.guardianship.came_of_age": lazy("Ученику 18 лет: представительство закончилось"),
    "school.guardianship.add": lazy("Добавлен представитель"),
    "school.guardianship.change": lazy("Изменены сведения о представителе"),
    "school.guardianship.end": lazy("Представительство закончено"),
    "school.guardianship.restrict": lazy("Доступ ограничен по документу суда"),
    "school.guardianship.lift": lazy("Ограничение снято"),
    "school.guardianship.adult": lazy("Согласие совершеннолетнего ученика"),
    "school.guardianship.remove": lazy("Представитель убран как ошибочный"),
    "school.contact.add": lazy("Добавлен экстренный контакт"),
    "school.contact.change": lazy("Изменён экстренный контакт"),
    "school.contact.remove": lazy("Убран экстренный контакт"),
    "school.contact.order": lazy("Изменён порядок звонков"),
    "school.consent.add": lazy("Записано согласие"),
    "school.consent.withdraw": lazy("Изменён срок согласия"),
    "school.consent.remove": lazy("Согласие убрано как ошибочное"),
    "school.post.add": lazy("Принят на должность"),
    "school.post.end": lazy("Изменён срок должности"),
    "school.post.remove": lazy("Должность убрана как ошибочная"),
    "school.hat.grant": lazy("Выдана роль"),
    "school.hat.change": lazy("Изменён срок роли"),
    "school.hat.withdraw": lazy("Роль снята"),
}
SCHOOL_DONE: dict[str, Any] = {
    "school.calendar.add": lazy("Добавлены особые дни"),
    "school.calendar.change": lazy("Изменены особые дни"),
    "school.calendar.remove": lazy("Убраны особые дни"),
    "school.bells.add": lazy("Добавлены звонки"),
    "school.bells.change": lazy("Изменены звонки"),
    "school.bells.remove": lazy("Удалены звонки"),
    "school.scheme.add": lazy("Добавлены учебные периоды"),
    "school.scheme.remove": lazy("Удалены учебные периоды"),
    "school.terms.set": lazy("Изменены даты учебных периодов"),
    "school.year.add": lazy("Заведён учебный год"),
    "school.year.set": lazy("Изменены даты года"),
    "school.class.add": lazy("Добавлен класс"),
    "school.class.change": lazy("Изменена карточка класса"),
    "school.class.remove": lazy("Удалён пустой класс"),
    "school.class.scheme": lazy("Классу выбраны учебные периоды"),
    "school.class_teacher.set": lazy("Назначен классный руководитель"),
    "school.class_teacher.end": lazy("Классное руководство закончено"),
    "school.class.rollover": lazy("Класс переведён в следующий год"),
    "school.class.fate": lazy("Решено, что станет с классом"),
    "school.class.fates": lazy("Решено, что станет с учениками класса"),
    "school.rollover.undo": lazy("Перевод в следующий год отменён"),
    "school.group.add": lazy("Добавлена группа"),
    "school.group.rename": lazy("Переименована группа"),
    "school.group.remove": lazy("Удалена группа"),
    "school.groups.divide": lazy("Изменён состав групп"),
    "school.assignment.add": lazy("Назначен учитель"),
    "school.assignment.hours": lazy("Изменены часы"),
    "school.assignment.end": lazy("Изменён последний день нагрузки"),
    "school.assignment.remove": lazy("Нагрузка убрана как ошибочная"),
    "school.teacher.replace": lazy("Журналы переданы другому учителю"),
    "school.staff.dismiss": lazy("Записано увольнение"),
    "school.subject.add": lazy("Добавлен предмет"),
    "school.subject.change": lazy("Изменён предмет"),
    "school.subject.merge": lazy("Предметы объединены"),
    "school.subject.remove": lazy("Удалён предмет"),
    "school.room.add": lazy("Добавлен кабинет"),
    "school.room.change": lazy("Изменён кабинет"),
    "school.room.remove": lazy("Удалён кабинет"),
    "school.building.add": lazy("Добавлено здание"),
    "school.building.rename": lazy("Переименовано здание"),
    "school.building.remove": lazy("Удалено здание"),
    "school.setting.set": lazy("Изменено правило школы"),
    "school.card.change": lazy("Изменена карточка школы"),
}


def done_words(change: Change) -> str:
    """ "Выдана роль"; an action without a sentence here is only a change."""
    return str(CARD_DONE.get(change.action) or SCHOOL_DONE.get(change.action) or _("Изменение"))
