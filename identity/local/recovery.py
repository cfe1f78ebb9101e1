"""A new password by a letter (FEATURES A14): asked for without revealing who exists.

Asking is the same for everybody: a few statements and a job; whom it means is looked up there. The letter
goes to the person's recorded address; to those whom the secretary could give no slip (administrators and the
like) only to an address they have confirmed themselves, so that no keeper of the lists turns such a door.
The link works once, for an hour, and only while such a letter would still be sent; it sets a password and
opens no session: a second factor is asked at the sign-in that follows. At most three letters an hour for an
account.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

import msgspec

from identity.door import codes, events, gates, routing, session, throttle
from identity.door.gates import Entrant
from identity.door.letters import send_letter
from identity.door.refusals import too_often
from identity.door.told import tell_owner
from identity.door.visitor import Visitor
from identity.local import passwords
from identity.local.accounts import PUT
from identity.local.slips import RELATED
from intranet.kit import audit, clock, crypto, mail
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.i18n import LANG, _, speaking
from intranet.kit.jobs import enqueue, job

JOB = "identity.recovery"
LASTS, HOUR, MOST = timedelta(hours=1), timedelta(hours=1), 3
KEPT = timedelta(days=30)
# The account, where its letters go, and whether its owner has confirmed that address.
RECEIVER = """select a.id, p.email, v.kind as provider, exists (select 1 from contact_proof k
        where k.account = a.id and k.kind = 'email' and k.value = p.email
            and k.confirmed_at is not null) as is_confirmed
    from account a join person p on p.id = a.person join identity_provider v on v.id = a.provider
    where a.id = $1 and a.status = 'active' and p.email <> ''"""
LOCK = "select id from account where id = $1 for update"
LATELY = "select count(*) from recovery where account = $1 and asked_at > $2"
ADD = """insert into recovery (account, token_hash, asked_at, expires_at) values ($1, $2, $3, $4)
    returning id"""
TAKE_BACK = "delete from recovery where id = $1"
FORGET = "delete from recovery where asked_at < $1"
FOUND = """select account from recovery where token_hash = $1 and used_at is null and expires_at > $2"""
USE = """update recovery set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
    returning account"""
END_REST = "update recovery set used_at = $2 where account = $1 and used_at is null"
NAMES = """select p.surname, p.name, p.patronymic, p.email from person p
    join account a on a.person = p.id where a.id = $1"""


class _Receiver(msgspec.Struct):
    id: int
    email: str
    provider: str
    is_confirmed: bool


class DeadLinkError(Exception):
    """The link was used, is too old, or never was one."""


async def ask(visitor: Visitor, typed: str) -> None:
    """Ask for a letter by login or address. Refused when this place asks too often; else silent."""
    wait = await throttle.take(throttle.RECOVERY, visitor.ip)
    if wait:
        raise too_often(wait, await events.note("recovery_throttled", visitor), "login")
    await events.note("recovery_asked", visitor)
    if mail.is_configured():
        async with DB.transaction():
            await enqueue(JOB, {"typed": crypto.seal(typed[:200]).hex(), "lang": LANG.get()})


@job(JOB)
async def send_recovery(payload: dict[str, Any]) -> None:
    """Find whom it means and send the link; nothing for nobody, silently."""
    typed = crypto.unseal(bytes.fromhex(payload["typed"]))
    found = await routing.route(codes.login_key(typed), typed)
    receiver = await DB.one(_Receiver, RECEIVER, found.account) if found.account else None
    if receiver is None or not await _may_receive(receiver):
        return
    token = secrets.token_urlsafe(32)
    if (made := await _open(receiver.id, token)) is None:
        return
    try:
        with speaking(payload["lang"]):
            await _write(receiver.email, token, made)
    except (mail.Unreachable, mail.Refused):
        await DB.execute(TAKE_BACK, made)  # it never left: the next attempt is not the second
        raise
    await events.note("recovery_sent", account=receiver.id)


async def _may_receive(receiver: _Receiver) -> bool:
    """A password of this house, somebody of the school, and an address that is surely theirs."""
    hats = set((await gates.entrant(receiver.id)).hats)
    is_plain = hats <= RELATED
    return receiver.provider == "local" and bool(hats) and (is_plain or receiver.is_confirmed)


async def _open(account: int, token: str) -> int | None:
    """The row of a new link, unless there were enough this hour."""
    now = clock.real_now()
    async with DB.transaction():
        await DB.value(LOCK, account)
        if await DB.value(LATELY, account, now - HOUR) >= MOST:
            return None
        await DB.execute(FORGET, now - KEPT)
        made: int = await DB.value(ADD, account, _hash(token), now, now + LASTS)
        return made


async def _write(to: str, token: str, ident: int) -> None:
    text = _(
        "Кто-то, возможно вы, попросил новый пароль для входа на сайт школы.\n\n"
        "Придумать его можно по ссылке, один раз и в течение часа:\n%(link)s\n\n"
        "Если это были не вы, ничего делать не нужно: прежний пароль действует.",
        link=mail.link(f"/recovery/{token}"),
    )
    await send_letter(to, _("Новый пароль"), text, f"recovery-{ident}")


async def whose(token: str) -> Entrant:
    """Whose password this link sets. DeadLinkError."""
    account = await DB.value(FOUND, _hash(token), clock.real_now())
    if account is None:
        raise DeadLinkError
    receiver = await DB.one(_Receiver, RECEIVER, account)
    if receiver is None or not await _may_receive(receiver):
        raise DeadLinkError  # no address, or rights that such a letter does not open, since it was sent
    return await gates.entrant(account)


async def use(visitor: Visitor, token: str, password: str) -> None:
    """Set the password: the link, the other links and every session end. DomainError, DeadLinkError."""
    found = await whose(token)
    names = await DB.record(NAMES, found.id)
    passwords.check_new(password, found.hats, [found.login, *names])
    phc = await passwords.hash_secret(password)
    now = clock.real_now()
    async with DB.transaction():
        if await DB.value(USE, _hash(token), now) is None:
            raise DeadLinkError
        await DB.execute(PUT, found.id, phc, False, None, now, None)
        await DB.execute(END_REST, found.id, now)
        await session.end_others(found.id, None, "recovery")
        actor = Viewer(found.person, found.hat, clock.today())
        await audit.record(actor, "identity.recovery.use", "account", found.id)
        await events.note("recovery_used", visitor, account=found.id, person=found.person)
        await tell_owner(found.person, "recovery", visitor)
    for key in (found.login, names[3]):
        await throttle.clear_login(codes.login_key(key))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
