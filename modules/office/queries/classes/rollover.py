"""What is shown of carrying a year into the next: the proposal, and what was carried over so far."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args
from intranet.school.classes.rollover_plan import Proposal, proposal_of
from intranet.school.facts import YearRow


class Run(msgspec.Struct, frozen=True):
    """One carrying over; `begins` is the next year's first day."""

    id: int
    into: str
    begins: date
    order_number: str
    order_date: date | None
    moved: int
    finished: int
    made_at: datetime
    undone_at: datetime | None


RUNS = """select r.id, y.title as into, y.begins, r.order_number, r.order_date, r.moved, r.finished,
        r.made_at, r.undone_at
    from rollover r join academic_year y on y.id = r.into
    where r.year = $3 and $1::int is not null and $2::date is not null order by r.id desc"""


async def proposal_shown(viewer: Viewer, year: YearRow) -> Proposal:
    """The proposal of a year. Leaves a line in the access log."""
    found = await proposal_of(viewer, year)
    people = {step.pupil.student for step in found.steps} | {left.pupil.student for left in found.left}
    audit.looked_at(viewer, "office.rollover", people | {pupil.student for pupil in found.ahead})
    return found


async def runs_of(viewer: Viewer, year: int) -> list[Run]:
    """The year's rollovers, the newest first, undone ones too."""
    return await DB.rows(Run, RUNS, *viewer_args(viewer), year)
