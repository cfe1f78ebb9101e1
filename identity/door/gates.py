"""What must hold of somebody who has proved who it is, at every sign-in, by whatever way.

The account is open; the person wears a hat today; a pupil is old enough for this way in, by our own register;
a state system's birth date agrees with ours; the way in is open to one of the person's hats. Then, before
anything else can be done: an own password, the rules of use, a second factor where the school asks for one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from identity.door import events
from identity.door.providers import ProviderRow, VerifiedIdentity
from identity.door.refusals import (
    Refused,
    born_differs,
    no_hat,
    not_by_this_way,
    outgrown,
    suspended,
    too_young,
)
from identity.door.visitor import Visitor
from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import HATS_OF_P, Hat
from intranet.school.settings import Rule, setting

# Whose password alone is not enough (a list of hats). On in a new school; a demo turns it off.
FACTOR_HATS = Rule(
    "entry.factor_hats", (Hat.ADMINISTRATOR, Hat.SECRETARY, Hat.HEAD_TEACHER, Hat.DIRECTOR)
)  # fmt: skip
# What is put on at the first sign-in; later the hat worn last.
FIRST_HATS = (
    Hat.DIRECTOR, Hat.HEAD_TEACHER, Hat.SECRETARY, Hat.TEACHER, Hat.STUDENT, Hat.PARENT,
    Hat.ADMINISTRATOR, Hat.GUEST_STAFF,
)  # fmt: skip

DERIVED = frozenset({Hat.STUDENT, Hat.PARENT})

ENTRANT = f"""select coalesce(a.id, 0) as id, p.id as person, coalesce(a.login, '') as login,
        coalesce(a.status, 'active') as status, coalesce(a.last_hat, '') as last_hat, p.born,
        coalesce(c.is_first_entry, false) as must_change, coalesce(c.issued_hat, '') as issued_hat,
        {HATS_OF_P} as hats,
        array(select distinct f.kind::text from factor f
              where f.account = a.id and f.confirmed_at is not null) as factors,
        exists (select 1 from policy_text t where t.version = (select max(version) from policy_text)
            and not exists (select 1 from policy_acceptance x
                where x.policy = t.id and x.account = a.id)) as owes_policy
    from person p left join account a on a.person = p.id left join local_credential c on c.account = a.id
    where $2::date is not null"""
BY_ACCOUNT, BY_PERSON = f"{ENTRANT} and a.id = $1", f"{ENTRANT} and p.id = $1"


class Entrant(msgspec.Struct):
    """Whoever stands at the door with a proof; `id` is the account's, 0 for a person without one.

    `factors` are the kinds of second factor the account has.
    """

    id: int
    person: int
    login: str
    status: str
    last_hat: str
    born: date | None
    must_change: bool
    issued_hat: str
    hats: list[str]
    factors: list[str]
    owes_policy: bool

    @property
    def hat(self) -> str:
        """Worn last if still held, else the first of the usual order."""
        if self.last_hat in self.hats:
            return self.last_hat
        return next(hat for hat in FIRST_HATS if hat in self.hats)


async def entrant(account: int) -> Entrant:
    """Who this account's owner is today; NotFound."""
    return await _one(BY_ACCOUNT, account)


async def entrant_of(person: int) -> Entrant:
    """The same by person, who may have no account yet: asked before one is opened. NotFound."""
    return await _one(BY_PERSON, person)


async def _one(statement: str, key: int) -> Entrant:
    found = await DB.one(Entrant, statement, key, clock.today())
    if found is None:
        raise NotFound
    return found


async def check(found: Entrant, row: ProviderRow, proof: VerifiedIdentity, visitor: Visitor) -> None:
    """Refused, with an event, unless everything holds."""
    refusal = _refusal(found, row, proof)
    if refusal is None:
        return
    kind, detail, say = refusal
    number = await events.note(
        kind, visitor, account=found.id or None, person=found.person, provider=row.slug, detail=detail
    )
    raise say(number)


Say = Callable[[int], Refused]


def _refusal(found: Entrant, row: ProviderRow, proof: VerifiedIdentity) -> tuple[str, str, Say] | None:
    """(event, its detail, what is said), or None."""
    if found.status != "active":
        return "suspended", found.status, suspended
    if not found.hats:
        return "no_hat", "", no_hat
    if row.hats and not set(row.hats) & set(found.hats):
        return "refused", "hat", not_by_this_way
    if row.kind == "local" and found.must_change and opens_too_much(found.issued_hat, frozenset(found.hats)):
        return "refused", "slip", outgrown
    if _is_too_young(found, row):
        return "refused", "age", lambda number: too_young(row.min_age or 0, found.born is not None, number)
    if row.trust == "state" and proof.born and found.born and proof.born != found.born:
        return "refused", "born", born_differs
    return None


def opens_too_much(hat: str, hats: frozenset[str]) -> bool:
    """Whether a way in to these hats is more than this hat may give, whatever ways there are already."""
    if hat == Hat.TEACHER:
        return not hats <= DERIVED
    return hat == Hat.SECRETARY and Hat.ADMINISTRATOR in hats


def _is_too_young(found: Entrant, row: ProviderRow) -> bool:
    """A pupil below the way's age, by our own register; a birth date we do not know is not old enough."""
    if row.min_age is None or Hat.STUDENT not in found.hats:
        return False
    return found.born is None or age(found.born, clock.today()) < row.min_age


def age(born: date, day: date) -> int:
    """Full years on a day; who was born on 29 February has the birthday on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


async def gate_of(found: Entrant, *, by_slip: bool) -> str:
    """What must be done first: "password", "policy", "factor"; "" when nothing.

    `by_slip`: the proof was the slip's password, which is to be replaced; other proofs leave it alone.
    """
    if by_slip:
        return "password"
    if found.owes_policy:
        return "policy"
    wanted = await setting(FACTOR_HATS)
    return "factor" if set(wanted) & set(found.hats) and not found.factors else ""
