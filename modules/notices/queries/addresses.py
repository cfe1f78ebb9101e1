"""Where letters reach people, and who will be told: shown on a form before it is saved (FEATURES B45, C6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from intranet.kit import audit, clock, mail
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.i18n import _
from intranet.school.audience import Audience, recipients_of
from intranet.school.people.names import full_name
from modules.notices.queries.rules import Rule, rules_of
from modules.notices.timing import EVENING, is_quiet

# An address is bad while it is the very one that was refused: a new address clears the mark by itself.
ADDRESSES = """select p.id as person, p.email as address, coalesce(b.address = p.email, false) as is_bounced,
        array(select s.kind from personal_switch s where s.person = p.id and not s.is_mailed)::text[] as off,
        array(select g.child from guardianship g where g.guardian = p.id and not g.is_mailed
            and g.since <= $2 and (g.until is null or g.until >= $2)) as silent
    from person p left join bounced_address b on b.person = p.id where p.id = any($1::int[])"""
NAMES = """select p.surname, p.name, p.patronymic from person p where p.id = any($1::int[])
    order by p.sort_key, p.id limit $2"""
SHOWN = 20


class Address(msgspec.Struct, frozen=True):
    """Where letters to a person go; `off`: kinds switched off, `silent`: children nothing is mailed about."""

    person: int
    address: str
    is_bounced: bool
    off: list[str]
    silent: list[int]

    @property
    def is_good(self) -> bool:
        """Whether a letter can get there."""
        return bool(self.address) and not self.is_bounced

    def wants(self, rule: Rule, children: list[int]) -> bool:
        """Whether a letter of this kind about these children is to be written."""
        is_heard = not children or any(child not in self.silent for child in children)
        return is_heard and rule.is_wanted(self.off)


class Told(msgspec.Struct, frozen=True):
    """Who will be told: how many, the first names, how many by mail, how many have no address, when."""

    count: int
    names: list[str]
    by_mail: int
    without_address: int
    when: str

    @property
    def more(self) -> int:
        """How many people are not named."""
        return self.count - len(self.names)


class _Name(msgspec.Struct, frozen=True):
    surname: str
    name: str
    patronymic: str


async def addresses_of(viewer: Viewer, people: list[int], day: date) -> dict[int, Address]:
    """The addresses of people by their ids; for whoever decides about letters, not for showing."""
    found = await DB.rows(Address, ADDRESSES, people, day)
    return {one.person: one for one in found}


async def how_many(viewer: Viewer, audience: Audience) -> int:
    """How many people an audience is today."""
    return len({one.person for one in await recipients_of(viewer, audience, viewer.day)})


async def who_will_be_told(viewer: Viewer, kind: str, audience: Audience) -> Told:
    """Whom a notice of this kind would be told to if it were told now. KeyError for an unknown kind."""
    rule = (await rules_of(viewer))[kind]
    children: dict[int, list[int]] = {}
    for one in await recipients_of(viewer, audience, viewer.day):
        children.setdefault(one.person, []).extend([one.child] if one.child else [])
    people = sorted(children)
    found = await addresses_of(viewer, people, viewer.day)
    wanting = [one for person, one in found.items() if one.wants(rule, children[person])]
    names = await DB.rows(_Name, NAMES, people, SHOWN)
    audit.looked_at(viewer, "notices.who", people[:SHOWN])
    return Told(
        len(people),
        [full_name(one.surname, one.name, one.patronymic) for one in names],
        sum(one.is_good for one in wanting),
        sum(not one.is_good for one in wanting),
        when_words(rule),
    )


async def when_told(viewer: Viewer, kinds: Iterable[str]) -> dict[str, str]:
    """When and how people know of each kind, as sentences; for a form. KeyError for an unknown kind."""
    rules = await rules_of(viewer)
    return {kind: when_words(rules[kind]) for kind in kinds}


def when_words(rule: Rule) -> str:
    """When and how they will know, as a sentence."""
    if not rule.is_mailed:
        return _("Увидят на сайте; писем об этом школа не отправляет.")
    if not mail.is_configured():
        return _("Увидят на сайте сразу; почта ещё не настроена, письма подождут.")
    if rule.timing == EVENING:
        return _("На сайте сразу, письмом — вечером в 18:00, одним на всё за день.")
    if is_quiet(clock.local_now()):
        return _("На сайте сразу, письмом — утром в 7:00: ночью писем нет.")
    return _("На сайте и письмом — сразу.")
