"""The hall's board: who may open it, what it shows, and that two hundred cost one statement a change."""

from __future__ import annotations

import asyncio
import contextvars
import json
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, time

import httpx
import pytest
from litestar import Litestar

from intranet.kit import clock
from intranet.kit.db import DB
from intranet.kit.i18n import speaking
from intranet.school.timetable.changes import Wish
from modules.substitutions.planning.board import ROWS, bell_words, columns_of
from modules.substitutions.planning.lines import Bell
from modules.substitutions.queries.board import hash_of
from modules.substitutions.queries.published import changes_of
from modules.substitutions.service.screens import add_screen, revoke_screen
from modules.substitutions.views import board as board_views
from modules.substitutions.views.board_hub import HUB
from tests.doors import sign_in
from tests.factories import TODAY, World, make_class, make_journal, make_school
from tests.modules.substitutions.changed_day import REASON, change_day, publish
from tests.modules.substitutions.streams import opened
from tests.statements import counting

Client = Callable[[], httpx.AsyncClient]
PATH, EVENTS = "/substitutions/board", "/substitutions/board/events"


async def screen(
    world: World, networks: str = "", hour: time | None = None, *, token: bool = True
) -> tuple[int, str]:
    """A screen that the administrator has connected."""
    return await add_screen(world.viewer("oleg", "administrator"), "Холл", networks, hour, has_token=token)


async def test_a_stranger_without_a_token_finds_nothing(client: Client, app: Litestar) -> None:
    world = await make_school()
    await screen(world, "10.1.0.0/16")
    browser = client()
    for path in (PATH, EVENTS, f"{PATH}?token=x", f"{PATH}?token=" + "я" * 300):
        assert (await browser.get(path)).status_code == 404
    assert (await browser.get(PATH, headers={"cookie": "board=x"})).status_code == 404
    for login, hat in (("anna", "parent"), ("dasha", "student")):
        family = await sign_in(client(), world, login, hat=hat)
        assert (await family.get(PATH)).status_code == 404
        assert (await family.get(EVENTS)).status_code == 404


async def test_a_token_moves_from_the_address_into_a_cookie_of_the_boards_path(client: Client) -> None:
    world = await make_school()
    await change_day(world)
    made, token = await screen(world)
    browser = client()
    answer = await browser.get(f"{PATH}?token={token}")
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    line = answer.headers["set-cookie"]
    assert f"Path={PATH};" in line and "HttpOnly" in line and "SameSite=Lax" in line
    page = await browser.get(PATH)
    assert page.status_code == 200 and "31 → 18" in page.text and token not in page.text
    for words in (REASON, "sick", "черновик", "Осипова", "Орлова"):
        assert words not in page.text
    assert (await browser.get("/substitutions")).status_code == 303  # nobody is signed in by it
    kept = await DB.value("select token_hash from board_screen where id = $1", made)
    assert kept == hash_of(token) and token not in str(
        await DB.value("select after from audit_entry limit 1")
    )
    await revoke_screen(world.viewer("oleg", "administrator"), made)
    assert (await browser.get(PATH)).status_code == 404
    assert (await client().get(f"{PATH}?token={token}")).status_code == 404


@pytest.mark.parametrize(
    ("near", "told", "status"),
    [
        ("10.1.2.3", "", 200),
        ("::ffff:10.1.2.3", "", 200),
        ("10.2.2.3", "", 404),
        ("10.2.2.3", "10.1.2.3", 404),  # a stranger writes what he likes
        ("127.0.0.1", "10.1.2.3", 200),  # a proxy on this machine
        ("::ffff:127.0.0.1", "10.1.2.3", 200),  # the same, dressed as IPv6
        ("127.0.0.1", "10.1.2.3:80", 404),
        ("127.0.0.1", "10.1.2.3, 203.0.113.9", 404),  # only what the proxy wrote last
        ("127.0.0.1", "", 404),
        ("203.0.113.9", "127.0.0.1", 404),
    ],
)
async def test_a_network_opens_it_for_its_own_addresses(
    client: Client, app: Litestar, near: str, told: str, status: int
) -> None:
    world = await make_school()
    await screen(world, "10.1.0.0/16", token=False)
    headers = {"x-forwarded-for": told} if told else {}
    for path in (PATH, EVENTS):
        async with opened(app, path, address=near, headers=headers) as answer:
            assert answer.status == status, path


async def test_the_staff_opens_it_unless_something_must_be_done_first(client: Client) -> None:
    world = await make_school()
    await change_day(world)
    browser = await sign_in(client(), world, "gleb", hat="guest_staff")
    page = await browser.get(PATH)
    assert "Столовая: 5–6 классы" in page.text and 'data-now="13:00' in page.text
    await DB.execute("update auth_session set gate = 'password'")
    assert (await browser.get(PATH)).status_code == 404


async def test_from_its_hour_on_it_shows_the_next_school_day(client: Client) -> None:
    world = await make_school()
    _one, early = await screen(world, hour=time(12))
    _two, late = await screen(world, hour=time(15))
    for token, day in ((early, "20 ноября"), (late, "19 ноября")):
        browser = client()
        await browser.get(f"{PATH}?token={token}")
        assert day in (await browser.get(PATH)).text
    clock.start_at(datetime.fromisoformat("2026-11-21T10:00:00+03:00"))  # a Saturday, no lessons ahead
    assert "21 ноября" in (await browser.get(PATH)).text
    clock.start_at(datetime.fromisoformat("2026-11-15T10:00:00+03:00"))  # a Sunday
    assert "16 ноября" in (await browser.get(PATH)).text


async def test_two_hundred_boards_hear_one_publication_for_one_statement(
    client: Client, app: Litestar
) -> None:
    world = await make_school()
    await change_day(world)
    made, token = await screen(world)
    async with AsyncExitStack() as stack, counting() as seen:
        boards = [
            await stack.enter_async_context(opened(app, EVENTS, cookie=f"board={token}")) for _ in range(200)
        ]
        first = [await one.event("board") for one in boards]
        assert {one.status for one in boards} == {200} and "урока нет" in first[0]
        await asyncio.sleep(1)  # the reader has heard that it listens, and has read once more
        seen.clear()
        wish = Wish(note="Проверка звука")
        publication = publish(world, world.lessons["5А русский язык", TODAY], "EVENT", wish)
        # in a context of its own, so that only what the boards ask is counted
        await asyncio.create_task(publication, context=contextvars.Context())
        heard = [await one.event("board") for one in boards]
        assert all("Проверка звука" in part for part in heard)
        assert len(seen) <= 1, seen
        beat = json.loads(await boards[7].event("beat"))
        assert set(beat) == {"now", "said", "read", "build"} and beat["now"].startswith("13:0")
        seen.clear()
        revoking = revoke_screen(world.viewer("oleg", "administrator"), made)
        await asyncio.create_task(revoking, context=contextvars.Context())
        for one in boards:
            await asyncio.wait_for(one.ended.wait(), 30)
        assert len(seen) <= 1, seen
    assert HUB.count() == 0 and HUB.is_over


async def test_a_reader_that_leaves_is_forgotten_and_the_last_one_stops_the_reading(
    client: Client, app: Litestar
) -> None:
    world = await make_school()
    _made, token = await screen(world)
    async with opened(app, EVENTS, cookie=f"board={token}") as one:
        await one.event("board")
        async with opened(app, EVENTS, cookie=f"board={token}") as two:
            await two.event("board")
            assert HUB.count() == HUB.count("10.1.2.3") == 2
        assert HUB.count() == 1 and not HUB.is_over
    assert HUB.count() == 0 and HUB.is_over


async def test_streams_have_a_limit(client: Client, app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await make_school()
    _made, token = await screen(world)
    monkeypatch.setattr(board_views, "MOST_OF_ADDRESS", 1)
    async with opened(app, EVENTS, cookie=f"board={token}") as one:
        await one.event("beat")
        async with opened(app, EVENTS, cookie=f"board={token}") as two:
            assert two.status == 503
        async with opened(app, EVENTS, cookie=f"board={token}", address="10.9.9.9") as other:
            assert other.status == 200


async def test_what_does_not_fit_stands_on_the_next_page(client: Client) -> None:
    world = await make_school()
    for letter in "АБВГДЕ":
        await make_class(world, 9, letter, f"9{letter}")
        for number, subject in enumerate(("Алгебра", "Физика", "Химия"), 1):
            await make_journal(world, f"9{letter}", subject, "elena", number)
            lesson = world.lessons[f"9{letter} {subject.lower()}", TODAY]
            await publish(world, lesson, "ROOM_CHANGED", Wish(room=world.rooms["18"]))
    changes = await changes_of(world.viewer("pavel", "director"), TODAY)
    columns = columns_of(changes)
    assert [[whom for whom, _lines in one.classes] for one in columns] == [
        ["9А", "9Б"], ["9В", "9Г"], ["9Д", "9Е"]
    ]  # fmt: skip
    assert all(sum(len(lines) for _whom, lines in one.classes) <= ROWS for one in columns)
    browser = await sign_in(client(), world, "irina", hat="head_teacher")
    assert (await browser.get(PATH)).text.count('class="tvcols"') == 2


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("08:00", "Уроки начнутся в 8:30"), ("08:30", "Сейчас идёт 1-й урок, до звонка 45"),
        ("09:14", "Сейчас идёт 1-й урок, до звонка 1 "), ("09:15", "Перемена, 2-й урок через 10"),
        ("10:10", "Уроки закончились"),
    ],
)  # fmt: skip
def test_the_bells_say_what_goes_on(at: str, words: str) -> None:
    bells = [
        Bell(1, time(8, 30), time(9, 15), 9), Bell(2, time(9, 25), time(10, 10), 9),
        Bell(1, time(8, 0), time(8, 40), 1), Bell(3, time(10, 20), time(11, 5), 0),
    ]  # fmt: skip
    with speaking("ru"):
        assert bell_words(bells[:2] + bells[3:], time.fromisoformat(at)).startswith(words)
        assert bell_words([], time.fromisoformat(at)) == ""
