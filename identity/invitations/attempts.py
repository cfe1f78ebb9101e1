"""The attempts of one browser in which a school code is asked: a stranger's with a code, one with a proof.

Both stand at the stage "code" of a flow. A code typed before the way through another system waits in its own
attempt, so that whoever comes back proved need not type it again.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from identity.door import flows
from identity.door.flows import Flow, Secret
from identity.door.visitor import Visitor
from identity.invitations.lookup import FoundCode, code_by_id
from intranet.kit.errors import DomainError

STAGE = "code"


@dataclass(frozen=True)
class Proved:
    """An attempt that has proved somebody nobody knows yet, and the record its code opens, if known."""

    flow: Flow
    found: FoundCode | None


async def begin(visitor: Visitor, found: FoundCode) -> str:
    """A stranger has typed a good code: remember it in this browser; the flow cookie's token."""
    browser = flows.browser_token(visitor.flow)
    await flows.open_flow(browser, STAGE, Secret(code=found.id), next_path=found.next_path)
    return browser


async def typed_code(visitor: Visitor) -> FoundCode | None:
    """The code this browser has typed a short while ago, if it can be used still."""
    for flow in await flows.flows_at(visitor.flow, STAGE):
        if flow.secret.proof is None and flow.secret.code is not None:
            return await _usable(flow.secret.code)
    return None


async def proved(visitor: Visitor) -> Proved | None:
    """This browser's attempt that waits for a code; None when there is none or it is over."""
    found = await flows.flows_at(visitor.flow, STAGE)
    flow = next((one for one in found if one.secret.proof is not None), None)
    if flow is None:
        return None
    if flow.secret.code is not None:
        return Proved(flow, await _usable(flow.secret.code))
    return Proved(flow, await typed_code(visitor))


async def _usable(code: int) -> FoundCode | None:
    try:
        return await code_by_id(code)
    except DomainError:
        return None


async def keep(flow: Flow, found: FoundCode) -> None:
    """The proof's attempt has a good code now; its owner looks whose record it is and confirms."""
    await flows.leave(flow, STAGE, secret=msgspec.structs.replace(flow.secret, code=found.id))
