"""What stands today where a change of classes or load wrote, by the rows themselves; who wrote it later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.calendar import terms
from intranet.school.classes import standing
from modules.office.queries import later
from modules.office.queries.changes import Change

ASSIGNMENT = """select journal, jsonb_build_object('teacher', teacher, 'hours_quarters', hours_quarters,
    'since', since, 'until', until) from assignment where id = $1"""


def _day(change: Change, name: str = "since") -> date:
    return date.fromisoformat(change.after[name])


def _groups(change: Change) -> list[str]:
    return sorted({**change.before["groups"], **change.after["groups"], **change.after.get("stays", {})})


async def groups_now(actor: Viewer, change: Change) -> Mapping[str, object]:
    """Who is in the groups from the day on."""
    groups = [int(group) for group in _groups(change)]
    return {"stays": await standing.members_from(groups, _day(change))}


async def later_groups(actor: Viewer, change: Change) -> Change | None:
    """Who divided them again, or moved one of the pupils."""
    divisions = (change.before["groups"], change.after["groups"])
    pupils = {str(one) for groups in divisions for together in groups.values() for one in together}
    return await later.later_in_groups(actor, change, _groups(change), sorted(pupils))


async def scheme_now(actor: Viewer, change: Change) -> Mapping[str, object]:
    """The scheme the class follows."""
    followed = await DB.value(terms.FOLLOWED, change.subject_id, change.after["subject"])
    return {"scheme": followed}


async def later_scheme(actor: Viewer, change: Change) -> Change | None:
    """Who chose another scheme."""
    return await later.later_scheme(actor, change, change.subject_id or 0, change.after["subject"])


async def leader_now(actor: Viewer, change: Change) -> Mapping[str, object] | None:
    """The teacher, as long as nobody else leads the class from the day on."""
    since, teacher = _day(change), change.after["teacher"]
    led = await standing.leaders_from(change.subject_id or 0, since)
    return {"teacher": teacher} if led == {teacher: f"{{[{since},)}}"} else None


async def end_now(actor: Viewer, change: Change) -> Mapping[str, object] | None:
    """The last day, as long as nobody leads the class after it."""
    last = _day(change, "until")
    led = await standing.leaders_from(change.subject_id or 0, last)
    ended = f"{{[{last},{last + timedelta(1)})}}"
    return {"until": last.isoformat()} if led == {change.before["teacher"]: ended} else None


async def later_leader(actor: Viewer, change: Change) -> Change | None:
    """Who named another class teacher."""
    told = (change.before.get("teacher"), change.after.get("teacher"))
    return await later.later_leading(actor, change, change.subject_id or 0, [one for one in told if one])


async def handed_now(actor: Viewer, change: Change) -> Mapping[str, object]:
    """What the two teach in the journals from the day on."""
    after = change.after
    both = (change.subject_id or 0, after["successor"])
    return {"load": await standing.load_from(after["journals"], both, _day(change))}


async def later_handed(actor: Viewer, change: Change) -> Change | None:
    """Who changed the load of these journals."""
    both = [change.subject_id or 0, change.after["successor"]]
    return await later.later_in_load(actor, change, change.after["journals"], both)


async def assignment_now(actor: Viewer, change: Change) -> Mapping[str, object] | None:
    """The assignment's row; of one just added, as long as it has no end."""
    row = await _assignment(change)
    values = {name: row[1][name] for name in change.after if name in row[1]} if row else None
    return None if row and "assignment" in change.after and row[1]["until"] else values


async def later_assignment(actor: Viewer, change: Change) -> Change | None:
    """Who changed the load of its journal."""
    row = await _assignment(change)
    journal = row[0] if row else change.subject_id if change.subject == "journal" else None
    teacher = change.after.get("teacher") or (row[1]["teacher"] if row else 0)
    return await later.later_in_load(actor, change, [journal or 0], [teacher])


async def _assignment(change: Change) -> tuple[int, dict[str, Any]] | None:
    try:
        journal, values = await DB.record(ASSIGNMENT, change.after.get("assignment", change.subject_id))
    except LookupError:
        return None
    return journal, values
