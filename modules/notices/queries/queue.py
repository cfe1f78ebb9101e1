"""The letters that have not arrived: how many of each state, whose, why."""

from __future__ import annotations

from datetime import datetime

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.i18n import _
from intranet.kit.module import notice_kinds
from intranet.school.people.names import full_name

SHOWN = 100
COUNTS = "select state, count(*)::int as n from letter group by state"
OPEN = """select l.id, l.person, p.surname, p.name, p.patronymic, l.state, l.is_digest, l.send_after,
        l.attempts, l.error, array(select distinct n.kind from receipt r join notice n on n.id = r.notice
            where r.letter = l.id order by n.kind)::text[] as kinds
    from letter l join person p on p.id = l.person
    where l.state in ('failed', 'bounced', 'sending', 'waiting')
    order by array_position(array['failed', 'bounced', 'sending', 'waiting'], l.state::text), l.send_after,
        l.id
    limit $1"""


class _Count(msgspec.Struct, frozen=True):
    state: str
    n: int


class OpenLetter(msgspec.Struct, frozen=True):
    """A letter that has not gone; `send_after` is when it may."""

    id: int
    person: int
    surname: str
    name: str
    patronymic: str
    state: str
    is_digest: bool
    send_after: datetime
    attempts: int
    error: str
    kinds: list[str]

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return full_name(self.surname, self.name, self.patronymic)

    @property
    def about(self) -> str:
        """The titles of its kinds."""
        known = notice_kinds()
        return ", ".join(str(known[kind].title) for kind in self.kinds if kind in known) or _("снято")


async def counts_of(viewer: Viewer) -> dict[str, int]:
    """How many letters are in each state; a state without letters is 0."""
    known = dict.fromkeys(("waiting", "sending", "sent", "failed", "bounced", "dropped"), 0)
    return known | {one.state: one.n for one in await DB.rows(_Count, COUNTS)}


async def open_letters(viewer: Viewer) -> list[OpenLetter]:
    """What has not gone, troubles first; at most SHOWN. Leaves a line in the access log."""
    found = await DB.rows(OpenLetter, OPEN, SHOWN)
    audit.looked_at(viewer, "notices.queue", {one.person for one in found})
    return found
