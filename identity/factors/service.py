"""Adding and taking away second factors. Each change is an audit row, an event, and is told to the person.

The first one ends the account's other sessions, which have never shown it. The last one stays where the
school requires one.
"""

from __future__ import annotations

from identity.door import events, session
from identity.door.service import pass_gate
from identity.door.visitor import NOBODY, Visitor
from identity.factors import queries, recovery, totp
from identity.factors.events import tell
from identity.factors.passkeys import Credential
from intranet.kit import audit, clock, crypto
from intranet.kit.access import Signed, Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, Forbidden, NotFound
from intranet.kit.i18n import _
from intranet.school.access import Hat

MOST = 10
LOCK = "select person from account where id = $1 for update"
KINDS = "select kind::text from factor where account = $1 and confirmed_at is not null"
DROP_PENDING = "delete from factor where account = $1 and confirmed_at is null"
ADD_PENDING = """insert into factor (account, kind, title, secret, created_at)
    values ($1, 'totp', $2, $3, $4) returning id"""
CONFIRM = "update factor set confirmed_at = $2 where id = $1 and confirmed_at is null returning id"
ADD_PASSKEY = """insert into factor
        (account, kind, title, credential_id, public_key, sign_count, created_at, confirmed_at)
    values ($1, 'passkey', $2, $3, $4, $5, $6, $6) on conflict (credential_id) do nothing returning id"""
REMOVE = """delete from factor where id = $1 and account = $2 and confirmed_at is not null
    returning kind::text"""
REMOVE_ALL = "delete from factor where account = $1 returning kind::text"


async def start_app(signed: Signed, visitor: Visitor) -> None:
    """A new secret for an app, not asked for until a code of it was typed; an earlier one is forgotten."""
    sealed = crypto.seal(totp.new_secret())
    async with DB.transaction():
        await _room_for_one(signed)
        await DB.execute(DROP_PENDING, signed.account_id)
        await DB.value(ADD_PENDING, signed.account_id, visitor.agent[:60], sealed, clock.real_now())


async def pending_secret(signed: Signed) -> str | None:
    """The secret that waits for its first code."""
    found = await totp.pending(signed.account_id)
    return crypto.unseal(found.secret) if found else None


async def confirm_app(signed: Signed, code: str, visitor: Visitor) -> list[str]:
    """The app shows right codes: from now on they are asked for. Recovery codes, if it is the first factor.

    DomainError at `code`; NotFound when no secret waits.
    """
    found = await totp.pending(signed.account_id)
    if found is None:
        raise NotFound
    async with DB.transaction():
        before = await _room_for_one(signed)
        if not await totp.take(found, totp.folded(code)):
            raise DomainError(
                _("Код не подошёл. Возьмите новый в приложении и проверьте часы телефона."), field="code"
            )
        if await DB.value(CONFIRM, found.id, clock.real_now()) is None:
            raise NotFound
        return await _added(signed, "totp", before, visitor)


async def add_passkey(signed: Signed, made: Credential, visitor: Visitor) -> list[str]:
    """A key that was just made. New recovery codes, if it is the first factor. DomainError."""
    async with DB.transaction():
        before = await _room_for_one(signed)
        added = await DB.value(
            ADD_PASSKEY, signed.account_id, visitor.agent[:60], made.id, made.public_key, made.sign_count,
            clock.real_now(),
        )  # fmt: skip
        if added is None:
            raise DomainError(_("Этот ключ уже добавлен."))
        return await _added(signed, "passkey", before, visitor)


async def remove(signed: Signed, factor: int, visitor: Visitor) -> None:
    """Take one away; recovery codes go with the last. DomainError where one is required, NotFound."""
    required = await queries.is_required(signed)
    async with DB.transaction():
        await DB.value(LOCK, signed.account_id)
        kind = await DB.value(REMOVE, factor, signed.account_id)
        if kind is None:
            raise NotFound
        if not await DB.rows(str, KINDS, signed.account_id):
            if required:
                raise DomainError(
                    _("Школа требует второй шаг для вашей роли: сначала добавьте другой способ.")
                )
            await recovery.forget(signed.account_id)
        await audit.record(
            signed.viewer, "identity.factor.remove", "account", signed.account_id, before={"kind": kind}
        )
        await _noted(signed, "removed", kind, visitor)


async def renew_codes(signed: Signed, visitor: Visitor) -> list[str]:
    """Ten new recovery codes; the earlier ones open nothing more. DomainError without a factor."""
    async with DB.transaction():
        await DB.value(LOCK, signed.account_id)
        if not await DB.rows(str, KINDS, signed.account_id):
            raise DomainError(_("Сначала добавьте приложение или ключ: коды заменяют их, если они потеряны."))
        made = await recovery.renew(signed.account_id)
        await audit.record(signed.viewer, "identity.factor.codes", "account", signed.account_id)
        await _noted(signed, "codes", "", visitor)
    return made


async def reset_factors(actor: Viewer, account: int) -> int:
    """Take away everything somebody has lost; every session ends. How many there were.

    Administrators and the command line only, and nobody for oneself. NotFound.
    """
    if actor.person_id is not None and actor.hat != Hat.ADMINISTRATOR:
        raise Forbidden
    async with DB.transaction():
        person = await DB.value(LOCK, account)
        if person is None:
            raise NotFound
        if person == actor.person_id:
            raise DomainError(_("Свой второй шаг меняют в профиле."))
        kinds = await DB.rows(str, REMOVE_ALL, account)
        await recovery.forget(account)
        await session.end_others(account, None, "factor_reset")
        await audit.record(actor, "identity.factor.reset", "account", account, before={"kinds": kinds})
        await events.note("factor_reset", account=account, person=person)
        await tell(account, person, "reset", "", NOBODY)
    return len(kinds)


async def _room_for_one(signed: Signed) -> bool:
    """Lock the account; whether it has a factor already. DomainError when it has enough."""
    await DB.value(LOCK, signed.account_id)
    kinds = await DB.rows(str, KINDS, signed.account_id)
    if len(kinds) >= MOST:
        raise DomainError(_("Больше %(n)s способов не нужно: уберите лишние.", n=MOST))
    return bool(kinds)


async def _added(signed: Signed, kind: str, before: bool, visitor: Visitor) -> list[str]:
    """What follows a new factor, in its transaction."""
    made = [] if before else await recovery.renew(signed.account_id)
    opened = signed.viewer.session_id
    assert opened is not None
    if not before:
        await session.end_others(signed.account_id, opened, "factor_added")
    await session.factor_shown(opened, await pass_gate(signed), kind)
    await audit.record(
        signed.viewer, "identity.factor.add", "account", signed.account_id, after={"kind": kind}
    )
    await _noted(signed, "added", kind, visitor)
    return made


async def _noted(signed: Signed, change: str, kind: str, visitor: Visitor) -> None:
    await events.note(
        f"factor_{change}", visitor, account=signed.account_id, person=signed.viewer.person_id,
        session=signed.viewer.session_id, detail=kind,
    )  # fmt: skip
    await tell(signed.account_id, signed.viewer.person, change, kind, visitor)
