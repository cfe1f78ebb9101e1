"""The substitutions' manifest."""

from __future__ import annotations

from intranet.kit.i18n import lazy
from intranet.kit.module import Module
from modules.substitutions import jobs
from modules.substitutions import permissions as may
from modules.substitutions.views import HANDLERS

JOBS = (jobs.make_asked_sheets, jobs.make_sheets_tonight)
MODULE = Module(
    name="substitutions",
    title=lazy("Замены"),
    requires=("journal", "notices"),
    handlers=HANDLERS,
    permissions=(
        may.VIEW, may.MINE, may.REPORT_ABSENCE, may.ABSENCES, may.SET_ABSENCE, may.PLAN, may.SET_PLAN,
        may.PUBLISH, may.REGISTER, may.SET_REGISTER, may.SCREENS, may.SET_SCREENS, may.SHEETS,
    ),
)  # fmt: skip
