"""Long documents: asked for in a transaction, made once, kept a week, found only by who asked."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from intranet.kit import clock, files, papers
from intranet.kit.access import Viewer
from intranet.kit.db import DB
from intranet.kit.errors import DomainError, NotFound
from intranet.kit.papers import MadeFile, PaperRow, ask, make_paper, paper_file, papers_of
from tests.factories import World, make_school

pytestmark = pytest.mark.usefixtures("db")
made: list[str] = []


@papers.maker("tests.echo")
async def echo(viewer: Viewer, payload: Any, tell: papers.Tell) -> MadeFile:
    """Says who asked for what; a payload may be a refusal, a failure or a rush of news."""
    made.append(payload["say"])
    if payload["say"] == "refuse":
        raise DomainError("Нечего печатать.")
    if payload["say"] == "fail":
        raise RuntimeError("secret reason")
    for done in range(payload.get("pieces", 0)):
        await tell(done, payload["pieces"])
    return MadeFile(
        f"{viewer.hat}: {payload['say']}".encode(), "Отчёт.txt", "text/plain", payload.get("lacks", "")
    )


async def asked(world: World, say: str = "да", hat: str = "secretary", **more: object) -> uuid.UUID:
    async with DB.transaction():
        return await ask(world.viewer("svetlana", hat), "tests.echo", {"say": say, **more}, f"Отчёт «{say}»")


async def one(world: World) -> PaperRow:
    (row,) = await papers_of(world.viewer("svetlana", "secretary"))
    return row


async def test_a_paper_waits_is_made_and_is_found_by_who_asked() -> None:
    world = await make_school()
    token = await asked(world, lacks="Нет 5А.")
    assert (await one(world)).state == "waiting"
    with pytest.raises(NotFound):
        await paper_file(world.viewer("svetlana", "secretary"), token)
    await make_paper(token.hex)
    row = await one(world)
    assert (row.state, row.error, row.is_moving) == ("done", "Нет 5А.", False)
    found = await paper_file(world.viewer("svetlana", "secretary"), token)
    assert found.body.decode() == "secretary: да"
    assert found.name == "Отчёт.txt"


@pytest.mark.parametrize(
    ("login", "hat"), [("svetlana", "teacher"), ("oleg", "secretary"), ("oleg", "administrator")]
)
async def test_another_person_or_hat_finds_nothing(login: str, hat: str) -> None:
    world = await make_school()
    token = await asked(world)
    await make_paper(token.hex)
    with pytest.raises(NotFound):
        await paper_file(world.viewer(login, hat), token)
    assert await papers_of(world.viewer(login, hat)) == []


async def test_a_second_run_changes_nothing() -> None:
    world = await make_school()
    token = await asked(world)
    await make_paper(token.hex)
    before = await one(world)
    made.clear()
    await make_paper(token.hex)
    assert made == []
    assert await one(world) == before
    assert await DB.value("select count(*) from stored_file") == 1


async def test_the_run_of_a_killed_worker_is_begun_again() -> None:
    world = await make_school()
    token = await asked(world)
    await DB.execute("update paper set state = 'running', done = 3, total = 4")
    await make_paper(token.hex)
    assert (await one(world)).state == "done"


@pytest.mark.parametrize(("say", "words"), [("refuse", "Нечего печатать."), ("fail", "Закажите его ещё раз")])
async def test_what_went_wrong_is_said_in_a_sentence(say: str, words: str) -> None:
    world = await make_school()
    token = await asked(world, say)
    await make_paper(token.hex)
    row = await one(world)
    assert row.state == "failed"
    assert words in row.error
    assert "secret" not in row.error
    with pytest.raises(NotFound):
        await paper_file(world.viewer("svetlana", "secretary"), token)


async def test_progress_is_not_written_more_often_than_twice_a_second() -> None:
    from tests.statements import counting

    world = await make_school()
    token = await asked(world, pieces=200)
    async with counting() as seen:
        await make_paper(token.hex)
    assert len([one for one in seen if one.text == papers.TOLD]) <= 3


async def test_asking_needs_a_transaction_and_a_known_maker() -> None:
    world = await make_school()
    with pytest.raises(RuntimeError):
        await ask(world.viewer("svetlana", "secretary"), "tests.echo", {"say": "x"}, "x")
    with pytest.raises(LookupError):
        await ask(world.viewer("svetlana", "secretary"), "tests.nobody", {}, "x")
    with pytest.raises(ValueError, match="two makers"):
        papers.maker("tests.echo")(make_other)
    assert await DB.value("select count(*) from pgqueuer where entrypoint = 'papers.make'") == 0


async def make_other(viewer: Viewer, payload: Any, tell: papers.Tell) -> MadeFile:
    """Another maker of the same name."""
    raise AssertionError


async def test_the_job_is_enqueued_with_the_paper_or_not_at_all() -> None:
    world = await make_school()
    await asked(world)
    assert await DB.value("select count(*) from pgqueuer where entrypoint = 'papers.make'") == 1

    async def ask_and_fail() -> None:
        async with DB.transaction():
            await asked(world)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ask_and_fail()
    assert await DB.value("select count(*) from paper") == 1
    assert await DB.value("select count(*) from pgqueuer where entrypoint = 'papers.make'") == 1


async def test_a_person_has_only_a_few_in_the_making() -> None:
    world = await make_school()
    tokens = [await asked(world) for _ in range(papers.AT_ONCE)]
    with pytest.raises(DomainError, match="дождитесь"):
        await asked(world)
    await make_paper(tokens[0].hex)
    assert await asked(world)


async def test_a_paper_and_its_bytes_go_after_a_week() -> None:
    world = await make_school()
    old, young = await asked(world), await asked(world)
    await make_paper(old.hex)
    await make_paper(young.hex)
    card = await files.find(await DB.value("select file from paper where token = $1", old))
    week = clock.now() - papers.KEPT - timedelta(minutes=1)
    await DB.execute("update paper set asked_at = $2 where token = $1", old, week)
    await papers.forget_papers()
    assert [row.token for row in await papers_of(world.viewer("svetlana", "secretary"))] == [young]
    with pytest.raises(NotFound):
        await files.read(card)
    assert await DB.value("select count(*) from stored_file") == 1
