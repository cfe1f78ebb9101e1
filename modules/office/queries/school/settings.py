"""The school's rules with who set them when."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.people import names
from intranet.school.settings import Rule

HISTORY = """select s.value, s.since,
        case when p.id is not null then array[p.surname, p.name, p.patronymic]::text[] end as author
    from setting s left join person p on p.id = s.set_by where s.key = $1 order by s.since desc"""


class RuleLine(msgspec.Struct, frozen=True):
    """What was set, in force since a day, and by whom (None: the system)."""

    value: Any
    since: date
    author: list[str] | None

    @property
    def author_name(self) -> str:
        """ "Фёдорова И. Ю."; empty for the system."""
        return names.short_name(*self.author) if self.author else ""


async def rule_lines(viewer: Viewer, rule: Rule) -> list[RuleLine]:
    """The rule's history, the newest first."""
    return await DB.rows(RuleLine, HISTORY, rule.key)
