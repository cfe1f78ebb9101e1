"""The report that the office owns: the list of a class, with and without contacts (DOMAIN 4.1 no. 18)."""

from __future__ import annotations

from collections.abc import Sequence

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, lazy
from intranet.kit.report import Choice, Chosen, Column, Kind, Layout, Param, Report, Sheet, Table, Value
from intranet.school.people.guardians import KIND_TITLES
from modules.office.permissions import CLASS_LIST
from modules.office.queries.classes.class_report import (
    ListedClass,
    ListedPupil,
    class_to_list,
    classes_to_list,
    pupils_to_list,
    reads_contacts,
)

WITH, WITHOUT = "yes", "no"
BREAK = ";\n"


async def _classes(viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    return [Choice(str(one.id), one.title) for one in await classes_to_list(viewer)]


async def _contacts(viewer: Viewer, _chosen: Chosen) -> list[Choice]:
    """Contacts are offered to whoever reads them of any class; of another's class none are given."""
    choices = [Choice(WITHOUT, _("без контактов"))]
    return [*choices, Choice(WITH, _("с контактами"))] if await reads_contacts(viewer) else choices


async def load(viewer: Viewer, chosen: Chosen) -> Sheet:
    """The class by the alphabet, with what the viewer may read of it."""
    title = _("Список класса")
    if not chosen.get("class"):
        return Sheet(title, (), empty=_("Классов ещё нет: их заводит секретарь в разделе «Управление»."))
    card = await class_to_list(viewer, int(chosen["class"]))
    is_full = await reads_contacts(viewer, card.id)
    pupils = await pupils_to_list(viewer, card.id, is_full=is_full)
    columns, rows = _names(pupils)
    if is_full:
        columns, rows = _full(pupils, has_contacts=chosen.get("contacts") == WITH)
    notes = [] if is_full else [_("Даты рождения и контакты видят классный руководитель и администрация.")]
    signed = " / ".join(filter(None, (_("Классный руководитель"), card.leader_short)))
    return Sheet(
        title, [Table(columns, rows, notes=notes)] if pupils else [], facts=_facts(viewer, card, len(pupils)),
        signatures=[signed] if pupils else [], people=[one.id for one in pupils],
        empty=_("Учеников в классе ещё нет: их зачисляет секретарь в разделе «Управление»."),
    )  # fmt: skip


def _facts(viewer: Viewer, card: ListedClass, pupils: int) -> list[tuple[str, str]]:
    return [
        (_("Класс"), card.title),
        (_("Учебный год"), card.year),
        (_("На дату"), f"{viewer.day:%d.%m.%Y}"),
        (_("Учеников"), str(pupils)),
        (_("Классный руководитель"), card.leader_short or "—"),
    ]


Listed = tuple[Sequence[Column], Sequence[Sequence[Value]]]


def _names(pupils: Sequence[ListedPupil]) -> Listed:
    columns = (Column("№", Kind.NUMBER, 0), Column(_("Фамилия, имя, отчество"), width=1))
    return columns, [(number, one.full_name) for number, one in enumerate(pupils, 1)]


def _full(pupils: Sequence[ListedPupil], *, has_contacts: bool) -> Listed:
    free = 0 if has_contacts else 1  # the room that is left goes to the parents, where they are
    columns = [
        Column("№", Kind.NUMBER, 0), Column(_("Фамилия, имя, отчество"), width=free),
        Column(_("Дата рождения"), Kind.DATE), Column(_("Личное дело")), Column(_("Группы"), width=free),
    ]  # fmt: skip
    if has_contacts:
        parents, urgent = Column(_("Родители"), width=3), Column(_("Экстренная связь"), width=1)
        columns += [Column(_("Телефон ученика")), parents, urgent]
    kinds = {kind: str(title) for kind, title in KIND_TITLES.items()}
    return columns, [
        (number, one.full_name, one.born, one.file, ", ".join(one.groups))
        + (_of_family(one, kinds) if has_contacts else ())
        for number, one in enumerate(pupils, 1)
    ]


def _of_family(one: ListedPupil, kinds: dict[str, str]) -> tuple[str, str, str]:
    parents = [
        f"{kinds.get(p.kind, p.kind)}: " + ", ".join(filter(None, (p.full_name, p.phone, p.email)))
        for p in one.parents
    ]
    contacts = [", ".join(filter(None, (c.name, c.relation, c.phone))) for c in one.contacts]
    return one.phone, BREAK.join(parents), BREAK.join(contacts)


REPORTS = (
    Report(
        "office.class_list",
        lazy("Список класса"),
        CLASS_LIST,
        load,
        lazy("Ученики по алфавиту: дата рождения, личное дело, группы; по выбору — родители и телефоны."),
        params=(
            Param("class", lazy("Класс"), _classes),
            Param("contacts", lazy("Контакты"), _contacts),
        ),
        layout=Layout(is_landscape=True),
        whole="class",
    ),
)
