"""Signing in and out, changing the hat. Every one of them changes the token.

The core decides; providers only prove. A refusal costs the login an attempt and is an event with a number.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from identity.door import codes, events, gates, registry, routing, session, throttle
from identity.door.entering import WORN, Entry, Pending, Wish, enter
from identity.door.providers import (
    Failure,
    FailureKind,
    PasswordProvider,
    VerifiedIdentity,
)
from identity.door.refusals import Refused, refusal, too_often
from identity.door.routing import Route
from identity.door.visitor import Visitor
from intranet.kit.access import Signed, Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.kit.secrets import NoSecretError

NO_WISH = Wish()
OWN_SESSION = "select id from auth_session where id = $1 and account = $2 and revoked_at is null"


async def sign_in(visitor: Visitor, login: str, secret: str, wish: Wish = NO_WISH) -> Entry | Pending:
    """Open a session by login and password, or say what else is needed. Refused with a sentence otherwise.

    The session that the visitor's cookie names ends, its token is never used again.
    """
    key = codes.login_key(login)
    if not key or not secret:
        raise DomainError(_("Введите логин и пароль."), field="password" if key else "login")
    to = await routing.route(key, login)
    found = await ask_password(visitor, to, login, secret)
    if isinstance(found, Failure):
        detail = f"{found.kind} {found.detail}".strip()
        number = await events.note(
            "refused", visitor, account=to.account, detail=detail, provider=to.row.slug
        )  # fmt: skip
        raise refusal(found, number, cyrillic=codes.has_cyrillic(login + secret))
    return await enter(visitor, to.row, found, wish)


async def ask_password(visitor: Visitor, to: Route, typed: str, secret: str) -> VerifiedIdentity | Failure:
    """Ask the login's one provider; an attempt is charged before. Refused when there were too many.

    A provider that does not answer costs no attempt, else an outage would lock.
    """
    counted, rule = routing.attempts_of(to, typed)
    wait = await throttle.address_wait(visitor.ip, to.login_key)
    wait = wait or await throttle.charge_login(counted, rule=rule)
    if wait:
        raise too_often(wait, await events.note("throttled", visitor, account=to.account))
    found = await _verified(to, secret)
    if not isinstance(found, Failure):
        await throttle.clear_login(counted)
    elif found.kind is FailureKind.UNAVAILABLE:
        await throttle.give_back(counted)
    else:
        await throttle.charge_address(visitor.ip)
    return found


async def _verified(to: Route, secret: str) -> VerifiedIdentity | Failure:
    """What the provider says; one that cannot be made is not available."""
    try:
        provider: PasswordProvider = registry.make(to.row)
    except (NoSecretError, msgspec.ValidationError):
        return Failure(FailureKind.UNAVAILABLE, detail="settings")
    return await provider.verify(to.login_key, secret)


async def sign_out(signed: Signed, visitor: Visitor) -> session.Ended | None:
    """End this session at once; how it had come about, None when it was over already."""
    async with DB.transaction():
        ended = await session.end(_session_of(signed), "signed_out")
        await noted("signed_out", signed, visitor)
    return ended


async def switch_hat(signed: Signed, hat: str, visitor: Visitor) -> Entry:
    """Wear another hat: a new token, the old session dead, its absolute end kept. NotFound if not held."""
    names = [choice.name for choice in signed.hats]
    if hat not in names:
        raise NotFound
    async with DB.transaction():
        token = await follow(signed, hat, "hat", visitor)
        await DB.execute(WORN, signed.account_id, hat)
        await noted("hat", signed, visitor, hat)
    return Entry(token, hat, await next_gate(signed))


async def end_others(signed: Signed, visitor: Visitor) -> int:
    """End every other session of this account; how many."""
    async with DB.transaction():
        count = await session.end_others(signed.account_id, _session_of(signed), "ended_by_owner")
        await noted("others_ended", signed, visitor, str(count))
    return count


async def end_one(signed: Signed, session_id: int, visitor: Visitor) -> bool:
    """End one session of this account; whether it was this very one. NotFound for any other's."""
    async with DB.transaction():
        if await DB.value(OWN_SESSION, session_id, signed.account_id) is None:
            raise NotFound
        await session.end(session_id, "ended_by_owner")
        await noted("session_ended", signed, visitor)
    return session_id == signed.viewer.session_id


async def pass_gate(signed: Signed) -> str:
    """Look again at what this session must do first, after something was done; "" when nothing is left."""
    gate = await next_gate(signed)
    await session.set_gate(_session_of(signed), "" if gate == "password" else gate)
    return gate


async def next_gate(signed: Signed) -> str:
    found = await gates.entrant(signed.account_id)
    return await gates.gate_of(found, by_slip=signed.must_change and found.must_change)


async def follow(signed: Signed, hat: str, reason: str, visitor: Visitor) -> str:
    """End this session and open the one that follows it; the token. NotFound if it was over already."""
    ended = await session.end(_session_of(signed), reason)
    if ended is None:
        raise NotFound
    gate = await next_gate(signed)
    origin = msgspec.structs.replace(ended, gate="" if gate == "password" else gate)
    return (
        await session.start(signed.account_id, hat, hats_of(signed), visitor, origin, ends_at=ended.ends_at)
    )[1]


async def noted(kind: str, signed: Signed, visitor: Visitor, detail: str = "") -> None:
    viewer: Viewer = signed.viewer
    await events.note(
        kind,
        visitor,
        account=signed.account_id,
        person=viewer.person_id,
        session=viewer.session_id,
        detail=detail,
    )


def hats_of(signed: Signed) -> Sequence[str]:
    return [choice.name for choice in signed.hats]


def _session_of(signed: Signed) -> int:
    if signed.viewer.session_id is None:
        raise RuntimeError("somebody signed in has a session")
    return signed.viewer.session_id


__all__ = [
    "Entry", "Pending", "Refused", "Wish", "end_one", "end_others", "pass_gate", "sign_in",
    "sign_out", "switch_hat",
]  # fmt: skip
