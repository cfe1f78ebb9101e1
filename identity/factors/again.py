"""Proving again who one is, before something dangerous: the same person, by a way of the own account.

By the password, or by a provider that is linked; a second factor, where there is one, is asked too. A passkey
that checks its owner is enough alone. Nothing here opens a session: it only makes this one fresh.
"""

from __future__ import annotations

import msgspec

from identity.door import events, flows, links, routing, service, session, throttle
from identity.door.entering import LOCAL, Pending
from identity.door.flows import Flow, Secret
from identity.door.origin import Party
from identity.door.providers import Failure, FailureKind, ProviderRow, VerifiedIdentity
from identity.door.refusals import not_the_same, too_often
from identity.door.registry import Button
from identity.door.visitor import Visitor
from identity.factors import checking, passkeys, queries
from identity.factors.checking import PASSKEY, Shown
from identity.factors.passkeys import PasskeyRefused
from identity.local import codes
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

HAS_PASSWORD = """select p.kind = 'ldap' or exists (
        select 1 from local_credential c where c.account = a.id and not c.is_first_entry)
    from account a join identity_provider p on p.id = a.provider where a.id = $1"""
LINKED = """select p.slug, p.kind, p.title, p.min_age from identity_provider p
    where p.is_enabled and p.kind in ('oidc', 'esia')
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
        await DB.rows(Button, LINKED, signed.account_id),
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
    await _proved(signed, visitor, f"password {factor}".strip())


async def _by_passkey(signed: Signed, visitor: Visitor, party: Party, shown: Shown) -> None:
    try:
        await passkeys.check(
            party, visitor.flow, passkeys.AGAIN, shown.state, shown.answer,
            signed.account_id, signed.viewer.session_id,
        )  # fmt: skip
    except PasskeyRefused as error:
        raise await checking.refused_passkey(visitor, error, signed.account_id) from error
    await _proved(signed, visitor, PASSKEY)


async def _check_password(signed: Signed, visitor: Visitor, password: str) -> None:
    """By whoever checks this account's passwords; throttled like a sign-in. Refused."""
    key = codes.login_key(signed.login)
    to = await routing.route(key)
    row = to.row
    counted, rule = routing.attempts_of(to, key)
    wait = await throttle.address_wait(visitor.ip, key) or await throttle.charge_login(counted, rule=rule)
    if wait:
        raise too_often(wait, await events.note("throttled", visitor, account=signed.account_id))
    found = await service.verified(to, password)
    if isinstance(found, Failure):
        if found.kind is FailureKind.UNAVAILABLE:
            await throttle.give_back(counted)
        else:
            await throttle.charge_address(visitor.ip)
        raise await checking.wrong_password(visitor, found, signed.account_id)
    await throttle.clear_login(counted)
    await check_same(signed, visitor, row, found)


async def check_same(signed: Signed, visitor: Visitor, row: ProviderRow, proof: VerifiedIdentity) -> None:
    """Refused unless the proof opens the account that is signed in."""
    if row.kind == LOCAL:
        account: int | None = int(proof.subject)
    else:
        link = await links.known_link(row, proof)
        account = link.account if link else None
    if account != signed.account_id:
        number = await events.note(
            "again_refused", visitor, account=signed.account_id, provider=row.slug, detail="another"
        )
        raise not_the_same(number)


async def proved_elsewhere(
    signed: Signed, visitor: Visitor, row: ProviderRow, proof: VerifiedIdentity, next_path: str
) -> Pending | None:
    """A linked provider has proved this person again: None when that is all, else the page of the factor."""
    await check_same(signed, visitor, row, proof)
    if not await queries.kinds_of(signed.account_id):
        await _proved(signed, visitor, row.slug)
        return None
    browser = flows.browser_token(visitor.flow)
    await flows.open_flow(
        browser, "factor", Secret(proof=flows.proof_as_kept(proof)), provider=row.id, purpose="again",
        account=signed.account_id, session=signed.viewer.session_id, next_path=next_path,
    )  # fmt: skip
    return Pending("factor", browser)


def is_of(signed: Signed | None, flow: Flow) -> bool:
    """Whether an attempt to prove again was begun by this session."""
    return signed is not None and (flow.session, flow.account) == (
        signed.viewer.session_id,
        signed.account_id,
    )


async def factor_passed(signed: Signed, visitor: Visitor, flow: Flow, factor: str) -> None:
    """The second factor of such an attempt was right; the caller has left the stage."""
    if not is_of(signed, flow):
        raise NotFound
    await _proved(signed, visitor, f"{flow.slug} {factor}")


async def _proved(signed: Signed, visitor: Visitor, how: str) -> None:
    opened = signed.viewer.session_id
    assert opened is not None
    async with DB.transaction():
        await session.proved_again(opened)
        await events.note(
            "proved_again", visitor, account=signed.account_id, person=signed.viewer.person_id,
            session=opened, detail=how,
        )  # fmt: skip
