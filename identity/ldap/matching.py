"""Which of our people a new entry is: only by number, never by name, login or address.

The number is the one of the school's lists (external ids "staff" and "student"), folded as lists fold it. Two
people with it, two entries with it, or somebody who has an entry here already: nobody is guessed. A person is
made only for a group the administrator has marked so, and never beside a namesake.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from identity.door.providers import DirectoryRecord
from identity.ldap.plan import Known, Step, What
from intranet.kit.db import DB
from intranet.school.classes.names import code_key
from intranet.school.people.names import name_key

NUMBERS = """select key, array_agg(distinct person) as people from external_id
    where system in ('staff', 'student') and key = any($1::text[]) group by key"""
TAKEN = """select distinct a.person from external_identity x join account a on a.id = x.account
    where x.provider = $1"""
MAKING = "select lower(group_key) from group_hat where provider = $1 and makes_person"
NAMESAKES = "select distinct name_key from person where name_key = any($1::text[])"


class _Number(msgspec.Struct):
    key: str
    people: list[int]


async def links(provider: int, known: Mapping[str, Known], records: Sequence[DirectoryRecord]) -> list[Step]:
    """Whom these records are linked to, or made into."""
    free = [one for one in records if one.is_active and not _has_account(known.get(one.stable_id))]
    people = await by_number([one.number for one in free])
    taken = set(await DB.rows(int, TAKEN, provider))
    claims = Counter(next(iter(people[code_key(one.number)])) for one in free if _one(people, one))
    steps, rest = [], []
    for one in free:
        found = _one(people, one)
        if found is None:
            rest.append(one)
        elif found not in taken and claims[found] == 1:
            steps.append(Step(What.LINK, one.stable_id, known.get(one.stable_id), one, "number", found))
    return steps + await _made(provider, known, [one for one in rest if code_key(one.number) not in people])


def _has_account(one: Known | None) -> bool:
    return one is not None and one.account is not None


def _one(people: Mapping[str, set[int]], record: DirectoryRecord) -> int | None:
    """The one person of the record's number."""
    found = people.get(code_key(record.number), set()) if record.number else set()
    return next(iter(found)) if len(found) == 1 else None


async def by_number(numbers: Sequence[str]) -> dict[str, set[int]]:
    """Folded number -> everybody of ours who has it in the lists of staff or pupils."""
    keys = sorted({code_key(one) for one in numbers if one})
    return {one.key: set(one.people) for one in await DB.rows(_Number, NUMBERS, keys)}


async def _made(provider: int, known: Mapping[str, Known], records: Sequence[DirectoryRecord]) -> list[Step]:
    making = set(await DB.rows(str, MAKING, provider))
    if not making:
        return []
    wanted = [
        one for one in records
        if one.surname and one.name and making & {group.lower() for group in one.groups}
    ]  # fmt: skip
    keys = Counter(_key(one) for one in wanted)
    namesakes = set(await DB.rows(str, NAMESAKES, list(keys)))
    return [
        Step(What.MAKE, one.stable_id, known.get(one.stable_id), one, "group") for one in wanted
        if keys[_key(one)] == 1 and _key(one) not in namesakes
    ]  # fmt: skip


def _key(one: DirectoryRecord) -> str:
    return name_key(one.surname, one.name, one.patronymic)
