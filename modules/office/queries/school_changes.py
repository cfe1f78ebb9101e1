"""The last changes of how the school works: classes, load, lists, calendar, rules. Nobody's card."""

from __future__ import annotations

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.access import viewer_args
from modules.office.queries.changes import CHANGE, Change


async def school_changes(viewer: Viewer, actions: list[str], most: int) -> list[Change]:
    """The newest entries of these actions."""
    return await DB.rows(
        Change,
        f"""{CHANGE} where e.action = any($3::text[]) and $1::int is not null and $2::date is not null
            order by e.id desc limit $4""",
        *viewer_args(viewer), actions, most,
    )  # fmt: skip
