"""A secretary at work: classes, lists with their dry run, slips."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.samples import FOLDER

WRITE = re.compile("^Записать")


@dataclass
class Slips:
    """What was printed: name -> (login, first-entry password), and the own passwords chosen since."""

    printed: dict[str, tuple[str, str]] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)

    def read(self, page: Page) -> None:
        """The slips as they stand on the page that is to be printed."""
        for slip in page.locator(".slip").all():
            _site, login, code = slip.locator("dd").all_inner_texts()[:3]
            self.printed[slip.get_by_role("heading").inner_text()] = (login, code)


def add_classes(page: Page, names: str) -> None:
    """Paste classes as they are written on paper."""
    page.goto("/office/classes")
    page.get_by_label("Новые классы").fill(names)
    page.get_by_role("button", name="Добавить классы").click()
    for name in names.split():
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def numbers(page: Page) -> tuple[int, ...]:
    """New, changed, left alone, refused: of the dry run, or of what was written."""
    return tuple(int(text) for text in page.locator("dl.facts dd").all_inner_texts()[:4])


def check_list(page: Page, kind: str, file: str | Path, since: str = "") -> tuple[int, ...]:
    """Choose a list and look at its dry run."""
    page.goto(f"/office/import?kind={kind}")
    page.locator("input[type=file]").set_input_files(FOLDER / file)
    if since:
        page.get_by_label("С какого дня действует расписание").fill(since)
    page.get_by_role("button", name="Проверить файл").click()
    expect(page.get_by_role("heading", name="Что изменится")).to_be_visible()
    return numbers(page)


def write_list(page: Page) -> tuple[int, ...]:
    """Confirm, see the bar to its end."""
    page.get_by_role("button", name=WRITE).click()
    expect(page.get_by_role("heading", name="Что изменилось")).to_be_visible(timeout=30_000)
    return numbers(page)


def print_slips(page: Page, slips: Slips, whom: str, school_class: str = "", again: bool = False) -> None:
    """Slips for the staff, or for the pupils or parents of a class; `again`: for those who have one, too."""
    page.goto("/office/slips")
    page.get_by_label(whom).check()
    if school_class:
        page.get_by_label("Класс", exact=True).select_option(school_class)
    if again:
        page.get_by_label("и тем, кто ещё не задал свой пароль").check()
    page.get_by_role("button", name="Выдать и показать").click()
    expect(page.locator(".slip").first).to_be_visible()
    slips.read(page)
