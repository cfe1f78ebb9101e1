"""The first page of the office: the stages of filling a school, in the order of work."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.di import NamedDependency

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, ngettext
from intranet.kit.templating import date_short
from intranet.kit.web import Answer, Page, page
from modules.office.permissions import EDIT_CLASSES, IMPORT, LOAD, SLIPS, VIEW
from modules.office.queries.checks import counts_of
from modules.office.queries.overview import Overview, overview_of
from modules.office.views.checks import WORDS
from modules.office.views.home_links import index_of

SHOWN = 6


class Stage(msgspec.Struct, frozen=True):
    """A stage: what there is, what is missing in it, and the link that fills it ("" for who only reads)."""

    name: str
    title: str
    has: str
    lacks: list[str]
    path: str
    go: str
    is_filled: bool
    is_next: bool = False

    @property
    def is_done(self) -> bool:
        """Filled, and nothing is missing."""
        return self.is_filled and not self.lacks


def some_of(titles: list[str]) -> str:
    """ "5А, 5Б, 6А и ещё 12"."""
    shown = ", ".join(titles[:SHOWN])
    rest = len(titles) - SHOWN
    return _("%(shown)s и ещё %(n)s", shown=shown, n=rest) if rest > 0 else shown


def _classes(found: Overview) -> Stage:
    return Stage(
        "classes", _("Классы"),
        ngettext("%(n)s класс", "%(n)s классов", found.classes) if found.classes else _("классов ещё нет"),
        [], "/office/classes", _("Список классов") if found.classes else _("Добавить классы"),
        bool(found.classes),
    )  # fmt: skip


def _pupils(found: Overview) -> Stage:
    lacks = []
    if found.empty_classes:
        lacks.append(_("никого в классах: %(classes)s", classes=some_of(found.empty_classes)))
    if found.unplaced:
        lacks.append(ngettext("%(n)s ученик без класса", "%(n)s учеников без класса", found.unplaced))
    has = ngettext("%(n)s ученик", "%(n)s учеников", found.pupils) if found.pupils else _("учеников ещё нет")
    return _imported("students", _("Ученики"), has, lacks if found.pupils else [], bool(found.pupils))


def _parents(found: Overview) -> Stage:
    lacks = []
    if found.parents and found.orphans:
        lacks.append(ngettext("у %(n)s ученика нет родителя", "у %(n)s учеников нет родителя", found.orphans))
    has = (
        ngettext("%(n)s родитель", "%(n)s родителей", found.parents)
        if found.parents
        else _("родителей ещё нет")
    )
    return _imported("parents", _("Родители"), has, lacks, bool(found.parents))


def _staff(found: Overview) -> Stage:
    lacks = []
    is_filled = found.staff > found.clerks  # the office itself is there from the first day
    if is_filled and found.leaderless_classes:
        lacks.append(_("нет классного руководителя: %(classes)s", classes=some_of(found.leaderless_classes)))
    has = (
        ngettext("%(n)s сотрудник", "%(n)s сотрудников", found.staff)
        if found.staff
        else _("сотрудников ещё нет")
    )
    return _imported("staff", _("Сотрудники"), has, lacks, is_filled)


def _load(found: Overview) -> Stage:
    lacks = []
    if found.journals and found.untaught_classes:
        lacks.append(_("нет учителей у классов: %(classes)s", classes=some_of(found.untaught_classes)))
    has = (
        ngettext("%(n)s журнал", "%(n)s журналов", found.journals)
        if found.journals
        else _("нагрузки ещё нет")
    )
    if found.journals:
        return Stage("load", _("Нагрузка"), has, lacks, "/office/load", _("Кто что ведёт"), True)
    return _imported("load", _("Нагрузка"), has, lacks, False)


def _timetable(found: Overview) -> Stage:
    lacks = []
    if found.slots and found.unscheduled_classes:
        lacks.append(_("нет уроков у классов: %(classes)s", classes=some_of(found.unscheduled_classes)))
    has = _("расписания ещё нет")
    if found.slots and found.slots_since:
        lessons = ngettext("%(n)s урок в неделю", "%(n)s уроков в неделю", found.slots)
        has = _("%(lessons)s, с %(day)s", lessons=lessons, day=date_short(found.slots_since))
    return _imported("timetable", _("Расписание"), has, lacks, bool(found.slots))


def _slips(found: Overview) -> Stage:
    has, lacks = _("выдавать ещё некому"), []
    if found.people:
        has = _("свой пароль задали %(own)s из %(people)s", own=found.own, people=found.people)
    if waiting := found.people - found.ways:
        lacks.append(
            ngettext("%(n)s человек без листка для входа", "%(n)s человек без листка для входа", waiting)
        )
    is_filled = bool(found.pupils) or found.staff > found.clerks
    return Stage(
        "slips", _("Пароли для первого входа"), has, lacks, "/office/slips", _("Печатать"), is_filled
    )  # fmt: skip


def _imported(name: str, title: str, has: str, lacks: list[str], is_filled: bool) -> Stage:
    return Stage(name, title, has, lacks, f"/office/import?kind={name}", _("Загрузить"), is_filled)


def stages_of(found: Overview, hat: str) -> list[Stage]:
    """All stages; the first unfilled one is next. Links that the hat may not follow are taken out."""
    stages = [part(found) for part in (_classes, _pupils, _parents, _staff, _load, _timetable, _slips)]
    following = next((stage.name for stage in stages if not stage.is_done), "")
    doors = {"classes": VIEW if found.classes else EDIT_CLASSES, "slips": SLIPS,
             "load": LOAD if found.journals else IMPORT}  # fmt: skip
    return [
        msgspec.structs.replace(
            stage,
            path=stage.path if doors.get(stage.name, IMPORT).allows(hat) else "",
            is_next=stage.name == following,
        )
        for stage in stages
    ]


@page("/office", permission=VIEW)
async def show_office(viewer: NamedDependency[Viewer]) -> Answer:
    """What the school has and what is missing, what is amiss in it, and the way to every page."""
    found = await overview_of(viewer)
    stages = stages_of(found, viewer.hat)
    amiss = [(WORDS[one.name].title, one) for one in await counts_of(viewer) if one.found]
    return Page(
        "office/home.html", stages=stages, done=sum(stage.is_done for stage in stages), found=found,
        amiss=amiss if found.pupils else [], index=index_of(viewer.hat),
    )  # fmt: skip


HANDLERS: list[Any] = [show_office]
