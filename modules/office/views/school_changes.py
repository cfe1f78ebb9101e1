"""The last changes of how the school works, each with the button that takes it back."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer
from intranet.kit.i18n import lazy
from intranet.kit.web import Answer, Page, page
from modules.office.permissions import VIEW
from modules.office.queries.changes import Change
from modules.office.queries.school_changes import school_changes
from modules.office.service import school_undo
from modules.office.service.undo import may_undo

MOST = 50
DECLARING = (school_undo,)  # imported, so that every change finds its inverse
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
NAMES = ("name", "title", "number", "letter")


class Told(msgspec.Struct, frozen=True):
    """A change in words: what was done, to what, and whether it may be taken back."""

    change: Change
    done: str
    what: str
    may_undo: bool


def told(viewer: Viewer, change: Change) -> Told:
    """Its words; names before and after."""
    was, now = _name(change.before), _name(change.after)
    what = f"{was} → {now}" if was and now and was != now else now or was
    return Told(change, str(SCHOOL_DONE[change.action]), what, may_undo(viewer, change))


def _name(values: dict[str, Any]) -> str:
    return next((str(values[key]) for key in NAMES if values.get(key)), "")


@page("/office/changes", permission=VIEW)
async def show_changes(viewer: NamedDependency[Viewer], told_of: FromQuery[str] = "") -> Answer:
    """The newest changes; `told_of` is "undone" after one was taken back."""
    found = await school_changes(viewer, sorted(SCHOOL_DONE), MOST)
    return Page(
        "office/changes.html", changes=[told(viewer, one) for one in found], undone=told_of == "undone"
    )


HANDLERS: list[Any] = [show_changes]
