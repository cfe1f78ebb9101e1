"""Signing in and out, changing hat and password. Every one of them changes the token.

The core decides; providers only prove. A refusal costs the login an attempt and is an event with a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from identity import codes, events, passwords, session, throttle
from identity.local import PASSWORD_PROVIDERS, SLUG
from identity.providers import Failure, FailureKind, VerifiedIdentity
from identity.refusals import Refused, no_hat, refusal, suspended, too_often
from identity.visitor import Visitor
from intranet.kit import audit, clock
from intranet.kit.access import Signed, Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import HATS_OF_P, Hat

# What is put on at the first sign-in; later the hat worn last.
FIRST_HATS = (
    Hat.DIRECTOR, Hat.HEAD_TEACHER, Hat.SECRETARY, Hat.TEACHER, Hat.STUDENT, Hat.PARENT,
    Hat.ADMINISTRATOR, Hat.GUEST_STAFF,
)  # fmt: skip

ROUTE = """select r.slug from account a join identity_provider r on r.id = a.provider and r.is_enabled
    where a.login_key = $1"""
ENTRANT = f"""select a.id, a.person, a.status, a.last_hat, coalesce(c.is_first_entry, false) as must_change,
        {HATS_OF_P} as hats
    from account a join person p on p.id = a.person left join local_credential c on c.account = a.id
    where a.id = $1 and $2::date is not null"""
UNCHANGED = """select coalesce(
    (select c.changed_at from local_credential c where c.account = $1 for share), $2) <= $2"""
WORN = "update account set last_hat = $2 where id = $1"
REPLACE = """update local_credential
    set phc = $2, is_first_entry = false, expires_on = null, issued_by = null,
    changed_at = $3 where account = $1"""
OWN_PHC = "select phc from local_credential where account = $1"


class _Entrant(msgspec.Struct):
    id: int
    person: int
    status: str
    last_hat: str
    must_change: bool
    hats: list[str]

    @property
    def hat(self) -> str:
        """Worn last if still held, else the first of the usual order."""
        if self.last_hat in self.hats:
            return self.last_hat
        return next(hat for hat in FIRST_HATS if hat in self.hats)


@dataclass(frozen=True)
class Entry:
    """A session just opened: its token for the cookie."""

    token: str
    hat: str
    must_change: bool


async def sign_in(visitor: Visitor, login: str, secret: str, old_token: str = "") -> Entry:
    """Open a session by login and password. Refused (a DomainError) with a sentence otherwise.

    `old_token` is what the browser's cookie held: that session ends, its token is never used again.
    """
    key = codes.login_key(login)
    if not key or not secret:
        raise DomainError(_("Введите логин и пароль."), field="password" if key else "login")
    await _admit(visitor, key)
    slug = await DB.value(ROUTE, key) or SLUG
    found = await PASSWORD_PROVIDERS[slug].verify(key, secret)
    if isinstance(found, Failure):
        await throttle.charge_address(visitor.ip)
        number = await events.note("refused", visitor, detail=found.kind)
        raise refusal(found, number, cyrillic=codes.has_cyrillic(login + secret))
    await throttle.clear_login(key)
    return await _enter(visitor, found, old_token)


async def _admit(visitor: Visitor, key: str) -> None:
    """Charge the attempt. Refused with a time when there is none."""
    wait = await throttle.address_wait(visitor.ip, key) or await throttle.charge_login(key)
    if wait:
        raise too_often(wait, await events.note("throttled", visitor))


async def _entrant(account: int, visitor: Visitor) -> _Entrant:
    found = await DB.one(_Entrant, ENTRANT, account, clock.today())
    if found is None:
        raise NotFound
    if found.status != "active":
        raise suspended(await events.note("suspended", visitor, account=account, person=found.person))
    if not found.hats:
        raise no_hat(await events.note("no_hat", visitor, account=account, person=found.person))
    return found


async def _enter(visitor: Visitor, proof: VerifiedIdentity, old_token: str) -> Entry:
    found = await _entrant(int(proof.subject), visitor)
    async with DB.transaction():
        if not await DB.value(UNCHANGED, found.id, proof.auth_time):  # replaced while we were checking it
            raise refusal(Failure(FailureKind.BAD), 0)
        if old_token:
            await session.end_token(old_token, "replaced")
        opened, token = await session.start(found.id, found.hat, found.hats, visitor)
        await DB.execute(WORN, found.id, found.hat)
        await session.forget_old(found.id)
        await events.note(
            "signed_in", visitor, account=found.id, person=found.person, session=opened, detail=found.hat
        )
    return Entry(token, found.hat, found.must_change)


async def sign_out(signed: Signed, visitor: Visitor) -> None:
    """End this session at once."""
    async with DB.transaction():
        await session.end(_session_of(signed), "signed_out")
        await _noted("signed_out", signed, visitor)


async def switch_hat(signed: Signed, hat: str, visitor: Visitor) -> Entry:
    """Wear another hat: a new token, the old session dead, its absolute end kept. NotFound if not held."""
    names = [choice.name for choice in signed.hats]
    if hat not in names:
        raise NotFound
    async with DB.transaction():
        token = await _follow(signed, hat, "hat", visitor)
        await DB.execute(WORN, signed.account_id, hat)
        await _noted("hat", signed, visitor, hat)
    return Entry(token, hat, signed.must_change)


async def change_password(signed: Signed, current: str, new: str, visitor: Visitor) -> Entry:
    """Replace the own password; every other session ends and this one gets a new token.

    DomainError at `current` or `password`. A first-entry password needs no `current`: it has just been typed.
    """
    if not signed.must_change:
        await _check_current(signed, current, visitor)
    passwords.check_new(new, _hats(signed), [signed.login, *signed.name_full.split(" ")])
    if await passwords.verify(await DB.value(OWN_PHC, signed.account_id), _as_kept(signed, new)):
        raise DomainError(_("Это прежний пароль: придумайте другой."), field="password")
    phc = await passwords.hash_secret(new)
    async with DB.transaction():
        token = await _follow(signed, signed.hat, "password", visitor)
        await DB.execute(REPLACE, signed.account_id, phc, clock.real_now())
        await session.end_others(signed.account_id, await _id_of(token), "password")
        await audit.record(signed.viewer, "identity.password.change", "account", signed.account_id)
        await _noted("password", signed, visitor)
    return Entry(token, signed.hat, False)


def _as_kept(signed: Signed, secret: str) -> str:
    return codes.fold_code(secret) if signed.must_change else secret


async def _check_current(signed: Signed, current: str, visitor: Visitor) -> None:
    key = codes.login_key(signed.login)
    wait = await throttle.charge_login(key)
    if wait:
        raise too_often(wait, await events.note("throttled", visitor, account=signed.account_id), "current")
    if not await passwords.verify(await DB.value(OWN_PHC, signed.account_id), current):
        await _noted("password_refused", signed, visitor)
        raise DomainError(_("Нынешний пароль не подошёл."), field="current")
    await throttle.clear_login(key)


async def end_others(signed: Signed, visitor: Visitor) -> int:
    """End every other session of this account; how many."""
    async with DB.transaction():
        count = await session.end_others(signed.account_id, _session_of(signed), "ended_by_owner")
        await _noted("others_ended", signed, visitor, str(count))
    return count


async def _follow(signed: Signed, hat: str, reason: str, visitor: Visitor) -> str:
    """End this session and open the one that follows it; the token. NotFound if it was over already."""
    ends_at: datetime | None = await session.end(_session_of(signed), reason)
    if ends_at is None:
        raise NotFound
    return (await session.start(signed.account_id, hat, _hats(signed), visitor, ends_at=ends_at))[1]


async def _id_of(token: str) -> int:
    found: int = await DB.value(
        "select id from auth_session where token_hash = $1", session.token_hash(token)
    )
    return found


async def _noted(kind: str, signed: Signed, visitor: Visitor, detail: str = "") -> None:
    viewer: Viewer = signed.viewer
    await events.note(
        kind,
        visitor,
        account=signed.account_id,
        person=viewer.person_id,
        session=viewer.session_id,
        detail=detail,
    )


def _hats(signed: Signed) -> Sequence[str]:
    return [choice.name for choice in signed.hats]


def _session_of(signed: Signed) -> int:
    if signed.viewer.session_id is None:
        raise RuntimeError("somebody signed in has a session")
    return signed.viewer.session_id


__all__ = ["Entry", "Refused", "change_password", "end_others", "sign_in", "sign_out", "switch_hat"]
