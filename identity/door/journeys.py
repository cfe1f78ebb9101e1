"""To another system and back: start, go, come back, finish; to sign in, link, prove again, leave there.

Nothing waits for the other system on the page that was pressed: `start` only opens an attempt, `go` asks the
provider where to, the way back is kept and answered at once, `finish` trades it for a proof. Each step
belongs to one browser and one provider, and is taken once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

import msgspec

from identity.door import events, flows, fresh, gates, links, registry, session, throttle
from identity.door.entering import Entry, Pending, Wish, enter
from identity.door.flows import Flow, Secret
from identity.door.providers import (
    AuthRedirect,
    Away,
    Back,
    Leaving,
    ProofRefused,
    ProviderRow,
    Refusal,
    VerifiedIdentity,
)
from identity.door.refusals import Refused, attempt_over, proof_refused, too_often
from identity.door.visitor import Visitor
from intranet.kit import crypto
from intranet.kit.access import Signed
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.secrets import NoSecretError

T = TypeVar("T")
SECONDS = 20  # whatever a provider's own limits are
MOST_PARAMS, LONGEST_PARAM = 20, 6000  # ESIA's codes are long
KEEP = "update auth_flow set secret = $2 where id = $1 and stage = 'away'"
LEFT = """select x.subject, p.slug from external_identity x join identity_provider p on p.id = x.provider
    where x.id = $1 and p.is_enabled"""


async def way(slug: str) -> ProviderRow:
    """The enabled provider of this name that sends the browser away. NotFound."""
    row = await registry.provider_row(slug)
    if row is None or not row.is_enabled or row.kind not in registry.REDIRECT_KINDS:
        raise NotFound
    return row


async def start(
    visitor: Visitor, row: ProviderRow, purpose: str, wish: Wish, signed: Signed | None = None
) -> tuple[str, str]:
    """Open an attempt; (the flow cookie's token, the attempt's state). The provider is not asked yet.

    Refused when one address begins very many: each is a row.
    """
    if wait := await throttle.take(throttle.ATTEMPTS, visitor.ip):
        raise too_often(wait, await events.note("throttled", visitor, provider=row.slug), "way")
    browser = flows.browser_token(visitor.flow)
    state = await flows.open_flow(
        browser, "away", Secret(), provider=row.id, purpose=purpose, next_path=wish.next_path,
        is_shared=wish.is_shared, account=signed.account_id if signed else None,
        session=signed.viewer.session_id if signed else None,
    )  # fmt: skip
    return browser, state


async def go(visitor: Visitor, row: ProviderRow, state: str, callback: str) -> str:
    """Where the browser goes now. Refused with a sentence."""
    flow = await _flow(visitor, row, state, "away")
    away = Away(state, callback, flow.purpose)
    found: AuthRedirect = await _asked(visitor, row, lambda made: made.begin(away))
    kept = crypto.seal(msgspec.json.encode(Secret(kept=found.kept)).decode())
    await DB.execute(KEEP, flow.id, kept)
    return found.url


async def come_back(visitor: Visitor, row: ProviderRow, params: list[tuple[str, str]]) -> str:
    """Keep what the browser brought; the attempt's state. Refused: nobody's, late, a second time."""
    given = dict(params)
    state = given.get("state", "")
    longest = max(map(len, given.values()), default=0)
    if len(given) != len(params) or len(params) > MOST_PARAMS or longest > LONGEST_PARAM:
        raise await _over(visitor, row, "shape")
    flow = await _flow(visitor, row, state, "away")
    if flow.secret.kept is None:
        raise await _over(visitor, row, "unasked")
    if not await flows.leave(flow, "back", secret=msgspec.structs.replace(flow.secret, params=given)):
        raise await _over(visitor, row, "twice")
    return state


async def finish(
    visitor: Visitor, row: ProviderRow, state: str, callback: str, signed: Signed | None
) -> tuple[Entry | Pending | None, Flow]:
    """Trade what came back for a proof and use it.

    (What was opened, None for a link or a fresh proof; the attempt.) Refused; DomainError for another's link.
    """
    flow = await _flow(visitor, row, state, "back")
    if not await flows.leave(flow, "done"):
        raise await _over(visitor, row, "twice")
    assert flow.secret.kept is not None
    back = Back(state, callback, flow.secret.params, flow.secret.kept, flow.created_at)
    proof: VerifiedIdentity = await _asked(visitor, row, lambda made: made.complete(back))
    if not proof.subject or not proof.issuer:
        raise await _refused(visitor, row, ProofRefused(Refusal.INCOMPLETE, "subject"))
    if flow.purpose == "enter":
        return await enter(visitor, row, proof, Wish(flow.next_path, flow.is_shared)), flow
    if signed is None or signed.viewer.session_id != flow.session:
        raise await _over(visitor, row, "session")
    if flow.purpose == "again":
        return await fresh.proved_elsewhere(signed, visitor, row, proof, flow.next_path), flow
    await _link(visitor, row, proof, signed)
    return None, flow


async def _link(visitor: Visitor, row: ProviderRow, proof: VerifiedIdentity, signed: Signed) -> None:
    """One more way into the own account; the gates are those of entering by it."""
    await gates.check(await gates.entrant(signed.account_id), row, proof, visitor)
    async with DB.transaction():
        await links.link_identity(signed.viewer, signed.account_id, row, proof, "self", visitor)


async def leaving(visitor: Visitor, ended: session.Ended) -> tuple[ProviderRow, str, str] | None:
    """Where else whoever had this session may sign out: (provider, flow cookie, state); None if nowhere."""
    if ended.provider is None or ended.identity is None:
        return None
    found = await DB.one(_Left, LEFT, ended.identity)
    row = await registry.provider_row(found.slug) if found else None
    if found is None or row is None or row.kind not in registry.REDIRECT_KINDS:
        return None
    browser = flows.browser_token(visitor.flow)
    id_token = crypto.unseal(ended.id_token) if ended.id_token else ""
    secret = Secret(id_token=id_token, params={"subject": found.subject})
    state = await flows.open_flow(browser, "away", secret, provider=row.id, purpose="leave")
    return row, browser, state


class _Left(msgspec.Struct):
    subject: str
    slug: str


async def leave(visitor: Visitor, row: ProviderRow, state: str, return_to: str) -> str | None:
    """Where to sign out there; None when the provider has no such page. Refused when the attempt is over."""
    flow = await _flow(visitor, row, state, "away", "leave")
    await flows.leave(flow, "done")
    secret = flow.secret
    asked = Leaving(secret.params.get("subject", ""), return_to, state, secret.id_token or None)
    found: str | None = await _asked(visitor, row, lambda made: made.logout_url(asked))
    return found


async def _flow(
    visitor: Visitor, row: ProviderRow, state: str, stage: str, purpose: str | None = None
) -> Flow:
    """This browser's attempt with this provider at this stage; Refused."""
    flow = await flows.flow_by_state(state, visitor.flow, stage) if state and visitor.flow else None
    if flow is None or flow.provider != row.id:
        raise await _over(visitor, row, "foreign" if flow else "unknown")
    if (flow.purpose == "leave") != (purpose == "leave"):
        raise await _over(visitor, row, "purpose")
    return flow


async def _over(visitor: Visitor, row: ProviderRow, why: str) -> Refused:
    return attempt_over(await events.note("attempt_over", visitor, provider=row.slug, detail=why))


async def _asked(visitor: Visitor, row: ProviderRow, ask: Any) -> Any:
    """The provider's answer within SECONDS; Refused with a sentence for whatever else it gives."""
    try:
        made = registry.make(row)
        async with asyncio.timeout(SECONDS):
            answer: Awaitable[Any] = ask(made)
            return await answer
    except ProofRefused as error:
        raise await _refused(visitor, row, error) from error
    except TimeoutError as error:
        raise await _refused(visitor, row, ProofRefused(Refusal.UNAVAILABLE, "deadline")) from error
    except (NoSecretError, msgspec.ValidationError) as error:
        raise await _refused(visitor, row, ProofRefused(Refusal.MISCONFIGURED, "settings")) from error


async def _refused(visitor: Visitor, row: ProviderRow, error: ProofRefused) -> Refused:
    detail = f"{error.refusal} {error.detail}".strip()
    number = await events.note("refused", visitor, provider=row.slug, detail=detail)
    return proof_refused(error.refusal, row.name, number)


__all__ = ["DomainError", "Refused", "come_back", "finish", "go", "leave", "leaving", "start", "way"]
