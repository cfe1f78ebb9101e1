"""Changes that are never taken back by a button, each with the reason told to whoever asks for it."""

from __future__ import annotations

from typing import Any

from intranet.kit.i18n import lazy
from modules.office.lists.reading import ListKind

REMOVED = lazy("Удалённое само не возвращается: внесите запись заново.")
BY_LISTS = lazy("Загрузку списка отменяют на её странице.")
BY_TIMETABLE = lazy("Уроки следуют расписанию и календарю: измените их, и уроки изменятся сами.")
BY_ROLLOVER = lazy("Решения о классе и учениках меняют на странице перевода в следующий год.")
SUBJECT_NAMES = lazy("Другие названия добавляют и убирают на странице предмета.")
ROOM_NAMES = lazy("Другие названия добавляют и убирают на странице кабинета.")
MEMBERS = lazy("Состав группы меняют на её странице.")
ENTRY = lazy("Пароль не возвращают: выдайте новый листок для входа.")

FINAL: dict[str, Any] = {
    "school.person.remove": REMOVED,
    "school.guardianship.remove": REMOVED,
    "school.guardianship.came_of_age": lazy(
        "Ученику исполнилось 18 лет. Если он согласен, чтобы родитель читал дневник, впишите согласие."
    ),
    "school.consent.remove": REMOVED,
    "school.post.remove": REMOVED,
    "school.movement.withdraw": lazy("Отменённый приказ не возвращают: запишите его заново."),
    "school.staff.dismiss": lazy(
        "Увольнение не отменяют: верните должность, нагрузку и класс новыми записями."
    ),
    "school.class.remove": REMOVED,
    "school.class.rollover": lazy("Перевод в следующий год отменяют весь сразу, на его странице."),
    "school.rollover.undo": lazy("Проведите перевод в следующий год заново."),
    "school.class.fate": BY_ROLLOVER,
    "school.class.fates": BY_ROLLOVER,
    "school.group.remove": REMOVED,
    "school.group.join": MEMBERS,
    "school.group.leave": MEMBERS,
    "school.journal.open": lazy("Журнал открывается вместе с нагрузкой: измените её."),
    "school.assignment.remove": REMOVED,
    "school.subject.remove": REMOVED,
    "school.subject.merge": lazy("Объединённые предметы не разделить: их журналы уже общие."),
    "school.subject.alias.add": SUBJECT_NAMES,
    "school.subject.alias.remove": SUBJECT_NAMES,
    "school.building.remove": REMOVED,
    "school.room.remove": REMOVED,
    "school.room.alias.add": ROOM_NAMES,
    "school.room.alias.remove": ROOM_NAMES,
    "school.scheme.remove": REMOVED,
    "school.found": lazy("Школа уже создана: её карточку можно изменить."),
    "school.year.add": lazy("Учебный год не удаляют: его даты можно изменить."),
    "school.lessons.materialise": BY_TIMETABLE,
    "school.timetable.put": lazy("Расписание меняют новым расписанием с того же дня."),
    "school.lesson.change": lazy("Замену отменяют на странице замен."),
    "school.lesson.change.withdraw": lazy("Отменённую замену внесите заново."),
    "office.import.confirm": BY_LISTS,
    "office.import.undo": lazy("Отменённую загрузку не возвращают: загрузите список заново."),
    "identity.entry.issue": ENTRY,
    "identity.password.set": ENTRY,
    "identity.password.change": ENTRY,
    "identity.recovery.use": ENTRY,
    "identity.login.change": lazy("Логин меняет сам человек в своём профиле."),
    "identity.policy.publish": lazy("Правила не отменяют: опубликуйте новую версию."),
    "identity.email.confirm": lazy("Адрес меняют на карточке человека."),
    "identity.phone.confirm": lazy("Номер меняют на карточке человека."),
    "identity.link.remove": lazy("Вход через другую систему человек добавляет сам, в профиле."),
} | {f"office.import.{kind}{step}": BY_LISTS for kind in ListKind for step in ("", ".plan")}
