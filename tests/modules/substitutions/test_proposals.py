"""«Заполнить день» through the door: what is proposed, accepted, dropped, and what no plan may touch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from intranet.kit.db import DB
from intranet.kit.errors import DomainError
from modules.substitutions.planning.fill import NotSolved, fill
from modules.substitutions.planning.options import Filling, Proposal
from modules.substitutions.service import proposals
from tests.doors import sign_in
from tests.factories import SET_AT, TODAY, World, insert, make_school

Client = Callable[[], httpx.AsyncClient]
PATH = f"/substitutions/plans/{TODAY}/proposal"


class Drafted(msgspec.Struct, frozen=True):
    id: int
    lesson: int
    kind: str
    teacher: int | None
    journal: int | None
    absence: int | None
    is_proposed: bool
    version: int


@pytest.fixture
async def world(db: None) -> World:
    """Елена is ill, whom Ирина can stand in for with Russian; so is Ольга, whose lesson meets Ирина's."""
    made = await make_school()
    for who in ("elena", "olga"):
        await absent(made, who)
    return made


@pytest.fixture
async def head(client: Client, world: World) -> httpx.AsyncClient:
    return await sign_in(client(), world, "irina", hat="head_teacher")


async def absent(world: World, who: str) -> int:
    return await insert(
        "teacher_absence", teacher=world.people[who], begins=TODAY, ends=TODAY, reason="sick",
        details="ангина", reported_hat="secretary", reported_at=SET_AT,
    )  # fmt: skip


async def able(world: World, who: str, subject: str) -> None:
    await insert("teacher_subject", teacher=world.people[who], subject=world.subjects[subject])


async def drafts() -> list[Drafted]:
    return await DB.rows(
        Drafted,
        "select id, lesson, kind, teacher, journal, absence, is_proposed, version from planned_change"
        " order by lesson",
    )


async def test_a_plan_is_proposed_and_nothing_is_published(head: httpx.AsyncClient, world: World) -> None:
    assert "Открытых уроков без черновика: 2." in (await head.get(PATH)).text
    answer = await head.post(PATH)
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    (made,) = await drafts()
    assert (made.lesson, made.teacher) == (world.lessons["7Б алгебра", TODAY], world.people["irina"])
    assert (made.kind, made.journal) == ("SUBJECT_REPLACED", world.journals["7Б русский язык"])
    assert (made.is_proposed, made.version) == (True, 1)
    assert made.absence == await DB.value(
        "select id from teacher_absence where teacher = $1", world.people["elena"]
    )
    assert await DB.value("select count(*) from lesson_change") == 0
    assert await DB.value("select count(*) from notice") == 0


async def test_the_review_says_who_and_why_and_why_nobody(head: httpx.AsyncClient, world: World) -> None:
    await head.post(PATH)
    page = (await head.get(PATH)).text
    for words in (
        "7Б", "Лебедева Е. П.", "Фёдорова И. Ю.", "другой предмет", "Остаются открытыми: 1",
        "проведёт свой предмет: Русский язык, знает класс",
        "учителя предмета — заняты: 1; остальные — отсутствуют: 1",
    ):  # fmt: skip
        assert words in page, words
    assert "sick" not in page
    assert "ангина" not in page


async def test_the_subjects_teacher_is_found(head: httpx.AsyncClient, world: World) -> None:
    await able(world, "irina", "Алгебра")
    await head.post(PATH)
    (made,) = await drafts()
    assert (made.kind, made.journal) == ("TEACHER_SUBSTITUTED", None)
    assert "ведёт этот предмет, знает класс" in (await head.get(PATH)).text


async def test_a_persons_draft_is_never_overwritten(head: httpx.AsyncClient, world: World) -> None:
    lesson = world.lessons["7Б алгебра", TODAY]
    await insert("planned_change", lesson=lesson, kind="ROOM_CHANGED", room=world.rooms["18"],
                 made_by=world.people["irina"], made_at=SET_AT)  # fmt: skip
    before = await drafts()
    answer = await head.post(PATH)
    assert answer.status_code == 303
    await head.post(f"{PATH}/acceptance", data={"all": "1"})
    await head.post(f"{PATH}/delete")
    assert await drafts() == before


async def test_proposed_anew_replaces_the_earlier_plan(head: httpx.AsyncClient, world: World) -> None:
    await head.post(PATH)
    (first,) = await drafts()
    await able(world, "irina", "Алгебра")
    await head.post(PATH)
    (second,) = await drafts()
    assert (first.kind, second.kind) == ("SUBJECT_REPLACED", "TEACHER_SUBSTITUTED")


async def two_lines(head: httpx.AsyncClient, world: World) -> list[Drafted]:
    """Only Елена is ill, with another lesson: two lines for Ольга and Ирина."""
    await DB.execute("update lesson set number = 5 where id = $1", world.lessons["5А русский язык", TODAY])
    await head.post(PATH)
    found = await drafts()
    assert len(found) == 2
    return found


async def test_ticked_lines_are_accepted_the_others_wait(head: httpx.AsyncClient, world: World) -> None:
    first, second = await two_lines(head, world)
    answer = await head.post(f"{PATH}/acceptance", data={"draft": str(first.id)})
    assert answer.status_code == 303
    assert "Принята 1 строка." in (await head.get(answer.headers["location"])).text
    states = {one.id: (one.is_proposed, one.version) for one in await drafts()}
    assert states == {first.id: (False, 2), second.id: (True, 1)}
    assert (
        await DB.value("select made_by from planned_change where id = $1", first.id)
        == (world.people["irina"])
    )


async def test_all_are_accepted_at_once(head: httpx.AsyncClient, world: World) -> None:
    await two_lines(head, world)
    await head.post(f"{PATH}/acceptance", data={"all": "1"})
    assert [one.is_proposed for one in await drafts()] == [False, False]
    assert "Заполнять нечего" in (await head.get(PATH)).text


async def test_dropped_proposals_leave_what_was_accepted(head: httpx.AsyncClient, world: World) -> None:
    first, _second = await two_lines(head, world)
    await head.post(f"{PATH}/acceptance", data={"draft": str(first.id)})
    await head.post(f"{PATH}/delete")
    assert [one.id for one in await drafts()] == [first.id]


@pytest.mark.parametrize("sent", [{}, {"draft": "x"}, {"draft": "-1"}, {"draft": "9" * 30}])
async def test_nothing_ticked_is_said(head: httpx.AsyncClient, world: World, sent: dict[str, str]) -> None:
    await two_lines(head, world)
    answer = await head.post(f"{PATH}/acceptance", data=sent)
    assert answer.status_code == 422
    assert "Отметьте хотя бы одну строку." in answer.text
    assert all(one.is_proposed for one in await drafts())


async def test_a_line_of_another_day_is_not_accepted(head: httpx.AsyncClient, world: World) -> None:
    first, _second = await two_lines(head, world)
    other = PATH.replace(str(TODAY), str(TODAY + timedelta(1)))
    await head.post(f"{other}/acceptance", data={"draft": str(first.id)})
    assert all(one.is_proposed for one in await drafts())


async def test_days_that_cannot_be_filled(head: httpx.AsyncClient, world: World) -> None:
    past, free = (PATH.replace(str(TODAY), str(TODAY + timedelta(n))) for n in (-1, 1))
    for path, words in ((past, "Этот день прошёл"), (free, "заполнять нечего")):
        answer = await head.post(path)
        assert answer.status_code == 422, path
        assert words in answer.text
    for wrong in ("завтра", "2026-13-40", "0"):
        assert (await head.get(f"/substitutions/plans/{wrong}/proposal")).status_code == 404
        assert (await head.post(f"/substitutions/plans/{wrong}/proposal")).status_code == 404


async def test_only_the_dispatcher_and_only_signed_in(client: Client, world: World) -> None:
    teacher = await sign_in(client(), world, "irina", hat="teacher")
    nobody = client()
    posts = (PATH, f"{PATH}/acceptance", f"{PATH}/delete")
    assert (await teacher.get(PATH)).status_code == 403
    assert [(await teacher.post(path)).status_code for path in posts] == [403, 403, 403]
    assert (await nobody.get(PATH)).status_code == 303
    assert [(await nobody.post(path)).status_code for path in posts] == [303, 303, 303]


async def test_the_solvers_failure_is_said(
    head: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(filling: Filling) -> Proposal:
        raise NotSolved("Time limit reached")

    monkeypatch.setattr(proposals, "fill", fails)
    answer = await head.post(PATH)
    assert answer.status_code == 422
    assert "Подобрать план не удалось (Time limit reached)" in answer.text


def meanwhile(monkeypatch: pytest.MonkeyPatch, table: str, **values: Any) -> None:
    """A row is written by somebody else while the solver works."""
    loop = asyncio.get_running_loop()

    def slow(filling: Filling) -> Proposal:
        asyncio.run_coroutine_threadsafe(insert(table, **values), loop).result(5)
        return fill(filling)

    monkeypatch.setattr(proposals, "fill", slow)


async def test_a_draft_made_meanwhile_wins(
    head: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, "planned_change", lesson=world.lessons["7Б алгебра", TODAY], kind="CANCELLED",
              made_by=world.people["pavel"], made_at=SET_AT)  # fmt: skip
    answer = await head.post(PATH)
    assert [(one.kind, one.is_proposed) for one in await drafts()] == [("CANCELLED", False)]
    assert "строк пропущено — 1" in (await head.get(answer.headers["location"])).text


async def test_who_falls_ill_meanwhile_is_not_proposed(
    head: httpx.AsyncClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, "teacher_absence", teacher=world.people["irina"], begins=TODAY, ends=TODAY,
              reason="sick", reported_hat="secretary", reported_at=SET_AT)  # fmt: skip
    await head.post(PATH)
    assert await drafts() == []


async def test_two_dispatchers_at_once_leave_one_plan(world: World) -> None:
    actor = world.viewer("irina", "head_teacher")
    made = await asyncio.gather(*(proposals.propose_day(actor, TODAY) for _n in range(4)))
    assert {one.written for one in made} == {1}
    assert len(await drafts()) == 1


async def test_the_trail_has_ids_and_counts_only(head: httpx.AsyncClient, world: World) -> None:
    await head.post(PATH)
    (made,) = await drafts()
    await head.post(f"{PATH}/acceptance", data={"all": "1"})
    trail = await DB.rows(
        str, "select after::text from audit_entry where action like 'substitutions.proposal.%' order by id"
    )
    assert len(trail) == 2
    assert f'"drafts": [{made.id}]' in trail[1]
    assert all("sick" not in one and "Лебедева" not in one for one in trail)


async def test_the_service_refuses_a_past_day_itself(world: World) -> None:
    with pytest.raises(DomainError):
        await proposals.propose_day(world.viewer("irina", "head_teacher"), TODAY - timedelta(1))
