"""axe-core finds nothing serious: every page in light and black on white, five pages in every scheme."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import found_by_axe, look, violations
from tests.browser.desk import ACCOUNTS, PHONE, opened, place, sign_in
from tests.browser.school import School

SCHEMES = ("wb", "blue", "sand", "forest")


@pytest.mark.parametrize("scheme", ["", "bw"])
@pytest.mark.parametrize("login", ACCOUNTS)
def test_every_page(
    browser: Browser, school: School, pages: dict[str, list[str]], login: str, scheme: str
) -> None:
    with opened(browser, school) as page:
        sign_in(page, login)
        look(page, theme="light", vi=scheme)
        assert [line for path in pages[login] for line in found_by_axe(page, path)] == []


FIVE = (
    ("student", "/diary"),
    ("parent", "/diary/marks"),
    ("teacher", "/"),
    ("teacher", "JOURNAL"),
    ("secretary", "/office"),
)


@pytest.mark.parametrize(("login", "path"), FIVE)
def test_five_pages_in_every_scheme_and_in_the_dark(
    browser: Browser, school: School, pages: dict[str, list[str]], login: str, path: str
) -> None:
    with opened(browser, school) as page:
        sign_in(page, login)
        if path == "JOURNAL":
            path = next(one for one in pages[login] if place(one) == "/journal/{}")
        look(page, theme="dark")
        wrong = found_by_axe(page, path)
        for scheme in SCHEMES:
            look(page, vi=scheme)
            wrong += found_by_axe(page, path)
        assert wrong == []


def test_a_strangers_pages_in_black_on_white(browser: Browser, school: School) -> None:
    with opened(browser, school) as page:
        look(page, theme="light", vi="bw")
        assert found_by_axe(page, "/login") + found_by_axe(page, "/nowhere") == []


def test_strangers_pages_and_a_phone(browser: Browser, school: School) -> None:
    with opened(browser, school, viewport=PHONE) as page:
        wrong = found_by_axe(page, "/login") + found_by_axe(page, "/nowhere")
        page.get_by_role("link", name="Войти").first.click()
        page.get_by_role("button", name="Войти", exact=True).click()
        wrong += violations(page)
        sign_in(page, "parent")
        assert wrong + found_by_axe(page, "/diary") == []
