"""Sends every request of docs/permissions.md as every hat, with an own and a foreign object, and compares.

A new route needs its line on the page; a route with a path parameter also its objects in OBJECTS.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date

import httpx
import pytest
from litestar import Litestar

from intranet import permissions_check
from intranet.kit.db import DB
from intranet.permissions_check import HATS, PAGE, Expectation, expectations
from tests.doors import sign_in
from tests.factories import TODAY, World, make_school
from tests.objects import OBJECTS, QUERIES

Client = Callable[[], httpx.AsyncClient]
LINES = list(expectations(PAGE.read_text()).values())
PRIVATE = [line for line in LINES if not line.is_public]
WHO = {
    "student": "dasha", "parent": "anna", "teacher": "elena", "head_teacher": "irina", "director": "pavel",
    "secretary": "svetlana", "administrator": "oleg", "guest_staff": "gleb",
}  # fmt: skip
MAY_GET, MAY_POST = {200, 303}, {200, 303, 409, 422}
ALIVE = """select exists (select 1 from auth_session
    where token_hash = $1 and revoked_at is null and ($2 = '' or hat = $2))"""
PARAMETER = re.compile(r"\{(\w+)\}")


async def address(line: Expectation, world: World, hat: str, *, foreign: bool) -> str | None:
    """The line's path with ids filled in; None when nothing is foreign to this hat."""
    path = line.path
    for name in PARAMETER.findall(line.path):
        found = await OBJECTS[name](world, WHO[hat], hat, foreign, line)
        if found is None:
            return None
        path = path.replace("{" + name + "}", str(found))
    return path


async def send(browser: httpx.AsyncClient, line: Expectation, path: str, hat: str) -> httpx.Response:
    """The request; a POST carries its hat and nothing else (switching names the hat worn already)."""
    if line.method == "GET":
        return await browser.get(path)
    return await browser.post(path, data={"_hat": hat} | ({"hat": hat} if path == "/hat" else {}))


async def is_alive(browser: httpx.AsyncClient) -> bool:
    """Whether the browser's session still is what it was: open, and fresh enough for everything."""
    token = hashlib.sha256(browser.cookies.get("sid", "").encode()).digest()
    return bool(await DB.value(ALIVE, token, browser.headers.get("x-hat", "")))


def test_the_page_and_the_code_agree(app: Litestar) -> None:
    assert permissions_check.problems(app) == []


@pytest.mark.parametrize("hat", HATS)
async def test_every_route_answers_as_the_page_says(client: Client, hat: str) -> None:
    world = await make_school()
    wrong, browser = [], client()
    for line in PRIVATE:
        if not await is_alive(browser):  # what ends or replaces a session did so
            browser = await sign_in(client(), world, WHO[hat], hat=hat)
        path = await address(line, world, hat, foreign=False)
        if path is None:
            continue
        status = (await send(browser, line, path, hat)).status_code
        may = MAY_GET if line.method == "GET" else MAY_POST
        if (status != 403) if line.cells[hat] == "-" else (status not in may):
            wrong.append(f"{hat} {line.method} {path}: {status}, the page says {line.cells[hat]}")
    assert wrong == []


@pytest.mark.parametrize("hat", HATS)
async def test_what_is_not_mine_does_not_exist(client: Client, hat: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, WHO[hat], hat=hat)
    wrong = []
    for line in PRIVATE:
        if line.cells[hat] == "-" or line.foreign != "404":
            continue
        path = await address(line, world, hat, foreign=True)
        if path is None or path == line.path:
            continue
        status = (await send(browser, line, path, hat)).status_code
        if status != 404:
            wrong.append(f"{hat} {line.method} {path}: {status} instead of 404")
    assert wrong == []


@pytest.mark.parametrize(("login", "hat", "path"), QUERIES)
async def test_a_foreign_id_in_a_query_is_404(client: Client, login: str, hat: str, path: str) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, login, hat=hat)
    answer = await browser.get(
        path.format(**world.people, **{f"class_{k}": v for k, v in world.classes.items()})
    )
    assert answer.status_code == 404
    assert "Осипова" not in answer.text


async def test_without_a_session_only_the_public_list_answers(client: Client) -> None:
    world = await make_school()
    browser = client()
    for line in LINES:
        path = PARAMETER.sub("1", line.path.replace("{day}", str(TODAY)))
        answer = await send(browser, line, path, "")
        if line.is_public:
            assert answer.status_code in {200, 303, 404, 422, 503}, path
            assert not answer.headers.get("location", "").startswith("/login?"), path
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/login"), path
    assert world.year


async def test_a_form_of_another_hat_writes_nothing(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    del browser.headers["x-hat"]
    for line in PRIVATE:
        if line.method != "POST":
            continue
        path = await address(line, world, "teacher", foreign=False) or PARAMETER.sub("1", line.path)
        assert (await send(browser, line, path, "parent")).status_code == 409, path
        assert (await browser.post(path, data={})).status_code == 409, path


async def test_another_sites_form_is_refused_everywhere(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    for line in LINES:
        if line.method == "POST":
            path = PARAMETER.sub("1", line.path)
            answer = await browser.post(
                path, data={"_hat": "teacher"}, headers={"sec-fetch-site": "cross-site"}
            )
            assert answer.status_code == 403, path


async def test_wrong_kinds_of_values_are_no_server_error(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    hostile = ["-1", "0", "99999999999999999999", "x", "1%00", "%27%20or%201=1--", "..%2f..", "1e3"]
    for line in PRIVATE:
        if line.method == "GET" and PARAMETER.search(line.path):
            for value in hostile:
                answer = await browser.get(PARAMETER.sub(value, line.path))
                assert answer.status_code in {403, 404}, (line.path, value)
    for query in (
        "?child=x",
        "?week=2026-13-45",
        "?week=0001-01-01",
        "?term=9999999999999",
        "?child=%00",
        "?q=%00",
    ):
        for line in PRIVATE:
            if line.method == "GET" and "{" not in line.path:
                answer = await browser.get(line.path + query)
                assert answer.status_code < 500, line.path + query
    assert date(2026, 11, 19) == TODAY
