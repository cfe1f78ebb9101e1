"""The people of an imported school in their browsers: the way in by a slip, a teacher's lesson."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.desk import opened, sign_in
from tests.browser.office import Slips
from tests.browser.school import School


class Story:
    """The school, its browser, and the slips handed out."""

    def __init__(self, browser: Browser, school: School) -> None:
        self.browser, self.school, self.slips = browser, school, Slips()
        self.artyom = ""

    @contextmanager
    def somebody(self, name: str, **options: Any) -> Iterator[Page]:
        """Somebody signed in: the first time by the slip, choosing an own password."""
        with opened(self.browser, self.school, **options) as page:
            login, code = self.slips.printed[name]
            if name in self.slips.own:
                sign_in(page, login, self.slips.own[name])
            else:
                sign_in(page, login, code)
                self.slips.own[name] = choose_password(page)
            yield page


def choose_password(page: Page) -> str:
    """The slip's password opens nothing but the page where an own one is chosen."""
    page.goto("/directory")
    expect(page.get_by_role("heading", level=1)).to_have_text("Придумайте свой пароль")
    own = "зелёный кот гуляет сам"
    page.get_by_label("Новый пароль", exact=True).fill(own)
    page.get_by_label("Ещё раз").fill(own)
    page.get_by_role("button", name="Сохранить пароль").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Придумайте свой пароль")
    return own


def lesson_today(page: Page, title: str) -> Locator:
    """A lesson of the teacher's first page."""
    page.goto("/")
    today = page.locator("section", has=page.get_by_role("heading", name="Уроки сегодня"))
    return today.locator("li.lesson", has_text=title).first


def open_lesson(page: Page, title: str) -> str:
    """Go to it; its number."""
    lesson_today(page, title).get_by_role("link").click()
    page.wait_for_url("**/journal/lessons/*")
    return page.url.rsplit("/", 1)[1]


def row_of(page: Page, name: str) -> Locator:
    """A pupil's row in the roll of a lesson."""
    return page.locator("ol.entry > li", has_text=name)
