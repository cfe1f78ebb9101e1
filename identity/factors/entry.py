"""Signing in by a passkey alone: a key this site knows, which has checked its owner."""

from __future__ import annotations

from identity.door import registry, throttle
from identity.door.entering import LOCAL, Entry, Pending, Wish, enter
from identity.door.origin import Party
from identity.door.providers import VerifiedIdentity
from identity.door.visitor import Visitor
from identity.factors import checking, passkeys
from identity.factors.passkeys import PasskeyRefused
from intranet.kit import clock

AMR = ("pwd-less", "passkey")


async def enter_by_passkey(
    visitor: Visitor, party: Party, state: str, answer: str, wish: Wish
) -> Entry | Pending:
    """Open a session by the answer to a challenge of the sign-in page. Refused."""
    started = clock.real_now()
    try:
        account = await passkeys.check(party, visitor.flow, passkeys.ENTRY, state, answer)
    except PasskeyRefused as error:
        await throttle.charge_address(visitor.ip)
        raise await checking.refused_passkey(visitor, error) from error
    row = await registry.provider_row(LOCAL)
    if row is None:
        raise RuntimeError("the provider of this house is missing")
    proof = VerifiedIdentity(LOCAL, LOCAL, str(account), started, amr=AMR)
    return await enter(visitor, row, proof, wish)
