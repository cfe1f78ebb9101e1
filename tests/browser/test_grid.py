"""The journal's grid by keyboard: what is typed, what the server says of it, and two people in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import opened, sign_in, wear
from tests.browser.school import School

ROWS = 12
# the last lesson so far at which all the first pupils were in the group
COLUMN = """rows => {
  const open = [...document.querySelectorAll('#jgrid tbody tr')].slice(0, rows)
    .map(row => [...row.querySelectorAll('td.c')].map(td => !td.classList.contains('future')));
  return open[0].findLastIndex((_, column) => open.every(row => row[column]));
}"""
CYRILLIC = {"н": "KeyY", "о": "KeyJ"}


class Grid:
    """A teacher's open journal; `cell(row)` is in the column of the last lesson."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.state = page.locator("#jstate")
        self.column = page.evaluate(COLUMN, ROWS)

    def clear(self) -> None:
        """Empty the column's first cells, by keyboard."""
        self.cell(0).click()
        self.press(*["Delete", "ArrowDown"] * ROWS)
        expect(self.page.locator("#jgrid td.saving")).to_have_count(0)

    def cell(self, row: int, column: int | None = None) -> Locator:
        cells = self.page.locator("#jgrid tbody tr").nth(row).locator("td.c")
        return cells.nth(self.column if column is None else column)

    def average(self, row: int) -> Locator:
        return self.page.locator("#jgrid tbody tr").nth(row).locator("td.avg")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def press_cyrillic(self, letter: str) -> None:
        """A key of the Russian layout, as the keyboard sends it."""
        session = self.page.context.new_cdp_session(self.page)
        key = {"key": letter, "text": letter, "code": CYRILLIC[letter]}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})

    def saved(self) -> None:
        expect(self.state).to_contain_text("Всё сохранено")


@contextmanager
def journal(browser: Browser, school: School, path: str = "") -> Iterator[Page]:
    with opened(browser, school) as page:
        sign_in(page, "teacher")
        page.goto(path or "/journal")
        if not path:
            page.locator("section", has_text="Мои журналы").get_by_role("link").first.click()
            page.locator("#jgrid td.c[tabindex='0']").wait_for()
            Grid(page).clear()
        yield page


def test_the_keyboard_map(browser: Browser, school: School) -> None:
    with journal(browser, school) as page:
        grid = Grid(page)
        grid.cell(0).click()
        expect(grid.cell(0)).to_be_focused()
        grid.press("5", "4", "y")  # down after each; Y is where Н is
        grid.press_cyrillic("н")
        grid.press_cyrillic("о")
        for row, text in enumerate(("5", "4", "Н", "Н", "О")):
            expect(grid.cell(row)).to_have_text(text)
        expect(grid.cell(5)).to_be_focused()
        grid.saved()
        grid.press("ArrowUp", "Delete")
        expect(grid.cell(4)).to_have_text("")
        grid.press("Control+z")
        expect(grid.cell(4)).to_have_text("О")
        grid.press("Control+ArrowUp", "+", "3")  # a second mark in the first cell
        expect(grid.cell(0)).to_have_text("5 3")
        expect(grid.cell(0)).to_be_focused()
        grid.press("Control+Home")
        expect(grid.cell(0, 0)).to_be_focused()
        grid.press("PageDown", "ArrowRight")
        expect(grid.cell(10, 1)).to_be_focused()
        grid.press("End", "4")  # a lesson ahead takes nothing
        expect(page.locator("#jgrid td.c:focus")).to_have_text("")
        grid.saved()
        page.reload()
        again = Grid(page)
        expect(again.cell(0)).to_have_text("5 3")
        expect(again.cell(3)).to_have_text("Н")
        expect(again.cell(4)).to_have_text("О")


def test_the_average_follows_the_servers_answer(browser: Browser, school: School) -> None:
    with journal(browser, school) as page:
        grid = Grid(page)
        before = grid.average(6).inner_text()
        grid.cell(6).click()
        grid.press("2")
        expect(grid.average(6)).not_to_have_text(before)
        grid.press("ArrowUp", "Delete")
        expect(grid.average(6)).to_have_text(before)


def test_a_column_pasted_from_a_spreadsheet(browser: Browser, school: School) -> None:
    with journal(browser, school) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        grid = Grid(page)
        page.evaluate("navigator.clipboard.writeText('5\\n4\\nн\\n\\n3')")
        grid.cell(6).click()
        grid.press("Control+v")
        for row, text in enumerate(("5", "4", "Н", "", "3"), 6):
            expect(grid.cell(row)).to_have_text(text)
        grid.saved()


def test_the_cells_dialog_keeps_a_comment_and_shows_the_history(browser: Browser, school: School) -> None:
    with journal(browser, school) as page:
        grid = Grid(page)
        grid.cell(2).click()
        grid.press("Enter")
        dialog = page.get_by_role("dialog", name="Ячейка")
        dialog.get_by_label("Отметки через пробел").fill("4")
        note = dialog.get_by_label("Комментарий")
        expect(note).to_be_enabled()
        note.fill("Хорошо у доски")
        dialog.get_by_role("button", name="Сохранить").click()
        expect(grid.cell(2)).to_have_text("4")
        expect(grid.cell(2)).to_be_focused()
        expect(grid.cell(2)).to_have_class(re.compile("has-note"))
        grid.press("Enter")
        expect(note).to_have_value("Хорошо у доски")
        expect(dialog.get_by_role("heading", name="История")).to_be_visible()
        page.keyboard.press("Escape")
        expect(grid.cell(2)).to_be_focused()


def test_a_lost_connection_keeps_the_value_until_it_is_back(browser: Browser, school: School) -> None:
    with journal(browser, school) as page:
        grid = Grid(page)
        page.context.set_offline(True)
        grid.cell(4).click()
        grid.press("5")
        expect(grid.cell(4)).to_have_class(re.compile("failed"))
        expect(grid.cell(4)).to_have_text("5")
        expect(grid.state).to_contain_text("не сохранено")
        asked = []
        page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.get_by_role("link", name="Главная").click()
        assert asked == ["Есть несохранённые отметки. Уйти со страницы?"]
        page.context.set_offline(False)
        page.get_by_role("button", name="Повторить").click()
        grid.saved()
        page.reload()
        again = Grid(page)
        expect(again.cell(4)).to_have_text("5")


@pytest.mark.parametrize(
    ("choice", "left"),
    [("Оставить как есть", "4"), ("Поставить моё", "2"), ("Оставить обе", "4 2")],
    ids=["theirs", "mine", "both"],
)
def test_two_people_in_one_cell(browser: Browser, school: School, choice: str, left: str) -> None:
    with journal(browser, school) as first, journal(browser, school, first.url) as second:
        mine, theirs = Grid(second), Grid(first)
        theirs.cell(8).click()
        theirs.press("4")
        theirs.saved()
        mine.cell(8).click()
        mine.press("2")
        expect(mine.cell(8)).to_have_class(re.compile("conflict"))
        mine.press("ArrowUp", "Enter")
        dialog = second.get_by_role("dialog", name="Ячейку уже изменили")
        expect(dialog).to_contain_text("Зайцева")
        expect(dialog.locator("#dft")).to_have_text("4")
        expect(dialog.locator("#dfm")).to_have_text("2")
        dialog.get_by_role("button", name=choice).click()
        expect(mine.cell(8)).to_have_text(left)
        mine.saved()
        first.reload()
        again = Grid(first)
        expect(again.cell(8)).to_have_text(left)


def test_a_tab_of_another_hat_writes_nothing(browser: Browser, school: School) -> None:
    with journal(browser, school) as page:
        grid = Grid(page)
        other = page.context.new_page()
        other.goto("/")
        wear(other, "родитель")
        grid.cell(3).click()
        grid.press("5")
        expect(grid.cell(3)).to_have_class(re.compile("failed"))
        expect(grid.state).to_contain_text("не сохранено")
        wear(other, "учитель")
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        expect(Grid(page).cell(3)).to_have_text("")
