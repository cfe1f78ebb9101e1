"""What filling a day needs beside the day itself."""

from __future__ import annotations

from datetime import date

import msgspec

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.substitutions.planning.candidates import Staff
from modules.substitutions.planning.options import Filling, OwnJournal, without_proposals
from modules.substitutions.planning.state import Day
from modules.substitutions.queries.day import day_of

# Of groups that have a lesson on the day, whoever teaches them.
JOURNALS = """select x.teacher, j.study_group, j.id as journal
    from assignment x join journal j on j.id = x.journal
    where x.since <= $1 and (x.until is null or x.until >= $1)
        and j.study_group in (select study_group from lesson where on_date = $1)
    order by x.teacher, j.study_group, j.id"""

SUBJECTS = """select j.id as journal, s.name from journal j join subject s on s.id = j.subject
    where j.id = any($1)"""


class _Named(msgspec.Struct, frozen=True):
    journal: int
    name: str


async def filling_of(viewer: Viewer, on_date: date) -> Filling:
    """The day to be filled, as if nothing had been proposed yet. For dispatchers only (permissions.PLAN)."""
    day = without_proposals(await day_of(viewer, on_date))
    return Filling(Staff(day), await DB.rows(OwnJournal, JOURNALS, on_date))


async def review_of(viewer: Viewer, on_date: date) -> Filling:
    """The day with its proposals, for looking through them. For dispatchers only (permissions.PLAN)."""
    return Filling(Staff(await day_of(viewer, on_date)))


async def subjects_of(viewer: Viewer, day: Day) -> dict[int, str]:
    """Names of subjects by journal, of journals that drafts put in place of lessons; no statement without."""
    journals = sorted({one.journal for one in day.drafts.values() if one.journal is not None})
    if not journals:
        return {}
    return {one.journal: one.name for one in await DB.rows(_Named, SUBJECTS, journals)}
