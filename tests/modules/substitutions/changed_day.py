"""A day with one change of each kind, published as a desk does: `await change_day(world)`."""

from __future__ import annotations

from datetime import date, timedelta

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.live import shout
from intranet.school.timetable.changes import Wish, replace_changes
from tests.factories import TODAY, World, insert, make_journal

TOMORROW = TODAY + timedelta(days=1)
REASON = "острый тонзиллит"


async def publish(world: World, lesson: int, kind: str, wish: Wish, day: date = TODAY) -> None:
    """One change of a lesson, with the day's revision; the boards hear."""
    async with DB.transaction():
        await replace_changes(world.viewer("irina", "head_teacher"), lesson, kind, wish)
        await DB.execute(
            "insert into substitution_day (on_date, revision, published_at, published_by, message)"
            " values ($1, 1, $2, $3, 'Столовая: 5–6 классы после 3-го урока')"
            " on conflict (on_date) do update set revision = substitution_day.revision + 1",
            day, clock.now(), world.people["irina"],
        )  # fmt: skip
        await shout("board", day.isoformat())


async def change_day(world: World) -> None:
    """Algebra of 7Б by Ольга in 18; 7Б Russian cancelled; 5А Russian moved to the third lesson.

    7Б has chemistry instead of its physics (3), a merged and a supervised lesson and an outing follow.
    Елена is away with a reason, and a draft nobody has published stands.
    """
    for number, (subject, teacher) in enumerate(
        (("Физика", "elena"), ("Химия", "olga"), ("Биология", "elena"), ("История", "olga")), 3
    ):
        await make_journal(world, "7Б", subject, teacher, number)
    olga, room = world.people["olga"], world.rooms["18"]
    lesson = {name: world.lessons[name, TODAY] for name, day in world.lessons if day == TODAY}
    await publish(world, lesson["7Б алгебра"], "TEACHER_SUBSTITUTED", Wish(teacher=olga, room=room))
    await publish(world, lesson["7Б русский язык"], "ROOM_CHANGED", Wish(room=room))
    await publish(world, lesson["7Б физика"], "SUBJECT_REPLACED", Wish(journal=world.journals["7Б химия"]))
    await publish(world, lesson["7Б биология"], "SUPERVISED", Wish(teacher=world.people["irina"]))
    await publish(world, lesson["7Б история"], "EVENT", Wish(note="Экскурсия в музей"))
    await publish(world, lesson["5А русский язык"], "MOVED", Wish(to_date=TOMORROW, to_number=4))
    absence = await insert(
        "teacher_absence", teacher=world.people["elena"], begins=TODAY, ends=TODAY, reason="sick",
        details=REASON, reported_hat="head_teacher", reported_at=clock.now(),
    )  # fmt: skip
    await insert(
        "planned_change", lesson=lesson["7Б химия"], kind="CANCELLED", absence=absence, made_at=clock.now(),
        note="черновик",
    )  # fmt: skip
