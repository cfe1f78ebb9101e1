"""A demo's button: whoever is chosen in the emulator is found in the register by СНИЛС, page by page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from identity.esia import demo
from identity.esia.emulator.world import Settings
from intranet.kit import crypto, secrets
from intranet.kit.db import DB
from intranet.mail_sink import free_port
from tests.doors import make_account
from tests.factories import World, make_school
from tests.identity.esia.conftest import Emulator, serving

Browser = Callable[[], httpx.AsyncClient]
SCHOOL = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture
async def world(db: None, data: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> World:
    """A school whose Анна is the demo's `parent` and whose Даша is its `student`; nobody has a СНИЛС yet."""
    made = await make_school()
    await make_account(made.people["anna"], "parent")
    await make_account(made.people["dasha"], "student")
    await make_account(made.people["elena"], "teacher")
    monkeypatch.setattr(secrets, "_folder", data / "secrets")
    await demo.prepare(data, port)
    return made


@pytest.fixture(scope="module")
def service(data: Path, port: int) -> Iterator[Emulator]:
    """The emulator over the demo's folder; it takes the people of each test as they are written there."""
    yield from serving(Settings(str(data / "esia"), port, day="2026-11-19"))


async def press(browser: httpx.AsyncClient, service: Emulator, persona: str) -> httpx.Response:
    """The button, the choice on the emulator's page, the way back; the school's last answer."""
    browser.base_url = httpx.URL(SCHOOL)
    page = await browser.get("/auth/gosuslugi/start")
    assert page.status_code == 200, page.text
    sent = await browser.get(_onwards(page.text))
    asked = service.http.get(sent.headers["location"])
    key = re.search(r'name="key" value="([^"]+)"', asked.text)
    assert key, asked.text
    chosen = service.http.post("/choice", data={"key": key[1], "persona": persona})
    back = urlsplit(chosen.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"{SCHOOL}/auth/gosuslugi/callback"
    page = await browser.get(f"{back.path}?{back.query}")
    return await browser.get(_onwards(page.text))


def _onwards(text: str) -> str:
    found = re.search(r'content="0; url=([^"]+)"', text)
    assert found, text
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(("login", "hat"), [("anna", "parent"), ("dasha", "student")])
async def test_the_button_leads_in_as_oneself(
    client: Browser, world: World, service: Emulator, login: str, hat: str
) -> None:
    answer = await press(client(), service, f"school-{world.people[login]}")
    assert answer.status_code == 303, answer.text
    found = await DB.record(
        "select a.person, s.hat, x.linked_by, x.assurance from auth_session s"
        " join account a on a.id = s.account join external_identity x on x.account = a.id"
        " where s.revoked_at is null"
    )
    assert tuple(found) == (world.people[login], hat, "snils", "confirmed")


async def test_a_child_under_14_gets_a_sentence_and_no_account(
    client: Browser, world: World, service: Emulator
) -> None:
    answer = await press(client(), service, f"school-{world.people['kirill']}")
    assert answer.status_code == 403 and "Так входят ученики с 14 лет." in answer.text
    assert not await DB.value(
        "select exists (select 1 from account where person = $1)", world.people["kirill"]
    )
    assert not await DB.value("select exists (select 1 from external_identity)")


async def test_somebody_unknown_is_asked_for_a_code(client: Browser, world: World, service: Emulator) -> None:
    answer = await press(client(), service, "adult")
    assert answer.status_code == 303 and "code" in answer.headers["location"], answer.text
    assert not await DB.value("select exists (select 1 from auth_session)")


async def test_an_unconfirmed_account_is_told_what_to_do(
    client: Browser, world: World, service: Emulator
) -> None:
    answer = await press(client(), service, "unconfirmed")
    assert answer.status_code == 403 and "не подтверждена" in answer.text


async def test_a_second_start_keeps_people_numbers_and_links(
    client: Browser, world: World, service: Emulator, data: Path
) -> None:
    await press(client(), service, f"school-{world.people['anna']}")
    before = await DB.rows(
        str, "select id || encode(snils_print, 'hex') from person where snils_print is not null"
    )
    await DB.execute("update identity_provider set is_enabled = false where slug = 'gosuslugi'")
    await demo.prepare(data, 50_001)
    assert before == await DB.rows(
        str, "select id || encode(snils_print, 'hex') from person where snils_print is not null"
    )
    kept = await DB.record(
        "select p.config -> 'gateway' ->> 'issuer', x.issuer, p.is_enabled from identity_provider p"
        " join external_identity x on x.provider = p.id where p.slug = 'gosuslugi'"
    )
    assert tuple(kept) == ("http://127.0.0.1:50001/gateway",) * 2 + (False,)


async def test_the_register_and_the_emulator_say_the_same(world: World, data: Path) -> None:
    anna = await DB.record("select born, snils_sealed from person where id = $1", world.people["anna"])
    text = (data / "esia" / "people.json").read_text()
    assert crypto.unseal(anna[1]) in text and anna[0].isoformat() in text
    row = await DB.record(
        "select kind, trust, min_age, hats, title from identity_provider where slug = 'gosuslugi'"
    )
    assert tuple(row) == ("esia", "state", 14, ["student", "parent"], "Войти через Госуслуги")
    assert (data / "secrets" / demo.SECRET).stat().st_mode & 0o077 == 0
