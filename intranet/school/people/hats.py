"""The hats that no relation gives: granted for a time, by name, and never all administrators taken away."""

from __future__ import annotations

from datetime import date

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import Hat

GRANTABLE = (Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY, Hat.ADMINISTRATOR, Hat.GUEST_STAFF)
LOCK = "lock table granted_hat in share row exclusive mode"
HELD = """select id from granted_hat where person = $1 and hat = $2 and (until is null or until >= $3)
    order by since limit 1"""
OTHERS = """select exists (select 1 from granted_hat where hat = $1 and person <> $2
    and since <= $3 and until is null)"""


async def grant_hat(
    actor: Viewer, person: int, hat: str, *, since: date | None = None, until: date | None = None
) -> int:
    """Grant a hat from a date (default today) on; the row's id. One that is held already stays as it is.

    DomainError for a hat that only a relation gives; NotFound for an unknown person.
    """
    if hat not in GRANTABLE:
        raise DomainError(_("Такую роль нельзя выдать: её даёт класс, ребёнок или нагрузка"), field="hat")
    begins = since or clock.today()
    async with DB.transaction():
        await DB.execute(LOCK)
        if not await DB.value("select exists (select 1 from person where id = $1)", person):
            raise NotFound
        held: int | None = await DB.value(HELD, person, hat, begins)
        if held is not None:
            return held
        made: int = await DB.value(
            """insert into granted_hat (person, hat, since, until, granted_by)
               values ($1, $2, $3, $4, $5) returning id""",
            person, hat, begins, until, actor.person_id,
        )  # fmt: skip
        await audit.record(actor, "school.hat.grant", "person", person, after={"hat": str(hat)})
        return made


async def withdraw_hat(actor: Viewer, person: int, hat: str) -> None:
    """Take a granted hat away as of today; without effect if it is not held.

    DomainError for the last administrator: the school would be locked out (ARCHITECTURE "Nobody gets in").
    """
    today = clock.today()
    async with DB.transaction():
        await DB.execute(LOCK)
        if await DB.value(HELD, person, hat, today) is None:
            return
        if hat == Hat.ADMINISTRATOR and not await DB.value(OTHERS, hat, person, today):
            raise DomainError(_("Это последний администратор: сначала назначьте другого"), field="hat")
        await DB.execute(
            """with gone as (delete from granted_hat where person = $1 and hat = $2 and since >= $3)
               update granted_hat set until = $3::date - 1
               where person = $1 and hat = $2 and since < $3 and (until is null or until >= $3)""",
            person, hat, today,
        )  # fmt: skip
        await audit.record(actor, "school.hat.withdraw", "person", person, before={"hat": str(hat)})
