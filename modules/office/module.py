"""The office's manifest."""

from __future__ import annotations

from identity.door.devices import NewDevice
from identity.door.told import AccountChanged
from identity.invitations.requests import AccessAsked
from identity.local.slips import EntryIssued
from identity.permissions import REQUESTS
from intranet.kit.access import Permission
from intranet.kit.i18n import _, lazy
from intranet.kit.module import Informer, Module, NavItem, Tile
from modules.office import cli, cli_import, jobs, permissions
from modules.office.kinds import KINDS
from modules.office.permissions import OWN_CLASS, VIEW
from modules.office.reports import REPORTS
from modules.office.views import HANDLERS
from modules.office.views.entry.slips import own_class_entry

JOBS = (jobs.tell_request, jobs.write_import, jobs.forget_lists)
# The number of the first list that is not in yet; 6 when all are.
FIRST_MISSING = """case when not exists (select 1 from school_class) then 0
    when not exists (select 1 from enrolment) then 1 when not exists (select 1 from guardianship) then 2
    when not exists (select 1 from staff_post s where s.person not in (
        select h.person from granted_hat h where h.hat in ('secretary', 'administrator'))) then 3
    when not exists (select 1 from assignment) then 4
    when not exists (select 1 from timetable_slot) then 5 else 6 end"""


def say_missing(stage: int) -> tuple[str, bool] | None:
    """ "нет учеников"; nothing missing is said calmly."""
    words = (
        _("нет классов"), _("нет учеников"), _("нет родителей"), _("нет сотрудников"), _("нет нагрузки"),
        _("нет расписания"), _("списки загружены"),
    )  # fmt: skip
    return words[stage], stage < len(words) - 1


MODULE = Module(
    name="office",
    title=lazy("Управление"),
    requires=("notices",),
    handlers=tuple(HANDLERS),
    nav=(
        NavItem(
            lazy("Управление"), "/office", "settings", VIEW, 70, Informer(FIRST_MISSING, say_missing),
            sub=(
                (lazy("Что есть и чего нет"), "/office", VIEW),
                (lazy("Люди"), "/office/people", permissions.PEOPLE),
                (lazy("Классы"), "/office/classes", VIEW),
                (lazy("Нагрузка учителей"), "/office/load", permissions.LOAD),
                (lazy("Календарь"), "/office/calendar", permissions.CALENDAR),
                (lazy("Пароли для первого входа"), "/office/slips", permissions.SLIPS),
                (lazy("Заявления на доступ"), "/office/entry/requests", REQUESTS),
                (lazy("Загрузка списков"), "/office/import", permissions.IMPORT),
                (lazy("Проверка данных"), "/office/checks", permissions.CHECKS),
            ),
        ),
    ),
    tiles=(Tile("own_class_entry", OWN_CLASS, 60, "office/_tile.html", own_class_entry, aside=True),),
    permissions=tuple(one for one in vars(permissions).values() if isinstance(one, Permission)),
    commands=(*cli.COMMANDS, *cli_import.COMMANDS),
    subscribers=(
        (EntryIssued, jobs.follow_entry),
        (AccessAsked, jobs.follow_request),
        (NewDevice, jobs.follow_device),
        (AccountChanged, jobs.follow_account),
    ),
    notice_kinds=KINDS,
    profile=((lazy("Что может каждая роль"), "/office/rights", permissions.RIGHTS),),
    reports=REPORTS,
)  # fmt: skip
