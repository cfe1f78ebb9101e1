"""8:00: everybody behind one address gets in, one account under attack does not; nobody waits for others.

Real argon2; the whole school at once is measured by bin/bench.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from identity.door import registry
from identity.local import passwords
from intranet.kit.db import DB
from tests.doors import make_account
from tests.factories import World, insert, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
MANY = 60
ADDRESS = {"x-forwarded-for": "198.51.100.24"}


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


async def crowd(world: World) -> list[str]:
    """So many accounts of people who may enter."""
    first = await make_account(world.people["anna"], "anna")
    logins = ["anna"]
    phc = await DB.value("select phc from local_credential where account = $1", first)
    provider = await DB.value("select id from identity_provider where kind = 'local'")
    for n in range(MANY - 1):
        person = await insert("person", surname="Ким", name=f"Ян{n}", name_key=f"k{n}", sort_key=f"k{n}")
        await insert("guardianship", guardian=person, child=world.people["dasha"], kind="other",
                     since=world.viewer("anna", "parent").day)  # fmt: skip
        account = await insert(
            "account", person=person, provider=provider, login=f"kim{n}", login_key=f"kim{n}"
        )
        await insert("local_credential", account=account, phc=phc)
        logins.append(f"kim{n}")
    return logins


async def test_everybody_behind_one_address_gets_in_at_once(client: Browser, world: World) -> None:
    logins = await crowd(world)
    await make_account(world.people["boris"], "boris")
    attack = [client().post("/login", data={"login": "boris", "password": f"try{n}"}, headers=ADDRESS)
              for n in range(20)]  # fmt: skip
    rush = [
        client().post("/login", data={"login": one, "password": PASSWORD}, headers=ADDRESS) for one in logins
    ]
    answers = await asyncio.gather(*attack, *rush)
    attacked, let_in = answers[: len(attack)], answers[len(attack) :]
    assert [one.status_code for one in let_in] == [303] * MANY
    codes = [one.status_code for one in attacked]
    assert codes.count(422) == 5 and codes.count(429) == 15
    right = await client().post("/login", data={"login": "boris", "password": PASSWORD}, headers=ADDRESS)
    assert right.status_code == 429, "the attacked one waits, here too"


def test_a_school_fits_into_the_queue() -> None:
    assert passwords.MOST_WAITING >= 900


async def test_a_full_queue_says_so_with_a_number(
    client: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_account(world.people["anna"], "anna")
    monkeypatch.setattr(passwords, "MOST_WAITING", 0)
    answer = await client().post("/login", data={"login": "anna", "password": PASSWORD})
    number = await DB.value("select id from auth_event where kind = 'refused' and detail like '%crowded'")
    assert answer.status_code == 503 and "очень много людей" in answer.text
    assert f"Номер для администратора: {number}" in answer.text and 'value="anna"' in answer.text
    assert await DB.value("select count(*) from auth_throttle where kind = 'address'") == 0


@pytest.fixture
async def silent() -> AsyncIterator[str]:
    """A server that takes connections and never says a word."""

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_break_glass_an_administrator_enters_while_all_else_hangs(
    client: Browser, world: World, silent: str
) -> None:
    """Providers that never answer neither delay the sign-in page nor a local administrator."""
    for slug, kind in (("edu", "oidc"), ("gos", "esia"), ("net", "ldap")):
        config = {"issuer": f"http://{silent}", "uri": f"ldap://{silent}", "suffixes": ["school.local"]}
        await insert("identity_provider", slug=slug, kind=kind, title=slug, config=config)
    await make_account(world.people["oleg"], "oleg")
    started = time.perf_counter()
    page = await client().get("/login")
    entered = await client().post("/login", data={"login": "oleg", "password": PASSWORD})
    assert time.perf_counter() - started < 2
    assert page.status_code == 200 and "/auth/edu/start" in page.text and "/auth/gos/start" in page.text
    assert entered.status_code == 303 and entered.headers["location"] == "/"
    await DB.execute("update identity_provider set is_enabled = false")
    try:
        again = await client().post("/login", data={"login": "oleg", "password": PASSWORD})
    finally:
        await DB.execute("update identity_provider set is_enabled = true")
    assert again.status_code == 303, "even if the house's own row was switched off"


async def test_a_directory_that_is_set_wrongly_is_named_with_a_number(
    client: Browser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intranet.kit.secrets import NoSecretError

    def make(row: object) -> object:
        raise NoSecretError("ldap-password")

    await insert("identity_provider", slug="net", kind="ldap", config={"suffixes": ["school.local"]})
    monkeypatch.setattr(registry, "make", make)
    answer = await client().post("/login", data={"login": "ivan@school.local", "password": "x"})
    number = await DB.value("select max(id) from auth_event where detail = 'unavailable settings'")
    assert answer.status_code == 503 and "не отвечает" in answer.text and str(number) in answer.text
    assert "ldap-password" not in answer.text


async def test_the_page_asks_nothing_of_other_sites(client: Browser, world: World) -> None:
    page = (await client().get("/login")).text
    for text in ("/recovery", "/code", "/request", "/policy", "Войти могут"):
        assert text in page
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
