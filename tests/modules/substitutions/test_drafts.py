"""Drafts as the service writes them: two dispatchers, past days, proposals, pairs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import Conflict, DomainError, NotFound
from modules.substitutions.planning.wishes import Choice, Swap
from modules.substitutions.service.drafts import drop_draft, save_draft
from modules.substitutions.service.proposals import accept_proposals
from modules.substitutions.service.together import give_day, swap
from tests.conftest import NOW
from tests.factories import TODAY, World, insert, make_journal
from tests.modules.substitutions.desk_school import (
    Browser,
    absent,
    at_the_desk,
    choose,
    desk_school,
    draft_of,
    lesson_path,
)

pytestmark = pytest.mark.usefixtures("db")
RUSSIAN = "7Б русский язык"


async def scene() -> tuple[World, Viewer, int]:
    """The school, the dispatcher, Ирина's lesson."""
    world = await desk_school()
    return world, world.viewer("irina", "head_teacher"), world.lessons[RUSSIAN, TODAY]


async def both(one: Awaitable[int], other: Awaitable[int]) -> list[int | BaseException]:
    """Two dispatchers at one moment."""
    return list(await asyncio.gather(one, other, return_exceptions=True))


async def test_two_dispatchers_choose_for_one_lesson_at_once() -> None:
    world, actor, lesson = await scene()
    wishes = [Choice(kind="TEACHER_SUBSTITUTED", teacher=world.people[who]) for who in ("elena", "pavel")]
    found = await both(*(save_draft(actor, lesson, wish) for wish in wishes))
    assert sorted(isinstance(one, Conflict) for one in found) == [False, True]
    kept = await draft_of(world)
    assert kept is not None and kept["version"] == 1
    winner = wishes[0 if isinstance(found[1], Conflict) else 1]
    assert kept["teacher"] == winner.teacher


async def test_two_dispatchers_call_one_colleague_to_two_places_at_once() -> None:
    world, actor, lesson = await scene()
    await absent(world, "olga")
    wish = Choice(kind="TEACHER_SUBSTITUTED", teacher=world.people["elena"])
    other = world.lessons["5А русский язык", TODAY]
    found = await both(save_draft(actor, lesson, wish), save_draft(actor, other, wish))
    refused = [one for one in found if isinstance(one, DomainError)]
    assert len(refused) == 1 and refused[0].field == "override_reason"
    assert await DB.value("select count(*) from planned_change") == 1


async def test_the_slower_one_sees_what_stands_now(client: Browser) -> None:
    world, browser = await at_the_desk(client)
    path, elena = lesson_path(world), world.people["elena"]
    assert (await choose(browser, path, teacher=elena)).status_code == 303
    answer = await choose(browser, path, "CANCELLED")
    assert answer.status_code == 409
    assert "тем временем изменили" in answer.text and "Лебедева Е. П." in answer.text
    assert 'name="version" value="1"' in answer.text
    assert (await choose(browser, path, "CANCELLED", version="1")).status_code == 303
    found = await draft_of(world)
    assert found is not None and (found["kind"], found["version"]) == ("CANCELLED", 2)
    sent = {"draft": found["id"], "version": 1}
    assert (await browser.post(f"{path}/delete", data=sent)).status_code == 409
    assert (await browser.post(f"{path}/delete", data=sent | {"version": 2})).status_code == 303
    assert (await browser.post(f"{path}/delete", data=sent)).status_code == 404


async def test_held_lessons_and_days_long_past_are_history() -> None:
    world, actor, lesson = await scene()
    wish = Choice(kind="TEACHER_SUBSTITUTED", teacher=world.people["elena"])
    await DB.execute("update lesson set status = 'held' where id = $1", lesson)
    with pytest.raises(DomainError, match="уже проведён"):
        await save_draft(actor, lesson, wish)
    await DB.execute("update lesson set status = 'planned', on_date = $2 where id = $1", lesson,
                     TODAY - timedelta(days=31))  # fmt: skip
    with pytest.raises(DomainError, match="больше 30 дней"):
        await save_draft(actor, lesson, wish)
    with pytest.raises(NotFound):
        await save_draft(actor, 999999, wish)


async def test_a_past_day_needs_a_reason() -> None:
    world, actor, _ = await scene()
    lesson = world.lessons[RUSSIAN, TODAY - timedelta(days=1)]
    wish = Choice(kind="TEACHER_SUBSTITUTED", teacher=world.people["elena"])
    with pytest.raises(DomainError, match="День прошёл") as refused:
        await save_draft(actor, lesson, wish)
    assert refused.value.field == "override_reason"
    late = Choice(kind=wish.kind, teacher=wish.teacher, override_reason="записали со слов")
    assert await save_draft(actor, lesson, late) > 0


async def test_proposals_become_the_persons_own() -> None:
    world, actor, lesson = await scene()
    await absent(world, "olga")
    other = world.lessons["5А русский язык", TODAY]
    first, _second = [
        await insert(
            "planned_change", lesson=one, kind="TEACHER_SUBSTITUTED", teacher=world.people["pavel"],
            is_proposed=True, made_at=NOW,
        )
        for one in (lesson, other)
    ]  # fmt: skip
    assert await accept_proposals(actor, TODAY, [first]) == 1
    found = await draft_of(world)
    assert found is not None and (found["is_proposed"], found["version"]) == (False, 2)
    with pytest.raises(Conflict):
        await save_draft(actor, lesson, Choice(kind="CANCELLED", version=1))
    assert await accept_proposals(actor, TODAY) == 1
    assert await accept_proposals(actor, TODAY) == 0
    kept = await DB.rows(str, "select after::text from audit_entry where action like '%accept' order by id")
    assert len(kept) == 2


async def test_one_half_of_a_swap_chosen_anew_lets_the_other_go() -> None:
    world, actor, _ = await scene()
    async with DB.transaction():
        await make_journal(world, "7Б", "История", "olga", 4)
    algebra, history = (world.lessons[f"7Б {one}", TODAY] for one in ("алгебра", "история"))
    await swap(actor, Swap(lesson=algebra, other=history))
    assert await DB.value("select count(distinct pair) from planned_change") == 1
    await save_draft(actor, history, Choice(kind="CANCELLED", version=1))
    assert await DB.rows(int, "select lesson from planned_change") == [history]
    await swap(actor, Swap(lesson=algebra, other=history, other_version=2))
    await drop_draft(actor, (await DB.rows(int, "select id from planned_change order by id"))[0])
    assert await DB.value("select count(*) from planned_change") == 0


async def test_a_swap_goes_across_days() -> None:
    world, actor, _ = await scene()
    async with DB.transaction():
        await make_journal(world, "7Б", "История", "olga", 4)
    tomorrow = TODAY + timedelta(days=1)
    first, second = world.lessons["7Б алгебра", TODAY], world.lessons["7Б история", tomorrow]
    for taken in (world.lessons["7Б алгебра", tomorrow], world.lessons["7Б история", TODAY]):
        await DB.execute("update lesson set status = 'cancelled' where id = $1", taken)
    await swap(actor, Swap(lesson=first, other=second))
    rows = await DB.rows(str, "select concat(lesson, ' ', to_date, ' ', to_number) from planned_change")
    assert sorted(rows) == sorted([f"{first} {tomorrow} 4", f"{second} {TODAY} 1"])


async def test_the_day_given_to_somebody_leaves_decisions_alone() -> None:
    world, actor, lesson = await scene()
    await save_draft(actor, lesson, Choice(kind="SUPERVISED", teacher=world.people["elena"]))
    assert await give_day(actor, TODAY, world.people["irina"], world.people["pavel"]) == []
    with pytest.raises(DomainError):
        await give_day(actor, TODAY, world.people["irina"], world.people["anna"])
