"""School codes: one person's way to a first entrance of one's own, in one relation (FEATURES A3, A5, A40).

A parent's code is for one child. 50 bits of an alphabet without look-alikes, kept as a keyed hash, good for
three weeks and once; a new one for the same person and relation revokes the one that waits. Who may issue is
exactly who may issue slips (identity/local/slips.py), and a class teacher only for the own class's children.
The relation must hold on the day: nobody gets a code for a child whose representative they are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from identity.door.codes import fold_code, new_code
from identity.local import slips
from identity.local.slips import OWN_PUPILS, EntryIssued, addressees
from intranet.kit import audit, clock, crypto, events
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import HATS_OF_P, PARENT_OF, Hat
from intranet.school.people.names import full_name

LASTS = timedelta(days=21)


class Relation(StrEnum):
    """As what somebody enters by a code."""

    STUDENT = "student"
    PARENT = "parent"
    STAFF = "staff"


HATS = f"({HATS_OF_P})"
POST = """exists (select 1 from staff_post sp where sp.person = p.id and sp.since <= $2
    and (sp.until is null or sp.until >= $2))"""
# Whether relation w.relation of person p (to child w.child) holds on day $2.
HOLDS = f"""case w.relation
    when 'parent' then exists (select 1 from guardianship g
        where g.guardian = p.id and g.child = w.child and {PARENT_OF})
    when 'student' then 'student' = any({HATS})
    else {POST} or cardinality(array_remove(array_remove({HATS}, 'student'), 'parent')) > 0 end"""
ASKED = f"""select w.person, w.relation, w.child, {HOLDS} as holds,
        $1::int is null or $6::text <> 'teacher' or w.child is null or w.child in ({OWN_PUPILS}) as is_seen
    from unnest($3::int[], $4::text[], $5::int[]) w (person, relation, child)
    join person p on p.id = w.person"""
REVOKE_OLDER = """update entry_code k set revoked_at = $4
    from unnest($1::int[], $2::text[], $3::int[]) w (person, relation, child)
    where k.person = w.person and k.relation = w.relation and k.child is not distinct from w.child
        and k.used_at is null and k.revoked_at is null"""
INSERT = """insert into entry_code
        (code_hash, person, child, relation, issued_by, issued_hat, issued_at, expires_on, attempts)
    select h, w, c, r, $5, $6, $7, $8, 0
    from unnest($1::bytea[], $2::int[], $3::int[], $4::text[]) t (h, w, c, r)"""
REVOKE = """update entry_code set revoked_at = $3
    where id = $1 and person = $2 and used_at is null and revoked_at is null returning relation"""
# What person $3 may be given a code for, and the code that waits.
RELATIONS = f"""select w.relation, w.child, c.surname, c.name, k.id as code, k.issued_at, k.expires_on,
        coalesce(k.attempts, 0) as opened
    from person p cross join lateral (
        select 'student'::text as relation, null::int as child where 'student' = any({HATS})
        union all select 'staff', null where {POST}
            or cardinality(array_remove(array_remove({HATS}, 'student'), 'parent')) > 0
        union all select distinct 'parent', g.child from guardianship g
            where g.guardian = p.id and {PARENT_OF}) w
    left join person c on c.id = w.child
    left join entry_code k on k.person = p.id and k.relation = w.relation
        and k.child is not distinct from w.child
        and k.used_at is null and k.revoked_at is null and k.expires_on >= $2
    where p.id = $3 and ($1::int is null or $4::text <> 'teacher' or w.child is null
        or w.child in ({OWN_PUPILS}))
    order by w.relation desc, c.sort_key"""
HAVE_A_WAY = """select a.person from account a where a.person = any($1::int[]) and (
    exists (select 1 from local_credential c where c.account = a.id and not c.is_first_entry)
    or exists (select 1 from external_identity x where x.account = a.id))"""
WAITING = """select w.person, w.relation, w.child from
    unnest($2::int[], $3::text[], $4::int[]) w (person, relation, child)
    join entry_code k on k.person = w.person and k.relation = w.relation
        and k.child is not distinct from w.child
    where k.used_at is null and k.revoked_at is null and k.expires_on >= $1"""


class Wanted(msgspec.Struct, frozen=True):
    """For whom a code is asked, and as what; `child` is a parent's."""

    person: int
    relation: str
    child: int | None = None


class IssuedCode(msgspec.Struct, frozen=True):
    """What is printed; `code` exists nowhere else. `last_day` is the school's date."""

    person: int
    relation: str
    child: int | None
    name: str
    code: str
    last_day: date


class RelationRow(msgspec.Struct, frozen=True):
    """Something a person may be given a code for; `code` is the one that waits, opened so many times."""

    relation: str
    child: int | None
    surname: str | None
    name: str | None
    code: int | None
    issued_at: datetime | None
    expires_on: date | None
    opened: int

    @property
    def child_name(self) -> str:
        """ "Орлова Дарья", empty for anybody but a parent."""
        return full_name(self.surname or "", self.name or "")


class _Asked(Wanted, frozen=True, kw_only=True):
    holds: bool
    is_seen: bool


def code_print(typed: str) -> bytes:
    """What is kept of a code, however it was typed."""
    return crypto.fingerprint(f"code {fold_code(typed)}")


async def issue_codes(
    actor: Viewer, wanted: Sequence[Wanted], expires_in: timedelta = LASTS, *, skip_barred: bool = False
) -> list[IssuedCode]:
    """Codes for these people, in this order; those that waited are revoked.

    `skip_barred` leaves out those whom the actor may not serve; else they are a DomainError that names them.
    NotFound for people and children the actor does not see, DomainError where the relation does not hold.
    """
    last_day, now = clock.today() + expires_in, clock.real_now()
    async with DB.transaction():
        await DB.execute("select pg_advisory_xact_lock($1)", slips.ISSUE_LOCK)
        people = list(dict.fromkeys(one.person for one in wanted))
        found = {one.person: one for one in await addressees(actor, people, False, skip_barred)}
        await _check(actor, wanted)
        made = [
            IssuedCode(one.person, one.relation, one.child, found[one.person].full_name, new_code(), last_day)
            for one in dict.fromkeys(wanted)
            if one.person in found
        ]
        await _write(actor, made, now)
        # whoever has no way in yet gets the paper, and would have nowhere to read of it
        if told := await DB.rows(int, HAVE_A_WAY, [one.person for one in made]):
            await events.publish(EntryIssued(actor, frozenset(told), now, "code"))
    return made


async def _check(actor: Viewer, wanted: Sequence[Wanted]) -> None:
    """NotFound for what the actor does not see; DomainError where somebody is not what the code would say."""
    rows = await DB.rows(_Asked, ASKED, actor.person_id, actor.day, *_columns(wanted), actor.hat)
    if len(rows) != len(wanted) or not all(row.is_seen for row in rows):
        raise NotFound
    if not all(row.holds for row in rows):
        raise DomainError(
            _("Код нужен только тому, кто сейчас учится, работает здесь или представляет ребёнка.")
        )


def _columns(wanted: Sequence[Wanted | IssuedCode]) -> tuple[list[int], list[str], list[int | None]]:
    return [w.person for w in wanted], [str(w.relation) for w in wanted], [w.child for w in wanted]


async def _write(actor: Viewer, made: Sequence[IssuedCode], now: datetime) -> None:
    people, relations, children = _columns(made)
    await DB.execute(REVOKE_OLDER, people, relations, children, now)
    hashes = [code_print(one.code) for one in made]
    last_day = made[0].last_day if made else clock.today()
    await DB.execute(INSERT, hashes, people, children, relations, actor.person_id, actor.hat, now, last_day)
    for one in made:
        after = {"relation": str(one.relation), "child": one.child, "last_day": last_day.isoformat()}
        await audit.record(actor, "identity.code.issue", "person", one.person, after=after)


async def waiting(wanted: Sequence[Wanted], day: date) -> set[Wanted]:
    """Those of them for whom a code waits already."""
    return set(await DB.rows(Wanted, WAITING, day, *_columns(wanted)))


async def relations_of(actor: Viewer, person: int) -> list[RelationRow]:
    """What this person may be given a code for, with the codes that wait; the caller has checked who looks.

    A class teacher sees children of the own class only.
    """
    return await DB.rows(RelationRow, RELATIONS, actor.person_id, actor.day, person, actor.hat)


async def revoke_code(actor: Viewer, person: int, code: int) -> None:
    """A code that waits stops working. NotFound for one the actor does not see, or that is over already."""
    async with DB.transaction():
        await addressees(actor, [person], False, False)
        if actor.hat == Hat.TEACHER and code not in {r.code for r in await relations_of(actor, person)}:
            raise NotFound
        relation = await DB.value(REVOKE, code, person, clock.real_now())
        if relation is None:
            raise NotFound
        await audit.record(actor, "identity.code.revoke", "person", person, after={"relation": relation})
