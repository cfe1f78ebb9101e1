"""Every class at once: asked for, audited, made by a worker, found in one's own files."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import httpx
import pypdf
import pytest

from intranet.kit.db import DB
from intranet.kit.papers import AT_ONCE, make_paper
from tests.doors import sign_in
from tests.factories import make_school
from tests.modules.reports.small_report import installed

Client = Callable[[], httpx.AsyncClient]
WHOLE = "/reports/tests.small/whole"
FORM = {"class": "5", "term": "q1"}


@pytest.fixture(autouse=True)
def _installed() -> Iterator[None]:
    with installed():
        yield


async def entered(client: Client, login: str = "svetlana", hat: str = "secretary") -> httpx.AsyncClient:
    return await sign_in(client(), await make_school(), login, hat=hat)


async def run_job() -> None:
    """What the worker does with the newest paper."""
    await make_paper((await DB.value("select token from paper order by id desc limit 1")).hex)


async def test_every_class_comes_in_one_file(client: Client) -> None:
    browser = await entered(client)
    answer = await browser.post(WHOLE, data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports/files")
    page = (await browser.get("/reports/files")).text
    assert "Проба: все, I четверть" in page
    assert "ждёт очереди" in page
    assert 'hx-get="/reports/files/_list"' in page
    await run_job()
    part = (await browser.get("/reports/files/_list")).text
    assert "hx-get" not in part
    assert "Нет в файле, потому что в них пусто: 7Б, 10А." in part
    token = await DB.value("select token from paper")
    taken = await browser.get(f"/reports/files/{token}")
    assert taken.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(taken.content)).pages[0].extract_text()
    assert "Аня" in text
    assert "Школа" in text


async def test_each_class_has_sheets_of_its_own(client: Client) -> None:
    browser = await entered(client)
    await browser.post(WHOLE, data={"class": "7", "term": "q2", "pupil": "Вова"})
    await run_job()
    taken = await browser.get(f"/reports/files/{await DB.value('select token from paper')}")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(taken.content)).pages]
    assert len(pages) == 2
    assert "Аня" in pages[0]
    assert "Вова" in pages[1]
    assert all("стр. 1 из 1" in page for page in pages)


async def test_a_run_is_in_the_audit(client: Client) -> None:
    browser = await entered(client)
    await browser.post(WHOLE, data=FORM)
    after = await DB.value("select after from audit_entry where action = 'reports.whole'")
    assert after == {"report": "tests.small", "chosen": {"class": "5", "pupil": "", "term": "q1"}}


async def test_where_nothing_is_the_file_says_so(client: Client) -> None:
    browser = await entered(client)
    await browser.post(WHOLE, data={"class": "10", "term": "h1"})
    await run_job()
    assert "пока нечего печатать" in (await browser.get("/reports/files")).text


async def test_only_a_few_at_once(client: Client) -> None:
    browser = await entered(client)
    for _ in range(AT_ONCE):
        assert (await browser.post(WHOLE, data=FORM)).status_code == 303
    refused = await browser.post(WHOLE, data=FORM)
    assert refused.status_code == 422
    assert "дождитесь любого из них" in refused.text
    assert await DB.value("select count(*) from audit_entry where action = 'reports.whole'") == AT_ONCE


async def test_who_may_not(client: Client) -> None:
    world = await make_school()
    for login, hat in (("anna", "parent"), ("oleg", "administrator"), ("gleb", "guest_staff")):
        other = await sign_in(client(), world, login, hat=hat)
        assert (await other.post(WHOLE, data=FORM)).status_code == 403
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    assert (await browser.post("/reports/tests.nothing/whole")).status_code == 404
    assert (await browser.post(WHOLE, data={"class": "99"})).status_code == 404
    assert (await browser.post(WHOLE, data={"class": "5", "term": "h1"})).status_code == 404
    stranger = await client().post(WHOLE, data=FORM)
    assert stranger.status_code == 303
    assert stranger.headers["location"].startswith("/login")
    assert await DB.value("select count(*) from paper") == 0


async def test_a_file_is_only_for_who_asked_under_that_hat(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    await browser.post(WHOLE, data=FORM)
    await run_job()
    token = await DB.value("select token from paper")
    other = await sign_in(client(), world, "elena", hat="teacher")
    assert (await other.get(f"/reports/files/{token}")).status_code == 404
    assert "Файлов пока нет" in (await other.get("/reports/files")).text
    assert (await browser.get("/reports/files/00000000-0000-0000-0000-000000000000")).status_code == 404
    assert (await browser.get("/reports/files/x")).status_code == 404
