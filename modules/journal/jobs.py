"""What the journal does by itself: homework follows moved lessons, families are told, chains are sealed."""

from __future__ import annotations

from intranet.kit.access import system_actor
from intranet.kit.jobs import every
from intranet.school.events import LessonChanged, LessonsChanged, PupilLeft, PupilMoved, PupilReturned
from modules.journal.service import move_homework, seal_ledgers, tell_settled
from modules.journal.service.rehoming import clear_left, put_back, rehome_moved


async def follow_timetable(event: LessonsChanged) -> None:
    """A timetable was applied, or a day published: homework goes to the lessons that are next now."""
    await move_homework(system_actor(), event.journals, event.dates)


async def follow_change(event: LessonChanged) -> None:
    """A lesson was moved, cancelled or given back: the homework of its journals follows."""
    await move_homework(system_actor(), event.journals, event.dates)


async def follow_move(event: PupilMoved) -> None:
    """A pupil was moved: marks and absences follow."""
    await rehome_moved(event.actor, event)


async def follow_leave(event: PupilLeft) -> None:
    """A pupil has left: what stands after the last day goes."""
    await clear_left(event.actor, event)


async def follow_return(event: PupilReturned) -> None:
    """A pupil is back: what was cleared stands again."""
    await put_back(event.actor, event)


@every("journal.seal", "30 20 * * *")
async def seal_tonight() -> None:
    """At 20:30 UTC the heads of all chains become one digest."""
    await seal_ledgers(system_actor())


@every("journal.tell", "*/2 * * * *")
async def tell_families() -> None:
    """Every two minutes: new or changed marks and absences that have stood still for ten."""
    await tell_settled(system_actor())
