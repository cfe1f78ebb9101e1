"""The journal's manifest."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.i18n import _, lazy
from intranet.kit.module import Informer, Module, NavItem, Tile
from intranet.school.events import LessonChanged, LessonsChanged, PupilLeft, PupilMoved, PupilReturned
from modules.journal import cli, demo, jobs
from modules.journal.kinds import KINDS
from modules.journal.permissions import EDIT, MINE, REPORT_CARDS, REPORTS, VIEW
from modules.journal.queries.today import COUNT_UNFILLED, lessons_today, unfilled_before
from modules.journal.reports import REPORTS_OF_JOURNAL
from modules.journal.views import HANDLERS


def say_unfilled(count: int | None) -> tuple[str, bool] | None:
    """ "не заполнено 3": lessons of the last days, without today's."""
    return (_("не заполнено %(n)s", n=count), True) if count else None


async def load_today(viewer: Viewer) -> object:
    """The teacher's lessons of the day; None hides the tile on a day without lessons."""
    return await lessons_today(viewer) or None


async def load_before(viewer: Viewer) -> object:
    """What was left unfilled; None hides the tile."""
    return await unfilled_before(viewer) or None


MODULE = Module(
    name="journal",
    title=lazy("Журнал"),
    requires=("notices",),
    handlers=HANDLERS,
    nav=(
        NavItem(
            lazy("Журнал"),
            "/journal",
            "notebook-pen",
            VIEW,
            10,
            Informer(COUNT_UNFILLED, say_unfilled),
            sub=((lazy("Незаписанные уроки"), "/journal/catch-up", VIEW),),
        ),
    ),
    tiles=(
        Tile("journal.today", MINE, 10, "journal/_today.html", load_today),
        Tile("journal.before", MINE, 20, "journal/_before.html", load_before),
    ),
    permissions=(VIEW, EDIT, MINE, REPORTS, REPORT_CARDS),
    reports=REPORTS_OF_JOURNAL,
    subscribers=(
        (LessonsChanged, jobs.follow_timetable),
        (LessonChanged, jobs.follow_change),
        (PupilMoved, jobs.follow_move),
        (PupilLeft, jobs.follow_leave),
        (PupilReturned, jobs.follow_return),
    ),
    commands=cli.COMMANDS,
    demo=demo.fill,
    notice_kinds=KINDS,
)
