"""How much may be asked of people: the rules of a date, as a part of the statement that reads a day."""

from __future__ import annotations

from intranet.school.settings import Rule
from modules.substitutions.planning.state import Limits

USUAL = Limits()
WEEK = Rule("substitutions.week_lessons", USUAL.week)
DAY = Rule("substitutions.day_lessons", USUAL.day)
GIVEN = Rule("substitutions.given_a_day", USUAL.given)


def _in_force(rule: Rule) -> str:
    """The rule's value on $1; keys and defaults are constants of this file."""
    return f"""coalesce((select (value #>> '{{}}')::int from setting where key = '{rule.key}' and since <= $1
        order by since desc limit 1), {int(rule.default)})"""


LIMITS = f"""json_build_object('week', {_in_force(WEEK)}, 'day', {_in_force(DAY)},
    'given', {_in_force(GIVEN)})"""
