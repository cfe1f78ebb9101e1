"""The substitutions' manifest."""

from __future__ import annotations

from intranet.kit.i18n import lazy
from intranet.kit.module import Module
from modules.substitutions import permissions as may
from modules.substitutions.kinds import KINDS
from modules.substitutions.views import HANDLERS

MODULE = Module(
    name="substitutions",
    title=lazy("Замены"),
    requires=("journal", "notices"),
    handlers=HANDLERS,
    notice_kinds=KINDS,
    permissions=(
        may.VIEW, may.MINE, may.REPORT_ABSENCE, may.ABSENCES, may.SET_ABSENCE, may.PLAN, may.SET_PLAN,
        may.PUBLISH, may.REGISTER, may.SET_REGISTER, may.SCREENS, may.SET_SCREENS,
    ),
)  # fmt: skip
