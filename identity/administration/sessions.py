"""Who is signed in now, for the administrator: found by name, ended one by one or all of a person.

An ended session is dead at its next request. Every end is in the audit and in the door's journal.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from identity.door import events, session
from identity.door.visitor import Visitor
from identity.factors.service import reset_factors
from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import HAT_TITLES
from intranet.school.people import names

SHOWN = 50
REASON = "by_admin"
LIVE = """select s.id, a.person, p.surname, p.name, p.patronymic, a.login, s.hat, s.created_at,
        s.last_seen_at, s.ip, s.agent, s.is_shared, s.factor, coalesce(w.title, '') as way
    from auth_session s join account a on a.id = s.account join person p on p.id = a.person
    left join identity_provider w on w.id = s.provider
    where s.revoked_at is null and s.idle_until > $1 and s.ends_at > $1
        and ($2::text[] = '{}' or ' ' || p.name_key like all ($2::text[]))
        and ($3::int is null or a.person = $3)
        and ($4::bigint is null or s.id < $4)
    order by s.id desc limit $5"""
ONE = """select s.account, a.person from auth_session s join account a on a.id = s.account
    where s.id = $1 and s.revoked_at is null and s.ends_at > $2"""
ACCOUNT = "select coalesce(a.id, 0) from person p left join account a on a.person = p.id where p.id = $1"


class Live(msgspec.Struct, frozen=True):
    """One browser signed in; times real."""

    id: int
    person: int
    surname: str
    name: str
    patronymic: str
    login: str
    hat: str
    created_at: datetime
    last_seen_at: datetime
    ip: str
    agent: str
    is_shared: bool
    factor: str
    way: str

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)

    @property
    def hat_title(self) -> str:
        """ "секретарь"."""
        return str(HAT_TITLES[self.hat])


class _Whose(msgspec.Struct):
    account: int
    person: int


def patterns_of(words: str) -> list[str]:
    """What was typed as LIKE patterns, a word each, folded like the stored key; %, _ and \\ are letters."""
    folded = names.fold(words[:100]).split()[:5]
    escaped = (w.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for w in folded)
    return [f"% {word}%" for word in escaped]


async def live_sessions(
    viewer: Viewer, words: str = "", person: int | None = None, before: int | None = None
) -> list[Live]:
    """The newest first, SHOWN and one more (then there is another page). Leaves a line in the access log."""
    found = await DB.rows(
        Live, LIVE, clock.real_now(), patterns_of(words), person, before, SHOWN + 1
    )  # fmt: skip
    audit.looked_at(viewer, "identity.sessions", sorted({one.person for one in found}))
    return found


async def end_session(actor: Viewer, ident: int, visitor: Visitor) -> None:
    """End one. NotFound when it is over already."""
    async with DB.transaction():
        whose = await DB.one(_Whose, ONE, ident, clock.real_now())
        if whose is None or await session.end(ident, REASON) is None:
            raise NotFound
        await _noted(actor, whose.account, whose.person, visitor, 1)


async def end_all(actor: Viewer, person: int, visitor: Visitor) -> int:
    """End every session of a person but the actor's own; how many. NotFound for nobody known."""
    async with DB.transaction():
        account = await account_of(actor, person)
        count = await session.end_others(account, actor.session_id, REASON)
        if count:
            await _noted(actor, account, person, visitor, count)
    return count


async def take_off_factors(actor: Viewer, person: int) -> int:
    """Take off somebody's second steps; how many, 0 for a person without an account. NotFound."""
    account = await account_of(actor, person)
    return await reset_factors(actor, account) if account else 0


async def account_of(viewer: Viewer, person: int) -> int:
    """The person's account, 0 for none. NotFound for nobody known."""
    found: int | None = await DB.value(ACCOUNT, person)
    if found is None:
        raise NotFound
    return found


async def _noted(actor: Viewer, account: int, person: int, visitor: Visitor, count: int) -> None:
    after = {"person": person, "sessions": count}
    await audit.record(actor, "identity.session.end", "account", account, after=after)
    await events.note("ended", visitor, account=account, person=person, detail=REASON)
