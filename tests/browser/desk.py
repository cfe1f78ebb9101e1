"""What every journey does: sign in, watch for complaints of the browser, find a school's pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

from tests.browser.school import PASSWORD, School

DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
NARROW = (390, 360, 320)
WIDER = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
ACCOUNTS = (
    "student", "student2", "parent", "teacher", "teacher2", "headteacher", "director", "secretary", "admin",
)  # fmt: skip
LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')
# Chromium complains of refusals and cut wires that a test means; tests look at those themselves.
MEANT = re.compile("responded with a status of 4|ERR_INTERNET_DISCONNECTED")
ENOUGH = 200  # pages of one hat; more means that the walk goes in circles


class Watch:
    """Everything the browser complained of: errors of scripts, refusals of the CSP, failed requests."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.said.append(f"{page.url}: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not MEANT.search(message.text):
            self.said.append(f"{message.location.get('url')}: {message.text}")


@contextmanager
def opened(browser: Browser, school: School, **options: Any) -> Iterator[Page]:
    """A browser of somebody's own: cookies of its own, a complaint of the browser fails the test."""
    context = browser.new_context(
        base_url=school.address, locale="ru-RU", **({"viewport": DESKTOP} | options)
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch = Watch(page)
    yield page
    context.close()
    assert watch.said == [], watch.said


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Through the front door, as people do."""
    page.goto("/login")
    page.get_by_label("Логин").fill(login)
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_role("button", name="Войти", exact=True).click()
    be_inside(page)


def be_inside(page: Page) -> None:
    """Wait until the door has let in."""
    page.wait_for_url(lambda url: not urlsplit(url).path.startswith("/login"))


def wear(page: Page, hat: str) -> None:
    """Another hat, from the menu in the header."""
    page.locator("details.who > summary").click()
    page.locator("details.who").get_by_role("button", name=hat, exact=True).click()
    page.locator("details.who .who__role", has_text=hat).wait_for()


def place(path: str) -> str:
    """A page whatever it is asked: "/journal/7?term=2" and "/journal/8" are one."""
    return re.sub(r"\d+", "{}", urlsplit(path).path)


def pattern(path: str) -> str:
    """A page with the names of what it is asked: "/journal/7?term=2" and "/journal/8?term=1" are one."""
    return place(path) + "?" + ",".join(sorted(dict(parse_qsl(urlsplit(path).query))))


def pages_of(page: Page, files: set[str]) -> list[str]:
    """One path of every kind of page whoever is signed in can walk to from the first page; all answer 200.

    `files` are kinds of downloads that were taken before: each is made once in a run.
    """
    known, waiting, found = {pattern("/")}, ["/"], []
    while waiting:
        path = waiting.pop(0)
        if place(path) in files:
            continue
        answer = page.request.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        if "text/html" not in answer.headers["content-type"]:
            files.add(place(path))
            continue
        found.append(path)
        assert len(found) < ENOUGH, found
        for link in LINK.findall(answer.text()):
            link = unescape(link)
            if pattern(link) not in known and not link.startswith("/static/"):
                known.add(pattern(link))
                waiting.append(link)
    return found


def kinds_of_pages(browser: Browser, school: School) -> dict[str, list[str]]:
    """Who looks at what: every kind of page once, and everybody's first page."""
    seen: set[str] = set()
    files: set[str] = set()
    found: dict[str, list[str]] = {}
    for login in ACCOUNTS:
        with opened(browser, school) as page:
            sign_in(page, login)
            mine = {place(path): path for path in reversed(pages_of(page, files))}
        found[login] = [path for kind, path in mine.items() if kind == "/" or kind not in seen]
        seen |= set(mine)
    return found


def too_wide(page: Page) -> list[str]:
    """Widths at which the whole page scrolls sideways."""
    found = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": PHONE["height"]})
        if (wider := page.evaluate(WIDER)) > 0:
            found.append(f"{page.url} at {width}: {wider} px too wide")
    page.set_viewport_size({"width": 1366, "height": 768})
    if (wider := page.evaluate(WIDER)) > 0:
        found.append(f"{page.url} at 1366: {wider} px too wide")
    return found


def fill(within: Page | Locator, **fields: str) -> None:
    """Fill a form by the names of its fields; a list takes the words of a choice."""
    for name, text in fields.items():
        control = within.locator(f"[name='{name}']")
        if control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(text)
        else:
            control.fill(text)


def press(within: Page | Locator, name: str) -> None:
    """A button by its whole name."""
    within.get_by_role("button", name=name, exact=True).click()


def sheet(page: Page, heading: str) -> Locator:
    """A section by its heading."""
    return page.locator("section", has=page.get_by_role("heading", name=heading, exact=True))
