"""The school's own rules by name, each with a default and a history (DOMAIN, golden rule).

Rules: a rule is in force from its `since` until a later row of the same key; a question about a date is
answered by the rule of that date, so yesterday's lesson is judged by yesterday's rule. What a value may be is
its owner's business: `save_setting` is called by services that check it.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, NamedTuple

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _


class Rule(NamedTuple):
    """A setting: its key and the value that holds until the school says otherwise."""

    key: str
    default: Any


LESSON_PARTS = ("topic", "homework", "roll")
# What a lesson needs to count as filled (FEATURES A94): the topic, and homework or an explicit none.
LESSON_REQUIRED = Rule("lesson.required", ("topic", "homework"))

# How many days after the lesson a substitute may still write in its journal (DOMAIN 2.6).
SUBSTITUTE_DAYS = Rule("substitutions.rights_days", 7)

# The parts lesson `l` needs, by the rule of its own date; the default is LESSON_REQUIRED's.
REQUIRED_OF_L = f"""coalesce((select s.value from setting s where s.key = '{LESSON_REQUIRED.key}'
    and s.since <= l.on_date order by s.since desc limit 1),
    '{json.dumps(LESSON_REQUIRED.default)}'::jsonb)"""


IN_FORCE = "select value from setting where key = $1 and since <= $2 order by since desc limit 1"
PUT = """insert into setting (key, value, since, set_by, set_at) values ($1, $2, $3, $4, $5)
    on conflict (key, since) do update set value = excluded.value, set_by = excluded.set_by,
        set_at = excluded.set_at"""


async def setting(rule: Rule, day: date | None = None) -> Any:
    """The value in force on a date (default today)."""
    found = await DB.value(IN_FORCE, rule.key, day or clock.today())
    return rule.default if found is None else found


async def save_setting(actor: Viewer, rule: Rule, value: Any, since: date) -> None:
    """Let a value be in force from a date on; the same value again changes nothing."""
    async with DB.transaction():
        before = await setting(rule, since)
        if list(before) == list(value) if isinstance(value, (list, tuple)) else before == value:
            return
        await DB.execute(PUT, rule.key, value, since, actor.person_id, clock.now())
        await audit.record(
            actor, "school.setting.set", "setting", None,
            before={rule.key: before}, after={rule.key: value, "since": since.isoformat()},
        )  # fmt: skip


async def require_of_lessons(actor: Viewer, parts: list[str], since: date) -> None:
    """What lessons from a date on need to count as filled. DomainError for an unknown part or a past date."""
    if not parts or set(parts) - set(LESSON_PARTS):
        raise DomainError(_("Отметьте хотя бы одно: тему, задание или перекличку."), field="parts")
    if since < actor.day:
        raise DomainError(
            _("Прошедшие уроки уже судили по прежнему правилу: выберите день не раньше сегодняшнего."),
            field="since",
        )
    await save_setting(actor, LESSON_REQUIRED, [part for part in LESSON_PARTS if part in parts], since)
