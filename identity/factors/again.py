"""Proving again who one is, before something dangerous: the same person, by a way of the own account.

By the password, or by a provider that is linked; a second factor, where there is one, is asked too. A passkey
that checks its owner is enough alone. It makes this session fresh (door/fresh.py) and opens none.
"""

from __future__ import annotations

import msgspec

from identity.door import codes, fresh, registry, routing, service
from identity.door.origin import Party
from identity.door.providers import Failure
from identity.door.registry import Button
from identity.door.visitor import Visitor
from identity.factors import checking, passkeys, queries
from identity.factors.checking import PASSKEY, Shown
from identity.factors.passkeys import PasskeyRefused
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

HAS_PASSWORD = """select p.kind = 'ldap' or exists (
        select 1 from local_credential c where c.account = a.id and not c.is_first_entry)
    from account a join identity_provider p on p.id = a.provider where a.id = $1"""
LINKED = """select p.slug, p.kind, p.title, p.min_age from identity_provider p
    where p.is_enabled and p.kind = any($2::text[])
        and exists (select 1 from external_identity x where x.provider = p.id and x.account = $1)
    order by p.ordinal, p.id"""


class Ways(msgspec.Struct, frozen=True):
    """How this person can prove again: a password, linked providers, kinds of second factor."""

    has_password: bool
    links: list[Button]
    factors: list[str]


async def ways_of(signed: Signed) -> Ways:
    """What the page offers."""
    return Ways(
        bool(await DB.value(HAS_PASSWORD, signed.account_id)),
        await DB.rows(Button, LINKED, signed.account_id, list(registry.REDIRECT_KINDS)),
        await queries.kinds_of(signed.account_id),
    )


async def prove(signed: Signed, visitor: Visitor, party: Party, password: str, shown: Shown) -> None:
    """Make this session fresh by a passkey, or by the password and the second factor. Refused."""
    if shown.answer:
        await _by_passkey(signed, visitor, party, shown)
        return
    ways = await ways_of(signed)
    if not ways.has_password:
        raise NotFound
    if not password:
        raise DomainError(_("Введите пароль."), field="password")
    await _check_password(signed, visitor, password)
    factor = await checking.check_now(visitor, party, signed.account_id, shown) if ways.factors else ""
    await fresh.proved(signed, visitor, f"password {factor}".strip())


async def _by_passkey(signed: Signed, visitor: Visitor, party: Party, shown: Shown) -> None:
    try:
        await passkeys.check(
            party, visitor.flow, passkeys.AGAIN, shown.state, shown.answer,
            signed.account_id, signed.viewer.session_id,
        )  # fmt: skip
    except PasskeyRefused as error:
        raise await checking.refused_passkey(visitor, error, signed.account_id) from error
    await fresh.proved(signed, visitor, PASSKEY)


async def _check_password(signed: Signed, visitor: Visitor, password: str) -> None:
    """By whoever checks this account's passwords; throttled like a sign-in. Refused."""
    key = codes.login_key(signed.login)
    to = await routing.route(key)
    found = await service.ask_password(visitor, to, key, password)
    if isinstance(found, Failure):
        raise await checking.wrong_password(visitor, found, signed.account_id)
    await fresh.check_same(signed, visitor, to.row, found)
