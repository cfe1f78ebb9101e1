"""What the school sets for each kind, and what a person chooses where the school lets people choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _
from modules.notices.queries.rules import Rule, rules_of
from modules.notices.timing import TIMINGS

SET_RULE = """insert into kind_rule (kind, is_mailed, timing, may_switch) values ($1, $2, $3, $4)
    on conflict (kind) do update set is_mailed = excluded.is_mailed, timing = excluded.timing,
        may_switch = excluded.may_switch"""
OFF = "select kind from personal_switch where person = $1 and not is_mailed order by kind"
SET_SWITCH = """insert into personal_switch (person, kind, is_mailed) select $1, k, k = any($3::text[])
    from unnest($2::text[]) k on conflict (person, kind) do update set is_mailed = excluded.is_mailed"""


class Wish(msgspec.Struct, frozen=True):
    """What a kind is to be: mailed or not, "now" or "evening", may people switch it off."""

    is_mailed: bool
    timing: str
    may_switch: bool


async def set_rules(actor: Viewer, wishes: Mapping[str, Wish]) -> int:
    """Set the kinds that differ from what holds; how many changed. DomainError for an unknown timing."""
    async with DB.transaction():
        rules = await rules_of(actor)
        changed = 0
        for name, wish in wishes.items():
            if wish.timing not in TIMINGS:
                raise DomainError(_("Выберите, когда уходит письмо: сразу или вечером."))
            if name in rules and (now := _held(rules[name])) != _possible(rules[name], wish):
                await _set_rule(actor, name, now, _possible(rules[name], wish))
                changed += 1
        return changed


def _held(rule: Rule) -> Wish:
    return Wish(rule.is_mailed, rule.timing, rule.may_switch)


def _possible(rule: Rule, wish: Wish) -> Wish:
    """A mandatory kind changes its timing only."""
    return Wish(True, wish.timing, False) if rule.is_mandatory else wish


async def _set_rule(actor: Viewer, name: str, before: Wish, after: Wish) -> None:
    await DB.execute(SET_RULE, name, after.is_mailed, after.timing, after.may_switch)
    await audit.record(
        actor, "notices.kind.set", "notice_kind", None,
        before={"kind": name, **msgspec.structs.asdict(before)},
        after={"kind": name, **msgspec.structs.asdict(after)},
    )  # fmt: skip


async def switch_letters(actor: Viewer, wanted: Collection[str]) -> None:
    """The person wants letters of these kinds, of those the school lets people choose; of no others."""
    async with DB.transaction():
        rules = await rules_of(actor)
        open_kinds = [rule.name for rule in rules.values() if rule.may_switch and rule.is_mailed]
        before = await DB.rows(str, OFF, actor.person)
        await DB.execute(SET_SWITCH, actor.person, open_kinds, [one for one in open_kinds if one in wanted])
        after = await DB.rows(str, OFF, actor.person)
        if before != after:
            await audit.record(
                actor, "notices.switch", "person", actor.person, before={"off": before}, after={"off": after}
            )
