"""Versions of the timetable in force by date, and drafts of the next one."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import NotFound
from modules.timetable.planning.plan import DraftRow

YEAR = """select id from academic_year order by greatest(begins - $1::date, $1::date - ends, 0), begins desc
    limit 1"""
VERSIONS = """select v.id, v.since, v.until, count(s.id) as slots from timetable_version v
    left join timetable_slot s on s.version = v.id where v.year = """
ORDER = " group by v.id order by v.since"
DRAFT = """select d.id, d.year, y.title as year_title, d.title, d.since, d.made_at, d.published_at,
        y.begins, y.teaching_until,
        case when p.id is not null then array[p.surname, p.name, p.patronymic]::text[] end as author,
        (select count(*) from draft_slot s where s.draft = d.id) as slots
    from timetable_draft d join academic_year y on y.id = d.year left join person p on p.id = d.made_by"""
DRAFTS = f"""{DRAFT} where d.year = ({YEAR}) or d.published_at is null
    order by d.published_at desc nulls first, d.since desc, d.id desc limit 30"""


class VersionRow(msgspec.Struct, frozen=True):
    """A version in force since..until, and how many slots it has."""

    id: int
    since: date
    until: date | None
    slots: int

    def is_on(self, day: date) -> bool:
        """Whether it is in force on a date."""
        return self.since <= day and (self.until is None or self.until >= day)


async def versions_now(viewer: Viewer) -> list[VersionRow]:
    """The versions of the current year in order."""
    return await DB.rows(VersionRow, f"{VERSIONS} ({YEAR}) {ORDER}", viewer.day)


async def versions_of_year(viewer: Viewer, year: int) -> list[VersionRow]:
    """The versions of a year in order."""
    return await DB.rows(VersionRow, f"{VERSIONS} $1 {ORDER}", year)


async def drafts_of(viewer: Viewer) -> list[DraftRow]:
    """Drafts in the making, then the published ones of the year."""
    return await DB.rows(DraftRow, DRAFTS, viewer.day)


async def draft_of(viewer: Viewer, draft: int) -> DraftRow:
    """One draft; NotFound for one that is not there."""
    found = await DB.one(DraftRow, f"{DRAFT} where d.id = $1", draft)
    if found is None:
        raise NotFound
    return found
