"""First-entry slips: a Latin login and a one-time password, handed over in person (A3, A4, A16, A40).

Only the hash is kept; a new slip revokes the earlier one and the old password and ends every session.
A slip dies when its owner sets an own password, or after its last day. Who may issue: the system and an
administrator for all; a secretary for all but administrators and granted hats that have a way of their own;
a class teacher for the own class and its parents, unless they also work here. A hat that begins tomorrow
counts today. So nobody prints a way to more rights than the own; and nobody of the office one to oneself: who
is signed in changes the password in the profile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from identity.door import codes
from identity.door.gates import DERIVED, opens_too_much
from identity.local import passwords
from identity.local.provider import PROVIDER, SLUG
from intranet.kit import audit, clock, crypto, events
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, Forbidden, NotFound
from intranet.kit.i18n import _
from intranet.school.access import HATS_OF_P, OWN_CLASSES, PARENT_OF, Hat
from intranet.school.own_hands import check_other, is_oneself
from intranet.school.people.names import full_name

ISSUE_LOCK = 7_031_702
LASTS = timedelta(days=30)
RELATED = DERIVED | {Hat.TEACHER}

OWN_PUPILS = f"""select m.student from group_membership m join study_group sg on sg.id = m.study_group
    where m.is_roster and m.since <= $2 and (m.until is null or m.until >= $2)
        and sg.school_class in ({OWN_CLASSES})"""
OWN_FAMILIES = f"""({OWN_PUPILS} union select g.guardian from guardianship g
    where g.child in ({OWN_PUPILS}) and {PARENT_OF})"""
# Hats that begin later, and a post: an account opened today would still be open then.
COMING_OF_P = """array(select h.hat::text from granted_hat h where h.person = p.id and h.since > $2)
    || array(select 'teacher' where exists (select 1 from staff_post sp
            where sp.person = p.id and (sp.until is null or sp.until >= $2))
        or exists (select 1 from assignment a where a.teacher = p.id and a.since > $2)
        or exists (select 1 from class_teacher a where a.teacher = p.id and a.since > $2))"""
ADDRESSEES = f"""select p.id as person, p.surname, p.name, p.patronymic, a.id as account,
        coalesce(a.login, '') as login, coalesce(a.status, 'active') as status,
        coalesce(not c.is_first_entry, d.kind <> 'local', false) as has_own,
        exists (select 1 from external_identity x where x.account = a.id) as is_linked,
        {HATS_OF_P} || {COMING_OF_P} as hats
    from person p left join account a on a.person = p.id left join local_credential c on c.account = a.id
        left join identity_provider d on d.id = a.provider
    where p.id = any($3::int[]) and $2::date is not null"""
# Whom each hat may give a slip: conditions on person `p` over $1 (the issuer's person) and $2 (the day).
EVERYBODY = "($1::int is not null or $1 is null)"
SCOPES: dict[str, str] = {
    "system": EVERYBODY,
    Hat.ADMINISTRATOR: EVERYBODY,
    Hat.SECRETARY: EVERYBODY,
    Hat.TEACHER: f"p.id in {OWN_FAMILIES}",
}
PEOPLE = {hat: f"{ADDRESSEES} and {scope}" for hat, scope in SCOPES.items()}
TAKEN = "select login_key from account where split_part(login_key, '.', 1) = any($1::text[])"
ADD = """insert into account (person, provider, login, login_key, status, last_hat, created_at)
    select person, $3, login, login, 'active', '', $4 from unnest($1::int[], $2::text[]) as t (person, login)
    returning id, person"""
PUT = """insert into local_credential
        (account, phc, is_first_entry, expires_on, changed_at, issued_by, issued_hat)
    select account, phc, true, $3, $4, $5, $6 from unnest($1::int[], $2::text[]) as t (account, phc)
    on conflict (account) do update set phc = excluded.phc, is_first_entry = true,
        expires_on = excluded.expires_on, changed_at = excluded.changed_at, issued_by = excluded.issued_by,
        issued_hat = excluded.issued_hat"""
# Whose password a directory checks would not get in by a slip: from now on the password is of this house.
OF_THIS_HOUSE = "update account set provider = $2 where id = any($1::int[]) and provider <> $2"
END_ALL = """update auth_session set revoked_at = $2, reason = 'slip'
    where account = any($1::int[]) and revoked_at is null"""
UNSLOW = "delete from auth_throttle where kind = 'login' and key = any($1::bytea[])"


class Slip(msgspec.Struct, frozen=True):
    """What is printed; `code` exists nowhere else. `last_day` is the school's date."""

    person: int
    name: str
    login: str
    code: str
    last_day: date


@dataclass(frozen=True)
class EntryIssued:
    """New slips or school codes (`what`) for these people were issued; told in its transaction."""

    actor: Viewer
    persons: frozenset[int]
    at: datetime
    what: str = "slip"


class Addressee(msgspec.Struct):
    """Somebody who may be given a way in, as things stand; `hats` are those of today and to come.

    `has_own`: a password that no slip replaces unasked; `is_linked`: enters by another system.
    """

    person: int
    surname: str
    name: str
    patronymic: str
    account: int | None
    login: str
    status: str
    has_own: bool
    is_linked: bool
    hats: list[str]

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return full_name(self.surname, self.name, self.patronymic)


class _New(msgspec.Struct):
    id: int
    person: int


async def issue_entry(
    actor: Viewer,
    person_ids: Sequence[int],
    expires_in: timedelta = LASTS,
    *,
    only_new: bool = False,
    skip_barred: bool = False,
) -> list[Slip]:
    """Slips for these people, in this order; about 32 ms each. Call it outside a transaction.

    `only_new` leaves out everybody who has an own password (for printing a whole class or the staff),
    `skip_barred` those whom the actor may not give one; `only_new` implies it. Else those are a DomainError
    that names them. NotFound for people the actor does not see; Forbidden for a hat that issues none.
    """
    wanted = await addressees(actor, person_ids, only_new, skip_barred)
    secrets = {one.person: codes.new_code() for one in wanted}
    hashes = {who: await passwords.hash_secret(codes.fold_code(code)) for who, code in secrets.items()}
    last_day = clock.today() + expires_in
    async with DB.transaction():
        await DB.execute("select pg_advisory_xact_lock($1)", ISSUE_LOCK)
        found = {one.person: one for one in await addressees(actor, list(secrets), only_new, skip_barred)}
        await _open_accounts(found)
        await _put(actor, found, hashes, last_day)
        if found:
            await events.publish(EntryIssued(actor, frozenset(found), clock.real_now()))
    return [
        Slip(who, found[who].full_name, found[who].login, code, last_day)
        for who, code in secrets.items()
        if who in found
    ]


async def addressees(
    actor: Viewer, person_ids: Sequence[int], only_new: bool, skip_barred: bool
) -> list[Addressee]:
    """Those of these people whom the actor may give a way in (codes have the same rule as slips).

    NotFound, Forbidden and DomainError as for `issue_entry`.
    """
    hat = "system" if actor.person_id is None else actor.hat
    if hat not in PEOPLE:
        raise Forbidden
    rows = await DB.rows(Addressee, PEOPLE[hat], actor.person_id, actor.day, list(person_ids))
    found = {row.person: row for row in rows}
    if set(person_ids) - set(found):
        raise NotFound
    people = [found[person] for person in dict.fromkeys(person_ids)]
    if only_new:
        people = [one for one in people if not one.has_own]
    if only_new or skip_barred:
        return [
            one for one in people if not _is_beyond(hat, one) and not is_oneself(actor, one.person)
        ]  # fmt: skip
    for one in people:
        check_other(actor, one.person)
    if beyond := [one.full_name for one in people if _is_beyond(hat, one)]:
        names = ", ".join(beyond[:3])
        raise DomainError(_("Листок для входа этим людям выдаёт администратор: %(names)s.", names=names))
    return people


def _is_beyond(hat: str, one: Addressee) -> bool:
    """Whether a slip would open more than its issuer may, or a door that is shut."""
    hats = frozenset(one.hats)
    if one.status != "active":
        return True
    if hat == Hat.SECRETARY:
        return opens_too_much(hat, hats) or ((one.has_own or one.is_linked) and not hats <= RELATED)
    return opens_too_much(hat, hats)


async def _open_accounts(found: dict[int, Addressee]) -> None:
    """Accounts for those who have none; their logins and ids are put into `found`."""
    new = [one for one in found.values() if one.account is None]
    stems = list({codes.transliterated(one.surname) for one in new})
    taken = set(await DB.rows(str, TAKEN, stems))
    for one in new:
        one.login = codes.free_login(one.surname, taken)
        taken.add(one.login)
    provider = await DB.value(PROVIDER, SLUG)
    people, logins = [one.person for one in new], [one.login for one in new]
    for row in await DB.rows(_New, ADD, people, logins, provider, clock.real_now()):
        found[row.person].account = row.id


async def _put(actor: Viewer, found: dict[int, Addressee], hashes: dict[int, str], last_day: date) -> None:
    accounts = [one.account for one in found.values()]
    phcs = [hashes[one.person] for one in found.values()]
    await DB.execute(PUT, accounts, phcs, last_day, clock.real_now(), actor.person_id, actor.hat)
    await DB.execute(OF_THIS_HOUSE, accounts, await DB.value(PROVIDER, SLUG))
    await DB.execute(END_ALL, accounts, clock.real_now())
    await DB.execute(UNSLOW, [crypto.fingerprint(one.login) for one in found.values()])
    for one in found.values():
        after = {"person": one.person, "last_day": last_day.isoformat(), "had_own": one.has_own}
        await audit.record(actor, "identity.entry.issue", "account", one.account, after=after)
