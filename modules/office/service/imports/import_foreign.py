"""Writing a foreign timetable that was planned, inside the caller's transaction; its names are remembered."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school import bulk
from intranet.school.classes.names import label_key
from intranet.school.classes.service import add_class
from intranet.school.people.service import PersonCard
from modules.office.lists.foreign.model import NameKind
from modules.office.planning.foreign.plan import ForeignPlan
from modules.office.queries.imports.foreign_names import choices_for, foreign_name
from modules.office.service.imports.import_names import write_names
from modules.office.service.imports.import_people import add_groups
from modules.office.service.imports.import_progress import Progress
from modules.office.service.imports.import_teaching import write_week

POST = "Учитель"
ROSTERS = "select school_class, id from study_group where is_roster and school_class = any($1)"
SIX_DAYS = "update school_class set week_days = 6 where id = any($1)"
JOIN = """insert into group_membership (study_group, is_roster, student, since)
    select distinct $1::int, false, m.student, $3::date from group_membership m
    where m.study_group = any($2::int[]) and m.since <= $3 and (m.until is null or m.until >= $3)"""
REMEMBER = """insert into foreign_name (system, kind, key, text, target)
    select $1, u.kind, u.key, u.text, u.target
    from unnest($2::text[], $3::text[], $4::text[], $5::int[]) as u(kind, key, text, target)
    on conflict (system, kind, key) do update set text = excluded.text, target = excluded.target
    where (foreign_name.text, foreign_name.target) is distinct from (excluded.text, excluded.target)"""
FORGET, LEAVE_OUT = "forget", "out"


class _Roster(msgspec.Struct, frozen=True):
    school_class: int
    id: int


async def write_foreign(actor: Viewer, plan: ForeignPlan, progress: Progress) -> None:
    """New people, classes and groups, then the version, then the names."""
    people = await _add_people(plan)
    classes = await _add_classes(actor, plan)
    await progress.reach(0.35)
    await _add_groups(actor, plan, classes)
    subjects, rooms = await write_names(actor, plan.subjects), await write_names(actor, plan.rooms)
    await write_week(actor, plan, progress, (subjects, rooms, people))
    ids = {
        NameKind.TEACHER: people, NameKind.CLASS: classes, NameKind.SUBJECT: subjects, NameKind.ROOM: rooms,
    }  # fmt: skip
    await _remember(plan, ids)


async def _add_people(plan: ForeignPlan) -> dict[int, int]:
    """Cards of teachers with a post; no list grants a hat."""
    assert plan.frame is not None
    new = plan.made.people
    names = [one.full for one in new]
    ids = await bulk.insert_people(
        PersonCard(surname=one.surname, name=one.name, patronymic=one.patronymic) for one in names
    )
    start = plan.frame.start
    await DB.copy("staff_post", ("person", "title", "since"), [(ident, POST, start) for ident in ids])
    return {one.id: ident for one, ident in zip(new, ids, strict=True)}


async def _add_classes(actor: Viewer, plan: ForeignPlan) -> dict[int, int]:
    assert plan.frame is not None
    ids = {one.id: await add_class(actor, plan.frame.year.id, one.name) for one in plan.made.classes}
    rosters = {one.school_class: one.id for one in await DB.rows(_Roster, ROSTERS, list(ids.values()))}
    for one in plan.made.classes:
        one.roster.id, one.roster.school_class = rosters[ids[one.id]], ids[one.id]
    if plan.week_days == 6:
        await DB.execute(SIX_DAYS, list(ids.values()))
    return ids


async def _add_groups(actor: Viewer, plan: ForeignPlan, classes: dict[int, int]) -> None:
    """Parts of classes, then groups across them with the pupils of their parts."""
    assert plan.frame is not None
    for group in plan.made.groups:
        group.school_class = classes.get(group.school_class, group.school_class)
    await add_groups(actor, plan.frame, plan.made.groups)
    rows = [(plan.frame.year.id, False, one.group.name, label_key(one.group.name)) for one in plan.made.cross]
    ids = await bulk.insert_rows("study_group", ("year", "is_roster", "name", "key"), rows)
    for one, ident in zip(plan.made.cross, ids, strict=True):
        one.group.id = ident
        await DB.execute(JOIN, ident, [of.id for of in one.of], plan.since)


async def _remember(plan: ForeignPlan, ids: dict[NameKind, dict[int, int]]) -> None:
    rows = list(_rows(plan, ids))
    if rows:
        await DB.execute(REMEMBER, plan.system, *(list(column) for column in zip(*rows, strict=True)))


def _rows(
    plan: ForeignPlan, ids: dict[NameKind, dict[int, int]]
) -> Iterable[tuple[str, str, str, int | None]]:
    for one in plan.remembered:
        target = one.group.id if one.group else one.target
        if target is not None:
            target = ids.get(one.name.kind, {}).get(target, target)
        yield one.name.kind.value, one.name.key, one.name.text, target


async def change_name(actor: Viewer, name_id: int, given: str) -> None:
    """Let a name mean something else from the next import on: an id of ours, `out`, or `forget` to be asked.

    NotFound; DomainError for what is none of ours.
    """
    async with DB.transaction():
        before = await foreign_name(actor, name_id)
        if given == FORGET:
            await DB.execute("delete from foreign_name where id = $1", name_id)
        else:
            known = {str(ident): ident for ident, _name in await choices_for(actor, before.kind)}
            if given != LEAVE_OUT and given not in known:
                raise DomainError(_("Выберите из списка."), field="target")
            target = None if given == LEAVE_OUT else known[given]
            found = await DB.value(
                "update foreign_name set target = $2 where id = $1 returning id", name_id, target
            )
            if found is None:
                raise NotFound
        await audit.record(
            actor, "office.foreign_name.change", "foreign_name", name_id,
            before={"target": before.target}, after={"target": given},
        )  # fmt: skip
