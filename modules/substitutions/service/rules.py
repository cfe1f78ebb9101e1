"""The school's rules of substitutions, dated: a lesson is judged by the rule of its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from intranet.school.settings import save_setting
from modules.substitutions.queries.rules import RULES

BOUNDS = {
    "week": (1, 60), "day": (1, 12), "given": (1, 8), "rights_days": (1, 60),
    "merged": (0, 8), "supervised": (0, 4), "junior_to": (0, 4),
}  # fmt: skip


async def set_rules(actor: Viewer, values: Mapping[str, int], since: date) -> None:
    """Let rules (by their names in RULES) hold from a day on. DomainError: a past day, a strange value."""
    if since < actor.day:
        raise DomainError(
            _("Прошедшие уроки уже судили по прежнему правилу: выберите день не раньше сегодняшнего."),
            field="since",
        )
    for name, value in values.items():
        least, most = BOUNDS[name]
        if not least <= value <= most:
            raise DomainError(_("От %(least)s до %(most)s.", least=least, most=most), field=name)
    async with DB.transaction():
        for name, value in values.items():
            await save_setting(actor, RULES[name], value, since)
