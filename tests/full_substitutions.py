"""A day with work for the dispatcher, for `full_school`: who is away, drafts, a task with a file."""

from __future__ import annotations

from datetime import timedelta

from tests.factories import TODAY, World, insert
from tests.objects_of_substitutions import NOW, hang_file, make_absence, make_change


async def hang_on_substitutions(world: World) -> None:
    """Елена and Ольга are away: a proposed replacement, a move (pupils are compared), one of tomorrow."""
    absence = await make_absence(world, "elena")
    await make_absence(world, "olga")
    drafts = (
        ("7Б алгебра", TODAY, "SUBJECT_REPLACED", {
            "teacher": world.people["irina"], "journal": world.journals["7Б русский язык"],
            "absence": absence, "is_proposed": True,
        }),
        ("7Б русский язык", TODAY, "MOVED", {"to_date": TODAY, "to_number": 6}),
        ("7Б алгебра", TODAY + timedelta(days=1), "TEACHER_SUBSTITUTED", {"teacher": world.people["olga"]}),
    )  # fmt: skip
    for journal, day, kind, values in drafts:
        await insert(
            "planned_change", lesson=world.lessons[journal, day], kind=kind, made_at=NOW, **values
        )  # fmt: skip
    world.rows |= {
        "day": TODAY.isoformat(),
        "absence_id": absence,
        "change_id": await make_change(world),
        "file_token": await hang_file(world, "elena", "7Б алгебра"),
    }
