"""The substitutions' manifest."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, lazy
from intranet.kit.module import Informer, Module, NavItem, Tile
from modules.substitutions import demo, jobs
from modules.substitutions import permissions as may
from modules.substitutions.kinds import KINDS
from modules.substitutions.kinds_absence import ABSENCE_KINDS
from modules.substitutions.queries.tab import COUNT_MINE
from modules.substitutions.reports import REPORTS
from modules.substitutions.views import HANDLERS
from modules.substitutions.views.published import home_of, open_of


def say_mine(count: int | None) -> tuple[str, bool] | None:
    """ "1 у вас" of today and tomorrow; nothing for who has no lessons."""
    if count is None:
        return None
    return (_("%(n)s у вас", n=count), True) if count else (_("у вас нет"), False)


async def load_report(viewer: Viewer) -> object:
    """The way to report an absence is always there."""
    return True


JOBS = (jobs.make_asked_sheets, jobs.make_sheets_tonight)
MODULE = Module(
    name="substitutions",
    title=lazy("Замены"),
    requires=("journal", "notices"),
    handlers=tuple(HANDLERS),
    nav=(
        NavItem(
            lazy("Замены"), "/substitutions", "repeat-2", may.VIEW, 35, Informer(COUNT_MINE, say_mine),
            sub=(
                (lazy("Все замены"), "/substitutions", may.VIEW),
                (lazy("Мои замены"), "/substitutions/mine", may.MINE),
                (lazy("План дня"), "/substitutions/plans", may.PLAN),
                (lazy("Отсутствия"), "/substitutions/absences", may.ABSENCES),
                (lazy("Журнал и табель"), "/substitutions/register", may.REGISTER),
                (lazy("Правила замен"), "/substitutions/rules", may.PLAN),
                (lazy("Листы на случай сбоя"), "/substitutions/sheets", may.SHEETS),
                (lazy("Экраны"), "/substitutions/screens", may.SCREENS),
            ),
        ),
    ),
    tiles=(
        Tile("substitutions.open", may.PLAN, 5, "substitutions/_open.html", open_of),
        Tile("changes", may.HOME, 15, "substitutions/_home.html", home_of, aside=True),
        Tile("substitutions.report", may.MINE, 15, "substitutions/_report.html", load_report),
    ),
    permissions=(
        may.VIEW, may.HOME, may.PRINT, may.MINE, may.REPORT_ABSENCE, may.ABSENCE, may.ABSENCES, may.STANDBY,
        may.TASKS, may.SET_TASK, may.PLAN, may.SET_PLAN, may.PUBLISH, may.REGISTER, may.SET_REGISTER,
        may.SCREENS, may.SET_SCREENS, may.SHEETS,
    ),
    notice_kinds=(*KINDS, *ABSENCE_KINDS),
    reports=REPORTS,
    demo=demo.fill,
)  # fmt: skip
