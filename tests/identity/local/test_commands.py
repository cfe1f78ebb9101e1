"""`intranet user ...` against a real database, as a person at the terminal uses it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable

import httpx
import pytest

from identity.factors import totp
from intranet.kit.db import DB
from intranet.settings import ROOT, Settings
from tests.conftest import NOW
from tests.doors import make_account
from tests.factories import World, make_school
from tests.identity.factors.shown import give_app
from tests.people import PASSWORD

pytestmark = pytest.mark.slow  # each starts the program: on one database it is enough

Run = Callable[..., Awaitable[tuple[int, str, str]]]
Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


@pytest.fixture
def run(settings: Settings) -> Run:
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "PARTA_DATA": str(settings.data),
        "PARTA_MODULES": "",
        "PARTA_DEMO_CLOCK": NOW.isoformat(),
        "PYTHONPATH": str(ROOT),
    }

    async def start(*words: str, typed: str = "") -> tuple[int, str, str]:
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", "intranet.cli", "user", *words)
        process = await asyncio.create_subprocess_exec(
            *command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe
        )
        out, err = await process.communicate(typed.encode())
        return process.returncode or 0, out.decode(), err.decode()

    return start


async def test_the_first_administrator_of_an_empty_school(run: Run, db: None, client: Browser) -> None:
    code, out, err = await run("add", "Ершова Лидия Павловна", "--new", "--hat", "administrator")
    assert code == 0, err
    name, login, once, _day = out.strip().split("\t")
    assert name == "Ершова Лидия Павловна" and re.fullmatch(r"ershova\.[34679]{3}", login)
    answer = await client().post("/login", data={"login": login, "password": once})
    assert answer.headers["location"] == "/profile/password"
    _code, out, _err = await run("list")
    assert f"{login}\tЕршова Лидия Павловна\tadministrator\tfirst-entry" in out


async def test_grant_and_withdraw(run: Run, world: World) -> None:
    await make_account(world.people["olga"], "olga")
    await make_account(world.people["oleg"], "oleg")
    code, out, _err = await run("grant", "olga", "secretary")
    assert code == 0 and "секретарь" in out
    assert "olga\tСемёнова Ольга Игоревна\tteacher,secretary" in (await run("list"))[1]
    assert (await run("withdraw", "olga", "secretary"))[0] == 0
    code, _out, err = await run("withdraw", "oleg", "administrator")
    assert code == 2 and "последний администратор" in err


async def test_passwd_sets_or_prints(run: Run, world: World, client: Browser) -> None:
    await make_account(world.people["olga"], "olga")
    code, _out, err = await run("passwd", "olga", "--stdin", typed="short\n")
    assert code == 2 and "не меньше 12" in err
    assert (await run("passwd", "olga", "--stdin", typed="мокрый зонт в углу\n"))[0] == 0
    answer = await client().post("/login", data={"login": "olga", "password": "мокрый зонт в углу"})
    assert answer.headers["location"] == "/"
    code, out, _err = await run("passwd", "olga", "--slip")
    assert code == 0 and out.startswith("Семёнова Ольга Игоревна\tolga\t")
    assert await DB.value("select is_first_entry from local_credential")
    answer = await client().post("/login", data={"login": "olga", "password": PASSWORD})
    assert answer.status_code == 422


async def test_mistakes_are_sentences(run: Run, world: World) -> None:
    for words, said in (
        (("passwd", "nobody", "--slip"), "Логина nobody нет"),
        (("add", "Никто Никита"), "Такого человека в школе нет"),
        (("add", "Одно"), "Нужны фамилия и имя"),
        (("add", "--person", "999999999"), "нет"),
    ):
        code, _out, err = await run(*words)
        assert code == 2 and said in err and "Traceback" not in err, (words, err)
    assert (await run("grant", "olga", "teacher"))[0] == 2


async def test_a_lost_second_step_is_taken_away(run: Run, world: World, client: Browser) -> None:
    await give_app(await make_account(world.people["elena"], "elena"))
    code, out, err = await run("reset-factors", "elena")
    assert code == 0 and "elena: снято способов: 1" in out, err
    assert await DB.value("select hat from audit_entry where action = 'identity.factor.reset'") == "cli"
    answer = await client().post("/login", data={"login": "elena", "password": PASSWORD})
    assert answer.headers["location"] == "/"
    assert (await run("reset-factors", "nobody"))[0] == 2


async def test_codes_are_shown_in_a_demo_only(run: Run, world: World, settings: Settings) -> None:
    await give_app(await make_account(world.people["elena"], "elena"))
    code, out, err = await run("code", "elena")
    assert code == 2 and out == "" and "демонстрационная" in err
    note = settings.data / "demo.json"
    note.write_text(json.dumps({"size": "small", "clock": NOW.isoformat(), "accounts": []}))
    try:
        code, out, err = await run("code", "elena")
        assert code == 0 and await totp.take_code(await DB.value("select id from account"), out.strip()), err
    finally:
        note.unlink()
