"""Importing through the front door: file, check, questions, record, progress; and the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
from click.testing import CliRunner

from intranet.kit.access import system_actor
from intranet.kit.db import DB
from modules.office import cli_import
from modules.office.jobs import forget_lists
from modules.office.service.imports.imports import run_import
from tests.doors import sign_in
from tests.factories import World, insert, make_school
from tests.modules.office.imported_school import actor, found_sample_school
from tests.samples import FOLDER, sample

Client = Callable[[], httpx.AsyncClient]
STAFF = "ФИО;Должность;Предметы\n{}"


@pytest.fixture
async def office(client: Client) -> httpx.AsyncClient:
    """The secretary of the sample school, which is empty yet."""
    await found_sample_school()
    person = await insert(
        "person", surname="Зайцева", name="Света", name_key="зайцева света", sort_key="зайцева"
    )
    await insert("granted_hat", person=person, hat="secretary", since=actor().day)
    world = World(people={"svetlana": person})
    return await sign_in(client(), world, "svetlana", hat="secretary")


async def upload(browser: httpx.AsyncClient, kind: str, name: str, content: bytes) -> httpx.Response:
    return await browser.post(
        "/office/import", data={"kind": kind, "_hat": "secretary"}, files={"file": (name, content)}
    )


async def test_the_first_page_tells_what_a_list_needs(office: httpx.AsyncClient) -> None:
    page = await office.get("/office/import?kind=load")
    assert page.status_code == 200
    assert "Нужны столбцы" in page.text
    assert "Часов в неделю" in page.text
    assert re.search(r'checked[^>]*value="load"', page.text)
    assert "Загрузок ещё не было" in page.text


async def test_a_list_is_checked_then_written_by_a_worker(office: httpx.AsyncClient) -> None:
    answer = await upload(office, "students", "students.xlsx", sample("students.xlsx"))
    assert answer.status_code == 303
    place = answer.headers["location"]
    page = await office.get(place)
    assert "Записать 70 строк" in page.text
    assert "Ничего ещё не записано" in page.text
    assert await DB.value("select count(*) from enrolment") == 0
    asked = await office.post(f"{place}/confirmation", data={"do": "write"})
    assert (asked.status_code, asked.headers["location"]) == (303, place)
    waiting = await office.get(place)
    assert "Ждёт своей очереди" in waiting.text
    assert f'hx-get="{place}/_progress"' in waiting.text
    batch = int(place.rsplit("/", 1)[1])
    assert (await office.get(f"{place}/_progress")).text.count("<progress") == 1
    await run_import(system_actor("jobs"), batch)
    await run_import(system_actor("jobs"), batch)
    assert await DB.value("select count(*) from enrolment") == 70
    done = await office.get(place)
    assert "Список записан." in done.text
    assert "Загрузить родителей" in done.text
    assert (await office.get(f"{place}/_progress")).headers["hx-redirect"] == place
    again = await office.post(f"{place}/confirmation", data={"do": "write"})
    assert (again.status_code, "уже записывается или записан" in again.text) == (409, True)
    who = await DB.record("select person, hat from audit_entry where action = 'office.import.students'")
    assert who[1] == "secretary"
    assert "записан" in (await office.get("/office/import")).text


async def test_refused_rows_are_listed_with_reasons(office: httpx.AsyncClient) -> None:
    answer = await upload(office, "students", "students-class.xlsx", sample("bad/students-class.xlsx"))
    page = await office.get(answer.headers["location"])
    assert "Строки с ошибками" in page.text
    assert "в школе нет" in page.text
    assert "Записать 1 строку" in page.text
    assert "7 пропустить" in page.text
    table = await office.get(f"{answer.headers['location']}/refused")
    assert table.content[:2] == b"PK"
    assert "attachment" in table.headers["content-disposition"]


@pytest.mark.parametrize(("name", "words"), [
    ("bad/encrypted.xlsx", "защищён паролем"), ("bad/empty.csv", "Файл пуст"),
    ("bad/renamed-exe.xlsx", "не таблица"),
])  # fmt: skip
async def test_a_refused_file_is_told_beside_the_field(
    office: httpx.AsyncClient, name: str, words: str
) -> None:
    answer = await upload(office, "staff", name, sample(name))
    assert answer.status_code == 422
    assert words in answer.text
    assert re.search(r'checked[^>]*value="staff"', answer.text)
    assert await DB.value("select count(*) from import_batch") == 0


async def test_without_a_file_nothing_happens(office: httpx.AsyncClient) -> None:
    answer = await office.post("/office/import", data={"kind": "staff"})
    assert (answer.status_code, "Выберите файл" in answer.text) == (422, True)


async def test_questions_are_answered_and_counted_again(office: httpx.AsyncClient) -> None:
    answer = await upload(office, "staff", "staff.csv", STAFF.format("Ли Анна;Учитель;Музычка").encode())
    place = answer.headers["location"]
    page = await office.get(place)
    assert "Музычка" in page.text
    music = await DB.value("select id from subject where name = 'Музыка'")
    counted = await office.post(f"{place}/confirmation", data={"do": "count", "subject:музычка": str(music)})
    assert counted.status_code == 303
    assert f'value="{music}" selected' in (await office.get(place)).text
    await office.post(f"{place}/confirmation", data={"do": "write", "subject:музычка": str(music)})
    await run_import(system_actor("jobs"), int(place.rsplit("/", 1)[1]))
    assert await DB.value("select subject from teacher_subject") == music
    assert await DB.rows(str, "select key from subject_alias where key = 'музычка'") == ["музычка"]


async def test_a_rules_no_is_kept_and_may_be_tried_again(office: httpx.AsyncClient) -> None:
    answer = await upload(office, "staff", "staff.csv", STAFF.format("Ли Анна;Учитель;").encode())
    place = answer.headers["location"]
    await office.post(f"{place}/confirmation", data={"do": "write"})
    token = await DB.value("select file from import_batch")
    await DB.execute("update import_batch set file = gen_random_uuid()")
    await run_import(system_actor("jobs"), int(place.rsplit("/", 1)[1]))
    page = await office.get(place)
    assert "Файл уже удалён" in page.text
    await DB.execute("update import_batch set file = $1", token)
    assert (await office.post(f"{place}/confirmation", data={"do": "write"})).status_code == 303


async def test_only_the_office_imports(client: Client) -> None:
    world = await make_school()
    for login, hat in (
        ("elena", "teacher"),
        ("pavel", "director"),
        ("irina", "head_teacher"),
        ("anna", "parent"),
    ):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get("/office/import")).status_code == 403
        assert (await browser.post("/office/import", data={"kind": "staff"})).status_code == 403
    browser = await sign_in(client(), world, "oleg", hat="administrator")
    assert (await browser.get("/office/import")).status_code == 200
    assert (await browser.get("/office/import/999999")).status_code == 404
    assert (await client().get("/office/import")).status_code == 303


async def answer_of(kind: str, name: str, **options: Any) -> int:
    file = FOLDER / name
    wishes = {"is_dry": False, "is_json": True, "is_strict": False, "from_day": None, **options}
    return await cli_import._import(kind, file, **wishes)


@pytest.mark.usefixtures("db")
async def test_the_command_answers_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    await found_sample_school()
    assert await answer_of("students", "students.xlsx", is_dry=True) == 0
    assert await DB.value("select count(*) from person") == 0
    assert await answer_of("students", "students.xlsx") == 0
    assert await answer_of("students", "bad/students-external-id.xlsx") == 1
    assert await answer_of("students", "bad/zip-bomb.xlsx") == 2
    dry, real, bad, whole = map(json.loads, capsys.readouterr().out.splitlines())
    counts = {"accepted": 70, "created": 70, "changed": 0, "unchanged": 0, "refused": [], "whole_file": None}
    assert dry == real == counts
    assert [row["kind"] for row in bad["refused"]] == ["duplicate_external_id"] * 3
    assert set(bad["refused"][0]) == {"row", "column", "kind", "message"}
    assert (whole["whole_file"], whole["accepted"]) == ("file_too_big", 0)


@pytest.mark.usefixtures("db")
async def test_the_command_speaks_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    await found_sample_school()
    assert await answer_of("students", "bad/students-class.xlsx", is_json=False) == 1
    out = capsys.readouterr().out
    assert "Новых строк: 1" in out
    assert "строка 2, Класс: " in out
    assert await answer_of("students", "bad/empty.csv", is_json=False) == 2
    assert "Файл пуст" in capsys.readouterr().err


def test_the_command_has_its_words() -> None:
    group = click.Group(commands=list(cli_import.COMMANDS))
    help_text = CliRunner().invoke(group, ["import", "--help"]).output
    assert all(
        word in help_text for word in ("--dry-run", "--json", "--strict", "--from", "--data", "timetable")
    )
    assert CliRunner().invoke(group, ["import", "marks", str(Path(__file__))]).exit_code == 2


async def test_a_list_is_forgotten_after_a_day(office: httpx.AsyncClient) -> None:
    answer = await upload(office, "staff", "staff.csv", STAFF.format("Ли Анна;Учитель;").encode())
    await forget_lists()
    assert await DB.value("select count(*) from stored_file") == 1
    await DB.execute("update stored_file set uploaded_at = uploaded_at - interval '25 hours'")
    await forget_lists()
    assert await DB.value("select count(*) from stored_file") == 0
    page = await office.get(answer.headers["location"])
    assert "Записать 1 строку" in page.text
