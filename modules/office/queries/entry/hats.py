"""Granted hats: who has which, from when to when. The derived ones stand on the cards."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import HAT_TITLES


class Granted(msgspec.Struct, frozen=True):
    """A granted hat and whose it is; `granted_by` is "" for the system."""

    id: int
    person: int
    full_name: str
    hat: str
    since: date
    until: date | None
    granted_by: str
    has_account: bool

    @property
    def title(self) -> str:
        """ "секретарь"."""
        return str(HAT_TITLES[self.hat])

    def is_over_on(self, day: date) -> bool:
        """Whether it ended before a day."""
        return self.until is not None and self.until < day


GRANTED = """select h.id, h.person, concat_ws(' ', p.surname, p.name, nullif(p.patronymic, '')) as full_name,
        h.hat, h.since, h.until, coalesce(b.surname || ' ' || left(b.name, 1) || '.', '') as granted_by,
        exists (select 1 from account a where a.person = p.id and a.status = 'active') as has_account
    from granted_hat h join person p on p.id = h.person left join person b on b.id = h.granted_by"""


async def grants_of(viewer: Viewer) -> list[Granted]:
    """Every grant, those of the day and of later first, by hat and name."""
    return await DB.rows(
        Granted,
        f"""{GRANTED} order by (h.until is null or h.until >= $1) desc,
            array_position(array['director', 'head_teacher', 'secretary', 'administrator', 'guest_staff'],
                h.hat::text), p.sort_key, h.since""",
        viewer.day,
    )


async def grant_of(viewer: Viewer, grant: int) -> Granted:
    """One grant; NotFound."""
    found = await DB.one(Granted, f"{GRANTED} where h.id = $1", grant)
    if found is None:
        raise NotFound
    return found
