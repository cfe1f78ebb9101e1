"""The index of the office: every page of it, in groups, for the hats that may open it."""

from __future__ import annotations

from typing import Any, NamedTuple

from identity.permissions import DOUBTS, JOURNAL, POLICY, PRECHECK, PROVIDERS, REQUESTS, RULES, SESSIONS
from intranet.kit.access import Permission
from intranet.kit.i18n import lazy
from modules.office.permissions import (
    BOARD,
    CALENDAR,
    CHECKS,
    CLASS_LIST,
    CONSENTS,
    EDIT_CONTACTS,
    HATS,
    IMPORT,
    LOAD,
    MOVEMENTS,
    PEOPLE,
    REFERENCE,
    RIGHTS,
    SETTINGS,
    SLIPS,
    VIEW,
)

INDEX: tuple[tuple[Any, tuple[tuple[Any, str, Permission], ...]], ...] = (
    (lazy("Люди"), (
        (lazy("Карточки людей"), "/office/people", PEOPLE),
        (lazy("Приказы о движении"), "/office/movements", MOVEMENTS),
        (lazy("Согласия"), "/office/consents", CONSENTS),
    )),
    (lazy("Классы и учёба"), (
        (lazy("Классы"), "/office/classes", VIEW),
        (lazy("Нагрузка учителей"), "/office/load", LOAD),
        (lazy("Предметы"), "/office/subjects", REFERENCE),
        (lazy("Список класса на печать"), "/reports/office.class_list", CLASS_LIST),
    )),
    (lazy("Школа"), (
        (lazy("Календарь"), "/office/calendar", CALENDAR),
        (lazy("Учебные периоды"), "/office/terms", CALENDAR),
        (lazy("Звонки"), "/office/bells", CALENDAR),
        (lazy("Здания и кабинеты"), "/office/rooms", REFERENCE),
        (lazy("Правила и карточка школы"), "/office/settings", SETTINGS),
        (lazy("Последние изменения"), "/office/changes", VIEW),
    )),
    (lazy("Доступ людей"), (
        (lazy("Пароли для первого входа"), "/office/slips", SLIPS),
        (lazy("Заявления на доступ"), "/office/entry/requests", REQUESTS),
        (lazy("Телефоны на подтверждение"), "/office/entry/contacts", EDIT_CONTACTS),
        (lazy("Кто ещё не входил"), "/office/board", BOARD),
        (lazy("Кого не узнают Госуслуги"), "/office/entry/precheck", PRECHECK),
        (lazy("Чей это вход?"), "/office/entry/doubts", DOUBTS),
    )),
    (lazy("Вход и права"), (
        (lazy("Способы входа"), "/office/entry/providers", PROVIDERS),
        (lazy("Правила входа"), "/office/entry/settings", RULES),
        (lazy("Кто сейчас вошёл"), "/office/entry/sessions", SESSIONS),
        (lazy("Журнал входов"), "/office/entry/events", JOURNAL),
        (lazy("Кому какая роль выдана"), "/office/hats", HATS),
        (lazy("Что может каждая роль"), "/office/rights", RIGHTS),
        (lazy("Правила пользования"), "/office/entry/policy", POLICY),
    )),
    (lazy("Списки"), (
        (lazy("Загрузка списков"), "/office/import", IMPORT),
        (lazy("Проверка данных"), "/office/checks", CHECKS),
    )),
)  # fmt: skip


class Group(NamedTuple):
    """A group of the index: its title, and (title, path) of each page."""

    title: Any
    links: list[tuple[Any, str]]


def index_of(hat: str) -> list[Group]:
    """The groups that hold a page this hat may open."""
    groups = [
        Group(title, [(words, path) for words, path, door in links if door.allows(hat)])
        for title, links in INDEX
    ]
    return [group for group in groups if group.links]
