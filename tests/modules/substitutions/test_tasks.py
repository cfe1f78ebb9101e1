"""Tasks for the substitute: text and files, who reads them and how long, and no file left behind."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from intranet.kit import clock, files
from intranet.kit.db import DB
from intranet.settings import Settings
from tests.doors import sign_in
from tests.factories import TODAY, World, make_school
from tests.modules.substitutions.away import Client, away, give, main

TOMORROW = TODAY + timedelta(1)
PDF = b"%PDF-1.7 a sheet with exercises"
PNG = b"\x89PNG\r\n\x1a\n pixels"


def path_of(world: World, journal: str = "7Б алгебра", day: object = TODAY) -> str:
    return f"/substitutions/tasks/{world.lessons[journal, day]}"  # type: ignore[index]


def sheet(name: str = "листок.pdf", body: bytes = PDF) -> tuple[str, tuple[str, bytes, str]]:
    """A part of a form; what the browser says of the kind is a lie on purpose."""
    return ("files", (name, body, "text/html"))


async def tokens() -> list[str]:
    return await DB.rows(
        str, "select token::text from stored_file where module = 'substitutions' order by id"
    )


def bodies(settings: Settings) -> set[str]:
    """The names of all stored bytes."""
    return {one.name for one in Path(settings.data).rglob("*") if one.is_file() and len(one.name) == 32}


async def send(
    browser: httpx.AsyncClient, path: str, *parts: tuple[str, tuple[str, bytes, str]], **fields: str
) -> httpx.Response:
    return await browser.post(path, data={"text": "№ 1-5", **fields}, files=list(parts))


async def test_a_task_with_files_reaches_the_substitute(client: Client) -> None:
    world = await make_school()
    path = path_of(world)
    elena = await sign_in(client(), world, "elena", hat="teacher")
    answer = await send(elena, path, sheet(), sheet("фото.exe", PNG))
    assert answer.status_code == 303
    page = main(await elena.get(path))
    assert "№ 1-5" in page and "листок.pdf" in page and "Замена ещё не опубликована" in page
    assert await DB.value("select is_touched from lesson where id = $1", world.lessons["7Б алгебра", TODAY])
    olga = await sign_in(client(), world, "olga", hat="teacher")
    token = (await tokens())[0]
    assert (await olga.get(path)).status_code == 404
    assert (await olga.get(f"/substitutions/files/{token}")).status_code == 404
    await give(world, "7Б алгебра", "olga")
    page = main(await olga.get(path))
    assert "№ 1-5" in page and "<textarea" not in page and "Убрать" not in page
    got = await olga.get(f"/substitutions/files/{token}")
    assert got.status_code == 200 and got.content == PDF
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    second = await olga.get(f"/substitutions/files/{(await tokens())[1]}")
    assert second.headers["content-type"] == "image/png"  # the bytes say, not the name


async def test_the_substitute_reads_and_does_not_write_and_only_while_the_right_lasts(client: Client) -> None:
    world = await make_school()
    path = path_of(world)
    elena = await sign_in(client(), world, "elena", hat="teacher")
    await send(elena, path, sheet())
    await give(world, "7Б алгебра", "olga")
    olga = await sign_in(client(), world, "olga", hat="teacher")
    token = (await tokens())[0]
    assert (await send(olga, path, sheet())).status_code == 404
    assert (await olga.post(f"{path}/files/{token}/delete")).status_code == 404
    assert len(await tokens()) == 1
    for days, status in ((7, 200), (8, 404)):
        clock.start_at(clock.local(TODAY + timedelta(days), 10))
        olga = await sign_in(client(), world, "olga", hat="teacher")
        assert (await olga.get(path)).status_code == status
        assert (await olga.get(f"/substitutions/files/{token}")).status_code == status


@pytest.mark.parametrize(
    ("login", "hat", "status"),
    [
        ("irina", "teacher", 404), ("irina", "head_teacher", 200), ("svetlana", "secretary", 200),
        ("dasha", "student", 403), ("anna", "parent", 403), ("oleg", "administrator", 403),
    ],
)  # fmt: skip
async def test_who_else_reads_it(client: Client, login: str, hat: str, status: int) -> None:
    world = await make_school()
    elena = await sign_in(client(), world, "elena", hat="teacher")
    await send(elena, path_of(world), sheet())
    token = (await tokens())[0]
    browser = await sign_in(client(), world, login, hat=hat)
    assert (await browser.get(path_of(world))).status_code == status
    assert (await browser.get(f"/substitutions/files/{token}")).status_code == status
    assert (await client().get(f"/substitutions/files/{token}")).status_code == 303


async def test_the_office_leaves_a_task_on_behalf(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    assert (await send(browser, path_of(world, "5А русский язык"))).status_code == 303
    assert await DB.value("select set_by from substitute_task") == world.people["svetlana"]


async def test_at_most_five_files_and_a_refused_upload_leaves_none(
    client: Client, settings: Settings
) -> None:
    world = await make_school()
    before, path = bodies(settings), path_of(world)
    elena = await sign_in(client(), world, "elena", hat="teacher")
    four = [sheet(f"{n}.pdf") for n in range(4)]
    assert (await send(elena, path, *four)).status_code == 303
    answer = await send(elena, path, sheet(), sheet(), text="набрано")
    assert answer.status_code == 422 and "не больше 5 файлов" in main(answer) and "набрано" in answer.text
    answer = await send(elena, path, sheet("пусто.pdf", b""))
    assert answer.status_code == 422 and "Файл пуст" in main(answer)
    assert len(await tokens()) == 4 and len(bodies(settings) - before) == 4
    assert await DB.value("select text from substitute_task") == "№ 1-5"
    assert (await send(elena, path, sheet())).status_code == 303
    for token in await tokens():
        assert (await elena.post(f"{path}/files/{token}/delete")).status_code == 303
    assert await tokens() == [] and bodies(settings) == before


async def test_a_body_larger_than_the_school_takes_is_refused(client: Client, settings: Settings) -> None:
    world = await make_school()
    before = bodies(settings)
    elena = await sign_in(client(), world, "elena", hat="teacher")
    answer = await send(elena, path_of(world), sheet("фильм.pdf", PDF + b"0" * files.MAX_BYTES))
    assert answer.status_code == 422 and "Файл больше 20 МБ" in main(answer)
    answer = await send(elena, path_of(world), sheet("фильм.pdf", PDF + b"0" * (22 * 1024 * 1024)))
    assert answer.status_code == 413
    assert await tokens() == [] and bodies(settings) == before


async def test_the_same_task_for_all_lessons_alike_while_the_teacher_is_away(
    client: Client, settings: Settings
) -> None:
    world = await make_school()
    before = bodies(settings)
    await away(world, "elena", TODAY, TOMORROW)
    elena = await sign_in(client(), world, "elena", hat="teacher")
    await send(elena, path_of(world, day=TOMORROW), sheet("старый.pdf"), text="старое")
    assert "То же задание ещё для 1 урока" in main(await elena.get(path_of(world)))
    answer = await send(elena, path_of(world), sheet(), text="новое", everywhere="y")
    assert answer.status_code == 303
    for day in (TODAY, TOMORROW):
        page = main(await elena.get(path_of(world, day=day)))
        assert "новое" in page and "листок.pdf" in page and "стар" not in page
    assert len(await tokens()) == 1 and len(bodies(settings) - before) == 1
    token = (await tokens())[0]
    await elena.post(f"{path_of(world)}/files/{token}/delete")
    assert (await elena.get(f"/substitutions/files/{token}")).content == PDF  # tomorrow still has it
    await elena.post(f"{path_of(world, day=TOMORROW)}/files/{token}/delete")
    assert bodies(settings) == before


async def test_what_is_over_or_not_mine_takes_no_task(client: Client) -> None:
    world = await make_school()
    elena = await sign_in(client(), world, "elena", hat="teacher")
    past = path_of(world, day=TODAY - timedelta(1))
    answer = await send(elena, past, sheet())
    assert answer.status_code == 422 and "уже прошёл" in main(answer)
    assert (await send(elena, path_of(world, "5А русский язык"), sheet())).status_code == 404
    assert await tokens() == []
    answer = await send(elena, path_of(world), text="а" * 5001)
    assert answer.status_code == 422
    assert (await elena.post(f"{path_of(world)}/files/{'0' * 32}/delete")).status_code == 404
    assert (await elena.get("/substitutions/files/nothing")).status_code == 404


async def test_a_file_of_another_module_is_no_file_of_a_task(client: Client) -> None:
    world = await make_school()
    card = await files.keep(
        world.viewer("irina", "head_teacher"), PDF, "x.pdf", module="office", kind="import", owner_id=None
    )
    irina = await sign_in(client(), world, "irina", hat="head_teacher")
    assert (await irina.get(f"/substitutions/files/{card.token}")).status_code == 404
