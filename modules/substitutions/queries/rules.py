"""The school's rules of substitutions by date: how many lessons a person may have, and be given."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.people import names
from intranet.school.settings import SUBSTITUTE_DAYS, Rule
from modules.substitutions.planning.pay import Local
from modules.substitutions.queries.limits import DAY, GIVEN, WEEK

# What an hour of merged groups and of supervision is worth (quarters), the last class of the junior code.
PAID = Local()
MERGED = Rule("substitutions.merged_quarters", PAID.merged)
SUPERVISED = Rule("substitutions.supervised_quarters", PAID.supervised)
JUNIOR = Rule("substitutions.junior_to", PAID.junior_to)
# by the names of the form's fields
RULES = {
    "week": WEEK, "day": DAY, "given": GIVEN, "rights_days": SUBSTITUTE_DAYS,
    "merged": MERGED, "supervised": SUPERVISED, "junior_to": JUNIOR,
}  # fmt: skip
IN_FORCE = """select distinct on (key) key, value from setting where key = any($1) and since <= $2
    order by key, since desc"""
HISTORY = """select s.key, s.value, s.since,
        case when p.id is not null then array[p.surname, p.name, p.patronymic]::text[] end as author
    from setting s left join person p on p.id = s.set_by where s.key = any($1)
    order by s.since desc, s.key"""


class _Set(msgspec.Struct, frozen=True):
    key: str
    value: Any


class RuleLine(msgspec.Struct, frozen=True):
    """A rule that was set: what, in force since when, by whom (None: the system)."""

    key: str
    value: int
    since: date
    author: list[str] | None

    @property
    def author_name(self) -> str:
        """ "Фёдорова И. Ю."; empty for the system."""
        return names.short_name(*self.author) if self.author else ""

    @property
    def name(self) -> str:
        """The form's name of it."""
        return next(name for name, rule in RULES.items() if rule.key == self.key)


async def rules_of(viewer: Viewer, on_date: date) -> dict[str, int]:
    """Every rule in force on a date, by its name in RULES. One statement."""
    found = await DB.rows(_Set, IN_FORCE, [rule.key for rule in RULES.values()], on_date)
    known = {one.key: int(one.value) for one in found}
    return {name: known.get(rule.key, int(rule.default)) for name, rule in RULES.items()}


async def rule_lines(viewer: Viewer) -> list[RuleLine]:
    """What was ever set, the newest first."""
    return await DB.rows(RuleLine, HISTORY, [rule.key for rule in RULES.values()])
