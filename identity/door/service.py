"""Signing in and out, changing hat and password. Every one of them changes the token.

The core decides; providers only prove. A refusal costs the login an attempt and is an event with a number.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from identity.door import events, gates, registry, routing, session, throttle
from identity.door.entering import Entry, Pending, Wish, enter
from identity.door.providers import (
    Failure,
    FailureKind,
    PasswordProvider,
    VerifiedIdentity,
)
from identity.door.refusals import Refused, refusal, too_many, too_often
from identity.door.routing import Route
from identity.door.told import tell_owner
from identity.door.visitor import Visitor
from identity.local import codes, passwords
from intranet.kit import audit, clock
from intranet.kit.access import Signed, Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.secrets import NoSecretError

NO_WISH = Wish()
CROWDED = "crowded"
WORN = "update account set last_hat = $2 where id = $1"
REPLACE = """update local_credential
    set phc = $2, is_first_entry = false, expires_on = null, issued_by = null,
    changed_at = $3 where account = $1"""
OWN_SESSION = "select id from auth_session where id = $1 and account = $2 and revoked_at is null"
OWN_PHC = "select phc from local_credential where account = $1"


async def sign_in(visitor: Visitor, login: str, secret: str, wish: Wish = NO_WISH) -> Entry | Pending:
    """Open a session by login and password, or say what else is needed. Refused with a sentence otherwise.

    The session that the visitor's cookie names ends, its token is never used again.
    """
    key = codes.login_key(login)
    if not key or not secret:
        raise DomainError(_("Введите логин и пароль."), field="password" if key else "login")
    to = await routing.route(key, login)
    counted, rule = routing.attempts_of(to, login)
    wait = await throttle.address_wait(visitor.ip, to.login_key)
    wait = wait or await throttle.charge_login(counted, rule=rule)
    if wait:
        raise too_often(wait, await events.note("throttled", visitor, account=to.account))
    found = await verified(to, secret)
    if isinstance(found, Failure):
        number = await _refused(visitor, to, counted, found)
        if found.detail == CROWDED:
            raise too_many(number)
        raise refusal(found, number, cyrillic=codes.has_cyrillic(login + secret))
    await throttle.clear_login(counted)
    return await enter(visitor, to.row, found, wish)


async def verified(to: Route, secret: str) -> VerifiedIdentity | Failure:
    """Ask the login's one provider; one that cannot be made or has no room is not available."""
    try:
        provider: PasswordProvider = registry.make(to.row)
        return await provider.verify(to.login_key, secret)
    except passwords.TooManyWait:
        return Failure(FailureKind.UNAVAILABLE, detail=CROWDED)
    except (NoSecretError, msgspec.ValidationError):
        return Failure(FailureKind.UNAVAILABLE, detail="settings")


async def _refused(visitor: Visitor, to: Route, counted: str, found: Failure) -> int:
    """The refusal's event. A provider that does not answer costs no attempt, else an outage would lock."""
    if found.kind is FailureKind.UNAVAILABLE:
        await throttle.give_back(counted)
    else:
        await throttle.charge_address(visitor.ip)
    detail = f"{found.kind} {found.detail}".strip()
    return await events.note("refused", visitor, account=to.account, detail=detail, provider=to.row.slug)


async def sign_out(signed: Signed, visitor: Visitor) -> session.Ended | None:
    """End this session at once; how it had come about, None when it was over already."""
    async with DB.transaction():
        ended = await session.end(_session_of(signed), "signed_out")
        await _noted("signed_out", signed, visitor)
    return ended


async def switch_hat(signed: Signed, hat: str, visitor: Visitor) -> Entry:
    """Wear another hat: a new token, the old session dead, its absolute end kept. NotFound if not held."""
    names = [choice.name for choice in signed.hats]
    if hat not in names:
        raise NotFound
    async with DB.transaction():
        token = await _follow(signed, hat, "hat", visitor)
        await DB.execute(WORN, signed.account_id, hat)
        await _noted("hat", signed, visitor, hat)
    return Entry(token, hat, await _gate(signed))


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
        # first: what must be done next is asked of the account without its slip
        await DB.execute(REPLACE, signed.account_id, phc, clock.real_now())
        token = await _follow(signed, signed.hat, "password", visitor)
        await session.end_others(signed.account_id, await _id_of(token), "password")
        await audit.record(signed.viewer, "identity.password.change", "account", signed.account_id)
        await _noted("password", signed, visitor)
        await tell_owner(signed.viewer.person, "password", visitor)
    return Entry(token, signed.hat, await _gate(signed))


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


async def end_one(signed: Signed, session_id: int, visitor: Visitor) -> bool:
    """End one session of this account; whether it was this very one. NotFound for any other's."""
    async with DB.transaction():
        if await DB.value(OWN_SESSION, session_id, signed.account_id) is None:
            raise NotFound
        await session.end(session_id, "ended_by_owner")
        await _noted("session_ended", signed, visitor)
    return session_id == signed.viewer.session_id


async def pass_gate(signed: Signed) -> str:
    """Look again at what this session must do first, after something was done; "" when nothing is left."""
    gate = await _gate(signed)
    await session.set_gate(_session_of(signed), "" if gate == "password" else gate)
    return gate


async def _gate(signed: Signed) -> str:
    found = await gates.entrant(signed.account_id)
    return await gates.gate_of(found, by_slip=signed.must_change and found.must_change)


async def _follow(signed: Signed, hat: str, reason: str, visitor: Visitor) -> str:
    """End this session and open the one that follows it; the token. NotFound if it was over already."""
    ended = await session.end(_session_of(signed), reason)
    if ended is None:
        raise NotFound
    gate = await _gate(signed)
    origin = msgspec.structs.replace(ended, gate="" if gate == "password" else gate)
    return (
        await session.start(signed.account_id, hat, _hats(signed), visitor, origin, ends_at=ended.ends_at)
    )[1]


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


__all__ = [
    "Entry", "Pending", "Refused", "Wish", "change_password", "end_one", "end_others", "pass_gate", "sign_in",
    "sign_out", "switch_hat", "verified",
]  # fmt: skip
