"""A session is made fresh: whoever is signed in has proved again to be the same person.

Nothing here opens a session. What is shown besides (a password, a key) is checked in factors/again.py.
"""

from __future__ import annotations

from identity.door import events, flows, gates, links, session
from identity.door.entering import LOCAL, Pending
from identity.door.flows import Flow, Secret
from identity.door.providers import ProviderRow, VerifiedIdentity
from identity.door.refusals import not_the_same
from identity.door.visitor import Visitor
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import NotFound


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
    if not (await gates.entrant(signed.account_id)).factors:
        await proved(signed, visitor, row.slug)
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
    await proved(signed, visitor, f"{flow.slug} {factor}")


async def proved(signed: Signed, visitor: Visitor, how: str) -> None:
    """This session is fresh from now on; `how` is for the journal."""
    opened = signed.viewer.session_id
    assert opened is not None
    async with DB.transaction():
        await session.proved_again(opened)
        await events.note(
            "proved_again", visitor, account=signed.account_id, person=signed.viewer.person_id,
            session=opened, detail=how,
        )  # fmt: skip
