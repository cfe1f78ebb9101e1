"""FEATURES part E, as far as it concerns the door: each row a test named after it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import httpx
import pytest
from litestar import Litestar

from intranet.kit.access import MACHINE, PUBLIC, PUBLIC_WRITE
from intranet.kit.db import DB
from intranet.permissions_check import PAGE, expectations, routes
from tests.doors import make_account, sign_in
from tests.factories import World, make_school
from tests.people import PASSWORD

Browser = Callable[[], httpx.AsyncClient]
ELSEWHERE = ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"})
SCRIPT = "\"><script>alert(1)</script>'{{7*7}}"
LINES = list(expectations(PAGE.read_text()).values())
IDENTITY = (
    "/login",
    "/profile",
    "/auth",
    "/code",
    "/recovery",
    "/request",
    "/policy",
    "/office/entry",
    "/hat",
)


@pytest.fixture
async def world(db: None) -> World:
    return await make_school()


def of_identity() -> list[str]:
    """POST routes of the door without a path parameter."""
    return [line.path for line in LINES if line.method == "POST" and line.path.startswith(IDENTITY)
            and "{" not in line.path]  # fmt: skip


async def test_broken_object_access_ids_in_bodies_are_not_listened_to(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "dasha", hat="student")
    other = await make_account(world.people["vera"], "vera")
    before = await DB.record(
        "select a.login, a.status, c.phc from account a join local_credential c on c.account = a.id"
        " where a.id = $1", other,
    )  # fmt: skip
    for path in [p for p in of_identity() if p.startswith("/profile")]:
        body = {"_hat": "student", "account": other, "account_id": other, "person": world.people["vera"],
                "person_id": world.people["vera"], "id": other, "hat": "administrator"}  # fmt: skip
        assert (await browser.post(path, data=body)).status_code in {200, 303, 404, 409, 422}, path
    after = await DB.record(
        "select a.login, a.status, c.phc from account a join local_credential c on c.account = a.id"
        " where a.id = $1", other,
    )  # fmt: skip
    assert tuple(before) == tuple(after)


async def test_account_takeover_a_password_is_changed_by_its_own_route_only(
    client: Browser, world: World
) -> None:
    browser = await sign_in(client(), world, "dasha", hat="student")
    phc = await DB.value("select phc from local_credential")
    more = {"password": "совсем новый пароль", "again": "совсем новый пароль", "phc": "x", "_hat": "student"}
    for path in of_identity():
        if path not in ("/logout", "/hat", "/login"):
            await browser.post(path, data=more | {"current": "не тот"})
    assert await DB.value("select phc from local_credential") == phc


@pytest.mark.parametrize(
    "path", ["/login?next=", "/auth/", "/login/code?code=", "/recovery?login=", "/code?code="]
)
async def test_reflected_xss_nothing_typed_comes_back_as_markup(
    client: Browser, world: World, path: str
) -> None:
    answer = await client().get(path + SCRIPT)
    assert answer.status_code < 500 and "<script>alert" not in answer.text and "49" not in answer.text[-200:]
    form = await client().post("/login", data={"login": SCRIPT, "password": SCRIPT, "next": SCRIPT})
    assert form.status_code == 422 and "<script>alert" not in form.text
    assert html.escape(SCRIPT, quote=True)[:10] in form.text or "&#34;&gt;" in form.text


async def test_sql_injection_at_the_door(client: Browser, world: World) -> None:
    await make_account(world.people["dasha"], "dasha")
    for typed in ("' or 1=1--", "dasha'--", "dasha\\", "%", "_____", "a' union select 1--"):
        answer = await client().post("/login", data={"login": typed, "password": typed})
        assert answer.status_code in {422, 429} and "set-cookie" not in answer.headers
    assert await DB.value("select count(*) from auth_session") == 0


async def test_template_injection_what_people_type_is_never_a_template(client: Browser, world: World) -> None:
    answer = await client().post("/login", data={"login": "{{ 7*191 }}", "password": "{% raise %}"})
    assert "1337" not in answer.text and answer.status_code == 422


async def test_csrf_every_post_of_the_door_refuses_another_site(client: Browser, world: World) -> None:
    browser = await sign_in(client(), world, "dasha", hat="student")
    assert len(of_identity()) >= 4
    for path in of_identity():
        for headers in (
            {"sec-fetch-site": "cross-site"},
            {"origin": "https://evil.example"},
            {"origin": "null"},
        ):
            answer = await browser.post(path, data={"_hat": "student"}, headers=headers)
            assert answer.status_code == 403, path
    assert await DB.value("select count(*) from auth_session where revoked_at is null") == 1


async def test_sessions_fixation_and_the_back_button(client: Browser, world: World) -> None:
    await make_account(world.people["dasha"], "dasha")
    browser = client()
    for name in ("sid", "flow", "device"):
        browser.cookies.set(name, "A" * 43)
    entered = await browser.post("/login", data={"login": "dasha", "password": PASSWORD})
    lines = entered.headers.get_list("set-cookie")
    assert entered.status_code == 303 and not any(line.startswith("sid=AAAA") for line in lines)
    browser.cookies.clear()
    browser.cookies.set("sid", re.search(r"sid=([^;]+)", " ".join(lines)).group(1))  # type: ignore[union-attr]
    page = await browser.get("/profile")
    assert page.status_code == 200 and page.headers["cache-control"] == "no-store"
    token = browser.cookies["sid"]
    await browser.post("/logout", data={"_hat": "student"})
    thief = client()
    thief.cookies.set("sid", token)
    assert (await thief.get("/profile")).status_code == 303


async def test_unauthenticated_side_doors_the_public_list_is_known(app: Litestar) -> None:
    open_ = {path for (_, path), permission in routes(app).items()
             if permission in (PUBLIC, PUBLIC_WRITE, MACHINE)}  # fmt: skip
    prefixes = (
        "/login", "/auth/", "/code", "/recovery", "/request", "/policy", "/view", "/health", "/metrics",
        "/email",
        # a hall's screen shows its own token or network, a calendar program the link's token
        "/substitutions/board", "/timetable/feed/",
    )  # fmt: skip
    assert [path for path in open_ if not path.startswith(prefixes)] == []


async def test_support_account_there_is_none(world: World) -> None:
    """A fresh database knows the way of this house, and nobody."""
    assert await DB.value("select count(*) from account") == 0
    assert await DB.rows(str, "select slug from identity_provider") == ["local"]
