"""Reports through the front door: who has which, what may be asked, and the same as files."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import httpx
import pypdf
import pytest
from python_calamine import CalamineWorkbook

from intranet.settings import Settings
from tests.doors import sign_in
from tests.factories import make_school
from tests.modules.reports.small_report import EVIL, installed

Client = Callable[[], httpx.AsyncClient]
SMALL = "/reports/tests.small"


@pytest.fixture(autouse=True)
def _installed() -> Iterator[None]:
    with installed():
        yield


async def entered(client: Client, login: str = "svetlana", hat: str = "secretary") -> httpx.AsyncClient:
    return await sign_in(client(), await make_school(), login, hat=hat)


async def test_the_list_holds_the_reports_of_the_hat(client: Client) -> None:
    browser = await entered(client)
    page = (await browser.get("/reports")).text
    assert "Проверки" in page
    assert 'href="/reports/tests.small">Проба</a>' in page
    assert "Для проверки." in page
    assert "Мои файлы" in page


async def test_a_family_has_its_own_reports_and_no_files(client: Client) -> None:
    browser = await entered(client, "anna", "parent")
    page = (await browser.get("/reports")).text
    assert "Проба" not in page
    assert "Табель успеваемости" in page
    assert "/reports/files" not in page
    assert (await browser.get("/reports/files")).status_code == 403
    assert (await browser.get(SMALL)).status_code == 403


async def test_an_unknown_report_and_another_hats_one(client: Client) -> None:
    world = await make_school()
    browser = await sign_in(client(), world, "svetlana", hat="secretary")
    for path in ("/reports/tests.nothing", "/reports/x/xlsx", "/reports/x/pdf", "/reports/x/csv"):
        assert (await browser.get(path)).status_code == 404, path
    other = await sign_in(client(), world, "oleg", hat="administrator")
    for suffix in ("", "/xlsx", "/pdf", "/csv"):
        assert (await other.get(SMALL + suffix)).status_code == 403, suffix


async def test_signed_out_nothing_is_shown(client: Client) -> None:
    await make_school()
    for path in ("/reports", SMALL, f"{SMALL}/pdf", "/reports/files"):
        answer = await client().get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")


async def test_a_page_shows_what_was_chosen(client: Client) -> None:
    browser = await entered(client)
    page = (await browser.get(SMALL)).text
    assert "<h1>Проба, 5А</h1>" in page
    assert "4,45" in page
    assert "92,50 %" in page
    assert "02.05.2013" in page
    assert '<option value="q2" selected>' in page
    assert f'href="{SMALL}/pdf?class=5&amp;term=q2"' in page
    assert "Все классы сразу" in page
    assert "По ученикам" in page
    only = (await browser.get(f"{SMALL}?class=7&pupil=Вова&term=q2")).text
    assert "Проба, 7Б" in only
    assert "Аня" not in only


@pytest.mark.parametrize("query", ["class=6", "class=5&pupil=Вова", "class=5&term=h1", "class=%00", "term=x"])
async def test_what_nobody_offered_does_not_exist(client: Client, query: str) -> None:
    browser = await entered(client)
    for suffix in ("", "/xlsx", "/pdf", "/csv"):
        assert (await browser.get(f"{SMALL}{suffix}?{query}")).status_code == 404


async def test_another_class_in_the_form_makes_the_rest_start_again(client: Client) -> None:
    browser = await entered(client)
    answer = await browser.get(f"{SMALL}?class=10&pupil=Аня&term=q1&_of=class%3D5%26pupil%3DАня%26term%3Dq1")
    assert answer.status_code == 200
    assert "Учеников нет: их зачисляет секретарь." in answer.text
    kept = await browser.get(f"{SMALL}?class=7&term=q2&_of=class%3D5%26term%3Dq2")
    assert '<option value="q2" selected>' in kept.text


async def test_a_spreadsheet_has_numbers_dates_and_no_formula(client: Client) -> None:
    browser = await entered(client)
    answer = await browser.get(f"{SMALL}/xlsx")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "%D0%9F%D1%80%D0%BE%D0%B1%D0%B0%2C%205%D0%90%2C%20II" in answer.headers["content-disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    flat = [cell for row in rows for cell in row]
    assert "Школа № 24" in flat or "Проба, 5А" in flat
    first = next(row for row in rows if "Аня" in row)
    assert first[2:4] == [4.45, 0.925]
    assert str(first[4]).startswith("2013-05-02")
    assert EVIL in flat


async def test_a_paper_says_the_same(client: Client) -> None:
    browser = await entered(client)
    answer = await browser.get(f"{SMALL}/pdf?class=5&term=q1")
    assert answer.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    for words in (
        "Проба, 5А",
        "Аня",
        "4,45",
        "92,50 %",
        "02.05.2013",
        "Всего",
        "Иванова И. И.",
        "стр. 1 из 1",
        EVIL,
    ):
        assert words in text, words


async def test_csv_is_for_russian_spreadsheets_and_harmless(client: Client) -> None:
    browser = await entered(client)
    answer = await browser.get(f"{SMALL}/csv")
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert text.splitlines()[0] == "№;Ученик;Итог: Балл;Итог: Доля;Родился;I"
    assert text.splitlines()[1] == "1;Аня;4,45;92,50;02.05.2013;5"
    assert "\"'=cmd" in text
    assert "'-" in text


async def test_an_empty_report_says_why_and_still_makes_files(client: Client) -> None:
    browser = await entered(client)
    page = (await browser.get(f"{SMALL}?class=10")).text
    assert "Учеников нет: их зачисляет секретарь." in page
    pdf = await browser.get(f"{SMALL}/pdf?class=10")
    assert "Учеников нет" in pypdf.PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert (await browser.get(f"{SMALL}/xlsx?class=10")).status_code == 200


async def test_what_a_report_does_not_find_does_not_exist(client: Client) -> None:
    browser = await entered(client)
    assert (await browser.get(f"{SMALL}?class=7&term=q1")).status_code == 404


async def test_looks_and_exports_are_in_the_access_log(client: Client, settings: Settings) -> None:
    browser = await entered(client)
    log = settings.data / "logs" / "access.log"
    before = len(log.read_text().splitlines()) if log.exists() else 0
    for suffix in ("", "/xlsx", "/pdf", "/csv"):
        await browser.get(SMALL + suffix)
    lines = log.read_text().splitlines()[before:]
    for kind in ("page", "xlsx", "pdf", "csv"):
        assert any(f"report.tests.small.{kind}" in line and "101" in line for line in lines), kind
