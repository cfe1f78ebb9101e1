"""Sets of bells: writing them by date, and what a careful reader would object to (DOMAIN 2.7).

Rules: lessons of a set follow one another; a break under ten minutes, a lesson over 45 and a day outside 8-19
are told, not forbidden. Times that change from a day on make a new set that begins on it: lessons before keep
the clock they were held by.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from itertools import pairwise
from typing import Any

import msgspec

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.i18n import _
from intranet.school.timetable.agreed import Touched
from intranet.school.timetable.lessons import LOCK_YEAR, Materialised, materialise

SHORTEST_BREAK, LONGEST_LESSON = 10, 45
OPENS, CLOSES = time(8), time(19)
Times = Mapping[int, tuple[time, time]]
SET = """select s.id, s.year, s.kind, s.shift, s.weekday, s.building, s.since, y.begins, y.teaching_until
    from bell_schedule s join academic_year y on y.id = s.year where s.id = $1"""
ALIKE = """select id from bell_schedule where year = $1 and kind = $2 and shift = $3
    and weekday is not distinct from $4 and building is not distinct from $5
    and since is not distinct from $6"""
INSERT = """insert into bell_schedule (year, kind, shift, weekday, building, since)
    values ($1, $2, $3, $4, $5, $6) returning id"""
RETIMED = """select count(*)::int from lesson where bell_schedule = $1 and number = any($2)
    and status <> 'cancelled'"""
RUNG = "select count(*)::int from lesson where bell_schedule = $1 and on_date < $2"


class BellSort(msgspec.Struct, frozen=True):
    """When a set rings: kind of day, shift, and one weekday or building only (None: all)."""

    kind: str
    shift: int
    weekday: int | None = None
    building: int | None = None


class _Set(msgspec.Struct, frozen=True):
    id: int
    year: int
    kind: str
    shift: int
    weekday: int | None
    building: int | None
    since: date | None
    begins: date
    teaching_until: date

    @property
    def sort(self) -> BellSort:
        return BellSort(self.kind, self.shift, self.weekday, self.building)


class _Bell(msgspec.Struct, frozen=True):
    number: int
    starts: time
    ends: time


def check_times(times: Times) -> None:
    """DomainError when lessons are out of order or run into one another; at least one is needed."""
    if not times:
        raise DomainError(_("Впишите время хотя бы одного урока."))
    previous: tuple[int, time] | None = None
    for number, (starts, ends) in sorted(times.items()):
        if ends <= starts:
            raise DomainError(
                _("%(n)s-й урок кончается раньше, чем начинается.", n=number), field=f"ends_{number}"
            )
        if previous is not None and starts < previous[1]:
            text = _(
                "%(n)s-й урок начинается раньше, чем кончается %(before)s-й.", n=number, before=previous[0]
            )
            raise DomainError(text, field=f"starts_{number}")
        previous = (number, ends)


def objections(times: Times) -> list[str]:
    """What the sanitary rules would say of these times, in sentences; nothing is forbidden by it."""
    said: list[str] = []
    ordered = sorted(times.items())
    for number, (starts, ends) in ordered:
        if minutes(ends) - minutes(starts) > LONGEST_LESSON:
            said.append(_("%(n)s-й урок длиннее 45 минут", n=number))
    for (number, (_starts, ends)), (_next, (starts, _ends)) in pairwise(ordered):
        pause = minutes(starts) - minutes(ends)
        if pause < SHORTEST_BREAK:
            said.append(
                _(
                    "перемена после %(n)s-го урока — %(minutes)s мин., нужно не меньше 10",
                    n=number,
                    minutes=pause,
                )
            )
    if ordered and ordered[0][1][0] < OPENS:
        said.append(_("уроки начинаются раньше 8:00"))
    if ordered and ordered[-1][1][1] > CLOSES:
        said.append(_("уроки кончаются позже 19:00"))
    return said


def minutes(at: time) -> int:
    """Of the day."""
    return at.hour * 60 + at.minute


async def add_bells(actor: Viewer, year: int, sort: BellSort, times: Times) -> Touched:
    """A new set for a sort of days, in force from the year's first day. DomainError when there is one."""
    check_times(times)
    async with DB.transaction():
        await DB.execute(LOCK_YEAR, year)
        begins = await DB.value("select begins from academic_year where id = $1", year)
        if begins is None:
            raise NotFound
        if await DB.value(ALIKE, year, *msgspec.structs.astuple(sort), None):
            raise DomainError(_("Такие звонки уже есть: измените их."), field="kind")
        made = await _write(actor, year, sort, None, times)
        await audit.record(
            actor, "school.bells.add", "bell_schedule", made, after={"times": _said(times), **_of(sort)}
        )
        return Touched(await materialise(actor, year, max(begins, actor.day)))


async def change_bells(actor: Viewer, schedule: int, times: Times, since: date) -> Touched:
    """Other times from a day on. From the set's own first day it is corrected, later a new set begins."""
    check_times(times)
    async with DB.transaction():
        found = await _locked(schedule)
        first = found.since or found.begins
        if since < first or since > found.teaching_until:
            raise DomainError(
                _("Выберите день с %(day)s до конца уроков.", day=f"{first:%d.%m.%Y}"), field="since"
            )
        before = await _times_of(schedule)
        if dict(times) == before:
            return Touched()
        if since == first:
            done = await _correct(schedule, before, times)
        else:
            if await DB.value(ALIKE, found.year, *msgspec.structs.astuple(found.sort), since):
                raise DomainError(_("С этого дня уже действуют другие звонки: измените их."), field="since")
            schedule = await _write(actor, found.year, found.sort, since, times)
            done = await materialise(actor, found.year, since)
        await audit.record(
            actor, "school.bells.change", "bell_schedule", schedule,
            before={"times": _said(before)}, after={"times": _said(times), "since": since.isoformat()},
        )  # fmt: skip
        return Touched(done)


async def remove_bells(actor: Viewer, schedule: int) -> Touched:
    """Take a set away: its coming lessons ring by the next that fits. DomainError once lessons were held."""
    async with DB.transaction():
        found = await _locked(schedule)
        if held := await DB.value(RUNG, schedule, actor.day):
            raise DomainError(_("По этим звонкам уже прошли уроки (%(n)s): удалить их нельзя.", n=held))
        before = await _times_of(schedule)
        await DB.execute("delete from bell_schedule where id = $1", schedule)
        await audit.record(
            actor, "school.bells.remove", "bell_schedule", schedule,
            before={"times": _said(before), "year": found.year, **_of(found.sort)},
        )  # fmt: skip
        return Touched(await materialise(actor, found.year, max(found.begins, actor.day)))


async def _locked(schedule: int) -> _Set:
    found = await DB.one(_Set, SET, schedule)
    if found is None:
        raise NotFound
    await DB.execute(LOCK_YEAR, found.year)
    return found


async def _times_of(schedule: int) -> dict[int, tuple[time, time]]:
    rows = await DB.rows(_Bell, "select number, starts, ends from bell where schedule = $1", schedule)
    return {row.number: (row.starts, row.ends) for row in rows}


async def _write(actor: Viewer, year: int, sort: BellSort, since: date | None, times: Times) -> int:
    made: int = await DB.value(INSERT, year, *msgspec.structs.astuple(sort), since)
    await _ring(made, times)
    return made


async def _ring(schedule: int, times: Times) -> None:
    await DB.execute_many(
        "insert into bell (schedule, number, starts, ends) values ($1, $2, $3, $4)",
        [(schedule, number, *pair) for number, pair in sorted(times.items())],
    )


async def _correct(schedule: int, before: Times, times: Times) -> Materialised:
    """The set's own times; the lessons that ring otherwise now are counted as updated."""
    other = [number for number in {*before, *times} if before.get(number) != times.get(number)]
    await DB.execute("delete from bell where schedule = $1", schedule)
    await _ring(schedule, times)
    return Materialised(updated=await DB.value(RETIMED, schedule, other))


def _said(times: Times) -> dict[str, str]:
    return {str(n): f"{starts:%H:%M}-{ends:%H:%M}" for n, (starts, ends) in sorted(times.items())}


def _of(sort: BellSort) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(sort)
    return told
