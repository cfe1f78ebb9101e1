"""Data checks: what is amiss in the lists, why it matters, and the page where it is mended."""

from __future__ import annotations

from typing import Any, NamedTuple

from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Permission, Viewer
from intranet.kit.i18n import lazy
from intranet.kit.web import Answer, Page, page
from modules.office.permissions import CALENDAR, CHECKS, CLASS_CARD, IMPORT, LOAD, PEOPLE, SLIPS
from modules.office.queries.checks import Finding, findings_of, has_pupils


class CheckWords(NamedTuple):
    """A check in words; `path` is where it is mended ("{id}": what it names), `door` who may go there."""

    title: Any
    meaning: Any
    noted: Any
    path: str
    door: Permission


CARD = "/office/people/{id}"
WORDS: dict[str, CheckWords] = {
    "unplaced": CheckWords(
        lazy("Ученики без класса"),
        lazy("Зачислены в школу, но ни в одном классе не числятся: у них нет ни уроков, ни журнала."),
        lazy("Класс"), CARD, PEOPLE,
    ),
    "unguarded": CheckWords(
        lazy("Ученики без законного представителя"),
        lazy("Никто из взрослых не видит их дневник. Впишите представителя в карточку ученика."),
        lazy("Класс"), CARD, PEOPLE,
    ),
    "overlaps": CheckWords(
        lazy("Ученики в двух группах сразу"),
        lazy("Две группы по одному предмету или два урока в одно время: на обоих ученик быть не может."),
        lazy("Группы"), CARD, PEOPLE,
    ),
    "adults_soon": CheckWords(
        lazy("Скоро исполнится 18 лет"),
        lazy("В этот день родители перестанут видеть дневник, если ученик не разрешит. Спросите заранее."),
        lazy("Когда"), CARD, PEOPLE,
    ),
    "unaddressed": CheckWords(
        lazy("Родители без электронной почты"),
        lazy("Писем они не получат: новое увидят, только когда войдут. Впишите адрес в карточку."),
        lazy("Чей родитель"), CARD, PEOPLE,
    ),
    "doubles": CheckWords(
        lazy("Похоже, один человек записан дважды"),
        lazy("Совпадают имя и дата рождения (или телефон). Сравните карточки: нет ли лишней?"),
        lazy("Что совпало"), CARD, PEOPLE,
    ),
    "leaderless": CheckWords(
        lazy("Классы без классного руководителя"),
        lazy("Некому видеть класс целиком, отмечать причины пропусков и выдавать листки для входа."),
        "", "/office/classes/{id}/card", CLASS_CARD,
    ),
    "unscheduled": CheckWords(
        lazy("Классы без расписания"),
        lazy("В действующем расписании у них нет ни одного урока: дневники и журналы пусты."),
        "", "/office/import?kind=timetable", IMPORT,
    ),
    "termless": CheckWords(
        lazy("Классы без учебных периодов"),
        lazy("Не сказано, четверти у класса или полугодия: итоговые отметки поставить некуда."),
        "", "/office/terms", CALENDAR,
    ),
    "untaught": CheckWords(
        lazy("Журналы без учителя"),
        lazy("Нагрузки на них ни у кого нет: отметки и темы записывать некому."),
        "", "/office/load?school_class={id}", LOAD,
    ),
    "astray": CheckWords(
        lazy("Уроки у учителя без нагрузки"),
        lazy("В ближайшие две недели урок стоит у того, кому журнал не передан: записать его он не сможет."),
        lazy("Кто ведёт"), "/office/load/teachers/{id}", LOAD,
    ),
    "bellless": CheckWords(
        lazy("Уроки без звонков"),
        lazy("Для этих номеров урока не задано время: в расписании нет часов, накладки не видны."),
        lazy("Номера уроков"), "/office/bells", CALENDAR,
    ),
    "unentered": CheckWords(
        lazy("Учителя, которые не могут войти"),
        lazy("Нет ни своего пароля, ни действующего листка: журнал они не откроют."),
        lazy("Класс"), "/office/slips/{id}", SLIPS,
    ),
}  # fmt: skip


class Shown(NamedTuple):
    """A check that has found something, in words; rows are (title, note, link or "")."""

    name: str
    words: CheckWords
    found: int
    rows: list[tuple[str, str, str]]


def shown_to(hat: str, finding: Finding) -> Shown:
    """The finding as a hat sees it: links it may not follow are plain text."""
    words = WORDS[finding.name]
    link = words.path if words.door.allows(hat) else ""
    rows = [(one.title, one.note, link.replace("{id}", str(one.id))) for one in finding.rows]
    return Shown(finding.name, words, finding.found, rows)


@page("/office/checks", permission=CHECKS)
async def show_checks(viewer: NamedDependency[Viewer], whole: FromQuery[str] = "") -> Answer:
    """Every check: those that found something with the first names (`whole`: with all), then the others."""
    findings = {one.name: one for one in await findings_of(viewer, whole)}
    amiss = [shown_to(viewer.hat, findings[name]) for name in WORDS if findings[name].found]
    fine = [words.title for name, words in WORDS.items() if not findings[name].found]
    is_empty = not amiss and not await has_pupils(viewer)
    return Page("office/checks.html", amiss=amiss, fine=fine, is_empty=is_empty)


HANDLERS: list[Any] = [show_checks]
