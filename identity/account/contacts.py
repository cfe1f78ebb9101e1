"""One's own address and number (FEATURES A9, A10): they count once proved.

An address is proved by the link of a letter that holds nothing else, opened in a session of the account that
asked: a link in a stranger's mailbox confirms nothing for anybody. Then it becomes the person's address, and
the old one is told. A number is proved by a code where the school has a gateway, else (or if none came) the
class teacher or the secretary says that it is right. At most three letters or codes an hour.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

import msgspec

from identity.account.letters import send_letter
from identity.door import events
from identity.door.told import tell_owner
from identity.door.visitor import NOBODY, Visitor
from intranet.kit import audit, clock, crypto, mail, sms
from intranet.kit.access import Signed, Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import LANG, _, speaking
from intranet.kit.jobs import enqueue, job
from intranet.school.own_hands import check_other
from intranet.school.people.names import parse_email, parse_phone
from intranet.school.people.service import update_reach

LETTER, OLD_LETTER, MESSAGE = "identity.email", "identity.email_changed", "identity.phone"
HOUR, MOST, MOST_TRIES = timedelta(hours=1), 3, 5
EMAIL_LASTS, CODE_LASTS, WAITS = timedelta(days=1), timedelta(minutes=15), timedelta(days=30)
KEPT = timedelta(days=90)
LOCK = "select id from account where id = $1 for update"
LATELY = """select count(*) from contact_proof where kind = $2 and asked_at > $4
    and (account = $1 or value = $3)"""
END_OLD = """update contact_proof set expires_at = $3 where account = $1 and kind = $2
    and confirmed_at is null and expires_at > $3"""
FORGET = "delete from contact_proof where confirmed_at is null and expires_at < $1"
ADD = """insert into contact_proof (account, kind, value, asked_at, expires_at) values ($1, $2, $3, $4, $5)
    returning id"""
SEAL = """update contact_proof set proof_hash = $2 where id = $1 and confirmed_at is null and expires_at > $3
    returning value"""
UNSEAL = "update contact_proof set proof_hash = null where id = $1 and confirmed_at is null"
BY_LINK = """select id, value from contact_proof where account = $1 and kind = 'email' and proof_hash = $2
    and confirmed_at is null and expires_at > $3"""
TRY_CODE = """update contact_proof set attempts = attempts + 1 where id = (
        select id from contact_proof where account = $1 and kind = 'phone' and confirmed_at is null
            and proof_hash is not null and expires_at > $2 order by id desc limit 1)
    and attempts < $3 returning id, proof_hash"""
CONFIRM = """update contact_proof c set confirmed_at = $2, confirmed_by = $3, proof_hash = null from account a
    where c.id = $1 and a.id = c.account and c.confirmed_at is null and c.expires_at > $2
    returning c.kind, c.value, a.id as account, a.person"""
REACH = "select phone, email from person where id = $1 for update"
WHOSE = """select a.person from contact_proof c join account a on a.id = c.account
    where c.id = $1 and c.kind = 'phone' and c.confirmed_at is null and c.expires_at > $2"""


class _Confirmed(msgspec.Struct):
    kind: str
    value: str
    account: int
    person: int


class _Reach(msgspec.Struct):
    phone: str
    email: str


async def ask_email(signed: Signed, typed: str, visitor: Visitor) -> None:
    """Send the link to an address. DomainError at `email`."""
    value = parse_email(typed)
    if value is None or any(ord(letter) < 0x20 for letter in typed):
        raise DomainError(_("Это не адрес электронной почты."), field="email")
    if not mail.is_configured():
        raise DomainError(_("Почта школы ещё не настроена: назовите адрес секретарю."), field="email")
    async with DB.transaction():
        made = await _open(signed, "email", value, EMAIL_LASTS)
        await enqueue(LETTER, {"proof": made, "lang": LANG.get()})
        await _noted("email_asked", signed, visitor)


async def ask_phone(signed: Signed, typed: str, visitor: Visitor) -> None:
    """Send a code to a number, or let it wait for the class teacher. DomainError at `phone`."""
    value = parse_phone(typed)
    if value is None:
        raise DomainError(_("Это не номер телефона."), field="phone")
    async with DB.transaction():
        by_code = sms.is_configured()
        made = await _open(signed, "phone", value, CODE_LASTS if by_code else WAITS)
        if by_code:
            await enqueue(MESSAGE, {"proof": made, "lang": LANG.get()})
        await _noted("phone_asked", signed, visitor)


async def _open(signed: Signed, kind: str, value: str, lasts: timedelta) -> int:
    """A new proof in place of the one before; DomainError beside the field after three this hour."""
    now = clock.real_now()
    await DB.value(LOCK, signed.account_id)
    if await DB.value(LATELY, signed.account_id, kind, value, now - HOUR) >= MOST:
        raise DomainError(_("Слишком часто: повторите через час."), field=kind)
    await DB.execute(FORGET, now - KEPT)
    await DB.execute(END_OLD, signed.account_id, kind, now)
    made: int = await DB.value(ADD, signed.account_id, kind, value, now, now + lasts)
    return made


@job(LETTER)
async def send_link(payload: dict[str, Any]) -> None:
    """The letter with the link, and nothing of the person in it."""
    token = secrets.token_urlsafe(32)
    to = await DB.value(SEAL, payload["proof"], _hash(token), clock.real_now())
    if to is None:
        return
    try:
        with speaking(payload["lang"]):
            text = _(
                "Этот адрес указали на сайте школы.\n\n"
                "Если это сделали вы, подтвердите его в течение суток (понадобится войти):\n%(link)s\n\n"
                "Если нет, ничего делать не нужно.",
                link=mail.link(f"/profile/email/{token}"),
            )
            await send_letter(to, _("Подтвердите адрес"), text, f"address-{payload['proof']}")
    except (mail.Unreachable, mail.Refused):
        await DB.execute(UNSEAL, payload["proof"])
        raise


@job(MESSAGE)
async def send_code(payload: dict[str, Any]) -> None:
    """The code that proves a number: six digits, kept as a keyed hash."""
    code = f"{secrets.randbelow(10**6):06}"
    to = await DB.value(SEAL, payload["proof"], _code_hash(payload["proof"], code), clock.real_now())
    if to is None:
        return
    try:
        with speaking(payload["lang"]):
            await sms.send(to, _("Код для сайта школы: %(code)s", code=code))
    except sms.NotSent:
        await DB.execute(UNSEAL, payload["proof"])
        raise


@job(OLD_LETTER)
async def tell_old_address(payload: dict[str, Any]) -> None:
    """The address that no longer counts hears of it, without the new one."""
    with speaking(payload["lang"]):
        text = _(
            "В учётной записи на сайте школы этот адрес заменили другим: письма сюда больше не придут.\n\n"
            "Если это сделали не вы, сразу скажите школе."
        )
        to = crypto.unseal(bytes.fromhex(payload["to"]))
        await send_letter(to, _("Адрес заменён"), text, f"address-changed-{payload['proof']}")


async def address_of_link(signed: Signed, token: str) -> str:
    """The address that this link confirms for this account; NotFound."""
    return str((await _by_link(signed, token))[1])


async def _by_link(signed: Signed, token: str) -> tuple[int, str]:
    try:
        found, value = await DB.record(BY_LINK, signed.account_id, _hash(token), clock.real_now())
    except LookupError as error:
        raise NotFound from error
    return found, value


async def confirm_email(signed: Signed, token: str, visitor: Visitor) -> None:
    """The link was opened by its owner: the address counts. NotFound for any other link."""
    async with DB.transaction():
        proof, _value = await _by_link(signed, token)
        await _confirm(signed.viewer, proof, visitor)


async def confirm_code(signed: Signed, code: str, visitor: Visitor) -> None:
    """The code of the newest message. DomainError at `code`; five attempts a message."""
    now = clock.real_now()
    try:
        proof, hashed = await DB.record(TRY_CODE, signed.account_id, now, MOST_TRIES)
    except LookupError as error:
        raise DomainError(_("Код больше не действует: запросите новый."), field="code") from error
    if not hmac.compare_digest(bytes(hashed), _code_hash(proof, code.strip())):
        raise DomainError(_("Код не подошёл."), field="code")
    async with DB.transaction():
        await _confirm(signed.viewer, proof, visitor)


async def confirm_for(actor: Viewer, proof: int) -> None:
    """The school knows that the number is right; whose families the actor serves is the caller's rule.

    NotFound, DomainError for one's own.
    """
    async with DB.transaction():
        person = await DB.value(WHOSE, proof, clock.real_now())
        if person is None:
            raise NotFound
        if actor.person_id == person:
            check_other(actor, person, hats=(actor.hat,))
        await _confirm(actor, proof, NOBODY)


async def _confirm(actor: Viewer, proof: int, visitor: Visitor) -> None:
    """Once: the value becomes the person's; the audit has the change, the owner is told."""
    found = await DB.one(_Confirmed, CONFIRM, proof, clock.real_now(), actor.person_id)
    if found is None:
        raise NotFound
    before = await DB.one(_Reach, REACH, found.person)
    assert before is not None
    phone = found.value if found.kind == "phone" else before.phone
    email = found.value if found.kind == "email" else before.email
    await update_reach(actor, found.person, phone, email)
    await audit.record(actor, f"identity.{found.kind}.confirm", "account", found.account)
    await events.note(
        f"{found.kind}_confirmed", visitor, account=found.account, person=found.person,
        session=actor.session_id,
    )  # fmt: skip
    await tell_owner(found.person, found.kind, visitor)
    if found.kind == "email" and before.email not in ("", email):
        told = {"to": crypto.seal(before.email).hex(), "proof": proof, "lang": LANG.get()}
        await enqueue(OLD_LETTER, told)


async def _noted(kind: str, signed: Signed, visitor: Visitor) -> None:
    await events.note(
        kind, visitor, account=signed.account_id, person=signed.viewer.person_id,
        session=signed.viewer.session_id,
    )  # fmt: skip


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _code_hash(proof: int, code: str) -> bytes:
    return crypto.fingerprint(f"phone {proof} {code}")
