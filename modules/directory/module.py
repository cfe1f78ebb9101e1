"""The directory's manifest."""

from __future__ import annotations

from intranet.kit.i18n import lazy, ngettext
from intranet.kit.module import Informer, Module, NavItem
from modules.directory.permissions import CLASS, VIEW
from modules.directory.views import show_class, show_staff

STAFF_COUNT = """select count(distinct h.person)::int from staff_post h
    where h.since <= $2 and (h.until is null or h.until >= $2)"""


def say_staff(count: int) -> tuple[str, bool] | None:
    """ "64 сотрудника"."""
    return ngettext("%(n)s сотрудник", "%(n)s сотрудников", count), False


MODULE = Module(
    name="directory",
    title=lazy("Школа"),
    handlers=(show_staff, show_class),
    nav=(
        NavItem(
            lazy("Школа"), "/directory", "school", VIEW, 80, Informer(STAFF_COUNT, say_staff),
            sub=((lazy("Сотрудники"), "/directory", VIEW), (lazy("Класс"), "/directory/class", CLASS)),
        ),
    ),
    permissions=(VIEW, CLASS),
)  # fmt: skip
