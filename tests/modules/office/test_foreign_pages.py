"""A foreign timetable through the front door: the file, its questions, the record, the names it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from intranet.kit.access import system_actor
from intranet.kit.db import DB
from modules.office import cli_import
from modules.office.service.imports.imports import run_import
from tests.doors import sign_in
from tests.factories import World, insert, make_school
from tests.modules.office.foreign_school import DATA, found_foreign_school, slots
from tests.modules.office.imported_school import actor

Client = Callable[[], httpx.AsyncClient]
FILE = DATA / "asc-2012.xml"


@pytest.fixture
async def office(client: Client) -> httpx.AsyncClient:
    """The secretary of the small school."""
    await found_foreign_school()
    person = await insert(
        "person", surname="Зайцева", name="Света", name_key="зайцева света", sort_key="зайцева"
    )
    await insert("granted_hat", person=person, hat="secretary", since=actor().day)
    return await sign_in(client(), World(people={"svetlana": person}), "svetlana", hat="secretary")


async def upload(browser: httpx.AsyncClient, content: bytes, name: str, **data: str) -> httpx.Response:
    given = {"kind": "timetable", "_hat": "secretary", **data}
    return await browser.post("/office/import", data=given, files={"file": (name, content)})


async def test_questions_stand_on_one_page_and_are_answered(office: httpx.AsyncClient) -> None:
    place = (await upload(office, FILE.read_bytes(), "asc.xml")).headers["location"]
    page = await office.get(place)
    for words in (
        "Новиков Пётр",
        "новый сотрудник",
        "Кружок",
        "5A Англ 1",
        "Что не загрузим",
        "Уроки без учителя",
    ):
        assert words in page.text, words
    assert await DB.value("select count(*) from timetable_slot") == 0
    answers = {"foreign_group:G2": "new", "foreign_group:G3": "new", "foreign_teacher:A4": "skip"}
    counted = await office.post(f"{place}/confirmation", data={"do": "count", **answers})
    assert counted.status_code == 303
    await office.post(f"{place}/confirmation", data={"do": "write", **answers})
    await run_import(system_actor("jobs"), int(place.rsplit("/", 1)[1]))
    assert "5А Англ 1 2.1 Щербакова 12" in await slots()
    assert "Список записан" in (await office.get(place)).text
    place = (await upload(office, FILE.read_bytes(), "asc.xml")).headers["location"]
    again = await office.get(place)
    assert "Новиков Пётр" not in again.text, "left out once, and remembered"


async def test_everything_missing_is_made_by_one_tick(office: httpx.AsyncClient) -> None:
    place = (await upload(office, FILE.read_bytes(), "asc.xml", creates="y")).headers["location"]
    await office.post(f"{place}/confirmation", data={"do": "write"})
    await run_import(system_actor("jobs"), int(place.rsplit("/", 1)[1]))
    assert len(await slots()) == 7


async def test_a_bad_file_is_told_beside_the_field(office: httpx.AsyncClient) -> None:
    answer = await upload(
        office, b'<?xml version="1.0"?><!DOCTYPE timetable [<!ENTITY a "b">]><timetable/>', "a.xml"
    )
    assert (answer.status_code, "такие файлы не читаются" in answer.text) == (422, True)
    answer = await upload(office, (DATA / "GPU002.TXT").read_bytes(), "GPU002.TXT")
    assert (answer.status_code, "GPU001" in answer.text) == (422, True)


async def test_names_are_shown_and_changed(office: httpx.AsyncClient) -> None:
    assert "Здесь пока пусто" in (await office.get("/office/import/names")).text
    place = (await upload(office, FILE.read_bytes(), "asc.xml", creates="y")).headers["location"]
    await office.post(f"{place}/confirmation", data={"do": "write"})
    await run_import(system_actor("jobs"), int(place.rsplit("/", 1)[1]))
    page = await office.get("/office/import/names")
    assert "Щербакова Л.П." in page.text
    assert "Щербакова Любовь Петровна" in page.text
    for kind, words in (
        ("class", "5А"),
        ("group", "5А Англ 1"),
        ("room", "Спортзал"),
        ("subject", "Математика"),
    ):
        assert words in (await office.get(f"/office/import/names?kind={kind}")).text
    ident = await DB.value("select id from foreign_name where key = 'A1'")
    kim = await DB.value("select id from person where surname = 'Ким'")
    one = await office.get(f"/office/import/names/{ident}")
    assert "Иванов Иван Иванович" in one.text
    bad = await office.post(f"/office/import/names/{ident}", data={"target": "999999"})
    assert bad.status_code == 422
    done = await office.post(f"/office/import/names/{ident}", data={"target": str(kim)})
    assert (done.status_code, done.headers["location"]) == (303, "/office/import/names?kind=teacher")
    assert await DB.value("select target from foreign_name where id = $1", ident) == kim
    assert (
        await DB.value("select hat from audit_entry where action = 'office.foreign_name.change'")
        == "secretary"
    )
    assert (await office.get("/office/import/names/999999")).status_code == 404
    assert (await office.post("/office/import/names/999999", data={"target": "out"})).status_code == 404


async def test_only_the_office_sees_and_changes_names(client: Client) -> None:
    world = await make_school()
    ident = await insert("foreign_name", system="asc", kind="subject", key="A1", text="Мат")
    for login, hat in (("elena", "teacher"), ("irina", "head_teacher"), ("anna", "parent")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get("/office/import/names")).status_code == 403
        assert (await browser.get(f"/office/import/names/{ident}")).status_code == 403
        assert (
            await browser.post(f"/office/import/names/{ident}", data={"target": "out"})
        ).status_code == 403
    assert (await client().get("/office/import/names")).status_code == 303


@pytest.mark.usefixtures("db")
async def test_the_command_keeps_its_answer(capsys: pytest.CaptureFixture[str]) -> None:
    await found_foreign_school()
    given = ("timetable", FILE, False)
    assert await cli_import._import(*given, True, False, None, True) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "accepted": 7, "created": 7, "changed": 0, "unchanged": 0, "refused": [], "whole_file": None,
    }  # fmt: skip
    assert await cli_import._import(*given, False, False, None, True) == 0
    said = capsys.readouterr().out
    assert "Пропущено: уроки без учителя — 1" in said
    assert "Не сопоставлено: Кружок" in said
