"""Who is in which part of a class, or in a group across classes, as of a day: all of a table at once.

Rules: memberships are dated; what was before the day stays, what is said of a later day gives way; a pupil
is in at most one group of a division; nobody may have two lessons at one time through the groups (DOMAIN
2.11 no. 8). The same few statements for any number of pupils.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.classes.names import label_key
from intranet.school.classes.standing import members_from
from intranet.school.people.names import clean
from intranet.school.timetable.pupil_clashes import check_pupils

Choice = Mapping[int, int | None]
GROUP = """select id, year, school_class, is_roster, name from study_group where id = any($1)
    order by id for update"""
ROSTER = """select m.student, m.until from group_membership m join study_group g on g.id = m.study_group
    where m.is_roster and g.year = $1 and ($2::int is null or g.school_class = $2)
      and m.student = any($3) and m.since <= $4 and (m.until is null or m.until >= $4)"""
MEMBERS = """select study_group, student from group_membership
    where study_group = any($1) and since <= $2 and (until is null or until >= $2) order by student"""
WANTED = "(m.student, m.study_group) in (select * from unnest($4::int[], $5::int[]))"
DROP_LATER = f"""delete from group_membership m where m.study_group = any($1) and m.student = any($2)
    and (m.since > $3 or (m.since = $3 and not {WANTED}))"""
END = f"""update group_membership m set until = $3::date - 1 where m.study_group = any($1)
    and m.student = any($2) and m.since < $3 and (m.until is null or m.until >= $3) and not {WANTED}"""
JOIN = """insert into group_membership (study_group, student, since, until)
    select w.study_group, w.student, $3, w.until
    from unnest($1::int[], $2::int[], $4::date[]) as w(student, study_group, until)
    where not exists (select 1 from group_membership m where m.study_group = w.study_group
        and m.student = w.student and m.since <= $3 and (m.until is null or m.until >= $3))
    returning study_group, student"""


class _Group(msgspec.Struct, frozen=True):
    id: int
    year: int
    school_class: int | None
    is_roster: bool
    name: str


class _Member(msgspec.Struct, frozen=True):
    study_group: int
    student: int


class _Stay(msgspec.Struct, frozen=True):
    student: int
    until: date | None


async def divide_class(
    actor: Viewer, school_class: int, groups: Collection[int], choice: Choice, since: date
) -> int:
    """Put each pupil of `choice` into one of the class's groups, or into none, from a day on; how many moved.

    Pupils not named stay where they are. NotFound for groups of another class; DomainError at `choice` for a
    pupil who is not of the class on that day, or who would have two lessons at one time.
    """
    async with DB.transaction():
        found = await _locked(groups)
        if not found or any(one.is_roster or one.school_class != school_class for one in found):
            raise NotFound
        return await _place(actor, found, choice, since, school_class)


async def set_members(actor: Viewer, group: int, students: Collection[int], since: date) -> int:
    """These pupils and no others are in a group across classes from a day on; how many came or went."""
    async with DB.transaction():
        found = await _locked([group])
        if not found or found[0].school_class is not None:
            raise NotFound
        now = await DB.rows(_Member, MEMBERS, [group], since)
        choice: dict[int, int | None] = {member.student: None for member in now}
        choice |= dict.fromkeys(students, group)
        return await _place(actor, found, choice, since, None)


async def _locked(groups: Collection[int]) -> list[_Group]:
    found = await DB.rows(_Group, GROUP, sorted(set(groups)))
    return found if len(found) == len(set(groups)) else []


async def _place(
    actor: Viewer, groups: list[_Group], choice: Choice, since: date, school_class: int | None
) -> int:
    ids, pupils = [one.id for one in groups], sorted(choice)
    wanted = {student: group for student, group in choice.items() if group is not None}
    if set(wanted.values()) - set(ids):
        raise NotFound
    stays = await _stays(groups[0].year, school_class, wanted, since)
    before = await _members(ids, since)
    students, targets = list(wanted), list(wanted.values())
    await DB.execute(DROP_LATER, ids, pupils, since, students, targets)
    await DB.execute(END, ids, pupils, since, students, targets)
    joined = await DB.rows(_Member, JOIN, students, targets, since, [stays[one] for one in students])
    for group in ids:
        if come := [member.student for member in joined if member.study_group == group]:
            await check_pupils(group, come, since, field="choice")
    after = await _members(ids, since)
    if after != before:
        await audit.record(
            actor, "school.groups.divide", "school_class" if school_class else "study_group",
            school_class or ids[0],
            before={"groups": before},
            after={"groups": after, "since": since.isoformat(), "stays": await members_from(ids, since)},
        )  # fmt: skip
    return len({(g, s) for g, all_in in after.items() for s in all_in}
               ^ {(g, s) for g, all_in in before.items() for s in all_in})  # fmt: skip


async def _stays(
    year: int, school_class: int | None, wanted: Collection[int], since: date
) -> dict[int, date | None]:
    """Until when each pupil is in a class of the year; DomainError for one who is not on that day."""
    rows = await DB.rows(_Stay, ROSTER, year, school_class, sorted(wanted), since)
    stays = {row.student: row.until for row in rows}
    if set(wanted) - set(stays):
        raise DomainError(
            _("На этот день не все отмеченные числятся в классе: выберите другой день."), field="choice"
        )
    return stays


async def _members(groups: list[int], day: date) -> dict[str, list[int]]:
    """Group id (a JSON key) -> pupils of a day."""
    found: dict[str, list[int]] = defaultdict(list)
    for member in await DB.rows(_Member, MEMBERS, groups, day):
        found[str(member.study_group)].append(member.student)
    return dict(found)


async def rename_group(actor: Viewer, group: int, name: str) -> None:
    """Another name; NotFound for a class's roster, DomainError when the class has such a group."""
    key = label_key(name)
    async with DB.transaction():
        found = next(iter(await _locked([group])), None)
        if found is None or found.is_roster:
            raise NotFound
        if not key:
            raise DomainError(_("Назовите группу."), field="name")
        taken = """select exists (select 1 from study_group where year = $1 and key = $3 and id <> $4
            and school_class is not distinct from $2)"""
        if await DB.value(taken, found.year, found.school_class, key, group):
            raise DomainError(_("Группа с таким названием уже есть."), field="name")
        await DB.execute("update study_group set name = $2, key = $3 where id = $1", group, clean(name), key)
        await audit.record(
            actor, "school.group.rename", "study_group", group,
            before={"name": found.name}, after={"name": clean(name)},
        )  # fmt: skip


async def remove_group(actor: Viewer, group: int) -> None:
    """Take a group away in which nobody was taught; DomainError when it has journals or had pupils."""
    async with DB.transaction():
        found = next(iter(await _locked([group])), None)
        if found is None or found.is_roster:
            raise NotFound
        journals, members = await DB.record(
            """select (select count(*) from journal where study_group = $1),
                      (select count(*) from group_membership where study_group = $1 and since < $2)""",
            group, actor.day,
        )  # fmt: skip
        if journals or members:
            text = _("Группу удалить нельзя: журналов — %(journals)s, записей об учениках — %(members)s.",
                     journals=journals, members=members)  # fmt: skip
            raise DomainError(text)
        await DB.execute("delete from group_membership where study_group = $1", group)
        await DB.execute("delete from study_group where id = $1", group)
        await audit.record(actor, "school.group.remove", "study_group", group, before={"name": found.name})
