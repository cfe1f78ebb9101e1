"""First-entry slips on A4: eight a sheet, a stub without secrets, made once and kept nowhere."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import httpx
import pypdf
import pytest

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import insert, make_school

Client = Callable[[], httpx.AsyncClient]
CODE = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){2}")
PAYLOADS = (
    "<script>alert(1)</script>",
    '#read("/etc/passwd")',
    "=cmd|' /C calc'!A0",
    "$#set$ \\u{41}",
    "{{ 7*7 }}",
)
MANY = """with fresh as (insert into person (surname, name, name_key, sort_key)
        select 'Пупкин' || n, 'Иван', n::text, n::text from generate_series(1, 28) n returning id)
    insert into group_membership (study_group, is_roster, student, since)
    select $1, true, id, '2026-09-01' from fresh"""


def pages_of(answer: httpx.Response) -> list[str]:
    """The text of each sheet, without line breaks."""
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


async def paper(browser: httpx.AsyncClient, school_class: int, whom: str = "pupils") -> httpx.Response:
    form = {"whom": whom, "school_class": str(school_class), "reach": "new", "paper": "pdf"}
    return await browser.post("/office/slips", data=form)


async def test_a_class_gets_its_slips_and_the_teacher_a_stub(client: Client) -> None:
    world = await make_school()
    await DB.execute(MANY, world.groups["7Б"])
    browser = await sign_in(client(), world, "elena", hat="teacher")
    answer = await paper(browser, world.classes["7Б"])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["content-disposition"].startswith("attachment")
    *slips, stub = pages_of(answer)
    assert [len(CODE.findall(sheet)) for sheet in slips] == [8, 8, 8, 6]
    assert "http://school.test" in slips[0]
    assert "19 декабря 2026" in slips[0]
    assert CODE.findall(stub) == []
    assert "Орлова Дарья Ивановна" in stub
    logins = await DB.rows(
        str, "select login from account where login like 'pupkin%' or login like 'orlova%'"
    )
    assert [login for login in logins if login not in stub] == []
    assert await DB.value("select count(*) from stored_file") == 0
    assert await DB.value("select count(*) from paper") == 0


async def test_a_slip_of_the_paper_opens_the_door(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    first = pages_of(await paper(browser, world.classes["7Б"]))[0]
    login = await DB.value("select login from account where person = $1", world.people["dasha"])
    code = CODE.findall(first[first.index(login) :])[0]
    entered = await client().post("/login", data={"login": login, "password": code})
    assert (entered.status_code, entered.headers["location"]) == (303, "/profile/password")
    again = await paper(browser, world.classes["7Б"])
    assert (again.status_code, "у всех уже есть листок" in again.text) == (422, True)


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_name_is_text_on_paper_and_page(client: Client, payload: str) -> None:
    world = await make_school()
    await DB.execute("update person set surname = $2 where id = $1", world.people["dasha"], payload)
    await insert("room", building=world.building, number=payload[:40], key=payload[:40])
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    page = await browser.post(
        "/office/slips", data={"whom": "parents", "school_class": str(world.classes["7Б"]), "reach": "new"}
    )
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    slips, stub = pages_of(await paper(browser, world.classes["7Б"]))
    plain = re.sub(r"\s", "", payload)
    assert plain in re.sub(r"\s", "", slips)
    assert plain in re.sub(r"\s", "", stub)


async def test_nobody_prints_for_a_foreign_class(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "elena", hat="teacher")
    assert (await paper(browser, world.classes["5А"])).status_code == 404
    assert await DB.value("select count(*) from account where login like 'orlov.%'") == 0
    strangers = await paper(client(), world.classes["7Б"])
    assert strangers.headers["location"].startswith("/login")
