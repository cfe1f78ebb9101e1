"""The office's manifest."""

from __future__ import annotations

from identity.entry import EntryIssued
from intranet.kit.i18n import _, lazy
from intranet.kit.module import Informer, Module, NavItem, Tile
from modules.office import cli, cli_import, jobs
from modules.office.kinds import KINDS
from modules.office.permissions import (
    CLASS,
    CONSENTS,
    EDIT_CLASSES,
    EDIT_CONSENTS,
    EDIT_CONTACTS,
    EDIT_IMPORT,
    EDIT_MOVEMENTS,
    EDIT_PEOPLE,
    GRANT,
    HATS,
    IMPORT,
    ISSUE,
    MOVEMENTS,
    OWN_CLASS,
    PEOPLE,
    RIGHTS,
    SLIPS,
    UNDO,
    VIEW,
)
from modules.office.views import HANDLERS
from modules.office.views.slips import own_class_entry

JOBS = (jobs.write_import, jobs.forget_lists)
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
                (lazy("Люди"), "/office/people", PEOPLE),
                (lazy("Классы"), "/office/classes", VIEW),
                (lazy("Движение учащихся"), "/office/movements", MOVEMENTS),
                (lazy("Согласия"), "/office/consents", CONSENTS),
                (lazy("Загрузка списков"), "/office/import", IMPORT),
                (lazy("Пароли для первого входа"), "/office/slips", SLIPS),
                (lazy("Выданные роли"), "/office/hats", HATS),
                (lazy("Что может каждая роль"), "/office/rights", RIGHTS),
            ),
        ),
    ),
    tiles=(Tile("own_class_entry", OWN_CLASS, 60, "office/_tile.html", own_class_entry, aside=True),),
    permissions=(VIEW, CLASS, EDIT_CLASSES, IMPORT, EDIT_IMPORT, SLIPS, ISSUE, OWN_CLASS, PEOPLE, EDIT_PEOPLE,
        EDIT_CONTACTS, CONSENTS, EDIT_CONSENTS, HATS, GRANT, RIGHTS, UNDO,
        MOVEMENTS, EDIT_MOVEMENTS),
    commands=(*cli.COMMANDS, *cli_import.COMMANDS),
    subscribers=((EntryIssued, jobs.follow_entry),),
    notice_kinds=KINDS,
)  # fmt: skip
