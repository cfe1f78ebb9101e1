"""Numbers that people gave in their profile and the school has not confirmed yet.

Rules: a class teacher sees those of the own class's families, but not of anybody who works here (as with
other contacts); the secretary everybody's.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from intranet.school.access import Hat, viewer_args
from intranet.school.people import names
from modules.office.queries.entry.entry import NOTE
from modules.office.queries.scope import NOW, PEOPLE

# Whom a class teacher serves: nobody of the staff.
FAMILIES = f"""not exists (select 1 from staff_post sp where sp.person = p.id and {NOW})
    and not exists (select 1 from granted_hat h where h.person = p.id and {NOW})"""
SERVED = {Hat.TEACHER: FAMILIES, Hat.SECRETARY: "true"}


class WaitingPhone(msgspec.Struct, frozen=True):
    """Whose number it is, the number, and the one the school has; `note` is a class, a child or a post."""

    id: int
    person: int
    surname: str
    name: str
    patronymic: str
    note: str
    value: str
    known: str
    asked_at: datetime

    @property
    def full_name(self) -> str:
        """ "Иванова Мария Сергеевна"."""
        return names.full_name(self.surname, self.name, self.patronymic)


PHONES = {
    hat: f"""select k.id, p.id as person, p.surname, p.name, p.patronymic, {NOTE} as note, k.value,
            p.phone as known, k.asked_at
        from contact_proof k join account a on a.id = k.account join person p on p.id = a.person
        where k.kind = 'phone' and k.confirmed_at is null and k.expires_at > $3
            and ($4::int is null or k.id = $4) and p.id in ({PEOPLE[hat]}) and {SERVED[hat]}
        order by k.asked_at, k.id limit 200"""
    for hat in SERVED
}


async def waiting_phones(viewer: Viewer) -> list[WaitingPhone]:
    """Numbers to be confirmed, the oldest first. Leaves a line in the access log."""
    found = await _phones(viewer, None)
    audit.looked_at(viewer, "office.phones", [one.person for one in found])
    return found


async def check_served(viewer: Viewer, proof: int) -> None:
    """NotFound unless this viewer may confirm this number."""
    if not await _phones(viewer, proof):
        raise NotFound


async def _phones(viewer: Viewer, proof: int | None) -> list[WaitingPhone]:
    sql = PHONES.get(Hat(viewer.hat))
    if sql is None:
        raise NotFound
    return await DB.rows(WaitingPhone, sql, *viewer_args(viewer), clock.real_now(), proof)
