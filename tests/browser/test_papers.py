"""Paper: a class summary as page, Excel and PDF, every class at once, and slips that open the door once."""

from __future__ import annotations

import re
from pathlib import Path

import pypdf
from playwright.sync_api import Browser, Locator, Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.desk import PHONE, fill, opened, press, sheet, sign_in, too_wide
from tests.browser.school import School
from tests.browser.story import choose_password

SLIP = re.compile(
    r"(?P<name>[^\n]+)\nШкола № 24 · 10А\n.*?Логин (?P<login>\S+)\nПароль (?P<code>\S+)\n", re.DOTALL
)
ALL_CLASSES = "Сводная ведомость класса: все"


def open_summary(page: Page, school_class: str) -> None:
    page.goto("/reports")
    page.get_by_role("link", name="Сводная ведомость класса").click()
    page.get_by_label("Класс", exact=True).select_option(school_class)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Сводная ведомость, {school_class}")


def text_of(table: Locator) -> list[list[str]]:
    """The body of a table, cell by cell."""
    script = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    found: list[list[str]] = table.locator("tbody tr").evaluate_all(script)
    return found


def by_subject(page: Page) -> Locator:
    return sheet(page, "По предметам").get_by_role("table")


def saved(page: Page, kind: str) -> Path:
    """What the link gives; a file is named by what is in it."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=kind, exact=True).click()
    return Path(waiting.value.path())


def spreadsheet(path: Path) -> list[list[str]]:
    """Every row of every sheet as text."""
    book = CalamineWorkbook.from_path(path)
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return [[str(cell) for cell in row] for rows in sheets for row in rows]


def letters(path: Path) -> str:
    """All the text of a PDF without its spaces: lines break where the paper ends."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def test_a_report_says_the_same_on_the_page_in_excel_and_in_pdf(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "headteacher")
        open_summary(page, "8Б")
        rows = text_of(by_subject(page))
        quality = by_subject(page).get_by_role("columnheader", name="Качество").evaluate("th => th.cellIndex")
        bars = page.locator("ul.bars li")
        said = dict(
            zip(bars.locator("span").all_inner_texts(), bars.locator("b").all_inner_texts(), strict=True)
        )
        assert said == {row[0]: row[quality] for row in rows}
        written = spreadsheet(saved(page, "Excel"))
        for row in rows:
            teacher, pupils = row[1], float(row[2])
            assert any(
                line[0] == row[0] and line[1] == teacher and float(line[2]) == pupils
                for line in written
                if len(line) > 2
            ), row
        paper = letters(saved(page, "PDF"))
        assert all(re.sub(r"\s+", "", "".join(row[2:])) in paper for row in rows)


def test_the_numbers_of_a_chart_are_reached_by_keyboard(browser: Browser, school: School) -> None:
    with opened(browser, school, viewport=PHONE) as page:
        sign_in(page, "headteacher")
        open_summary(page, "8Б")
        table = sheet(page, "По предметам").get_by_role("region")
        heads = table.get_by_role("columnheader")
        expect(heads.last).not_to_be_in_viewport()
        table.focus()
        for _ in range(40):
            page.keyboard.press("ArrowRight")
        expect(heads.last).to_be_in_viewport()
        assert too_wide(page) == []


def test_every_class_at_once_lands_in_my_files(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "headteacher")
        open_summary(page, "8Б")
        press(page, "Все классы сразу")
        expect(page.get_by_role("heading", level=1)).to_have_text("Мои файлы")
        paper = page.locator("#papers li", has_text=ALL_CLASSES).first
        expect(paper).to_be_visible()
        link = paper.get_by_role("link", name="Скачать")
        expect(link).to_be_visible(timeout=60_000)
        path = link.get_attribute("href") or ""
        with page.expect_download() as waiting:
            link.click()
        text = letters(Path(waiting.value.path()))
        assert all(f"Своднаяведомость,{name}" in text for name in ("5А", "7А", "8А", "8Б"))
        with opened(browser, school) as other:
            sign_in(other, "director")
            assert other.request.get(path).status == 404
            other.goto("/reports/files")
            expect(other.get_by_text("Файлов пока нет")).to_be_visible()


def test_slips_of_a_class_open_the_door_once(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        sign_in(page, "secretary")
        page.goto("/office/slips")
        page.get_by_label("ученики класса").check()
        fill(page.locator("main"), school_class="10А")
        with page.expect_download() as waiting:
            press(page, "Выдать: PDF на А4")
        sheets = [one.extract_text() for one in pypdf.PdfReader(waiting.value.path()).pages]
    *of_pupils, stub = sheets
    slips = [found.groupdict() for text in of_pupils for found in SLIP.finditer(text)]
    assert len(slips) == int(re.search(r"Листков: (\d+)", stub)[1])  # type: ignore[index]  # else it fails
    assert all(slip["login"] in stub and slip["code"] not in stub for slip in slips)
    slip = slips[0]
    with opened(browser, school) as page:
        sign_in(page, slip["login"], slip["code"])
        choose_password(page)
    with opened(browser, school) as page:
        page.goto("/login")
        page.get_by_label("Логин").fill(slip["login"])
        page.get_by_label("Пароль", exact=True).fill(slip["code"])
        press(page, "Войти")
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page).to_have_url(re.compile("/login"))
