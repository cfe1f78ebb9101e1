"""The door's journal as the administrator reads it: by person, kind, way, or the number of a refusal."""

from __future__ import annotations

from datetime import datetime

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.people import names

SHOWN = 50
REFUSALS = (
    "refused", "suspended", "no_hat", "throttled", "unlinked", "factor_refused", "code_refused",
    "password_refused", "again_refused",
)  # fmt: skip
# What an account has done without a session (a wrong second factor, a link) is its owner's too.
FOUND = """select e.id, e.at, p.id as person, coalesce(p.surname, '') as surname,
        coalesce(p.name, '') as name, coalesce(p.patronymic, '') as patronymic, e.kind, e.detail, e.ip,
        e.agent, e.provider
    from auth_event e left join account a on a.id = e.account
        left join person p on p.id = coalesce(e.person, a.person)
    where ($1::bigint is null or e.id = $1) and ($2::bigint is null or e.person = $2
            or e.account = any (array(select id from account where person = $2)))
        and ($3 = '' or e.kind = $3 or ($3 = 'refusals' and e.kind = any($4::text[])))
        and ($5 = '' or e.provider = $5) and ($6::bigint is null or e.id < $6)
        and ($7::text[] = '{}' or ' ' || p.name_key like all ($7::text[]))
    order by e.id desc limit $8"""
NAME = "select concat_ws(' ', surname, name, nullif(patronymic, '')) from person where id = $1"


class Wanted(msgspec.Struct, frozen=True):
    """What is looked for; all of it together. `kind` "refusals": every sort of them."""

    number: int | None = None
    person: int | None = None
    kind: str = ""
    provider: str = ""
    before: int | None = None
    patterns: tuple[str, ...] = ()


class Event(msgspec.Struct, frozen=True):
    """Something that happened at the door; real time."""

    id: int
    at: datetime
    person: int | None
    surname: str
    name: str
    patronymic: str
    kind: str
    detail: str
    ip: str
    agent: str
    provider: str

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна", "" for nobody known."""
        return names.full_name(self.surname, self.name, self.patronymic) if self.surname else ""


async def events_of(viewer: Viewer, wanted: Wanted) -> list[Event]:
    """The newest first, SHOWN and one more (then there is another page). Leaves a line in the access log."""
    found = await DB.rows(
        Event, FOUND, wanted.number, wanted.person, wanted.kind, list(REFUSALS), wanted.provider,
        wanted.before, list(wanted.patterns), SHOWN + 1,
    )  # fmt: skip
    audit.looked_at(viewer, "identity.journal", sorted({one.person for one in found if one.person}))
    return found


async def name_of(viewer: Viewer, person: int) -> str:
    """Whose events are asked for; "" for nobody."""
    return str(await DB.value(NAME, person) or "") if viewer.person_id else ""
