"""The list of a class as a report: who reads how much of it, on the page and in the files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from intranet.kit.db import DB
from tests.doors import sign_in
from tests.factories import FIRST, World, insert, make_school
from tests.modules.office.test_pages import main_of

Client = Callable[[], httpx.AsyncClient]
LIST = "/reports/office.class_list"
PAYLOADS = ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "+7", "@SUM(1)", '#read("/etc/passwd")')


async def furnish(world: World) -> None:
    """Contacts, a file's number and a group for Даша; Ё in a surname."""
    dasha, anna = world.people["dasha"], world.people["anna"]
    await DB.execute("update enrolment set personal_file = 'О-17' where student = $1", dasha)
    await DB.execute(
        "update person set phone = '+79751200001', email = 'anna@example.com' where id = $1", anna
    )
    await insert("emergency_contact", child=dasha, name="Орлова Зоя", relation="бабушка", phone="2-14-05")
    group = await insert(
        "study_group", year=world.year, school_class=world.classes["7Б"], name="англ. 1", key="англ. 1"
    )
    await insert("group_membership", study_group=group, student=dasha, since=FIRST)


def query(world: World, title: str = "7Б", contacts: str = "yes") -> str:
    return f"?class={world.classes[title]}&contacts={contacts}"


async def opened(client: Client, login: str, hat: str) -> tuple[World, httpx.AsyncClient]:
    world = await make_school()
    await furnish(world)
    return world, await sign_in(client(), world, login, hat=hat)


def cells_of(answer: httpx.Response) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def text_of(answer: httpx.Response) -> str:
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.parametrize(
    ("login", "hat"),
    [("elena", "teacher"), ("irina", "head_teacher"), ("pavel", "director"), ("svetlana", "secretary")],
)
async def test_contacts_for_those_who_look_after_the_class(client: Client, login: str, hat: str) -> None:
    world, browser = await opened(client, login, hat)
    page = main_of(await browser.get(LIST + query(world)))
    for words in ("14.03.2012", "О-17", "англ. 1", "мать: Орлова Анна Сергеевна", "+79751200001",
                  "anna@example.com", "Орлова Зоя, бабушка, 2-14-05"):  # fmt: skip
        assert words in page, words
    plain = main_of(await browser.get(LIST + query(world, contacts="no")))
    assert "14.03.2012" in plain
    assert "Анна Сергеевна" not in plain
    assert "2-14-05" not in plain


async def test_a_subject_teacher_gets_names_only(client: Client) -> None:
    world, browser = await opened(client, "irina", "teacher")
    for path in ("", "/csv", "/pdf", "/xlsx"):
        answer = await browser.get(LIST + path + query(world, contacts="no"))
        assert answer.status_code == 200
        if path in ("", "/csv"):
            assert "Орлова Дарья Ивановна" in answer.text
            assert "14.03.2012" not in answer.text
            assert "О-17" not in answer.text
    assert (await browser.get(LIST + query(world))).status_code == 404
    assert (await browser.get(LIST + query(world, "5А", "no"))).status_code == 404


async def test_contacts_of_the_own_class_are_none_of_another(client: Client) -> None:
    world, browser = await opened(client, "elena", "teacher")
    await insert(
        "assignment", journal=world.journals["5А русский язык"], teacher=world.people["elena"], since=FIRST
    )
    page = main_of(await browser.get(LIST + query(world, "5А")))
    assert "Орлов Кирилл Иванович" in page
    assert "21.07.2015" not in page
    assert "+79751200001" not in page
    assert "Даты рождения и контакты видят классный руководитель и администрация." in page


async def test_the_order_is_the_alphabets(client: Client) -> None:
    world, browser = await opened(client, "svetlana", "secretary")
    await DB.execute(
        "update person set surname = 'Ёлкина', sort_key = 'елкина' where id = $1", world.people["vera"]
    )
    rows = cells_of(await browser.get(LIST + "/xlsx" + query(world)))
    names = [
        cell for row in rows for cell in row if cell in ("Ёлкина Вера Борисовна", "Орлова Дарья Ивановна")
    ]
    assert names == ["Ёлкина Вера Борисовна", "Орлова Дарья Ивановна"]


async def test_a_restricted_parent_is_not_on_the_list(client: Client) -> None:
    world, browser = await opened(client, "svetlana", "secretary")
    await DB.execute("update guardianship set restricted_since = $1", FIRST)
    assert "Орлова Анна" not in main_of(await browser.get(LIST + query(world)))


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_a_name_is_text_everywhere(client: Client, payload: str) -> None:
    world, browser = await opened(client, "svetlana", "secretary")
    for login in ("vera", "boris"):
        await DB.execute("update person set surname = $2 where id = $1", world.people[login], payload)
    await DB.execute("update emergency_contact set name = $1", payload)
    page = await browser.get(LIST + query(world))
    assert "<script>alert" not in page.text
    book = await browser.get(LIST + "/xlsx" + query(world))
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert any(f"{payload} Вера Борисовна" in str(cell) for row in cells_of(book) for cell in row)
    csv = (await browser.get(LIST + "/csv" + query(world))).content.decode("utf-8-sig")
    assert not any(cell.startswith(("=", "@", "+")) for line in csv.splitlines() for cell in line.split(";"))
    assert "".join(payload.split()) + "ВераБорисовна" in text_of(
        await browser.get(LIST + "/pdf" + query(world))
    )


async def test_an_empty_class_says_who_fills_it(client: Client) -> None:
    world, browser = await opened(client, "svetlana", "secretary")
    await DB.execute("delete from group_membership")
    assert "их зачисляет секретарь" in main_of(await browser.get(LIST + query(world)))


async def test_whoever_has_no_list_gets_none(client: Client) -> None:
    world = await make_school()
    for login, hat in (("anna", "parent"), ("dasha", "student"), ("oleg", "administrator")):
        browser = await sign_in(client(), world, login, hat=hat)
        assert (await browser.get(LIST)).status_code == 403
