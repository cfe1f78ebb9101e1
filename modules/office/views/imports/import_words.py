"""How the pages of imports name things: lists, their columns, states, what comes next."""

from __future__ import annotations

from typing import Any, NamedTuple

from intranet.kit.i18n import lazy
from modules.office.lists import load, parents, staff, students, timetable
from modules.office.lists.headers import Layout
from modules.office.lists.reading import ListKind


class ListWords(NamedTuple):
    """A kind of list: its name, the page's heading, what to know of it, its columns, what to do after it."""

    title: Any
    heading: Any
    hint: Any
    layout: Layout
    following: tuple[str, Any]

    @property
    def required(self) -> list[str]:
        """The columns a list cannot do without; "ФИО" may stand for the three of a name."""
        titles = {one.name: one.title for one in self.layout.fields}
        return [titles[group[0]] for group in self.layout.required]

    @property
    def optional(self) -> list[str]:
        """The columns that are read when they are there."""
        needed = {group[0] for group in self.layout.required}
        return [one.title for one in self.layout.fields if one.name not in needed]


WORDS: dict[str, ListWords] = {
    ListKind.STUDENTS: ListWords(
        lazy("Ученики"), lazy("Загрузка учеников"),
        lazy("Классы уже должны быть заведены. Родители могут стоять в строке ученика: «Мать (ФИО)», "
             "«Тел. матери». Столбцы вроде «Англ. яз., группа» и «Профиль» делят класс на группы."),
        students.LAYOUT, ("/office/import?kind=parents", lazy("Загрузить родителей")),
    ),
    ListKind.PARENTS: ListWords(
        lazy("Родители"), lazy("Загрузка родителей"),
        lazy("Строка — один взрослый и один ребёнок. Взрослый узнаётся по ФИО и телефону или по СНИЛС."),
        parents.LAYOUT, ("/office/import?kind=staff", lazy("Загрузить сотрудников")),
    ),
    ListKind.STAFF: ListWords(
        lazy("Сотрудники"), lazy("Загрузка сотрудников"),
        lazy("Предметы пишите через точку с запятой. Роли списком не выдаются. Кабинет, категорию и ставку "
             "можно оставить в файле: они пока не хранятся."),
        staff.LAYOUT, ("/office/import?kind=load", lazy("Загрузить нагрузку")),
    ),
    ListKind.LOAD: ListWords(
        lazy("Нагрузка"), lazy("Загрузка нагрузки"),
        lazy("Кто, что, кому и сколько часов в неделю. Учитель с инициалами тоже подойдёт."),
        load.LAYOUT, ("/office/import?kind=timetable", lazy("Загрузить расписание")),
    ),
    ListKind.TIMETABLE: ListWords(
        lazy("Расписание"), lazy("Загрузка расписания"),
        lazy("Строка на урок или сетка: дни и уроки слева, классы сверху, в клетке "
             "«Предмет/Учитель И. О./каб». Файл — всё расписание целиком: оно заменит то, что начинается "
             "в тот же день."),
        timetable.LAYOUT, ("/office/slips", lazy("Напечатать пароли для входа")),
    ),
}  # fmt: skip

STATES: dict[str, tuple[Any, str]] = {
    "planned": (lazy("проверен, не записан"), "line"),
    "waiting": (lazy("ждёт записи"), "warn"),
    "running": (lazy("записывается"), "warn"),
    "done": (lazy("записан"), "good"),
    "failed": (lazy("не записан"), "bad"),
    "undone": (lazy("отменён"), "line"),
}
