"""Homework follows the lessons: it is due at the next real lesson of its journal (DOMAIN 2.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from intranet.kit import audit
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from modules.journal.queries.fragments import NEXT_LESSON

MOVE = f"""with wanted as (
        select h.id, {NEXT_LESSON} as due from homework h join lesson g on g.id = h.lesson
        left join lesson d on d.id = h.due_lesson
        where g.journal = any($1::int[]) and (d.id is null or d.on_date >= $2::date or g.on_date >= $2::date))
    update homework h set due_lesson = w.due from wanted w
    where w.id = h.id and h.due_lesson is distinct from w.due"""

JOURNALS_ON = "select distinct l.journal from lesson l where l.on_date = any($1::date[])"


async def move_homework(actor: Viewer, journals: Iterable[int], dates: Iterable[date]) -> int:
    """Point the homework of these journals at their next real lessons; gives how many moved.

    Without journals: those with a lesson on the dates. Homework due before the first date stays.
    """
    days = sorted(dates)
    if not days:
        return 0
    async with DB.transaction():
        touched = sorted(journals) or await DB.rows(int, JOURNALS_ON, days)
        moved = int((await DB.execute(MOVE, touched, days[0])).rsplit(" ", 1)[-1])
        if moved:
            after = {"moved": moved, "journals": len(touched)}
            await audit.record(actor, "journal.homework.move", "homework", None, after=after)
    return moved
