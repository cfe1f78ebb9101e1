"""What each hat may read and change: every permission's own words, by module, and in words whose data."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromQuery

from intranet.kit.access import Viewer, WritePermission, declared
from intranet.kit.i18n import _
from intranet.kit.module import INSTALLED
from intranet.kit.web import Answer, Page, page
from intranet.school.access import HAT_TITLES, Hat
from modules.office.permissions import RIGHTS


class Part(msgspec.Struct, frozen=True):
    """What a hat may in one module."""

    title: str
    reads: list[str]
    writes: list[str]


def scope_words() -> dict[str, str]:
    """Whose data each hat sees, and where the hat comes from."""
    return {
        Hat.STUDENT: _("Только своё. Роль есть у зачисленного ученика и ещё полгода после выбытия."),
        Hat.PARENT: _(
            "Только своих детей, пока действует представительство: по датам, без ограничения суда, до 18 лет "
            "ребёнка, дальше с его согласия. Роль даёт запись о представителе в карточке ребёнка."
        ),
        Hat.TEACHER: _(
            "Журналы своей нагрузки и замен; классный руководитель ещё читает журналы своего класса "
            "и ведёт его контакты. Роль дают нагрузка и классное руководство."
        ),
        Hat.HEAD_TEACHER: _("Вся школа. Роль выдаёт администратор."),
        Hat.DIRECTOR: _("Вся школа, только чтение. Роль выдаёт администратор."),
        Hat.SECRETARY: _("Люди и списки всей школы, без отметок. Роль выдаёт администратор."),
        Hat.ADMINISTRATOR: _(
            "Учётные записи, роли и списки всей школы, без отметок. Роль выдаёт администратор."
        ),
        Hat.GUEST_STAFF: _("Расписание и сотрудники школы. Роль выдаёт администратор на срок."),
    }  # fmt: skip


def parts_of(hat: str) -> list[Part]:
    """The modules where a hat may anything, in the house's order."""
    parts = []
    for name, title in [*((one.name, one.title) for one in INSTALLED), ("identity", _("Вход"))]:
        mine = [one for one in declared() if one.name.split(".")[0] == name and one.allows(hat)]
        reads = [_sentence(one.title) for one in mine if not isinstance(one, WritePermission)]
        writes = [_sentence(one.title) for one in mine if isinstance(one, WritePermission)]
        if reads or writes:
            parts.append(Part(str(title), reads, writes))
    return parts


def _sentence(title: object) -> str:
    """ "Видеть журнал"."""
    text = str(title)
    return text[:1].upper() + text[1:]


@page("/office/rights", permission=RIGHTS)
async def show_rights(viewer: NamedDependency[Viewer], hat: FromQuery[str] = "") -> Answer:
    """The rights of one hat, the worn one first; all others a click away."""
    chosen = hat if hat in tuple(Hat) else viewer.hat
    return Page(
        "office/entry/rights.html", chosen=chosen, hats=HAT_TITLES, scope=scope_words()[chosen],
        parts=parts_of(chosen),
    )  # fmt: skip


HANDLERS: list[Any] = [show_rights]
