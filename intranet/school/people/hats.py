"""The hats that no relation gives: granted for a time, by name, and never all administrators taken away.

Rule: from today on there is no day without an administrator, once there is one: who withdraws or ends a grant
learns from which day the school would have none. Nobody grants a hat to oneself, whatever hat is worn.
"""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit import audit, clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.access import Hat
from intranet.school.own_hands import check_other, is_longer

GRANTABLE = (Hat.HEAD_TEACHER, Hat.DIRECTOR, Hat.SECRETARY, Hat.ADMINISTRATOR, Hat.GUEST_STAFF)
LOCK = "lock table granted_hat in share row exclusive mode"
GRANT = "select id, person, hat, since, until from granted_hat"
HELD = f"""{GRANT} where person = $1 and hat = $2 and (until is null or until >= $3)
    order by since limit 1"""
INSERT = """insert into granted_hat (person, hat, since, until, granted_by)
    values ($1, $2, $3, $4, $5) returning id"""
# The first day from $1 on that no administrator's grant covers; null when there is none.
UNCOVERED = """select min(d.day) from (
        select $1::date as day union
        select until + 1 from granted_hat where hat = 'administrator' and until >= $1) d
    where not exists (select 1 from granted_hat h where h.hat = 'administrator'
        and h.since <= d.day and (h.until is null or h.until >= d.day))"""


class Grant(msgspec.Struct, frozen=True):
    """A row of `granted_hat`."""

    id: int
    person: int
    hat: str
    since: date
    until: date | None


async def grant_hat(
    actor: Viewer, person: int, hat: str, *, since: date | None = None, until: date | None = None
) -> int:
    """Grant a hat from a date (default today) on; the row's id. One that is held already stays as it is.

    DomainError for a hat that only a relation gives, for oneself, for dates that cross, for the only
    administrator's end; NotFound for an unknown person.
    """
    if hat not in GRANTABLE:
        raise DomainError(_("Такую роль нельзя выдать: её даёт класс, ребёнок или нагрузка"), field="hat")
    begins = since or clock.today()
    _check_order(begins, until)
    async with DB.transaction():
        await DB.execute(LOCK)
        if not await DB.value("select exists (select 1 from person where id = $1)", person):
            raise NotFound
        held = await DB.one(Grant, HELD, person, hat, begins)
        if held is not None:
            return held.id
        check_other(actor, person, field="person", hats=tuple(Hat))
        made: int = await DB.value(INSERT, person, hat, begins, until, actor.person_id)
        if until is not None:
            await _check_administrators(hat)
        after = {"grant": made, "hat": str(hat), "since": begins.isoformat(), "until": _said(until)}
        await audit.record(actor, "school.hat.grant", "person", person, after=after)
        return made


async def change_grant(actor: Viewer, grant: int, until: date | None) -> None:
    """Set the last day of a grant; None: without end.

    DomainError when the school would have a day without an administrator, for a day before the first, for
    one's own grant prolonged.
    """
    async with DB.transaction():
        await DB.execute(LOCK)
        found = await _locked(grant)
        _check_order(found.since, until)
        if found.until == until:
            return
        if is_longer(until, found.until):
            check_other(actor, found.person, field="until", hats=tuple(Hat))
        await DB.execute("update granted_hat set until = $2 where id = $1", grant, until)
        await _check_administrators(found.hat)
        whose = {"grant": grant, "hat": found.hat}
        await audit.record(
            actor, "school.hat.change", "person", found.person,
            before=whose | {"until": _said(found.until)}, after=whose | {"until": _said(until)},
        )  # fmt: skip


async def withdraw_hat(actor: Viewer, person: int, hat: str) -> None:
    """Take a granted hat away as of today; without effect if it is not held.

    DomainError for the last administrator: the school would be locked out (ARCHITECTURE "Nobody gets in").
    """
    async with DB.transaction():
        await DB.execute(LOCK)
        today = clock.today()
        grants = await DB.rows(
            Grant, f"{GRANT} where person = $1 and hat = $2 and (until is null or until >= $3)",
            person, hat, today,
        )  # fmt: skip
        for found in grants:
            await _withdraw(actor, found, today)
        if grants:
            await _check_administrators(hat)


async def withdraw_grant(actor: Viewer, grant: int) -> None:
    """Take one grant away as of today, the same way; NotFound."""
    async with DB.transaction():
        await DB.execute(LOCK)
        found = await _locked(grant)
        await _withdraw(actor, found, clock.today())
        await _check_administrators(found.hat)


async def _withdraw(actor: Viewer, found: Grant, today: date) -> None:
    """A grant that has begun ends yesterday; one that has not goes."""
    if found.until is not None and found.until < today:
        raise DomainError(_("Эта роль уже снята."))
    if found.since >= today:
        await DB.execute("delete from granted_hat where id = $1", found.id)
    else:
        await DB.execute("update granted_hat set until = $2::date - 1 where id = $1", found.id, today)
    before = {"grant": found.id, "hat": found.hat, "since": found.since.isoformat(),
              "until": _said(found.until)}  # fmt: skip
    await audit.record(actor, "school.hat.withdraw", "person", found.person, before=before)


async def _check_administrators(hat: str) -> None:
    """DomainError, inside the change's transaction, if it leaves a day without an administrator."""
    if hat != Hat.ADMINISTRATOR:
        return
    today = clock.today()
    day: date | None = await DB.value(UNCOVERED, today)
    if day == today:
        raise DomainError(_("Это последний администратор: сначала назначьте другого"), field="hat")
    if day is not None:
        raise DomainError(
            _("С %(day)s в школе не останется администратора: сначала назначьте другого без срока.",
              day=f"{day:%d.%m.%Y}"),
            field="until",
        )  # fmt: skip


def _check_order(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise DomainError(_("Последний день раньше первого."), field="until")


def _said(day: date | None) -> str | None:
    return day.isoformat() if day else None


async def _locked(grant: int) -> Grant:
    found = await DB.one(Grant, f"{GRANT} where id = $1 for update", grant)
    if found is None:
        raise NotFound
    return found
