"""What the journal does by itself: homework follows moved lessons, families are told, chains are sealed."""

from __future__ import annotations

from intranet.kit.access import system_actor
from intranet.kit.jobs import every
from intranet.school.events import LessonChanged, LessonsChanged
from modules.journal.service import move_homework, seal_ledgers, tell_settled


async def follow_timetable(event: LessonsChanged) -> None:
    """A timetable was applied: homework goes to the lessons that are next now."""
    await move_homework(system_actor(), event.journals, event.dates)


async def follow_change(event: LessonChanged) -> None:
    """A lesson was moved, cancelled or given back: the homework of its journals follows."""
    await move_homework(system_actor(), event.journals, event.dates)


@every("journal.seal", "30 20 * * *")
async def seal_tonight() -> None:
    """At 20:30 UTC the heads of all chains become one digest."""
    await seal_ledgers(system_actor())


@every("journal.tell", "*/2 * * * *")
async def tell_families() -> None:
    """Every two minutes: new or changed marks and absences that have stood still for ten."""
    await tell_settled(system_actor())
