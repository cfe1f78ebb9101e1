"""One teacher takes over from another, and what is left when somebody leaves (DOMAIN 2.3).

Rules: the old assignment ends the day before, the new one begins on the day with the same hours; the
timetable gets a new version from that day, so lessons before keep their teacher and coming ones, unless a
published change says who teaches, change theirs; two lessons at one time are told before it is done.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.calendar.days import DAY
from intranet.school.calendar.sql import YEAR
from intranet.school.classes.standing import load_from
from intranet.school.facts import YearRow
from intranet.school.own_hands import check_other
from intranet.school.timetable.agreed import Touched
from intranet.school.timetable.lessons import LOCK_YEAR, Materialised, NewSlot, put_version
from intranet.school.timetable.lessons_sql import slots_of, versions_of

HELD = """select a.id, a.journal, a.hours_quarters, a.since, a.until, g.year from assignment a
    join journal j on j.id = a.journal join study_group g on g.id = j.study_group
    where a.teacher = $1 and ($3::int[] is null or a.journal = any($3)) and (a.until is null or a.until >= $2
        or a.until = $2::date - 1 and not exists (select 1 from assignment n where n.journal = a.journal
            and (n.until is null or n.until >= $2)))
    order by a.id for update of a"""
END = "update assignment set until = $2 where id = $1"
DROP = "delete from assignment where id = $1"
TAKE = """insert into assignment (journal, teacher, hours_quarters, since, until)
    select $1, $2, $3, $4, $5 where not exists (select 1 from assignment where journal = $1 and teacher = $2
        and daterange(since, until, '[]') && daterange($4, $5, '[]'))"""
CLASHES = """select distinct extract(isodow from a.on_date)::int as weekday, a.number,
        asu.name as own, bsu.name as other
    from lesson a join journal aj on aj.id = a.journal join subject asu on asu.id = aj.subject
    left join bell ab on ab.schedule = a.bell_schedule and ab.number = a.number
    join lesson b on b.teacher = a.teacher and b.on_date = a.on_date and b.journal <> a.journal
        and b.status <> 'cancelled'
    join journal bj on bj.id = b.journal join subject bsu on bsu.id = bj.subject
    left join bell bb on bb.schedule = b.bell_schedule and bb.number = b.number
    where a.teacher = $1 and a.journal = any($2) and a.on_date >= $3 and a.status <> 'cancelled'
      and case when ab.starts is null or bb.starts is null then a.number = b.number
               else ab.starts < bb.ends and bb.starts < ab.ends end
    order by weekday, a.number, own, other limit 5"""
LEAVE = {
    "posts": """update staff_post set until = $2 where person = $1 and since <= $2
        and (until is null or until > $2)""",
    "assignments": """update assignment set until = $2 where teacher = $1 and since <= $2
        and (until is null or until > $2)""",
    "classes": """update class_teacher set until = $2 where teacher = $1 and since <= $2
        and (until is null or until > $2)""",
}
FORGET = (
    "delete from assignment where teacher = $1 and since > $2",
    "delete from class_teacher where teacher = $1 and since > $2",
)


class Dismissed(msgspec.Struct, frozen=True):
    """How many posts, assignments and classes ended."""

    posts: int
    assignments: int
    classes: int


class _Held(msgspec.Struct, frozen=True):
    id: int
    journal: int
    hours_quarters: int
    since: date
    until: date | None
    year: int


class _Clash(msgspec.Struct, frozen=True):
    weekday: int
    number: int
    own: str
    other: str


async def replace_teacher(
    actor: Viewer, teacher: int, successor: int, since: date, journals: Collection[int] | None = None
) -> Touched:
    """Let the successor teach from a day on what the teacher taught: these journals, or all.

    DomainError when there is nothing to take over, or for oneself; NotFound for an unknown successor.
    """
    if teacher == successor:
        raise DomainError(_("Выберите другого учителя."), field="successor")
    check_other(actor, successor, field="successor")
    async with DB.transaction():
        if not await DB.value("select exists (select 1 from person where id = $1)", successor):
            raise NotFound
        held = await DB.rows(_Held, HELD, teacher, since, sorted(journals) if journals is not None else None)
        if not held:
            raise DomainError(_("С этого дня у учителя нет такой нагрузки."), field="teacher")
        taken, both = [one.journal for one in held], (teacher, successor)
        before = await load_from(taken, both, since)
        for one in held:
            await _hand_over(one, successor, since)
        lessons = Materialised()
        for year in sorted({one.year for one in held}):
            lessons += await _follow(actor, year, teacher, successor, taken, since)
        await audit.record(
            actor, "school.teacher.replace", "person", teacher,
            before={"teacher": teacher, "load": before},
            after={"successor": successor, "journals": taken, "since": since.isoformat(),
                   "load": await load_from(taken, both, since)},
        )  # fmt: skip
        return Touched(lessons, await _warnings(successor, taken, since))


async def _hand_over(held: _Held, successor: int, since: date) -> None:
    is_over = held.until is not None and held.until < since  # its teacher has left the day before
    if held.since < since:
        await DB.execute(END, held.id, since - DAY)
    else:
        await DB.execute(DROP, held.id)
    begins, until = max(since, held.since), None if is_over else held.until
    await DB.execute(TAKE, held.journal, successor, held.hours_quarters, begins, until)


async def _follow(
    actor: Viewer, year: int, teacher: int, successor: int, journals: Sequence[int], since: date
) -> Materialised:
    """Versions of the timetable from the day on, with the successor in the teacher's place."""
    await DB.execute(LOCK_YEAR, year)
    found = await DB.one(YearRow, YEAR, year)
    assert found is not None  # the journals' year
    lessons, begins = Materialised(), max(since, found.begins)
    for version in await versions_of(year):
        if begins > found.teaching_until or (version.until is not None and version.until < begins):
            continue
        slots = [
            NewSlot(s.journal, s.weekday, s.number, s.week, s.teacher, s.room)
            for s in await slots_of(version.id)
        ]
        changed = [
            slot._replace(teacher=successor) if slot.journal in journals and slot.teacher == teacher else slot
            for slot in slots
        ]
        if changed != slots:
            lessons += (await put_version(actor, year, max(begins, version.since), changed)).lessons
    return lessons


async def _warnings(teacher: int, journals: Sequence[int], since: date) -> tuple[str, ...]:
    days = ("", _("пн"), _("вт"), _("ср"), _("чт"), _("пт"), _("сб"), _("вс"))
    template = _("%(day)s, %(n)s-й урок: «%(own)s» и «%(other)s» в одно время")
    return tuple(
        template % {"day": days[one.weekday], "n": one.number, "own": one.own, "other": one.other}
        for one in await DB.rows(_Clash, CLASHES, teacher, list(journals), since)
    )


async def dismiss(actor: Viewer, person: int, last_day: date) -> Dismissed:
    """The person's last day at work: posts, assignments and own classes end; granted hats stay.

    DomainError when there is nothing to end after that day.
    """
    async with DB.transaction():
        if not await DB.value("select exists (select 1 from person where id = $1 for update)", person):
            raise NotFound
        ended = {what: _count(await DB.execute(LEAVE[what], person, last_day)) for what in LEAVE}
        gone = sum([_count(await DB.execute(statement, person, last_day)) for statement in FORGET])
        if not gone and not any(ended.values()):
            raise DomainError(
                _("После этого дня у человека нет ни должности, ни нагрузки, ни класса."), field="last_day"
            )
        await audit.record(
            actor, "school.staff.dismiss", "person", person,
            after={"last_day": last_day.isoformat(), **ended},
        )  # fmt: skip
        return Dismissed(**ended)


def _count(tag: str) -> int:
    """ "UPDATE 3" -> 3."""
    return int(tag.rpartition(" ")[2])
