"""From a proof to a session: whose account, may it enter, is something else to be shown first.

The one way in for every provider. `enter` gives an Entry (the session is open) or a Pending (one more page in
this browser: a school code, a second factor). Whoever enters gets a new token; what the browser had ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from identity.door import devices, events, flows, gates, groups, links, session
from identity.door.flows import Flow, Secret
from identity.door.gates import Entrant
from identity.door.providers import Failure, FailureKind, ProviderRow, VerifiedIdentity
from identity.door.refusals import attempt_over, refusal
from identity.door.session import Origin
from identity.door.visitor import Visitor
from intranet.kit import clock, crypto
from intranet.kit.db import DB

LOCAL = "local"
PASSKEY = "passkey"
UNCHANGED = """select coalesce(
    (select c.changed_at from local_credential c where c.account = $1 for share), $2) <= $2"""
WORN = "update account set last_hat = $2 where id = $1"


@dataclass(frozen=True)
class Entry:
    """A session just opened: its tokens for the cookies, what must be done first ("" for nothing)."""

    token: str = field(repr=False)
    hat: str
    gate: str
    device: str = field(default="", repr=False)

    @property
    def must_change(self) -> bool:
        """Whether the first thing is a password of one's own."""
        return self.gate == "password"


@dataclass(frozen=True)
class Pending:
    """Not in yet: `stage` is "code" (a school code links the proof) or "factor".

    `browser` is the flow cookie."""

    stage: str
    browser: str = field(repr=False)


@dataclass(frozen=True)
class Wish:
    """What the visitor asked for: where to go, and whether others use this machine too."""

    next_path: str = "/"
    is_shared: bool = False


async def enter(visitor: Visitor, row: ProviderRow, proof: VerifiedIdentity, wish: Wish) -> Entry | Pending:
    """Open a session by a proof, or say what else is needed.

    Refused with a sentence and an event's number.
    """
    known = await _known(visitor, row, proof)
    if known is None:
        await events.note("unlinked", visitor, provider=row.slug)
        return await _pend(visitor, "code", row, proof, wish)
    found = await _with_groups(visitor, await gates.entrant(known[0]), row, proof)
    await gates.check(found, row, proof, visitor)
    is_passkey = row.kind == LOCAL and PASSKEY in proof.amr  # what another system calls so opens nothing here
    if found.factors and not is_passkey:
        return await _pend(visitor, "factor", row, proof, wish, account=found.id)
    factor = PASSKEY if is_passkey else ""
    return await open_session(visitor, found, row, proof, wish, identity=known[1], factor=factor)


async def _known(
    visitor: Visitor, row: ProviderRow, proof: VerifiedIdentity
) -> tuple[int, int | None] | None:
    """(account, link) this proof opens; a password of this house names its account itself."""
    if row.kind == LOCAL:
        return int(proof.subject), None
    link = await links.known_link(row, proof) or await links.match_by_snils(row, proof, visitor)
    return (link.account, link.id) if link else None


async def _with_groups(
    visitor: Visitor, found: Entrant, row: ProviderRow, proof: VerifiedIdentity
) -> Entrant:
    """Whoever comes from another system wears what the groups there give, before anything is decided."""
    if row.kind == LOCAL or found.status != "active":
        return found
    changed = await groups.follow_groups(row.id, found.person, proof.groups)
    if not changed:
        return found
    await events.note(
        "groups", visitor, account=found.id, person=found.person, provider=row.slug, detail=" ".join(changed)
    )
    return await gates.entrant(found.id)


async def _pend(
    visitor: Visitor,
    stage: str,
    row: ProviderRow,
    proof: VerifiedIdentity,
    wish: Wish,
    account: int | None = None,
) -> Pending:
    browser = flows.browser_token(visitor.flow)
    await flows.open_flow(
        browser, stage, Secret(proof=flows.proof_as_kept(proof)), provider=row.id, account=account,
        next_path=wish.next_path, is_shared=wish.is_shared,
    )  # fmt: skip
    return Pending(stage, browser)


async def open_session(
    visitor: Visitor,
    found: Entrant,
    row: ProviderRow,
    proof: VerifiedIdentity,
    wish: Wish,
    *,
    identity: int | None = None,
    factor: str = "",
) -> Entry:
    """The session of somebody who may enter; `factor` is what was shown besides the proof."""
    gate = await gates.gate_of(found, by_slip=row.kind == LOCAL and found.must_change)
    sealed = crypto.seal(proof.id_token) if proof.id_token else None
    origin = Origin(
        proved_at=clock.real_now(), gate="" if gate == "password" else gate, factor=factor,
        is_shared=wish.is_shared, provider=row.id, identity=identity, idp_sid=proof.sid or "",
        id_token=sealed,
    )  # fmt: skip
    async with DB.transaction():
        if row.kind == LOCAL and not await DB.value(UNCHANGED, found.id, proof.auth_time):
            raise refusal(Failure(FailureKind.BAD), 0)  # the password was replaced while we were checking it
        if visitor.session:
            await session.end_token(visitor.session, "replaced")
        opened, token = await session.start(found.id, found.hat, found.hats, visitor, origin)
        await DB.execute(WORN, found.id, found.hat)
        await session.forget_old(found.id)
        device = await devices.remember(found.id, found.person, visitor)
        await events.note(
            "signed_in", visitor, account=found.id, person=found.person, session=opened, detail=found.hat,
            provider=row.slug,
        )  # fmt: skip
    return Entry(token, found.hat, gate, device)


async def after_factor(visitor: Visitor, flow: Flow, row: ProviderRow, factor: str) -> Entry:
    """The second factor of this attempt was right: the session opens. The caller has left the stage."""
    assert flow.account is not None
    found = await gates.entrant(flow.account)
    proof = flow.proof
    await gates.check(found, row, proof, visitor)
    link = await links.known_link(row, proof) if row.kind != LOCAL else None
    if row.kind != LOCAL and (not row.is_enabled or link is None or link.account != found.id):
        raise attempt_over(await events.note("attempt_over", visitor, provider=row.slug, detail="unlinked"))
    wish = Wish(flow.next_path, flow.is_shared)
    return await open_session(
        visitor, found, row, proof, wish, identity=link.id if link else None, factor=factor
    )  # fmt: skip
