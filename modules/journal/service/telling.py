"""Telling families: marks and absences read from the ledger, and homework that was changed.

The job's whole run is one transaction: news, notices and the reader's new place are written together, so a
killed worker has told nothing and a second one, which waits for the reader's row, finds nothing to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from intranet.kit import clock
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.school.audience import Audience
from modules.journal.queries.news import MOST, due_of, still_away, untold_after
from modules.journal.settling import STILL, News, Part, settle
from modules.notices.api import Telling, tell_many

MARKS, ABSENCE, HOMEWORK = "journal.marks", "journal.absence", "journal.homework"

READER = "select upto from ledger_reader where name = 'family' for update"
TOLD_TO = "select coalesce(max(upto), 0) from cell_told"
ADVANCE = "update ledger_reader set upto = $1 where name = 'family'"
KEEP = """insert into cell_told (lesson, student, part, upto)
    select v.lesson, v.student, v.part, v.upto
    from jsonb_to_recordset($1::jsonb) as v (lesson int, student int, part text, upto bigint)
    on conflict (lesson, student, part) do update set upto = excluded.upto"""
FORGET = "delete from cell_told where upto <= $1"
START_HERE = """insert into ledger_reader (name, upto) select 'family', coalesce(max(id), 0) from revision
    on conflict (name) do update set upto = excluded.upto"""


async def tell_settled(actor: Viewer) -> int:
    """Tell the families what has stood still for ten minutes; how many people were told."""
    async with DB.transaction():
        begin: int = await DB.value(READER)
        now, day = clock.now(), clock.today()
        changes = await untold_after(actor, begin, now)
        if not changes:
            return 0
        last = changes[-1].id
        end = last if len(changes) == MOST else max(last, await DB.value(TOLD_TO))
        found = settle(changes, now, day, begin, end)
        await _divide(actor, found.news, day)
        told = await tell_many(actor, [telling for news in found.news for telling in tellings_of(news, day)])
        await _advance(found.upto, found.told)
        return told


async def _divide(actor: Viewer, news: Sequence[News], day: date) -> None:
    """An absence that goes on from the lesson before is left to the evening: one letter for a day at home."""
    first = {one.student: min(number for number, _is_away in one.away) for one in news if one.away}
    known = await still_away(actor, first, day, clock.now() - STILL)
    for one in news:
        if one.student in known:
            one.leave_to_evening()


def tellings_of(news: News, day: date) -> Iterator[Telling]:
    """Today's absences at once, the rest with the evening's letter; nothing for nothing."""
    family = Audience("families", frozenset({news.student}))
    if news.away:
        missed = sum(is_away for _number, is_away in news.away)
        today = {"day": day.isoformat(), "absences": missed, "cleared": len(news.away) - missed}
        path = f"/diary?child={news.student}&week={day}"
        yield Telling(ABSENCE, f"absence:{news.student}:{news.upto}", path, family, today)
    if words := news.words:
        week = f"/diary?child={news.student}&week={news.newest}"
        path = week if news.newest else f"/diary/finals?child={news.student}"
        yield Telling(MARKS, f"marks:{news.student}:{news.upto}", path, family, words)


async def _advance(upto: int, told: dict[Part, int]) -> None:
    rows = [
        {"lesson": part.lesson, "student": part.student, "part": part.part, "upto": last}
        for part, last in told.items()
    ]
    if rows:
        await DB.execute(KEEP, rows)
    await DB.execute(ADVANCE, upto)
    await DB.execute(FORGET, upto)


async def start_reader(actor: Viewer) -> None:
    """What the ledger holds now is no news: after a school's past was written into it at once."""
    await DB.execute(START_HERE)


async def tell_homework(actor: Viewer, lesson: int) -> int:
    """Tell the families of a lesson's homework that it was changed, in the transaction of the change.

    Nobody is told when it is due on a past day or at no lesson, nor twice on one day.
    """
    due, today = await due_of(actor, lesson), clock.today()
    if due is None or due.on_date < today:
        return 0
    return await tell_many(
        actor,
        [
            Telling(
                kind=HOMEWORK,
                key=f"homework:{lesson}:{today}:{student}",
                path=f"/diary?child={student}&week={due.on_date}",
                audience=Audience("families", frozenset({student})),
                words={"due": due.on_date.isoformat()},
            )
            for student in due.students
        ],
    )
