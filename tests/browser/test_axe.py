"""axe-core finds nothing serious: every page in light and black on white, five pages in every scheme."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.desk import PHONE, opened, pages_of, pattern, place, sign_in
from tests.browser.school import School

ACCOUNTS = ("student", "parent", "teacher", "headteacher", "director", "secretary", "admin")
SCHEMES = ("wb", "blue", "sand", "forest")
GRAVE = ("serious", "critical")
OPTIONS = {"resultTypes": ["violations"]}


def look(page: Page, **choices: str) -> None:
    """Choose theme, contrast scheme, ... of this browser, as the buttons of the page do."""
    answer = page.request.post("/view", form={"_hat": "", "next": "/login", **choices})
    assert answer.ok


def found_by_axe(page: Page, path: str) -> list[str]:
    """Serious and critical violations of a page in words."""
    page.goto(path)
    return violations(page)


def violations(page: Page) -> list[str]:
    """The same of the page as it stands."""
    answer = Axe().run(page, options=OPTIONS).response
    return [
        f"{page.url} {one['id']}: {node['target']} {node['html'][:160]}"
        for one in answer["violations"]
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@pytest.fixture(scope="module")
def pages(browser: Browser, school: School) -> dict[str, list[str]]:
    """Who looks at what: every kind of page once, and everybody's first page."""
    seen: set[str] = set()
    found: dict[str, list[str]] = {}
    for login in ACCOUNTS:
        with opened(browser, school) as page:
            sign_in(page, login)
            mine = {place(path): path for path in reversed(pages_of(page))}
        found[login] = [path for kind, path in mine.items() if kind == "/" or kind not in seen]
        seen |= set(mine)
    return found


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
    browser: Browser, school: School, login: str, path: str
) -> None:
    with opened(browser, school) as page:
        sign_in(page, login)
        if path == "JOURNAL":
            path = next(one for one in pages_of(page) if pattern(one) == "/journal/{}?")
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
        page.get_by_role("button", name="Войти").click()
        wrong += violations(page)
        sign_in(page, "parent")
        assert wrong + found_by_axe(page, "/diary") == []
