"""The rules of use (FEATURES A32): versions that are never changed, and who accepted which, when.

The newest is in force. Whoever has not accepted it is shown it at the next sign-in, before anything else;
until then open sessions go on. An administrator publishes; anybody may read.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from identity.door import events
from identity.door.visitor import Visitor
from intranet.kit import audit, clock
from intranet.kit.access import Signed, Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from intranet.kit.i18n import _

LOCK = 7_031_704
LONGEST = 20_000
NEWEST = "select id, version, text, published_at from policy_text order by version desc limit 1"
ALL = """select t.id, t.version, t.text, t.published_at,
        (select count(*) from policy_acceptance x where x.policy = t.id) as accepted
    from policy_text t order by t.version desc limit 50"""
PUBLISH = """insert into policy_text (version, text, published_at, published_by)
    select coalesce(max(version), 0) + 1, $1, $2, $3 from policy_text returning id, version"""
ACCEPT = """insert into policy_acceptance (account, policy, accepted_at)
    select $1, t.id, $3 from policy_text t
    where t.id = $2 and t.version = (select max(version) from policy_text)
    on conflict (account, policy) do update set account = excluded.account returning id"""


class Policy(msgspec.Struct, frozen=True):
    """A version; `text` is paragraphs with empty lines between them."""

    id: int
    version: int
    text: str
    published_at: datetime

    @property
    def paragraphs(self) -> list[str]:
        """What stands between empty lines."""
        return [part.strip() for part in self.text.split("\n\n") if part.strip()]


class Published(Policy, frozen=True):
    """The same with the number of accounts that accepted it."""

    accepted: int


async def newest() -> Policy | None:
    """The version in force; None while the school has none."""
    return await DB.one(Policy, NEWEST)


async def versions(viewer: Viewer) -> list[Published]:
    """Every version, the newest first."""
    return await DB.rows(Published, ALL)


async def publish(actor: Viewer, text: str) -> int:
    """Put a new version in force; its number. DomainError at `text`."""
    kept = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()
    if not kept:
        raise DomainError(_("Введите текст."), field="text")
    if len(kept) > LONGEST:
        raise DomainError(_("Слишком длинный: не больше %(n)s знаков.", n=LONGEST), field="text")
    async with DB.transaction():
        await DB.execute("select pg_advisory_xact_lock($1)", LOCK)
        before = await newest()
        if before is not None and before.text == kept:
            raise DomainError(_("Этот текст уже действует."), field="text")
        made, version = await DB.record(PUBLISH, kept, clock.real_now(), actor.person_id)
        await audit.record(actor, "identity.policy.publish", "policy", made, after={"version": version})
    return int(version)


async def accept(signed: Signed, policy: int, visitor: Visitor) -> None:
    """Keep that this version was accepted, now. DomainError when another is in force meanwhile."""
    async with DB.transaction():
        if await DB.value(ACCEPT, signed.account_id, policy, clock.real_now()) is None:
            raise DomainError(_("Правила тем временем изменились: прочтите новые."))
        await events.note(
            "policy", visitor, account=signed.account_id, person=signed.viewer.person_id,
            session=signed.viewer.session_id, detail=str(policy),
        )  # fmt: skip
