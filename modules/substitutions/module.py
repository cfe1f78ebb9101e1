"""The substitutions' manifest."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.i18n import lazy
from intranet.kit.module import Module, Tile
from modules.substitutions import permissions as may
from modules.substitutions.kinds import KINDS
from modules.substitutions.kinds_absence import ABSENCE_KINDS
from modules.substitutions.views import HANDLERS


async def load_report(viewer: Viewer) -> object:
    """The way to report an absence is always there."""
    return True


MODULE = Module(
    name="substitutions",
    title=lazy("Замены"),
    requires=("journal", "notices"),
    handlers=HANDLERS,
    tiles=(
        Tile("substitutions.report", may.MINE, 15, "substitutions/_report.html", load_report),
    ),
    notice_kinds=(*KINDS, *ABSENCE_KINDS),
    permissions=(
        may.VIEW, may.MINE, may.REPORT_ABSENCE, may.ABSENCE, may.ABSENCES, may.STANDBY, may.TASKS,
        may.SET_TASK, may.PLAN, may.SET_PLAN,
        may.PUBLISH, may.REGISTER, may.SET_REGISTER, may.SCREENS, may.SET_SCREENS,
    ),
)  # fmt: skip
