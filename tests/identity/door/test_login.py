"""The door: what is said, what is kept of what was typed, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from argon2 import extract_parameters

from identity.door import codes
from identity.door.paths import local_path, safe_path
from identity.local import passwords
from intranet.kit.db import DB
from tests.doors import make_account, sign_in
from tests.factories import World, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]


@pytest.fixture
async def world(db: None) -> World:
    world = await make_school()
    await make_account(world.people["elena"], "elena")
    return world


def refused(text: str) -> str:
    """The form as it is shown, without the number and what was typed."""
    shown = text.split('role="alert">', 1)[1].split("</form>", 1)[0]
    return re.sub(r"Номер для администратора: \d+|value=\"\w+\"", "", shown)


async def test_a_stranger_sees_the_page_and_how_to_get_in(client: Browser, world: World) -> None:
    answer = await client().get("/login")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    for text in ("Вход", "Бесплатно".lower(), "классный руководитель", "Показать", "Включён Caps Lock"):
        assert text in answer.text
    assert "<script>" not in answer.text and "style=" not in answer.text


async def test_unknown_login_and_wrong_password_read_the_same(client: Browser, world: World) -> None:
    wrong = await client().post("/login", data={"login": "elena", "password": "wrong-password"})
    unknown = await client().post("/login", data={"login": "nobody", "password": "wrong-password"})
    assert wrong.status_code == unknown.status_code == 422
    assert refused(wrong.text) == refused(unknown.text)
    assert "Логин или пароль не подошли" in wrong.text and 'aria-invalid="true"' in wrong.text
    assert 'value="elena"' in wrong.text and "wrong-password" not in wrong.text
    assert await DB.value("select count(*) from auth_event where kind = 'refused'") == 2


async def test_a_refusal_has_a_number_the_administrator_finds(client: Browser, world: World) -> None:
    answer = await client().post("/login", data={"login": "elena", "password": "wrong"})
    number = await DB.value("select id from auth_event where kind = 'refused'")
    assert f"Номер для администратора: {number}" in answer.text


async def test_an_unknown_login_costs_as_much_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    real, checked = passwords._hasher, []

    class Counting:
        hash = staticmethod(real.hash)

        @staticmethod
        def verify(phc: str, secret: str) -> bool:
            checked.append(extract_parameters(phc))
            return bool(real.verify(phc, secret))

    phc = passwords.hash_now("right")
    monkeypatch.setattr(passwords, "_hasher", Counting)
    assert not await passwords.verify(phc, "wrong")
    assert not await passwords.verify(None, "wrong")
    assert len(checked) == 2 and checked[0] == checked[1]


@pytest.mark.parametrize(
    ("login", "password", "said"),
    [("", "x", "Введите логин."), ("elena", "", "Введите пароль."), ("x" * 300, "x", "err")],
)
async def test_empty_and_endless_fields(
    client: Browser, world: World, login: str, password: str, said: str
) -> None:
    answer = await client().post("/login", data={"login": login, "password": password})
    assert answer.status_code == 422 and said in answer.text
    assert await DB.value("select count(*) from auth_throttle") == 0


async def test_login_forgives_case_spaces_and_layout(client: Browser, world: World) -> None:
    for typed in (" Elena ", "ELENA", "удутф"):
        answer = await client().post("/login", data={"login": typed, "password": PASSWORD})
        assert answer.status_code == 303, typed


async def test_a_password_in_the_russian_layout_is_named_so(client: Browser, world: World) -> None:
    typed = PASSWORD.translate(str.maketrans("partes-", "зфкеуы-"))
    assert codes.to_latin_layout(typed) == PASSWORD
    answer = await client().post("/login", data={"login": "elena", "password": typed})
    assert answer.status_code == 422 and "русской раскладке" in answer.text
    answer = await client().post("/login", data={"login": "nobody", "password": typed})
    assert "не подошли" in answer.text


@pytest.mark.parametrize(
    ("login", "password", "said"),
    [("nobody", "wrong", False), ("удутф", "wrong", True), ("elena", "пароль", True)],
)
async def test_the_layout_is_named_only_for_russian_letters(
    client: Browser, world: World, login: str, password: str, said: bool
) -> None:
    answer = await client().post("/login", data={"login": login, "password": password})
    assert answer.status_code == 422 and ("Проверьте раскладку" in answer.text) == said


async def test_return_to_the_bookmarked_page(client: Browser, world: World) -> None:
    browser = client()
    answer = await browser.get("/profile?ended=0")
    where = answer.headers["location"]
    assert where == "/login?next=%2Fprofile%3Fended%3D0"
    page = (await browser.get(where)).text
    assert 'value="/profile?ended=0"' in page
    data = {"login": "elena", "password": PASSWORD, "next": "/profile?ended=0"}
    assert (await browser.post("/login", data=data)).headers["location"] == "/profile?ended=0"
    assert (await browser.get(where)).headers["location"] == "/profile?ended=0"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example", "\n//evil.example", "evil.example", "/a\r\nSet-Cookie: x=1", "", "/x" * 300,
        "/login",
        "/logout", "///evil.example", " /profile", "/\x00",
    ],
)  # fmt: skip
async def test_no_other_site_is_ever_the_next_page(client: Browser, world: World, wanted: str) -> None:
    assert safe_path(wanted) == "/"
    data = {"login": "elena", "password": PASSWORD, "next": wanted}
    answer = await client().post("/login", data=data)
    assert answer.status_code == 303 and answer.headers["location"] == "/"


def test_paths_of_this_site_are_kept() -> None:
    for path in ("/", "/diary?child=7&week=2026-11-16", "/journal/5", "/directory?q=Иван"):
        assert local_path(path) == path


async def test_a_post_from_another_site_is_refused(client: Browser, world: World) -> None:
    data = {"login": "elena", "password": PASSWORD}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        answer = await client().post("/login", data=data, headers=headers)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers
    browser = await sign_in(client(), world, "elena", hat="teacher")
    answer = await browser.post("/logout", data={"_hat": "teacher"}, headers={"sec-fetch-site": "same-site"})
    assert answer.status_code == 403
    assert (await browser.get("/profile")).status_code == 200


@pytest.mark.parametrize("path", ["/logout", "/hat", "/profile/sessions/delete", "/profile/password"])
async def test_signed_out_people_write_nothing(client: Browser, world: World, path: str) -> None:
    answer = await client().post(path, data={"_hat": "teacher"})
    assert answer.status_code == 303 and answer.headers["location"].startswith("/login")


async def test_an_old_hash_is_renewed(client: Browser, world: World) -> None:
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    await DB.execute("update local_credential set phc = $1", weak)
    answer = await client().post("/login", data={"login": "elena", "password": PASSWORD})
    assert answer.status_code == 303
    phc = await DB.value("select phc from local_credential")
    assert phc.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify(phc, PASSWORD)


async def test_looks_are_kept_without_signing_in(client: Browser, world: World) -> None:
    browser = client()
    answer = await browser.post(
        "/view", data={"vi": "wb", "lang": "en", "theme": "nonsense", "next": "/login"}
    )
    assert answer.status_code == 303 and answer.headers["location"] == "/login"
    page = (await browser.get("/login")).text
    assert 'data-vi="wb"' in page and 'lang="en"' in page and 'data-theme="auto"' in page
    answer = await browser.post("/view", data={"vi": "", "next": "//evil.example"})
    assert answer.headers["location"] == "/"
    assert "data-vi" not in (await browser.get("/login")).text


async def test_the_events_are_append_only_and_hold_no_secret(client: Browser, world: World) -> None:
    import asyncpg

    await client().post("/login", data={"login": "secret-typed-here", "password": "wrong-password"})
    row = await DB.record("select * from auth_event")
    assert "secret" not in repr(dict(row)) and "wrong-password" not in repr(dict(row))
    for sql in ("delete from auth_event", "update auth_event set kind = 'x'", "truncate auth_event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await DB.execute(sql)
