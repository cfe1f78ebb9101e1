"""What people are employed as, and from when to when."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _

IN_FORCE = "select id from staff_post where person = $1 and title = $2 and (until is null or until >= $3)"
INSERT = "insert into staff_post (person, title, since) values ($1, $2, $3) returning id"
FIND = "select id, person, title, since, until from staff_post where id = $1 for update"


class _Row(msgspec.Struct, frozen=True):
    id: int
    person: int
    title: str
    since: date
    until: date | None


async def add_staff_post(actor: Viewer, person: int, title: str, since: date) -> int:
    """Employ a person as something from a date on; the same post in force stays. The post's id."""
    async with DB.transaction():
        known: int | None = await DB.value(IN_FORCE, person, title, since)
        if known is not None:
            return known
        made: int = await DB.value(INSERT, person, title, since)
        after = {"post": made, "title": title, "since": since.isoformat()}
        await audit.record(actor, "school.post.add", "person", person, after=after)
        return made


async def end_post(actor: Viewer, post: int, last_day: date | None) -> None:
    """The post ends with this day; None: it goes on. DomainError before its first day, NotFound."""
    async with DB.transaction():
        found = await _locked(post)
        if last_day is not None and last_day < found.since:
            raise DomainError(_("Человек принят на должность позже этого дня."), field="last_day")
        await DB.execute("update staff_post set until = $2 where id = $1", post, last_day)
        whose = {"post": post, "title": found.title}
        await audit.record(
            actor, "school.post.end", "person", found.person,
            before=whose | {"until": found.until.isoformat() if found.until else None},
            after=whose | {"until": last_day.isoformat() if last_day else None},
        )  # fmt: skip


async def remove_post(actor: Viewer, post: int) -> None:
    """Take back a post that was recorded by mistake. NotFound."""
    async with DB.transaction():
        found = await _locked(post)
        await DB.execute("delete from staff_post where id = $1", post)
        before = {"post": post, "title": found.title, "since": found.since.isoformat()}
        await audit.record(actor, "school.post.remove", "person", found.person, before=before)


async def _locked(post: int) -> _Row:
    found = await DB.one(_Row, FIND, post)
    if found is None:
        raise NotFound
    return found
