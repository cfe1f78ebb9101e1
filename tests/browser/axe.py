"""axe-core over an open page: what it calls serious, in words."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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
