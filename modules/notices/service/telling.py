"""Telling: notices, receipts and letters are rows of the transaction of what they tell about.

Whatever the number of tellings, the statements are the same few. The notice's event key is unique: what was
told is not told again. A person told under two hats gets one letter; about two children, one that names both;
evening kinds share one letter a person an evening.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.jobs import enqueue
from intranet.school.audience import Audience, recipients_of
from modules.notices.queries.addresses import addresses_of
from modules.notices.queries.rules import Rule, rules_of
from modules.notices.timing import EVENING, send_after

DELIVER = "notices.deliver"
# audiences whose recipients say which of its ids they are about: asked for all tellings together
BY_PUPIL = ("families", "guardians", "people", "concerned")

ADD_NOTICES = """insert into notice (kind, event_key, path, words, made_by, made_by_hat, made_at)
    select t.kind, t.key, t.path, t.words::jsonb, $5, $6, $7
    from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as t (kind, key, path, words)
    on conflict (event_key) do nothing returning id, event_key"""
LETTER_IDS = "select nextval(pg_get_serial_sequence('letter', 'id')) from generate_series(1, $1::int)"
ADD_DIGESTS = """insert into letter (person, is_digest, state, send_after, attempts, address, error)
    select person, true, 'waiting', $2, 0, '', '' from unnest($1::int[]) as person
    on conflict (person, send_after) where is_digest and state = 'waiting'
    do update set person = excluded.person returning id, person"""
LETTER_COLUMNS = ("id", "person", "is_digest", "state", "send_after", "attempts", "address", "error")
RECEIPT_COLUMNS = ("notice", "person", "hat", "children", "letter")


@dataclass(frozen=True)
class Telling:
    """What is told: its kind, the event's key (once a key is told it is told), where it is seen, to whom.

    `words` are counts and ids for the kind's sentence; `day`: whose relations count (default: today).
    """

    kind: str
    key: str
    path: str
    audience: Audience
    words: Mapping[str, Any] = field(default_factory=dict)
    day: date | None = None


class _Known(msgspec.Struct, frozen=True):
    id: int
    event_key: str


class _Digest(msgspec.Struct, frozen=True):
    id: int
    person: int


class _Receipt(NamedTuple):
    """One to be written."""

    notice: int
    rule: Rule
    person: int
    hat: str
    children: list[int]


async def tell(actor: Viewer, telling: Telling) -> int:
    """Tell one thing in the caller's transaction; how many people were told, 0 if the key was told before."""
    return await tell_many(actor, [telling])


async def tell_many(actor: Viewer, tellings: Sequence[Telling]) -> int:
    """Tell many things by the same few statements; how many people were told. KeyError: no such kind."""
    if not tellings:
        return 0
    async with DB.transaction():
        rules = await rules_of(actor)
        fresh = await _note(actor, tellings)
        receipts = await _receipts(actor, fresh, rules)
        if not receipts:
            return 0
        letters = await _write_letters(actor, receipts)
        rows = [
            (one.notice, one.person, one.hat, one.children, letters.get((one.notice, one.person)))
            for one in receipts
        ]
        await DB.copy("receipt", RECEIPT_COLUMNS, rows)
        return len({one.person for one in receipts})


async def _note(actor: Viewer, tellings: Sequence[Telling]) -> list[tuple[int, Telling]]:
    """The notices that are new, by their ids; sorted by key, so that two tellers never wait in a circle."""
    known = {one.key: one for one in reversed(tellings)}
    asked = [known[key] for key in sorted(known)]
    made = await DB.rows(
        _Known, ADD_NOTICES,
        [one.kind for one in asked], [one.key for one in asked], [one.path for one in asked],
        [json.dumps(dict(one.words)) for one in asked], actor.person_id, actor.hat, clock.now(),
    )  # fmt: skip
    return [(one.id, known[one.event_key]) for one in made]


async def _receipts(
    actor: Viewer, fresh: list[tuple[int, Telling]], rules: dict[str, Rule]
) -> list[_Receipt]:
    found = await _people(actor, [telling for _id, telling in fresh])
    return [
        _Receipt(notice, rules[telling.kind], person, hat, sorted(children))
        for notice, telling in fresh
        for (person, hat), children in found[telling.key].items()
    ]


People = dict[tuple[int, str], set[int]]


async def _people(actor: Viewer, tellings: list[Telling]) -> dict[str, People]:
    """By key: (person, hat) -> the children it is about. Tellings about pupils are asked in one statement."""
    found: dict[str, People] = {telling.key: {} for telling in tellings}
    together: dict[tuple[str, date], list[Telling]] = defaultdict(list)
    alike: dict[tuple[Audience, date], list[Telling]] = defaultdict(list)
    for telling in tellings:
        day = telling.day or clock.today()
        if telling.audience.kind in BY_PUPIL:
            together[telling.audience.kind, day].append(telling)
        else:
            alike[telling.audience, day].append(telling)
    for (kind, day), group in together.items():
        await _share_by_pupil(actor, kind, day, group, found)
    for (audience, day), group in alike.items():
        for one in await recipients_of(actor, audience, day):
            for telling in group:
                _add(found[telling.key], one.person, one.hat, one.child)
    return found


async def _share_by_pupil(
    actor: Viewer, kind: str, day: date, group: list[Telling], found: dict[str, People]
) -> None:
    of_pupil: dict[int, list[Telling]] = defaultdict(list)
    for telling in group:
        for ident in telling.audience.ids:
            of_pupil[ident].append(telling)
    for one in await recipients_of(actor, Audience(kind, frozenset(of_pupil)), day):
        pupil = one.child or one.person
        for telling in of_pupil[pupil]:
            _add(found[telling.key], one.person, one.hat, one.child)


def _add(people: People, person: int, hat: str, child: int | None) -> None:
    children = people.setdefault((person, hat), set())
    if child is not None:
        children.add(child)


async def _write_letters(actor: Viewer, receipts: list[_Receipt]) -> dict[tuple[int, int], int]:
    """The letters these receipts need: (notice, person) -> letter."""
    people = sorted({one.person for one in receipts})
    addresses = await addresses_of(actor, people, clock.today())
    mailed = [
        one
        for one in receipts
        if addresses[one.person].is_good and addresses[one.person].wants(one.rule, one.children)
    ]
    at_once = sorted({(one.notice, one.person) for one in mailed if one.rule.timing != EVENING})
    evening = {(one.notice, one.person) for one in mailed if one.rule.timing == EVENING}
    return await _write_digests(evening) | await _write_at_once(at_once)


async def _write_digests(wanted: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    if not wanted:
        return {}
    people = sorted({person for _notice, person in wanted})
    made = await DB.rows(_Digest, ADD_DIGESTS, people, send_after(EVENING, clock.local_now()))
    letter_of = {one.person: one.id for one in made}
    return {(notice, person): letter_of[person] for notice, person in wanted}


async def _write_at_once(wanted: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """One letter for each notice and person; the job is asked for at once, a night's wait for 7:00."""
    if not wanted:
        return {}
    local = clock.local_now()
    due = send_after("now", local)
    ids = await DB.rows(int, LETTER_IDS, len(wanted))
    letters = dict(zip(wanted, ids, strict=True))
    await DB.copy("letter", LETTER_COLUMNS, [_letter(ident, pair[1], due) for pair, ident in letters.items()])
    if due <= local:
        await enqueue(DELIVER, None)
    return letters


def _letter(ident: int, person: int, due: datetime) -> tuple[object, ...]:
    return (ident, person, False, "waiting", due, 0, "", "")
