"""An own password, changed by its owner; the one of a slip is replaced without being typed again."""

from __future__ import annotations

from identity.door import codes, events, service, session, throttle
from identity.door.entering import Entry
from identity.door.refusals import too_often
from identity.door.told import tell_owner
from identity.door.visitor import Visitor
from identity.local import passwords
from intranet.kit import audit, clock
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _

REPLACE = """update local_credential
    set phc = $2, is_first_entry = false, expires_on = null, issued_by = null,
    changed_at = $3 where account = $1"""
OWN_PHC = "select phc from local_credential where account = $1"


async def change_password(signed: Signed, current: str, new: str, visitor: Visitor) -> Entry:
    """Replace the own password; every other session ends and this one gets a new token.

    DomainError at `current` or `password`. A first-entry password needs no `current`: it has just been typed.
    """
    if not signed.must_change:
        await _check_current(signed, current, visitor)
    passwords.check_new(new, service.hats_of(signed), [signed.login, *signed.name_full.split(" ")])
    if await passwords.verify(await DB.value(OWN_PHC, signed.account_id), _as_kept(signed, new)):
        raise DomainError(_("Это прежний пароль: придумайте другой."), field="password")
    phc = await passwords.hash_secret(new)
    async with DB.transaction():
        # first: what must be done next is asked of the account without its slip
        await DB.execute(REPLACE, signed.account_id, phc, clock.real_now())
        token = await service.follow(signed, signed.hat, "password", visitor)
        await session.end_others(signed.account_id, await _id_of(token), "password")
        await audit.record(signed.viewer, "identity.password.change", "account", signed.account_id)
        await service.noted("password", signed, visitor)
        await tell_owner(signed.viewer.person, "password", visitor)
    return Entry(token, signed.hat, await service.next_gate(signed))


def _as_kept(signed: Signed, secret: str) -> str:
    return codes.fold_code(secret) if signed.must_change else secret


async def _check_current(signed: Signed, current: str, visitor: Visitor) -> None:
    key = codes.login_key(signed.login)
    wait = await throttle.charge_login(key)
    if wait:
        raise too_often(wait, await events.note("throttled", visitor, account=signed.account_id), "current")
    if not await passwords.verify(await DB.value(OWN_PHC, signed.account_id), current):
        await service.noted("password_refused", signed, visitor)
        raise DomainError(_("Нынешний пароль не подошёл."), field="current")
    await throttle.clear_login(key)


async def _id_of(token: str) -> int:
    found: int = await DB.value(
        "select id from auth_session where token_hash = $1", session.token_hash(token)
    )
    return found
